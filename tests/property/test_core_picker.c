/* The online picker against the definition of a boundary, written down for a whole curve. */
#include "picker.h"

#include <math.h>
#include <string.h>

#include "check.h"
#include "synth.h"

#define MAX 64

/* Frame n tops a rise: it is the last frame of a plateau that was entered from below and that is
 * left by a fall or the end of the curve. A curve's first plateau was not entered at all. */
static int is_peak(const float *curve, int length, int n)
{
    int before = n;
    while (before >= 0 && curve[before] == curve[n])
        before--;
    return before >= 0 && curve[before] < curve[n] && (n + 1 == length || curve[n + 1] < curve[n]);
}

/* picked[n] of curve[length] by the definition: peaks above the threshold, from the left, each at
 * least min_gap from the last one that was kept. */
static void pick_by_definition(int *picked, const float *curve, int length, float threshold,
                               int min_gap)
{
    int last = -MAX;
    for (int n = 0; n < length; n++) {
        picked[n] = is_peak(curve, length, n) && curve[n] > threshold && n - last >= min_gap;
        last = picked[n] ? n : last;
    }
}

/* [frames] from frame n to the vertex of the parabola through it and its neighbours; 0 where it has
 * no frame after it. */
static double shift_by_definition(const float *curve, int length, int n)
{
    if (n + 1 == length)
        return 0;
    const double a = curve[n - 1], b = curve[n], c = curve[n + 1];
    return (a - c) / (2 * (a - 2 * b + c));
}

static void pick_online(int *picked, struct pseg_picker *p, const float *curve, int length)
{
    struct pseg_maximum peak;
    memset(picked, 0, MAX * sizeof *picked);
    for (int n = 0; n <= length; n++)
        if (n < length ? pseg_picker_push(&peak, p, curve[n]) : pseg_picker_end(&peak, p)) {
            assert_true(n > 0 && peak.score == curve[n - 1]);
            assert_true(peak.shift >= -0.5f && peak.shift <= 0.5f);
            check_near(peak.shift, shift_by_definition(curve, length, n - 1), 1e-6, "shift", n);
            picked[n - 1] = 1;
        }
}

static void check_curve(const float *curve, int length, float threshold, int min_gap)
{
    struct pseg_picker p;
    int online[MAX], expected[MAX];
    pseg_picker_init(&p, threshold, min_gap);
    pick_online(online, &p, curve, length);
    pick_by_definition(expected, curve, length, threshold, min_gap);
    for (int n = 0; n < length; n++)
        if (online[n] != expected[n])
            fail_msg("frame %d of %d: picked %d, expected %d", n, length, online[n], expected[n]);
}

static void random_curves_with_many_ties(void **state)
{
    (void)state;
    struct rng rng = {123};
    for (int trial = 0; trial < 20000; trial++) {
        float curve[MAX];
        const int length = (int)rng_below(&rng, MAX), levels = 2 + (int)rng_below(&rng, 5);
        for (int n = 0; n < length; n++)
            curve[n] = (float)rng_below(&rng, (uint32_t)levels) - 2;
        check_curve(curve, length, (float)rng_below(&rng, 4) - 3, 1 + (int)rng_below(&rng, 6));
    }
}

static void every_short_curve_of_three_levels(void **state)
{
    (void)state;
    for (int length = 0; length <= 8; length++) {
        int n_curves = 1;
        for (int n = 0; n < length; n++)
            n_curves *= 3;
        for (int code = 0; code < n_curves; code++) {
            float curve[8];
            for (int n = 0, rest = code; n < length; n++, rest /= 3)
                curve[n] = (float)(rest % 3);
            for (int min_gap = 1; min_gap <= 3; min_gap++)
                check_curve(curve, length, 0, min_gap);
        }
    }
}

/* Fractions, where rounding has a say. */
static void random_curves_without_ties(void **state)
{
    (void)state;
    struct rng rng = {124};
    for (int trial = 0; trial < 5000; trial++) {
        float curve[MAX];
        for (int n = 0; n < MAX; n++)
            curve[n] = rng_uniform(&rng);
        check_curve(curve, MAX, -1, 1);
    }
}

/* Its only boundary's shift. */
static float shift_of(float a, float b, float c)
{
    struct pseg_picker p;
    struct pseg_maximum peak = {0, 99};
    pseg_picker_init(&p, -1, 1);
    assert_false(pseg_picker_push(&peak, &p, a < b ? a : -1));
    assert_false(pseg_picker_push(&peak, &p, a));
    assert_false(pseg_picker_push(&peak, &p, b));
    assert_true(pseg_picker_push(&peak, &p, c));
    assert_true(peak.score == b);
    return peak.shift;
}

static void shifts_of_named_examples(void **state)
{
    (void)state;
    assert_true(shift_of(1, 3, 1) == 0);
    assert_true(shift_of(2, 3, 1) == -1.0f / 6); /* toward the higher neighbour */
    assert_true(shift_of(1, 3, 2) == 1.0f / 6);
    assert_true(shift_of(3, 3, 1) == -0.5f); /* a plateau's middle */
    assert_true(shift_of(1, 3, nextafterf(3, 0)) <= 0.5f);
    assert_true(shift_of(0, 1e38f, 0) == 0); /* what overflows, or is infinite, has no vertex */
    assert_true(shift_of(0, 3e38f, 0) == 0);
    assert_true(shift_of(0, INFINITY, 0) == 0);
    assert_true(shift_of(INFINITY, INFINITY, 0) == 0);
}

