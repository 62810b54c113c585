#include "toy.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "model.h"
#include "network.h"
#include "synth.h"

struct pseg_config toy_default_config(int topology, int score)
{
    return (struct pseg_config){
        .rate = 16000,
        .window = 400,
        .hop = 160,
        .fft_size = 512,
        .n_mel = 26,
        .pre_emphasis = 0.97f,
        .high_hz = 8000,
        .log_floor = 1,
        .topology = topology,
        .cell = PSEG_CELL_GRU,
        .n_dense = 64,
        .n_hidden = 64,
        .score = score,
        .slope = 2,
        .blend = 0.5f,
        .threshold = -1e6f,
        .min_gap = 1,
        .offset = 120,
    };
}

struct pseg_config toy_config(int topology, int score)
{
    struct pseg_config c = toy_default_config(topology, score);
    c.n_mel = 10;
    c.n_dense = 12;
    c.n_hidden = 8;
    return c;
}

static struct pseg_config config_of_cell(int cell)
{
    struct pseg_config c =
        toy_config(cell % 3 ? PSEG_TOPOLOGY_RPM4 : PSEG_TOPOLOGY_AE, PSEG_SCORE_BLEND);
    c.cell = cell;
    c.residual = cell % 2 == 0;
    c.refine = cell % 2;
    return c;
}

/* Every score of a network; peepholes; a refined gate, and so a projection. Every peak a boundary:
 * other weights want other thresholds. */
static struct pseg_config int8_config_of(int index)
{
    static const int of[TOY_N_INT8] = {2,
                                       3,
                                       4,
                                       5,
                                       6,
                                       7,
                                       TOY_N_SCORES + PSEG_CELL_LSTM_PEEPHOLE,
                                       TOY_N_SCORES + PSEG_CELL_MGU_RF_TIMES};
    struct pseg_config c = toy_config_of(of[index]);
    c.int8 = 1;
    c.threshold = -1e6f;
    return c;
}

struct pseg_config toy_config_of(int index)
{
    static const struct {
        int topology, score, gate, n_ceps, min_gap, refine, offset;
        float threshold;
    } of[TOY_N_SCORES] = {
        {PSEG_TOPOLOGY_NONE, PSEG_SCORE_TRANSITION, 0, 0, 1, 0, 200, -1e6f},
        {PSEG_TOPOLOGY_NONE, PSEG_SCORE_TRANSITION, 0, 7, 3, 1, 200, 0.005f},
        {PSEG_TOPOLOGY_RPM2, PSEG_SCORE_ERROR, 0, 0, 1, 0, 120, -1e6f},
        {PSEG_TOPOLOGY_RPM4, PSEG_SCORE_GAS_MEAN, 1, 0, 2, 1, -40, 0},
        {PSEG_TOPOLOGY_RPM2, PSEG_SCORE_GAS, 1, 7, 1, 0, 0, 0.005f},
        {PSEG_TOPOLOGY_RPM4, PSEG_SCORE_BLEND, 0, 0, 4, 1, 120, -1e6f},
        {PSEG_TOPOLOGY_RPM4, PSEG_SCORE_READOUT, 0, 0, 1, 1, -300, -1e6f},
        {PSEG_TOPOLOGY_RPM2, PSEG_SCORE_READOUT, 1, 0, 2, 0, 120, -1e6f},
    };
    if (index >= TOY_FIRST_INT8)
        return int8_config_of(index - TOY_FIRST_INT8);
    if (index >= TOY_N_SCORES)
        return config_of_cell(index - TOY_N_SCORES);
    struct pseg_config c = toy_config(of[index].topology, of[index].score);
    c.gate = of[index].gate;
    c.readout_state = index == 7;
    c.n_ceps = of[index].n_ceps;
    c.min_gap = of[index].min_gap;
    c.refine = of[index].refine;
    c.offset = of[index].offset;
    c.threshold = of[index].threshold;
    return c;
}

/* Scales, then int8 of all sizes: weights as large as those of floats. */
static void fill_int8(float *at, const struct pseg_tensor *t, struct rng *rng)
{
    int8_t *q = (int8_t *)(at + t->cols);
    for (int o = 0; o < t->cols; o++)
        at[o] = (0.6f + 0.1f * rng_uniform(rng)) / 127;
    for (int i = 0; i < t->rows * t->cols; i++)
        q[i] = (int8_t)((int)rng_below(rng, 255) - 127);
}

static void fill(float *weights, const struct pseg_network *net, uint32_t seed)
{
    struct rng rng = {seed + 1};
    for (int t = 0; t < net->n_tensors; t++) {
        const struct pseg_tensor *tensor = &net->tensors[t];
        const size_t n = (size_t)tensor->rows * (size_t)tensor->cols;
        if (tensor->is_int8)
            fill_int8(weights + tensor->offset, tensor, &rng);
        for (size_t i = 0; !tensor->is_int8 && i < n; i++)
            weights[tensor->offset + i] = 0.6f * rng_uniform(&rng);
        if (strcmp(tensor->name, "feature.mean") == 0)
            for (size_t i = 0; i < n; i++)
                weights[tensor->offset + i] += 8;
        if (strcmp(tensor->name, "feature.gain") == 0)
            weights[tensor->offset] = 0.25f;
    }
}

void toy_model_make(struct toy_model *toy, const struct pseg_config *config, uint32_t seed)
{
    static const char json[] = "{\"made_by\":\"a test\"}";
    struct pseg_network net;
    pseg_network_build(&net, config);
    float *weights = calloc(net.n_parameters + 1, sizeof *weights);
    assert_non_null(weights);
    fill(weights, &net, seed);
    toy->size = pseg_model_bytes(net.n_parameters, sizeof json - 1);
    toy->bytes = malloc(toy->size);
    assert_non_null(toy->bytes);
    pseg_model_write(toy->bytes, config, weights, net.n_parameters, json, sizeof json - 1);
    free(weights);
    assert_int_equal(pseg_model_open(&toy->model, toy->bytes, toy->size), PSEG_OK);
}

void toy_model_free(struct toy_model *toy)
{
    free(toy->bytes);
    toy->bytes = NULL;
}

struct pseg *toy_detector(void **memory, const struct pseg_model *model)
{
    struct pseg *d = NULL;
    const size_t size = pseg_size(model);
    assert_int_equal(posix_memalign(memory, 16, size), 0);
    memset(*memory, 0x7f, size); /* what was there, here 3e38 as a float, must not matter */
    assert_int_equal(pseg_init(&d, *memory, size, model), PSEG_OK);
    return d;
}
