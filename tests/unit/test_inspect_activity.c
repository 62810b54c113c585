/* Units and gates as 001 section 4 looks at them, on values written by hand. */
#include "activity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "synth.h"
#include "toy.h"

enum { FRAMES = 20 };

/* A layer of n units with two gates, unit j's values being x[j][FRAMES]. */
struct made {
    struct pseg_signals s;
    float memory[FRAMES * 16], gate[2][FRAMES * 16];
    int phone[FRAMES];
};

static void make(struct made *m, const double (*x)[FRAMES], int n)
{
    struct pseg_signal_layer *layer = &m->s.layer[0];
    memset(m, 0, sizeof *m);
    m->s.n_frames = FRAMES;
    m->s.phone = m->phone;
    *layer = (struct pseg_signal_layer){.name = "rec1",
                                        .is_recurrent = 1,
                                        .units = n,
                                        .n_gates = 2,
                                        .gate_name = {"update", "reset"},
                                        .state = m->memory,
                                        .memory = m->memory,
                                        .gate = {m->gate[0], m->gate[1]}};
    for (int t = 0; t < FRAMES; t++)
        for (int j = 0; j < n; j++)
            m->memory[t * n + j] = (float)x[j][t];
}

/* x[FRAMES]: `n` of a, and then b. */
static void fill(double *x, int n, double a, double b)
{
    for (int t = 0; t < FRAMES; t++)
        x[t] = t < n ? a : b;
}

/* 18 of 20 frames are 90 %, 17 are 85 %; 10 are a half, 11 more than it; 8 are 40 %, 7 are 35 %. */
static void units_are_of_the_papers_types_at_their_very_limits(void **state)
{
    static const struct {
        int n;
        double a, b;
        enum pseg_unit_type type;
        enum pseg_polarity polarity;
    } of[] = {
        {18, 1, 2, PSEG_UNIT_SILENT, PSEG_UNIPOLAR},
        {18, -1, 9, PSEG_UNIT_SILENT, PSEG_UNIPOLAR},
        {17, 1, 2, PSEG_UNIT_POSITIVE, PSEG_UNIPOLAR},
        {18, 6, -1, PSEG_UNIT_POSITIVE, PSEG_UNIPOLAR},
        {18, -6, 1, PSEG_UNIT_NEGATIVE, PSEG_UNIPOLAR},
        {17, 4, -4, PSEG_UNIT_REGULAR, PSEG_MIXED},
        {12, 5, -5, PSEG_UNIT_REGULAR, PSEG_BIPOLAR},
        {8, 5, -5, PSEG_UNIT_REGULAR, PSEG_BIPOLAR},
        {13, 5, -5, PSEG_UNIT_REGULAR, PSEG_MIXED},
        {11, 6, -4, PSEG_UNIT_EXCITED, PSEG_BIPOLAR},
        {10, 6, -4, PSEG_UNIT_OTHER, PSEG_BIPOLAR},
        {17, 4, -6, PSEG_UNIT_OTHER, PSEG_MIXED},
        {20, 0, 0, PSEG_UNIT_SILENT, PSEG_MIXED},
    };
    double x[COUNT(of)][FRAMES];
    struct pseg_unit units[COUNT(of)];
    struct pseg_activity a = {0};
    struct made m;
    (void)state;
    for (size_t j = 0; j < COUNT(of); j++)
        fill(x[j], of[j].n, of[j].a, of[j].b);
    make(&m, x, COUNT(of));
    assert_int_equal(pseg_activity_add(&a, &m.s, 0), 0);
    assert_int_equal(pseg_activity_units(units, &a), 0);
    for (size_t j = 0; j < COUNT(of); j++) {
        assert_string_equal(pseg_unit_type_names[units[j].type], pseg_unit_type_names[of[j].type]);
        assert_string_equal(pseg_polarity_names[units[j].polarity],
                            pseg_polarity_names[of[j].polarity]);
    }
    pseg_activity_free(&a);
}

