/* The trainer's small parts, each against its formula. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "adam.h"
#include "augment.h"
#include "calibrate.h"
#include "check.h"
#include "frame_loss.h"
#include "initialise.h"
#include "synth.h"
#include "trainer.h"

/* ------------------------------------------------------------------------------------ loss -- */

static void loss_by_hand(void **state)
{
    /* two streams of 3 and 2 frames, one feature */
    const float x[] = {1, 10, 2, 20, 4, 0};
    const float prediction[] = {1.5f, 23, 7, 99, 99, 99};
    const int lengths[2] = {3, 2};
    float d[6];
    (void)state;
    /* frames 1 and 2 of the first, 1 of the second */
    assert_int_equal(pseg_frame_loss_valid(lengths, 0, 3, 2, 1), 3);
    const double sum = pseg_frame_loss(d, 1.0 / 3, prediction, x, lengths, 0, 3, 2, 1, 1);
    assert_float_equal(sum, 0.25 + 9 + 9, 1e-9);
    const double expected[] = {2 * -0.5 / 3, 2 * 3.0 / 3, 2 * 3.0 / 3, 0, 0, 0};
    check_all_near(d, expected, 1e-6, "gradient", 6);
}

static void chunks_of_the_loss_add_up(void **state)
{
    enum { STEPS = 11, BATCH = 3, D = 2, ROW = BATCH * D };
    const int lengths[BATCH] = {11, 5, 1};
    float x[(STEPS + 1) * ROW], prediction[STEPS * ROW], d[STEPS * ROW];
    struct rng rng = {7};
    long total_n = 0;
    double total = 0;
    (void)state;
    for (size_t i = 0; i < sizeof x / sizeof *x; i++)
        x[i] = rng_uniform(&rng);
    for (size_t i = 0; i < sizeof d / sizeof *d; i++)
        prediction[i] = rng_uniform(&rng);
    const double whole = pseg_frame_loss(d, 1, prediction, x, lengths, 0, STEPS, BATCH, D, 1);
    for (int start = 0; start < STEPS; start += 4) {
        const int steps = STEPS - start < 4 ? STEPS - start : 4;
        total += pseg_frame_loss(d, 1, prediction + start * ROW, x + start * ROW, lengths, start,
                                 steps, BATCH, D, 1);
        total_n += pseg_frame_loss_valid(lengths, start, steps, BATCH, 1);
    }
    assert_int_equal(total_n, 10 + 4);
    assert_float_equal(total, whole, 1e-9);
}

/* ------------------------------------------------------------------------------------ Adam -- */

static void one_tensor(struct pseg_network *net, int n)
{
    memset(net, 0, sizeof *net);
    net->n_tensors = 2;
    net->tensors[0] = (struct pseg_tensor){"learned", 1, n, 0, 0, 0};
    net->tensors[1] = (struct pseg_tensor){"fixed", 1, 1, (size_t)n, 1, 0};
    net->n_parameters = (size_t)n + 1;
}

/* m, v and the update as the paper's algorithm 1 has them, in double precision */
static void adam_equals_its_algorithm(void **state)
{
    struct pseg_network net;
    float p[3] = {1, -2, 5}, m[3] = {0}, v[3] = {0};
    struct pseg_adam adam = {m, v, 0};
    double mine[2] = {1, -2}, m1[2] = {0}, v1[2] = {0};
    (void)state;
    one_tensor(&net, 2);
    for (int t = 1; t <= 20; t++) {
        const float g[3] = {(float)sin(t), (float)(0.01 * t), 1};
        pseg_adam_step(p, &adam, g, 0.01, &net);
        for (int i = 0; i < 2; i++) {
            m1[i] = 0.9 * m1[i] + 0.1 * (double)g[i];
            v1[i] = 0.999 * v1[i] + 0.001 * (double)g[i] * (double)g[i];
            mine[i] -=
                0.01 * (m1[i] / (1 - pow(0.9, t))) / (sqrt(v1[i] / (1 - pow(0.999, t))) + 1e-8);
        }
    }
    check_near(p[0], mine[0], 1e-5, "parameter", 0);
    check_near(p[1], mine[1], 1e-5, "parameter", 1);
    assert_true(p[2] == 5); /* a fixed tensor stays */
}

