/* What settings make together, and whether they do. */
#include <math.h>

#include "cell.h"
#include "config.h"
#include "gate.h"
#include "settings.h"

/* "first" stands for the gate that comes first in the cell: update or forget. */
const char *const pseg_gate_names[PSEG_N_GATE_NAMES] = {"first",  "update", "reset",
                                                        "forget", "input",  "output"};

static int find_gate(const struct pseg_settings *s, struct pseg_error *error)
{
    return pseg_find_gate(&pseg_cells[s->cell], pseg_gate_names[s->gate], error);
}

int pseg_settings_check(const struct pseg_settings *s, struct pseg_error *error)
{
    struct pseg_config config;
    if (find_gate(s, error) < 0)
        return -1;
    if (s->residual && s->topology == PSEG_TOPOLOGY_RPM2)
        return pseg_fail(error, "residual is 1, but topology rpm2 has one recurrent layer only; "
                                "rpm4 and ae have two");
    if (pseg_cell_is_constant(&pseg_cells[s->cell]) &&
        (s->score == PSEG_SCORE_GAS || s->score == PSEG_SCORE_GAS_MEAN))
        return pseg_fail(error,
                         "score is '%s', but the gates of cell %s never change; error and "
                         "blend work with it",
                         pseg_score_names[s->score], pseg_cells[s->cell].name);
    if (s->babble + s->pink + s->hum > 1)
        return pseg_fail(error, "babble, pink and hum are shares of one: together at most 1");
    if (s->snr_low > s->snr_high)
        return pseg_fail(error, "snr-low is above snr-high");
    pseg_settings_config(&config, s);
    const char *field = pseg_config_check(&config);
    return field ? pseg_fail(error, "the settings make no model: its %s is out of range", field)
                 : 0;
}

void pseg_settings_config(struct pseg_config *config, const struct pseg_settings *s)
{
    const int rate = 16000, hop = rate / 100, window = (int)lround(s->window * rate / 1000);
    struct pseg_error unused; /* pseg_settings_check has said it */
    const int gate = find_gate(s, &unused);
    *config = (struct pseg_config){
        .rate = rate,
        .window = window,
        .hop = hop,
        .fft_size = s->fft,
        .n_mel = s->mel,
        .n_ceps = s->ceps,
        .deltas = s->deltas,
        .cmvn = s->cmvn,
        .pre_emphasis = 0.97f,
        .low_hz = 0,
        .high_hz = (float)rate / 2,
        .log_floor = (float)fmax(s->log_floor, s->silence),
        .ceiling = (float)s->ceiling,
        .topology = s->topology,
        .cell = s->cell,
        .n_dense = s->dense,
        .n_hidden = s->hidden,
        .residual = s->residual,
        .score = s->teacher ? PSEG_SCORE_READOUT : s->score,
        .readout_state = s->teacher && s->readout_state,
        .gate = gate < 0 ? 0 : gate,
        .slope = 2,
        .blend = s->blend < 0 ? 0.5f : (float)s->blend,
        .threshold = 0,
        .min_gap = 1,
        .refine = s->refine,
        /* A readout marks the middle of the frame `delay` earlier; another score is a change from
         * one frame to the next, midway between their middles. */
        .offset = s->teacher ? window / 2 - hop * s->delay : window / 2 - hop / 2,
    };
}
