#include "config.h"

#include "cell.h"

#define INT(name, low, high)                                                                       \
    {                                                                                              \
#name, offsetof(struct pseg_config, name), 0, low, high                                    \
    }
#define FLOAT(name, low, high)                                                                     \
    {                                                                                              \
#name, offsetof(struct pseg_config, name), 1, low, high                                    \
    }

const struct pseg_field pseg_fields[PSEG_N_FIELDS] = {
    INT(rate, 8000, 48000),
    INT(window, 16, 4096),
    INT(hop, 8, 4096),
    INT(fft_size, 16, 4096),
    INT(n_mel, 2, 128),
    INT(n_ceps, 0, 128),
    INT(deltas, 0, 2),
    INT(cmvn, 0, 1),
    FLOAT(pre_emphasis, 0, 1),
    FLOAT(low_hz, 0, 24000),
    FLOAT(high_hz, 0, 24000),
    FLOAT(log_floor, 1e-6f, 1e6f),
    FLOAT(ceiling, 0, 1e12f),
    INT(topology, 0, PSEG_N_TOPOLOGIES - 1),
    INT(cell, 0, PSEG_N_CELLS - 1),
    INT(n_dense, 1, 1024),
    INT(n_hidden, 1, 1024),
    INT(residual, 0, 1),
    INT(int8, 0, 1),
    INT(score, 0, PSEG_N_SCORES - 1),
    INT(gate, 0, PSEG_MAX_GATES - 1),
    INT(readout_state, 0, 1),
    INT(slope, 1, 8),
    FLOAT(blend, 0, 1),
    FLOAT(threshold, -1e6f, 1e6f),
    INT(min_gap, 1, 1000),
    INT(refine, 0, 1),
    INT(offset, -16000, 4096),
};

const char *const pseg_topology_names[PSEG_N_TOPOLOGIES] = {"none", "rpm2", "rpm4", "ae"};
const char *const pseg_score_names[PSEG_N_SCORES] = {"transition", "error", "gas-mean",
                                                     "gas",        "blend", "readout"};

int pseg_n_features(const struct pseg_config *c)
{
    return (c->n_ceps ? c->n_ceps : c->n_mel) * (1 + c->deltas);
}

int pseg_score_lookahead(const struct pseg_config *c)
{
    return c->score == PSEG_SCORE_TRANSITION ? c->slope : 0;
}

/* A peak at frame n is known once the score of frame n + 1 is, which needs the whole window of
 * frame n + 1 + lookahead; the boundary is placed at n hop + offset, or refined, up to half a hop
 * before. */
int pseg_config_latency(const struct pseg_config *c)
{
    const int early = c->refine ? c->hop / 2 : 0;
    return (1 + pseg_score_lookahead(c)) * c->hop + c->window - c->offset + early;
}

static int in_range(const struct pseg_config *c, const struct pseg_field *field)
{
    const char *at = (const char *)c + field->offset;
    float value = field->is_float ? *(const float *)at : (float)*(const int32_t *)at;
    return value >= field->low && value <= field->high; /* NaN fails */
}

static int has_two_recurrent_layers(int topology)
{
    return topology == PSEG_TOPOLOGY_RPM4 || topology == PSEG_TOPOLOGY_AE;
}

static int without(int n, int factor)
{
    while (n % factor == 0)
        n /= factor;
    return n;
}

/* Blocks of 8 samples, see power.h. For other factors KISS FFT asks for memory at each call: it
 * would get none, and transform nothing. */
static int is_fast(int fft_size)
{
    return fft_size % 8 == 0 && without(without(without(fft_size, 2), 3), 5) == 1;
}

static const char *disagreement(const struct pseg_config *c)
{
    const struct pseg_cell_kind *cell = &pseg_cells[c->cell];
    const int gas = c->score == PSEG_SCORE_GAS || c->score == PSEG_SCORE_GAS_MEAN;
    if (c->hop > c->window)
        return "hop";
    if (c->fft_size < c->window || !is_fast(c->fft_size))
        return "fft_size";
    if (c->n_ceps > c->n_mel)
        return "n_ceps";
    if (c->high_hz > (float)c->rate / 2 || c->high_hz <= c->low_hz)
        return "high_hz";
    if (c->topology == PSEG_TOPOLOGY_NONE && c->score != PSEG_SCORE_TRANSITION)
        return "score";
    if (c->gate >= cell->family->n_gates)
        return "gate";
    if (c->topology == PSEG_TOPOLOGY_NONE && c->int8)
        return "int8"; /* of what is not there */
    if (pseg_cell_is_constant(cell) && gas)
        return "score"; /* the difference of what never changes */
    if (c->residual && !has_two_recurrent_layers(c->topology))
        return "residual";
    if (c->offset >= c->window)
        return "offset"; /* a boundary could lie beyond the end of the audio */
    return NULL;
}

const char *pseg_config_check(const struct pseg_config *c)
{
    for (int i = 0; i < PSEG_N_FIELDS; i++)
        if (!in_range(c, &pseg_fields[i]))
            return pseg_fields[i].name;
    return disagreement(c);
}