static void clipping_keeps_the_direction(void **state)
{
    struct pseg_network net;
    float g[3] = {3, 4, 0};
    (void)state;
    one_tensor(&net, 2);
    check_near(pseg_clip_gradient(g, 10, &net), 5, 1e-6, "norm", 0);
    assert_true(g[0] == 3 && g[1] == 4);
    check_near(pseg_clip_gradient(g, 1, &net), 5, 1e-6, "norm", 0);
    check_near(g[0], 0.6, 1e-6, "gradient", 0);
    check_near(g[1], 0.8, 1e-6, "gradient", 1);
    pseg_clip_gradient(g, 0, &net); /* no limit */
    check_near(g[1], 0.8, 1e-6, "gradient", 1);
}

static void rate_falls_from_full_to_a_fiftieth(void **state)
{
    struct pseg_settings s;
    (void)state;
    pseg_settings_default(&s);
    s.rate = 0.5;
    s.schedule = PSEG_RATE_COSINE;
    check_near(pseg_learning_rate(&s, 0), 0.5, 1e-9, "rate", 0);
    check_near(pseg_learning_rate(&s, 0.5), 0.5 * 0.51, 1e-9, "rate", 1);
    check_near(pseg_learning_rate(&s, 1), 0.01, 1e-9, "rate", 2);
    s.schedule = PSEG_RATE_CONSTANT;
    check_near(pseg_learning_rate(&s, 0.7), 0.5, 1e-9, "rate", 3);
}

/* ------------------------------------------------------------------------------ augmentation -- */

static void gain_and_share_of_noise_are_as_set(void **state)
{
    float x[100], scratch[100];
    const struct pseg_surroundings around = {NULL, 0, scratch};
    struct pseg_settings s;
    struct pseg_random r;
    int noisy = 0;
    (void)state;
    pseg_settings_default(&s);
    s.gain = -20;
    s.noise = 0.25;
    s.snr_low = s.snr_high = 40;
    for (int i = 0; i < 400; i++) {
        float peak = 0;
        memset(x, 0, sizeof x); /* a lone click: the noise shows beside it */
        x[10] = -0.5f;
        x[20] = 0.25f;
        pseg_random_seed(&r, 9, (uint64_t)i);
        pseg_augment(x, 100, 16000, &s, &around, &r);
        for (int k = 0; k < 100; k++)
            peak = fmaxf(peak, fabsf(x[k]));
        assert_true(peak > 0.098f && peak < 1.02f); /* 0.1 and 1, with noise of -40 dB */
        noisy += x[50] != 0;
    }
    assert_in_range(noisy, 75, 125);
}

/* The kinds are told apart by their spectra: babble is made of voices of 1 kHz here, hum lies below
 * 2 kHz in lines, pink and white noise differ in the power of neighbouring samples. */
static void noises_are_drawn_by_their_shares(void **state)
{
    enum { N = 4000, TAKES = 400 };
    static float x[N], scratch[N], tone[N];
    const struct pseg_voice voice = {tone, N};
    const struct pseg_surroundings around = {&voice, 1, scratch};
    struct pseg_settings s;
    struct pseg_random r;
    int babbles = 0, rough = 0;
    (void)state;
    for (int i = 0; i < N; i++)
        tone[i] = sinf(2 * 3.14159265f * i / 16);
    pseg_settings_default(&s);
    s.gain = 0;
    s.noise = 1;
    s.snr_low = s.snr_high = -20;
    s.babble = 0.3;
    s.pink = 0.2;
    s.hum = 0.25;
    for (int take = 0; take < TAKES; take++) {
        double power = 0, change = 0, opposite = 0;
        memset(x, 0, sizeof x);
        x[0] = 1e-3f; /* silence has no SNR */
        pseg_random_seed(&r, 3, (uint64_t)take);
        pseg_augment(x, N, 16000, &s, &around, &r);
        for (int i = 100; i < N; i++) {
            power += (double)x[i] * x[i];
            change += pow(x[i] - x[i - 1], 2);
            opposite += pow(x[i] + x[i - 8], 2); /* half a period of 1 kHz earlier */
        }
        babbles += opposite < 1e-3 * power;
        rough += change > 1.2 * power; /* white, or coloured upwards */
    }
    assert_in_range(babbles, TAKES * 0.24, TAKES * 0.36);
    assert_in_range(rough, TAKES * 0.25 * 0.5, TAKES * 0.25); /* most of what is left */
}

/* ---------------------------------------------------------------------------- initial values -- */

