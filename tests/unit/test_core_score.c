/* The spectral transition measure; the network's scores are in test_core_network.c. */
#include "score.h"

#include "check.h"
#include "synth.h"

#define MAX_FRAMES 30
#define D 3

static _Alignas(16) char memory[17 * D * sizeof(float) + 16];

/* The definition: least-squares slope over frames n - K .. n + K, the ends repeated. */
static double squared_slope(const float *features, int n, int frames, int half)
{
    double sum = 0;
    for (int j = 0; j < D; j++) {
        double num = 0, den = 0;
        for (int k = -half; k <= half; k++) {
            int at = n + k < 0 ? 0 : n + k;
            at = at >= frames ? frames - 1 : at;
            num += k * (double)features[at * D + j];
            den += k * k;
        }
        sum += num / den * (num / den);
    }
    return sum / D;
}

static void try_transition(const float *features, int frames, int half)
{
    struct pseg_transition tr;
    struct pseg_arena arena = {memory, 0};
    float score;
    int known = 0;
    pseg_transition_init(&tr, &arena, half, D);
    assert_true(arena.used <= sizeof memory);
    for (int t = 0; t < frames + half; t++) {
        const int made = t < frames ? pseg_transition_push(&score, &tr, features + t * D)
                                    : pseg_transition_repeat(&score, &tr);
        assert_int_equal(made, t >= half);
        if (made) {
            check_near(score, squared_slope(features, known, frames, half), 1e-5, "score", known);
            known++;
        }
    }
    assert_int_equal(known, frames);
}

static void transition_equals_the_regression_slope_at_any_length(void **state)
{
    (void)state;
    float features[MAX_FRAMES * D];
    struct rng rng = {8};
    for (int i = 0; i < MAX_FRAMES * D; i++)
        features[i] = 5 * rng_uniform(&rng);
    for (int half = 1; half <= 8; half++)
        for (int frames = 1; frames <= MAX_FRAMES; frames++)
            try_transition(features, frames, half);
}

static void there_is_nothing_to_repeat_before_the_first_frame(void **state)
{
    (void)state;
    struct pseg_transition tr;
    struct pseg_arena arena = {memory, 0};
    float score;
    pseg_transition_init(&tr, &arena, 2, D);
    for (int i = 0; i < 10; i++)
        assert_false(pseg_transition_repeat(&score, &tr));
}

static void readout_of_no_error_is_finite(void **state)
{
    (void)state;
    const real gate[2] = {0.25f, 0.5f}, before[2] = {0.125f, 0.75f}, weights[5] = {2, 4, 8, -2, 1};
    struct pseg_readout_view view = {0, gate, before, NULL, 2};
    const double log_odds = 10 + 2 * log(1e-3) + 4 * 0.125 + 8 * -0.25;
    check_near(pseg_readout(&view, weights, 10), log_odds, 1e-6, "readout", 0);
    view.state = before;
    check_near(pseg_readout(&view, weights, 10), log_odds - 2 * 0.125 + 0.75, 1e-6, "readout", 1);
}

static void probabilities_are_those_of_the_log_odds(void **state)
{
    (void)state;
    check_near(pseg_probability(0), 0.5, 1e-7, "probability", 0);
    check_near(pseg_probability(logf(3)), 0.75, 1e-6, "probability", 1);
    assert_true(pseg_probability(-200) < 1e-30f && pseg_probability(200) == 1);
    assert_true(pseg_probability(9) < pseg_probability(9.1f)); /* still told apart */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transition_equals_the_regression_slope_at_any_length),
        cmocka_unit_test(there_is_nothing_to_repeat_before_the_first_frame),
        cmocka_unit_test(readout_of_no_error_is_finite),
        cmocka_unit_test(probabilities_are_those_of_the_log_odds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
