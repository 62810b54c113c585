/* What an observer sees, against each stage run by itself over the whole recording. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "frontend.h"
#include "network.h"
#include "seen.h"

static void check_frames(const struct run *r)
{
    const struct pseg_config *c = &r->config;
    const int ahead = c->score == PSEG_SCORE_TRANSITION ? c->slope : 0;
    assert_int_equal(r->seen.frames, (SEEN_LENGTH - c->window) / c->hop + 1);
    for (int t = 0; t < r->seen.frames; t++) {
        const struct pseg_frame *f = &r->seen.frame[t];
        assert_int_equal(f->n_features, pseg_n_features(c));
        assert_int_equal(f->scored, t >= ahead);
        if (f->scored)
            assert_int_equal(f->score_index, t - ahead);
        assert_true(!f->error == (c->topology == PSEG_TOPOLOGY_NONE));
        assert_true(!f->gates == !f->error && !f->last_gates == !f->error);
    }
}

static void every_frame_is_seen_once_and_in_order(void **state)
{
    (void)state;
    run_all(check_frames);
}

static void check_features(const struct run *r)
{
    struct pseg_frontend fe;
    struct pseg_arena arena = {NULL, 0};
    void *memory;
    int t = 0;
    pseg_frontend_init(&fe, &arena, &r->config);
    assert_int_equal(posix_memalign(&memory, PSEG_ALIGNMENT, arena.used), 0);
    arena = (struct pseg_arena){memory, 0};
    pseg_frontend_init(&fe, &arena, &r->config);
    for (size_t done = 0; done < SEEN_LENGTH;) {
        float features[SEEN_MAX_D];
        done += pseg_frontend_push(&fe, r->audio + done, SEEN_LENGTH - done);
        if (!pseg_frontend_due(&fe))
            continue;
        pseg_frontend_frame(features, &fe, &pseg_kernels_scalar);
        assert_memory_equal(features, r->seen.features[t++],
                            (size_t)pseg_n_features(&r->config) * sizeof(float));
    }
    assert_int_equal(t, r->seen.frames);
    free(memory);
}

static void features_are_those_of_the_front_end_alone(void **state)
{
    (void)state;
    run_all(check_features);
}

/* The network over all frames at once, fed with what the observer saw, the first frame PSEG_WARM_UP
 * times more. */
static struct pseg_trace run_network(const struct run *r, const struct pseg_network *net)
{
    const float *weights = r->toy.model.weights;
    struct pseg_trace trace = {.steps = PSEG_WARM_UP + r->seen.frames, .batch = 1};
    trace.base = calloc(pseg_trace_size(net, trace.steps, 1), sizeof(real));
    assert_non_null(trace.base);
    for (int t = 0; t < trace.steps; t++) {
        real x[SEEN_MAX_D];
        const float *features = r->seen.features[t < PSEG_WARM_UP ? 0 : t - PSEG_WARM_UP];
        for (int j = 0; j < net->n_features; j++)
            x[j] = (features[j] - weights[j]) * weights[net->n_features];
        pseg_network_step(&trace, t, x, weights, net, &pseg_kernels_scalar);
    }
    return trace;
}

static void check_network(const struct run *r)
{
    struct pseg_network net;
    if (r->config.topology == PSEG_TOPOLOGY_NONE)
        return;
    pseg_network_build(&net, &r->config);
    struct pseg_trace trace = run_network(r, &net);
    const struct pseg_layer *recurrent = &net.layers[net.first_recurrent],
                            *last = &net.layers[net.n_layers - 1];
    const size_t n_gates = (size_t)net.cell->family->n_gates;
    const size_t gates = n_gates * (size_t)r->config.n_hidden * sizeof(real);
    const float *mean = r->toy.model.weights, gain = mean[net.n_features];
    for (int t = 0; t < r->seen.frames; t++) {
        const struct pseg_frame *f = &r->seen.frame[t];
        const int row = PSEG_WARM_UP + t + 1;
        double sum = 0;
        assert_memory_equal(f->gates, pseg_trace_row(&trace, recurrent, PSEG_SLOT_ACT, row), gates);
        assert_memory_equal(f->last_gates, r->seen.gates[t ? t - 1 : 0], gates);
        for (int j = 0; j < net.n_features; j++) {
            const double predicted =
                pseg_trace_row(&trace, last, PSEG_SLOT_OUT, row - net.ahead)[j];
            const double e = (f->features[j] - mean[j]) * gain - predicted;
            if (t == 0)
                assert_true(f->error[j] == 0);
            else
                check_near(f->error[j], e * e, 1e-5, "error", t);
            sum += f->error[j];
        }
        check_near(f->mean_error, sum / net.n_features, 1e-6, "mean error", t);
    }
    free(trace.base);
}