static void recurrent_blocks_are_orthogonal(void **state)
{
    const struct pseg_config config = {
        .n_mel = 5, .topology = PSEG_TOPOLOGY_RPM4, .n_dense = 7, .n_hidden = 6};
    struct pseg_network net;
    struct pseg_random r;
    (void)state;
    pseg_network_build(&net, &config);
    float *p = calloc(net.n_parameters, sizeof *p);
    pseg_random_seed(&r, 1, 1);
    pseg_initialise(p, &net, &r);
    const float *u = p + net.tensors[net.layers[1].u].offset;
    for (int block = 0; block < 3; block++)
        for (int i = 0; i < 6; i++)
            for (int k = 0; k < 6; k++) {
                double dot = 0;
                for (int j = 0; j < 6; j++)
                    dot += (double)u[i * 18 + block * 6 + j] * (double)u[k * 18 + block * 6 + j];
                check_near(dot, i == k, 1e-5, "rows", i * 6 + k);
            }
    free(p);
}

static void weights_are_within_glorots_limit(void **state)
{
    const struct pseg_config config = {
        .n_mel = 20, .topology = PSEG_TOPOLOGY_RPM2, .n_dense = 30, .n_hidden = 6};
    struct pseg_network net;
    struct pseg_random r;
    float largest = 0;
    (void)state;
    pseg_network_build(&net, &config);
    float *p = calloc(net.n_parameters, sizeof *p);
    pseg_random_seed(&r, 1, 1);
    pseg_initialise(p, &net, &r);
    for (int i = 0; i < 600; i++)
        largest = fmaxf(largest, fabsf(p[net.tensors[net.layers[0].w].offset + (size_t)i]));
    assert_true(largest <= sqrtf(6.0f / 50) && largest > 0.95f * sqrtf(6.0f / 50));
    assert_true(p[net.tensors[net.layers[0].b].offset] == 0);
    free(p);
}

/* ------------------------------------------------------------------------------- calibration -- */

static void equal_blend_gives_both_signals_the_same_swing(void **state)
{
    const struct pseg_heard s = {.error_deviation = 3, .gas_deviation = 1};
    (void)state;
    const double w = pseg_equal_blend(&s);
    check_near((1 - w) * s.error_deviation, w * s.gas_deviation, 1e-12, "swing", 0);
    check_near(w, 0.75, 1e-12, "w", 0);
}

static void threshold_leaves_the_rate_asked_for(void **state)
{
    float peaks[] = {3, 8, 5, 6, 7, 4, 9, 2, 0, 1};
    const struct pseg_heard s = {.peaks = peaks, .n_peaks = 10, .seconds = 2};
    (void)state;
    for (int wanted = 0; wanted <= 12; wanted++) {
        float threshold;
        struct pseg_error error;
        int left = 0;
        assert_int_equal(pseg_threshold_for_rate(&threshold, &s, wanted / 2.0, &error), 0);
        for (int i = 0; i < 10; i++)
            left += peaks[i] > threshold;
        assert_int_equal(left, wanted < 10 ? wanted : 10);
    }
}

/* ---------------------------------------------------------------------------------- settings -- */

static void settings_come_back_from_their_text(void **state)
{
    struct pseg_settings a, b;
    struct pseg_error error;
    char text[64];
    (void)state;
    pseg_settings_default(&a);
    pseg_settings_default(&b);
    a.rate = 1.0 / 3;
    a.topology = PSEG_TOPOLOGY_RPM2;
    a.epochs = 77;
    for (int i = 0; i < PSEG_N_SETTINGS; i++) {
        pseg_setting_text(text, sizeof text, &a, i);
        assert_int_equal(pseg_settings_set(&b, pseg_settings_table[i].name, text, &error), 0);
    }
    assert_memory_equal(&a, &b, sizeof a);
}

static void wrong_settings_are_named(void **state)
{
    static const char *const wrong[][3] = {
        {"epochs", "0", "epochs is 0, which is not from 1 to 100000"},
        {"epochs", "1.5", "epochs is '1.5', which is no whole number"},
        {"rate", "fast", "rate is 'fast', which is no number"},
        {"epochs", "1e300", "epochs is 1e300, which is not from 1 to 100000"},
        {"rate", "nan", "rate is nan, which is not from 1e-09 to 1"},
        {"schedule", "sine", "schedule is 'sine', which is none of: constant, cosine"},
        {"color", "1", "there is no setting 'color'"},
    };
    struct pseg_settings s;
    struct pseg_error error;
    (void)state;
    pseg_settings_default(&s);
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_int_equal(pseg_settings_set(&s, wrong[i][0], wrong[i][1], &error), -1);
        assert_string_equal(error.text, wrong[i][2]);
    }
}

