/* The signals of a recording against what the detector's public observer says, and against the
 * equations that tie them together. */
#include "signals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "synth.h"
#include "toy.h"
#include "whole.h"

enum { N = 6000, FRAMES = (N - 400) / 160 + 1, FIRST_NETWORK = 2 };

struct heard {
    const struct pseg_signals *s;
    size_t frames, events;
};

static void hear(struct pseg_signals *s, const struct pseg_model *model)
{
    float x[N];
    struct pseg_error error;
    synth_speech(x, N, 5);
    assert_int_equal(pseg_signals_hear(s, model, x, N, &error), 0);
    assert_int_equal(s->n_frames, FRAMES);
}

static void check_frame(void *user, const struct pseg_frame *frame)
{
    struct heard *h = user;
    const struct pseg_signals *s = h->s;
    const struct pseg_signal_layer *layer = &s->layer[s->first_recurrent];
    const size_t t = h->frames++, n = (size_t)frame->n_hidden;
    assert_int_equal(layer->units, frame->n_hidden);
    assert_int_equal(layer->n_gates, frame->n_gates);
    assert_memory_equal(s->features + t * (size_t)s->n_features, frame->features,
                        (size_t)s->n_features * sizeof(float));
    assert_memory_equal(layer->state + t * n, frame->state, n * sizeof(float));
    for (int g = 0; g < frame->n_gates; g++)
        assert_memory_equal(layer->gate[g] + t * n, frame->gates + (size_t)g * n,
                            n * sizeof(float));
    assert_true(s->error[t] == frame->mean_error);
    assert_true(s->score[t] == frame->score);
}

static int check_event(void *user, const struct pseg_event *event)
{
    struct heard *h = user;
    assert_true(h->events < h->s->found.n);
    assert_true(h->s->found.at[h->events++] == (double)event->at / 16000);
    return 0;
}

static void every_model_shows_what_its_observer_sees(void **state)
{
    float x[N];
    (void)state;
    synth_speech(x, N, 5);
    for (int m = FIRST_NETWORK; m < TOY_N_MODELS; m++) {
        const struct pseg_config config = toy_config_of(m);
        struct toy_model toy;
        struct pseg_signals s;
        struct pseg_error error;
        struct heard h = {&s, 0, 0};
        toy_model_make(&toy, &config, (uint32_t)m);
        hear(&s, &toy.model);
        struct pseg *d = pseg_create_whole(&toy.model, &error);
        pseg_observe(d, check_frame, &h);
        assert_int_equal(pseg_run_whole(d, &toy.model, x, N, check_event, &h, &error), 0);
        assert_int_equal(h.frames, FRAMES);
        assert_int_equal(h.events, s.found.n);
        pseg_destroy(d);
        pseg_signals_free(&s);
        toy_model_free(&toy);
    }
}

/* E of 000 eq. 15, out of what the last layer told: a frame earlier, or of an autoencoder now. */
static double error_of(const struct pseg_signals *s, const struct toy_model *toy,
                       const struct pseg_network *net, size_t t)
{
    const float *mean = toy->model.weights + net->tensors[net->mean].offset;
    const float gain = toy->model.weights[net->tensors[net->gain].offset];
    const size_t d = (size_t)s->n_features, from = net->ahead ? t - 1 : t;
    const float *told = s->layer[s->n_layers - 1].state + from * d;
    double sum = 0;
    for (size_t j = 0; j < d; j++) {
        const double x = ((double)s->features[t * d + j] - (double)mean[j]) * (double)gain;
        sum += (x - (double)told[j]) * (x - (double)told[j]);
    }
    return sum / (double)d;
}

static void the_last_layer_is_the_prediction_whose_error_is_e(void **state)
{
    (void)state;
    for (int m = FIRST_NETWORK; m < TOY_N_MODELS; m++) {
        const struct pseg_config config = toy_config_of(m);
        struct pseg_network net;
        struct toy_model toy;
        struct pseg_signals s;
        toy_model_make(&toy, &config, (uint32_t)m);
        pseg_network_build(&net, &config);
        hear(&s, &toy.model);
        for (size_t t = 1; t < s.n_frames; t++)
            check_near(s.error[t], error_of(&s, &toy, &net, t), 1e-4, "E of model", m);
        pseg_signals_free(&s);
        toy_model_free(&toy);
    }
}