static void errors_and_gates_are_those_of_the_network_alone(void **state)
{
    (void)state;
    run_all(check_network);
}

/* The score of a frame from its signals, by the definitions of enum pseg_score. */
static double score_of(const struct run *r, const struct pseg_frame *f)
{
    const struct pseg_config *c = &r->config;
    const int n = c->n_hidden;
    /* the readout's tensors come last */
    const size_t n_readout = 2 + (size_t)n + (c->readout_state ? (size_t)n : 0);
    const float *w = r->toy.model.weights + r->toy.model.n_weights - n_readout;
    double gas_mean = 0, gas = 0;
    double readout = w[n_readout - 1] + w[0] * log(f->mean_error + 1e-3);
    for (int j = 0; j < n; j++) {
        const double change = f->gates[c->gate * n + j] - f->last_gates[c->gate * n + j];
        gas_mean += change / n;
        gas += fabs(change) / n;
        readout += w[1 + j] * change;
        if (c->readout_state)
            readout += w[1 + n + j] * f->state[j];
    }
    const double blend = f->index ? (1 - c->blend) * f->mean_error + c->blend * gas : 0;
    const double scores[PSEG_N_SCORES] = {0,   f->mean_error, gas_mean,
                                          gas, blend,         1 / (1 + exp(-readout))};
    return scores[c->score];
}

static void check_scores(const struct run *r)
{
    if (r->config.score == PSEG_SCORE_TRANSITION)
        return; /* see test_core_score.c */
    for (int t = 0; t < r->seen.frames; t++)
        check_near(r->seen.frame[t].score, score_of(r, &r->seen.frame[t]), 1e-5, "score", t);
}

static void scores_follow_from_the_signals(void **state)
{
    (void)state;
    run_all(check_scores);
}

/* ------------------------------------------------------------------------------- coming late -- */

struct late {
    const struct run *whole;
    int first, frames;
};

static void look(void *user, const struct pseg_frame *f)
{
    struct late *late = user;
    const struct pseg_frame *same = &late->whole->seen.frame[f->index];
    const struct pseg_config *c = &late->whole->config;
    const int by_gates = c->score == PSEG_SCORE_GAS || c->score == PSEG_SCORE_GAS_MEAN;
    assert_int_equal(f->index, late->first + late->frames++);
    assert_true(!f->error == (by_gates || !same->error));
    if (f->error)
        assert_memory_equal(f->error, same->error, (size_t)f->n_features * sizeof(float));
    if (f->gates)
        assert_memory_equal(f->gates, same->gates,
                            (size_t)f->n_gates * (size_t)f->n_hidden * sizeof(float));
    assert_memory_equal(&f->score, &same->score, sizeof f->score);
}

/* The head of a network that only the gates of are wanted is not run before, and has no say. */
static void check_late(const struct run *r)
{
    enum { BEFORE = SEEN_LENGTH / 2 };
    struct stream late_events;
    struct late late = {r, (BEFORE - r->config.window) / r->config.hop + 1, 0};
    size_t made, used;
    void *memory;
    struct pseg *d = toy_detector(&memory, &r->toy.model);
    stream_make(&late_events, SEEN_LENGTH);
    assert_int_equal(
        pseg_process(d, late_events.events, late_events.capacity, &made, r->audio, BEFORE, &used),
        PSEG_OK);
    pseg_observe(d, look, &late);
    late_events.n = made;
    assert_int_equal(pseg_process(d, late_events.events + made, late_events.capacity - made, &made,
                                  r->audio + BEFORE, SEEN_LENGTH - BEFORE, &used),
                     PSEG_OK);
    late_events.n += made;
    assert_int_equal(late.first + late.frames, r->seen.frames);
    assert_int_equal(late_events.n + r->stream.n_flushed, r->stream.n);
    for (size_t i = 0; i < late_events.n; i++)
        assert_true(late_events.events[i].at == r->stream.events[i].at &&
                    late_events.events[i].score == r->stream.events[i].score);
    stream_free(&late_events);
    free(memory);
}

static void an_observer_that_comes_late_sees_the_same_gates_and_scores(void **state)
{
    (void)state;
    run_all(check_late);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_frame_is_seen_once_and_in_order),
        cmocka_unit_test(features_are_those_of_the_front_end_alone),
        cmocka_unit_test(errors_and_gates_are_those_of_the_network_alone),
        cmocka_unit_test(scores_follow_from_the_signals),
        cmocka_unit_test(an_observer_that_comes_late_sees_the_same_gates_and_scores),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
