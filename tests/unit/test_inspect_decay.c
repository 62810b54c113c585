/* How long a burst of noise is remembered: networks whose forgetting is known. */
#include "decay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "detector.h"
#include "synth.h"
#include "toy.h"
#include "whole.h"

enum { N = 8000, AFTER = 12, EVERY = 4 };

static void hear(struct pseg_signals *s, const struct pseg_model *model)
{
    static float x[N];
    struct pseg_error error;
    synth_speech(x, N, 5);
    assert_int_equal(pseg_signals_hear(s, model, x, N, &error), 0);
}

static float *tensor(const struct pseg_network *net, float *weights, const char *name)
{
    for (int k = 0; k < net->n_tensors; k++)
        if (strcmp(net->tensors[k].name, name) == 0)
            return weights + net->tensors[k].offset;
    fail_msg("no tensor %s", name);
    return NULL;
}

/* Gates that hear nothing, and a candidate that hears no state: what is kept from frame to frame is
 * three quarters of the memory, z = 1/4 or f = 3/4. */
static void make_leaky(struct toy_model *toy)
{
    struct pseg_network net;
    float *weights = (float *)toy->model.weights;
    pseg_network_build(&net, &toy->model.config);
    const int n = toy->model.config.n_hidden, blocks = pseg_cell_blocks(net.cell);
    const int candidate = blocks - 1, in = net.layers[1].in;
    const float kept = net.cell->family->has_memory ? logf(3) : -logf(3);
    memset(tensor(&net, weights, "rec1.U"), 0, (size_t)(n * n * blocks) * sizeof(float));
    for (int i = 0; i < in; i++)
        for (int j = 0; j < candidate * n; j++)
            tensor(&net, weights, "rec1.W")[i * blocks * n + j] = 0;
    for (int j = 0; j < candidate * n; j++)
        tensor(&net, weights, "rec1.b")[j] = kept;
}

static void a_leaky_memory_forgets_by_its_leak(void **state)
{
    (void)state;
    static const int cells[] = {PSEG_CELL_GRU, PSEG_CELL_LSTM, PSEG_CELL_MGU};
    for (size_t i = 0; i < COUNT(cells); i++) {
        struct pseg_config c = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_ERROR);
        struct toy_model toy;
        struct pseg_signals s;
        struct pseg_error error;
        struct pseg_spread curve[AFTER + 1], frames;
        struct pseg_decay d = {.after = AFTER};
        size_t rows;
        float *noise;
        c.cell = cells[i];
        toy_model_make(&toy, &c, 3);
        make_leaky(&toy);
        hear(&s, &toy.model);
        assert_int_equal(pseg_noise_features(&noise, &rows, &c, s.power, &error), 0);
        assert_int_equal(pseg_decay_add(&d, &toy.model, &s, noise, rows, EVERY, &error), 0);
        assert_int_equal(d.n_layers, 1);
        assert_int_equal(d.n, (s.n_frames - AFTER - 1) / EVERY);
        for (size_t b = 0; b < d.n; b++) {
            const float *distance = d.distance[0] + b * (AFTER + 1);
            assert_true(distance[0] > 1e-3);
            for (int k = 1; k <= AFTER; k++)
                check_near(distance[k] / distance[0], pow(0.75, k), 1e-3, "distance", k);
        }
        /* 0.75^2 > 1/2 > 0.75^3, 0.75^8 > 1/10 > 0.75^9, 0.75^12 > 1/100 */
        const double shares[] = {0.5, 0.1, 0.01}, expected[] = {3, 9, AFTER + 1};
        for (int k = 0; k < 3; k++) {
            assert_int_equal(pseg_decay_time(&frames, &d, 0, shares[k]), 0);
            assert_true(frames.low == expected[k] && frames.median == expected[k] &&
                        frames.high == expected[k]);
        }
        assert_int_equal(pseg_decay_curve(curve, &d, 0), 0);
        for (int k = 0; k <= AFTER; k++) {
            assert_true(curve[k].low <= curve[k].median && curve[k].median <= curve[k].high);
            check_near(curve[k].median, curve[0].median * pow(0.75, k), 1e-3, "median", k);
        }
        free(noise);
        pseg_decay_free(&d);
        pseg_signals_free(&s);
        toy_model_free(&toy);
    }
}

/* What is heard instead is what was heard: the two runs stay one, to the last bit, whatever the
 * network. */