/* Vertices of a parabola are found wherever they lie between frames. */
static void a_parabola_gives_its_vertex(void **state)
{
    (void)state;
    for (int i = -49; i <= 49; i++) {
        const float at = (float)i / 100;
        const float a = 9 - (1 + at) * (1 + at), b = 9 - at * at, c = 9 - (1 - at) * (1 - at);
        check_near(shift_of(a, b, c), at, 1e-5, "vertex", i);
    }
}

/* Rounded to the nearest, ascending, and never as far as another frame's: a place has one frame. */
static void samples_of_a_shift_belong_to_its_frame(void **state)
{
    (void)state;
    for (int hop = 8; hop <= 4096; hop += hop < 40 ? 1 : 507)
        for (int i = -1000; i <= 1000; i++) {
            const float shift = (float)i / 2000;
            const int samples = pseg_shift_samples(shift, hop);
            const int nearest = (int)floorf(shift * (float)hop + 0.5f);
            assert_int_equal(samples, nearest < (hop + 1) / 2 ? nearest : (hop - 1) / 2);
            assert_in_range(samples + hop / 2, 0, hop - 1);
        }
    assert_int_equal(pseg_shift_samples(-0.5f, 160), -80);
    assert_int_equal(pseg_shift_samples(0.5f, 160), 79);
    assert_int_equal(pseg_shift_samples(-0.5f, 161), -80);
    assert_int_equal(pseg_shift_samples(0.5f, 161), 80);
    assert_int_equal(pseg_shift_samples(-1.0f / 6, 160), -27);
    assert_int_equal(pseg_shift_samples(0, 160), 0);
}

static void reset_equals_fresh(void **state)
{
    (void)state;
    const float rising[3] = {1, 2, 3}, curve[6] = {2, 2, 1, 3, 3, 1};
    struct pseg_picker p;
    int fresh[MAX], again[MAX];
    struct pseg_maximum peak;
    pseg_picker_init(&p, 0, 4);
    pick_online(fresh, &p, curve, 6);
    pseg_picker_reset(&p);
    for (int n = 0; n < 3; n++)
        assert_false(pseg_picker_push(&peak, &p, rising[n]));
    pseg_picker_reset(&p);
    pick_online(again, &p, curve, 6);
    assert_memory_equal(fresh, again, sizeof fresh);
}

/* Digits are a curve; the marks below it say where the boundaries are. */
static void named_examples(void **state)
{
    (void)state;
    const struct {
        const char *name, *curve, *marks;
        int min_gap;
    } examples[] = {
        {"a peak", "13210", "_^___", 1},
        {"a plateau gives its last frame", "13331", "___^_", 1},
        {"a shelf on the way up", "122341", "____^_", 1},
        {"a shelf on the way down", "143321", "_^____", 1},
        {"the first frame is none", "5210", "____", 1},
        {"nor is a plateau from the first frame", "5551", "____", 1},
        {"the end counts as a fall", "1234", "___^", 1},
        {"also on a plateau", "12344", "____^", 1},
        {"a fall at the end is none", "321", "___", 1},
        {"a constant has none", "44444", "_____", 1},
        {"two peaks side by side", "152631", "_^_^__", 1},
        {"the gap keeps the first", "152631", "_^____", 3},
        {"the gap counts from the one kept", "15161711", "_^_^_^__", 2},
        {"and not from one it dropped", "15161711", "_^___^__", 3},
        {"at the threshold is not above it", "010", "___", 1},
        {"one frame", "7", "_", 1},
        {"no frame", "", "", 1},
    };
    for (size_t i = 0; i < COUNT(examples); i++) {
        const int length = (int)strlen(examples[i].curve);
        struct pseg_picker p;
        float curve[MAX];
        int picked[MAX];
        char marks[MAX] = {0};
        for (int n = 0; n < length; n++)
            curve[n] = (float)(examples[i].curve[n] - '0');
        pseg_picker_init(&p, 1, examples[i].min_gap);
        pick_online(picked, &p, curve, length);
        for (int n = 0; n < length; n++)
            marks[n] = picked[n] ? '^' : '_';
        if (strcmp(marks, examples[i].marks) != 0)
            fail_msg("%s: %s gives %s", examples[i].name, examples[i].curve, marks);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(named_examples),
        cmocka_unit_test(every_short_curve_of_three_levels),
        cmocka_unit_test(random_curves_with_many_ties),
        cmocka_unit_test(random_curves_without_ties),
        cmocka_unit_test(shifts_of_named_examples),
        cmocka_unit_test(a_parabola_gives_its_vertex),
        cmocka_unit_test(samples_of_a_shift_belong_to_its_frame),
        cmocka_unit_test(reset_equals_fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