static void settings_that_disagree_are_explained(void **state)
{
    static const char *const wrong[][7] = {
        {"gate", "reset", "cell", "lstm", NULL, NULL,
         "gate 'reset' is one that cell lstm lacks; it has: forget, input, output"},
        {"gate", "update", "cell", "mgu-rfx", NULL, NULL,
         "gate 'update' is one that cell mgu-rfx lacks; it has: forget"},
        {"cell", "gru3", "score", "gas", NULL, NULL,
         "score is 'gas', but the gates of cell gru3 never change; error and blend work with it"},
        {"residual", "1", "topology", "rpm2", NULL, NULL,
         "residual is 1, but topology rpm2 has one recurrent layer only; rpm4 and ae have two"},
        {"ceps", "20", "mel", "18", NULL, NULL,
         "the settings make no model: its n_ceps is out of range"},
    };
    struct pseg_error error;
    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct pseg_settings s;
        pseg_settings_default(&s);
        assert_int_equal(pseg_settings_check(&s, &error), 0);
        for (int k = 0; wrong[i][k]; k += 2)
            assert_int_equal(pseg_settings_set(&s, wrong[i][k], wrong[i][k + 1], &error), 0);
        assert_int_equal(pseg_settings_check(&s, &error), -1);
        assert_string_equal(error.text, wrong[i][6]);
    }
}

static void a_gate_is_found_by_its_name(void **state)
{
    struct pseg_settings s;
    struct pseg_config config;
    struct pseg_error error;
    (void)state;
    pseg_settings_default(&s);
    assert_int_equal(pseg_settings_set(&s, "cell", "lstm-rio+", &error), 0);
    assert_int_equal(pseg_settings_set(&s, "gate", "output", &error), 0);
    pseg_settings_config(&config, &s);
    assert_int_equal(config.gate, 2);
}

static void places_are_refined_where_it_is_asked_for(void **state)
{
    struct pseg_settings s;
    struct pseg_config config;
    struct pseg_error error;
    (void)state;
    pseg_settings_default(&s);
    for (int refine = 0; refine <= 1; refine++) {
        assert_int_equal(pseg_settings_set(&s, "refine", refine ? "1" : "0", &error), 0);
        assert_int_equal(pseg_settings_check(&s, &error), 0);
        pseg_settings_config(&config, &s);
        assert_int_equal(config.refine, refine);
    }
}

/* Learning hears what lies below, and no ceiling. */
static void silence_is_the_finished_models(void **state)
{
    struct pseg_settings s;
    struct pseg_config config;
    struct pseg_extractor x;
    struct pseg_error error;
    (void)state;
    pseg_settings_default(&s);
    s.log_floor = 2;
    s.ceiling = 1e7;
    for (int silence = 0; silence <= 300; silence += 150) {
        s.silence = silence;
        pseg_settings_config(&config, &s);
        assert_true(config.log_floor == (float)fmax(2, silence) && config.ceiling == 1e7f);
        assert_int_equal(pseg_extractor_init(&x, &s, 1600, &error), 0);
        assert_true(x.config.log_floor == 2 && x.config.ceiling == 0);
        pseg_extractor_free(&x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loss_by_hand),
        cmocka_unit_test(chunks_of_the_loss_add_up),
        cmocka_unit_test(adam_equals_its_algorithm),
        cmocka_unit_test(clipping_keeps_the_direction),
        cmocka_unit_test(rate_falls_from_full_to_a_fiftieth),
        cmocka_unit_test(gain_and_share_of_noise_are_as_set),
        cmocka_unit_test(noises_are_drawn_by_their_shares),
        cmocka_unit_test(recurrent_blocks_are_orthogonal),
        cmocka_unit_test(weights_are_within_glorots_limit),
        cmocka_unit_test(equal_blend_gives_both_signals_the_same_swing),
        cmocka_unit_test(threshold_leaves_the_rate_asked_for),
        cmocka_unit_test(settings_come_back_from_their_text),
        cmocka_unit_test(wrong_settings_are_named),
        cmocka_unit_test(settings_that_disagree_are_explained),
        cmocka_unit_test(a_gate_is_found_by_its_name),
        cmocka_unit_test(places_are_refined_where_it_is_asked_for),
        cmocka_unit_test(silence_is_the_finished_models),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