static void figures_of_a_unit_are_those_of_all_its_frames(void **state)
{
    double x[1][FRAMES];
    struct pseg_activity a = {0};
    struct pseg_unit u;
    struct made m;
    (void)state;
    for (int t = 0; t < FRAMES; t++)
        x[0][t] = t - 4; /* -4 .. 15 */
    make(&m, x, 1);
    for (int i = 0; i < 2; i++) /* two recordings of the same */
        assert_int_equal(pseg_activity_add(&a, &m.s, 0), 0);
    assert_int_equal(a.n, 2 * FRAMES);
    assert_int_equal(pseg_activity_units(&u, &a), 0);
    check_near(u.mean, 5.5, 1e-12, "mean", 0);
    check_near(u.deviation, sqrt((20.0 * 20 - 1) / 12), 1e-9, "deviation", 0);
    check_near(u.positive, 15.0 / 20, 1e-9, "positive", 0);
    check_near(u.negative, 4.0 / 20, 1e-9, "negative", 0);
    check_near(u.within_1, 3.0 / 20, 1e-9, "within 1", 0);
    check_near(u.within_5, 10.0 / 20, 1e-9, "within 5", 0);
    /* of -4 -4 -3 -3 ... 15 15 the places 0.05 * 39 = 1.95 and 37.05 */
    check_near(u.low, -3.05, 1e-9, "low", 0);
    check_near(u.high, 14.05, 1e-9, "high", 0);
    pseg_activity_free(&a);
}

static void densities_are_shares_of_frames_whose_ends_take_what_is_beyond(void **state)
{
    double x[2][FRAMES], density[2][4];
    struct pseg_activity a = {0};
    struct made m;
    (void)state;
    fill(x[0], 5, -9, 0.6);
    fill(x[1], 15, 9, -0.1);
    make(&m, x, 2);
    assert_int_equal(pseg_activity_add(&a, &m.s, 0), 0);
    pseg_activity_density(density[0], &a, -1, 1, 4);
    const double expected[2][4] = {{0.25, 0, 0, 0.75}, {0, 0.25, 0, 0.75}};
    for (int j = 0; j < 2; j++)
        for (int b = 0; b < 4; b++)
            check_near(density[j][b], expected[j][b], 1e-9, "bin", 4 * j + b);
    pseg_activity_free(&a);
}

/* Below 0.1 and above 0.9: neither 0.1 nor 0.9 itself. */
static void gates_saturate_at_their_ends(void **state)
{
    const double x[2][FRAMES] = {{0}};
    struct pseg_activity a = {0};
    struct made m;
    (void)state;
    make(&m, x, 2);
    for (int t = 0; t < FRAMES; t++) {
        m.gate[0][2 * t] = t < 5 ? 0.05f : t < 8 ? 0.95f : 0.5f;
        m.gate[0][2 * t + 1] = 0.1f;
        m.gate[1][2 * t] = 0.9f;
        m.gate[1][2 * t + 1] = 0.91f;
    }
    assert_int_equal(pseg_activity_add(&a, &m.s, 0), 0);
    const double expected[2][2][2] = {{{0.25, 0.15}, {0, 0}}, {{0, 0}, {0, 1}}};
    for (int g = 0; g < 2; g++)
        for (int j = 0; j < 2; j++)
            for (int end = 0; end < 2; end++)
                check_near(pseg_saturation(&a, (enum pseg_saturation)end, g, j),
                           expected[g][j][end], 1e-12, "share", 4 * g + 2 * j + end);
    pseg_activity_free(&a);
}