/* 000 eq. 6 holds in each layer of each LSTM whose output gate is not refined. */
static void the_state_of_an_lstm_is_its_output_gate_times_its_memory(void **state)
{
    static const int cells[] = {PSEG_CELL_LSTM, PSEG_CELL_LSTM_PEEPHOLE, PSEG_CELL_LSTM_RI_PLUS,
                                PSEG_CELL_LSTM_EXPOSED};
    (void)state;
    for (size_t i = 0; i < COUNT(cells); i++) {
        struct pseg_config config = toy_config(PSEG_TOPOLOGY_RPM4, PSEG_SCORE_BLEND);
        struct toy_model toy;
        struct pseg_signals s;
        int recurrent = 0;
        config.cell = cells[i];
        toy_model_make(&toy, &config, 3);
        hear(&s, &toy.model);
        for (int l = 0; l < s.n_layers; l++) {
            const struct pseg_signal_layer *layer = &s.layer[l];
            recurrent += layer->is_recurrent;
            for (size_t k = 0; layer->is_recurrent && k < FRAMES * (size_t)layer->units; k++)
                check_near(layer->state[k],
                           (double)layer->gate[2][k] * tanh((double)layer->memory[k]), 1e-5,
                           layer->name, (long)k);
        }
        assert_int_equal(recurrent, 2);
        pseg_signals_free(&s);
        toy_model_free(&toy);
    }
}

/* 000 eq. 7: a GRU's state is between the one before and the candidate, which is within -1 .. 1. */
static void the_state_of_a_gru_moves_by_its_update_gate(void **state)
{
    const struct pseg_config config = toy_config_of(TOY_N_SCORES + PSEG_CELL_GRU1);
    struct toy_model toy;
    struct pseg_signals s;
    (void)state;
    toy_model_make(&toy, &config, 3);
    hear(&s, &toy.model);
    const char *const names[] = {"encode", "rec1", "rec2", "decode", "predict"};
    assert_int_equal(s.n_layers, 5);
    for (int l = 0; l < s.n_layers; l++) {
        const struct pseg_signal_layer *layer = &s.layer[l];
        const size_t n = (size_t)layer->units;
        assert_string_equal(layer->name, names[l]);
        assert_ptr_equal(layer->memory, layer->state);
        assert_int_equal(layer->n_gates, layer->is_recurrent ? 2 : 0);
        for (size_t k = n; layer->n_gates && k < FRAMES * n; k++) {
            const double z = (double)layer->gate[0][k];
            const double kept = (1 - z) * (double)layer->state[k - n];
            assert_true(fabs((double)layer->state[k] - kept) <= z + 1e-6);
        }
    }
    pseg_signals_free(&s);
    toy_model_free(&toy);
}

static void times_follow_the_models_convention(void **state)
{
    const struct pseg_config config = toy_config_of(FIRST_NETWORK + 1); /* offset -40 samples */
    struct toy_model toy;
    struct pseg_signals s;
    (void)state;
    toy_model_make(&toy, &config, 3);
    hear(&s, &toy.model);
    check_near(s.time[0], 0.0125, 1e-12, "middle of frame", 0);
    check_near(s.time[7], 0.0825, 1e-12, "middle of frame", 7);
    check_near(s.time[7] + s.change, 0.0775, 1e-12, "change", 7);
    check_near(s.time[7] + s.placed, 0.07 - 0.0025, 1e-12, "boundary", 7);
    pseg_signals_free(&s);
    toy_model_free(&toy);
}

/* The spectral transition is known K frames later, and of the last K frames only by the flush. */
static void a_score_that_looks_ahead_is_at_its_own_frame(void **state)
{
    struct pseg_config config = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_TRANSITION);
    struct toy_model toy;
    struct pseg_signals s;
    (void)state;
    config.slope = 1;
    toy_model_make(&toy, &config, 3);
    hear(&s, &toy.model);
    const size_t d = (size_t)s.n_features;
    double sum = 0;
    for (size_t j = 0; j < d; j++) {
        const double slope = ((double)s.features[6 * d + j] - (double)s.features[4 * d + j]) / 2;
        sum += slope * slope / (double)d;
    }
    check_near(s.score[5], sum, 1e-5, "score", 5);
    assert_false(isnan(s.score[FRAMES - 2]));
    assert_true(isnan(s.score[FRAMES - 1]));
    pseg_signals_free(&s);
    toy_model_free(&toy);
}

/* ------------------------------------------------------------------------------------- labels */