static void a_burst_that_is_none_leaves_no_trace(void **state)
{
    (void)state;
    for (int index = 2; index < TOY_N_MODELS; index++) {
        const struct pseg_config c = toy_config_of(index);
        struct toy_model toy;
        struct pseg_signals s;
        struct pseg_error error;
        struct pseg_decay d = {.after = AFTER};
        toy_model_make(&toy, &c, 3);
        hear(&s, &toy.model);
        const size_t width = (size_t)s.n_features, bursts = s.n_frames / EVERY;
        float *same = malloc(bursts * width * sizeof *same);
        assert_non_null(same);
        for (size_t b = 0; b + 1 < bursts; b++)
            memcpy(same + b * width, s.features + (b + 1) * EVERY * width, width * sizeof *same);
        assert_int_equal(pseg_decay_add(&d, &toy.model, &s, same, bursts, EVERY, &error), 0);
        assert_int_equal(d.n_layers, c.topology == PSEG_TOPOLOGY_RPM2 ? 1 : 2);
        assert_true(d.n > 5);
        for (size_t i = 0; i < d.n * (AFTER + 1); i++)
            for (int l = 0; l < d.n_layers; l++)
                assert_true(d.distance[l][i] == 0);
        free(same);
        pseg_decay_free(&d);
        pseg_signals_free(&s);
        toy_model_free(&toy);
    }
}

enum { UNITS = 8, FRAMES = 48 };

static void keep_state(void *user, const struct pseg_frame *frame)
{
    float *states = user;
    memcpy(states + frame->index * UNITS, frame->state, UNITS * sizeof *states);
}

/* states[FRAMES][UNITS] of a detector that hears the features, but `instead` at frame EVERY */
static void listen(float *states, const struct pseg_model *model, const struct pseg_signals *s,
                   const float *instead)
{
    struct pseg_error error;
    struct pseg_event event;
    struct pseg *d = pseg_create_whole(model, &error);
    assert_non_null(d);
    pseg_observe(d, keep_state, states);
    for (size_t t = 0; t < FRAMES; t++)
        pseg_feed(&event, d, instead && t == EVERY ? instead : s->features + t * s->n_features);
    pseg_destroy(d);
}

/* Two runs from their beginnings, one of them disturbed: what is between them, as a share of the
 * root of the memory's mean square length. */
static void a_distance_is_that_of_two_runs(void **state)
{
    (void)state;
    static float calm[FRAMES * UNITS], disturbed[FRAMES * UNITS];
    const struct pseg_config c = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_ERROR);
    const float noise[10] = {9, 8, 7, 6, 5, 4, 3, 2, 1, 0};
    struct pseg_decay d = {.after = AFTER};
    struct pseg_signals s;
    struct pseg_error error;
    struct toy_model toy;
    double length = 0;
    toy_model_make(&toy, &c, 3);
    hear(&s, &toy.model);
    assert_int_equal(s.n_frames, FRAMES);
    assert_int_equal(s.layer[s.first_recurrent].units, UNITS);
    assert_true(s.n_features <= 10);
    assert_int_equal(pseg_decay_add(&d, &toy.model, &s, noise, 1, EVERY, &error), 0);
    listen(calm, &toy.model, &s, NULL);
    listen(disturbed, &toy.model, &s, noise);
    for (int i = 0; i < FRAMES * UNITS; i++)
        length += (double)calm[i] * calm[i] / FRAMES;
    for (int k = 0; k <= AFTER; k++) {
        double between = 0;
        for (int i = (EVERY + k) * UNITS; i < (EVERY + k + 1) * UNITS; i++)
            between += pow((double)calm[i] - (double)disturbed[i], 2);
        check_near(d.distance[0][k], sqrt(between / length), 1e-6, "distance", k);
    }
    pseg_decay_free(&d);
    pseg_signals_free(&s);
    toy_model_free(&toy);
}

/* Of 48 frames a burst at frame 1 leaves 46 to follow; none leaves 47. */
static void short_recordings_have_no_bursts(void **state)
{
    (void)state;
    const struct pseg_config c = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_ERROR);
    struct toy_model toy;
    struct pseg_signals s;
    struct pseg_error error;
    const float noise[10] = {0};
    toy_model_make(&toy, &c, 3);
    hear(&s, &toy.model);
    assert_int_equal(s.n_frames, 48);
    for (int after = 46; after <= 48; after++) {
        struct pseg_decay d = {.after = after};
        assert_int_equal(pseg_decay_add(&d, &toy.model, &s, noise, 1, 1, &error), 0);
        assert_int_equal(d.n, after == 46);
        pseg_decay_free(&d);
    }
    pseg_signals_free(&s);
    toy_model_free(&toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leaky_memory_forgets_by_its_leak),
        cmocka_unit_test(a_burst_that_is_none_leaves_no_trace),
        cmocka_unit_test(a_distance_is_that_of_two_runs),
        cmocka_unit_test(short_recordings_have_no_bursts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