/* Phone 0: 10 frames, phone 1: 9, and one frame of none. */
static void responsibility_is_the_share_of_a_phones_frames_that_are_unusual(void **state)
{
    double x[2][FRAMES], share[2][2];
    const double low[] = {-1, -1}, high[] = {1, 2};
    struct pseg_activity a = {0};
    struct made m;
    (void)state;
    for (int t = 0; t < FRAMES; t++) {
        x[0][t] = t < 3 ? -1.5 : 1;
        x[1][t] = t < 7 ? 2.5 : -1;
    }
    make(&m, x, 2);
    for (int t = 0; t < FRAMES; t++)
        m.phone[t] = t < 10 ? 0 : t < 19 ? 1 : -1;
    assert_int_equal(pseg_activity_add(&a, &m.s, 0), 0);
    pseg_responsibility(share[0], &a, low, high, 2);
    check_near(share[0][0], 0.3, 1e-12, "unit", 0);
    check_near(share[0][1], 0.7, 1e-12, "unit", 1);
    assert_true(isnan(share[1][0]) && isnan(share[1][1])); /* too few frames */
    assert_int_equal(pseg_activity_add(&a, &m.s, 0), 0);
    pseg_responsibility(share[0], &a, low, high, 2);
    check_near(share[0][1], 0.7, 1e-12, "unit of two recordings", 1);
    check_near(share[1][1], 0, 1e-12, "unit of two recordings", 1);
    pseg_activity_free(&a);
}

static void recognisers_are_sorted_by_their_lead(void **state)
{
    const double share[4][3] = {{0.5, 0, NAN}, {0.9, 0.2, NAN}, {0.8, 0.7, NAN}, {NAN, 0.1, NAN}};
    struct pseg_recogniser found[3];
    (void)state;
    pseg_recognisers(found, share[0], 4, 3);
    assert_int_equal(found[0].unit, 1);
    assert_int_equal(found[0].phone, 2);
    assert_int_equal(found[0].next, 1);
    check_near(found[0].lead, 0.5, 1e-12, "lead", 0);
    assert_int_equal(found[1].unit, 0);
    assert_int_equal(found[1].phone, 1);
    assert_int_equal(found[1].next, 2);
    check_near(found[1].next_share, 0.8, 1e-12, "next", 1);
    assert_int_equal(found[2].phone, -1);
    assert_int_equal(found[2].next, -1);
}

/* Shares are shares, whatever the cell; a state that is a mean of tanh's never leaves -1 .. 1. */
static void every_model_has_units(void **state)
{
    enum { N = 5000 };
    float x[N];
    (void)state;
    synth_speech(x, N, 5);
    for (int m = 2; m < TOY_N_MODELS; m++) {
        const struct pseg_config config = toy_config_of(m);
        struct pseg_activity a = {0};
        struct pseg_unit units[8];
        struct pseg_error error;
        struct toy_model toy;
        struct pseg_signals s;
        toy_model_make(&toy, &config, (uint32_t)m);
        assert_int_equal(pseg_signals_hear(&s, &toy.model, x, N, &error), 0);
        assert_int_equal(pseg_activity_add(&a, &s, s.first_recurrent), 0);
        assert_int_equal(pseg_activity_units(units, &a), 0);
        assert_int_equal(a.has_memory, pseg_cells[config.cell].family->has_memory);
        for (int j = 0; j < 8; j++) {
            assert_true(units[j].low <= units[j].mean + 3 * units[j].deviation);
            assert_true(units[j].positive + units[j].negative <= 1 + 1e-9);
            if (!a.has_memory)
                check_near(units[j].within_1, 1, 1e-9, "within 1, model", m);
        }
        pseg_activity_free(&a);
        pseg_signals_free(&s);
        toy_model_free(&toy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_are_of_the_papers_types_at_their_very_limits),
        cmocka_unit_test(figures_of_a_unit_are_those_of_all_its_frames),
        cmocka_unit_test(densities_are_shares_of_frames_whose_ends_take_what_is_beyond),
        cmocka_unit_test(gates_saturate_at_their_ends),
        cmocka_unit_test(responsibility_is_the_share_of_a_phones_frames_that_are_unusual),
        cmocka_unit_test(recognisers_are_sorted_by_their_lead),
        cmocka_unit_test(every_model_has_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