static void write_labels(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

/* Frames 1 (middle 360), 4 (840), 5 (1000) and on; a segment without a text is no phone. */
static void labels_name_each_frames_middle(void **state)
{
    const struct pseg_config config = toy_config_of(FIRST_NETWORK);
    const char *path = "test_inspect_signals.phn";
    struct pseg_names phones = {0};
    struct pseg_error error;
    struct toy_model toy;
    struct pseg_signals s;
    (void)state;
    write_labels(path, "0 840 b\n840 1000 a\n1160 1640 b\n1640 2000 c\n");
    toy_model_make(&toy, &config, 3);
    hear(&s, &toy.model);
    assert_int_equal(pseg_names_place(&phones, "a"), 0);
    assert_int_equal(pseg_signals_label(&s, &phones, path, NULL, &error), 0);
    static const int expected[] = {1, 1, 1, 1, 0, -1, 1, 1, 1, 2, 2, 2, -1};
    for (size_t t = 0; t < COUNT(expected); t++)
        assert_int_equal(s.phone[t], expected[t]);
    assert_int_equal(s.is_labelled, 1);
    assert_int_equal(s.ref.n, 4); /* 840, 1000, 1160, 1640 */
    check_near(s.ref.at[3], 1640.0 / 16000, 1e-9, "boundary", 3);
    assert_int_equal(phones.n, 3);
    pseg_names_free(&phones);
    pseg_signals_free(&s);
    toy_model_free(&toy);
    remove(path);
}

static void wrong_labels_are_told_and_leave_the_signals_unlabelled(void **state)
{
    const struct pseg_config config = toy_config_of(FIRST_NETWORK);
    const char *path = "test_inspect_signals_wrong.phn";
    struct pseg_names phones = {0};
    struct pseg_error error;
    struct toy_model toy;
    struct pseg_signals s;
    (void)state;
    write_labels(path, "0 what b\n");
    toy_model_make(&toy, &config, 3);
    hear(&s, &toy.model);
    assert_int_equal(pseg_signals_label(&s, &phones, path, NULL, &error), -1);
    assert_non_null(strstr(error.text, "line 1"));
    assert_int_equal(s.is_labelled, 0);
    assert_int_equal(s.phone[0], -1);
    pseg_names_free(&phones);
    pseg_signals_free(&s);
    toy_model_free(&toy);
    remove(path);
}

/* ------------------------------------------------------------------------------ what is refused */

static void what_has_no_signals_is_told(void **state)
{
    const struct pseg_config none = toy_config_of(0), some = toy_config_of(FIRST_NETWORK);
    float x[N] = {0};
    struct pseg_error error;
    struct toy_model toy;
    struct pseg_signals s;
    (void)state;
    toy_model_make(&toy, &none, 3);
    assert_int_equal(pseg_signals_hear(&s, &toy.model, x, N, &error), -1);
    assert_non_null(strstr(error.text, "has no network"));
    pseg_signals_free(&s);
    toy_model_free(&toy);

    toy_model_make(&toy, &some, 3);
    assert_int_equal(pseg_signals_hear(&s, &toy.model, x, 399, &error), -1);
    assert_non_null(strstr(error.text, "399 samples are less than one frame of 400"));
    pseg_signals_free(&s);
    x[1000] = NAN;
    assert_int_equal(pseg_signals_hear(&s, &toy.model, x, N, &error), -1);
    assert_string_equal(error.text, pseg_strerror(PSEG_E_SAMPLE));
    pseg_signals_free(&s);
    toy_model_free(&toy);
}

static void layers_are_found_by_name(void **state)
{
    const struct pseg_config config = toy_config_of(TOY_N_SCORES + PSEG_CELL_GRU1);
    struct pseg_network net;
    struct pseg_error error;
    (void)state;
    pseg_network_build(&net, &config);
    assert_int_equal(pseg_find_layer(&net, "decode", 0, &error), 3);
    assert_int_equal(pseg_find_layer(&net, "rec2", 1, &error), 2);
    assert_int_equal(pseg_find_layer(&net, "decode", 1, &error), -1);
    assert_non_null(strstr(error.text, "'decode' in the model, but: rec1, rec2"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_model_shows_what_its_observer_sees),
        cmocka_unit_test(the_last_layer_is_the_prediction_whose_error_is_e),
        cmocka_unit_test(the_state_of_an_lstm_is_its_output_gate_times_its_memory),
        cmocka_unit_test(the_state_of_a_gru_moves_by_its_update_gate),
        cmocka_unit_test(times_follow_the_models_convention),
        cmocka_unit_test(a_score_that_looks_ahead_is_at_its_own_frame),
        cmocka_unit_test(labels_name_each_frames_middle),
        cmocka_unit_test(wrong_labels_are_told_and_leave_the_signals_unlabelled),
        cmocka_unit_test(what_has_no_signals_is_told),
        cmocka_unit_test(layers_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
