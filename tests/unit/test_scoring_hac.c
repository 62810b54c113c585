/* Clustering of adjacent frames, against one that computes every squared error anew. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "hac.h"
#include "peaks.h"
#include "stream.h"
#include "synth.h"
#include "toy.h"

enum { N = 70, D = 3 };

static void heights(float *height, const float *x, size_t n, int d)
{
    struct pseg_error error;
    assert_int_equal(pseg_hac(height, x, n, d, &error), 0);
}

/* Of frames from .. to - 1 about their mean. */
static double squared_error(const float *x, int from, int to, int d)
{
    double sum = 0;
    for (int j = 0; j < d; j++) {
        double mean = 0;
        for (int t = from; t < to; t++)
            mean += x[t * d + j] / (double)(to - from);
        for (int t = from; t < to; t++)
            sum += pow(x[t * d + j] - mean, 2);
    }
    return sum;
}

/* The boundary whose end costs least, among start[1 .. n - 1] of segments; start[n] is the end. */
static int cheapest(double *cost, const float *x, const int *start, int n, int d)
{
    int best = 0;
    *cost = INFINITY;
    for (int i = 1; i < n; i++) {
        const double c = squared_error(x, start[i - 1], start[i + 1], d) -
                         squared_error(x, start[i - 1], start[i], d) -
                         squared_error(x, start[i], start[i + 1], d);
        if (c < *cost) {
            *cost = c;
            best = i;
        }
    }
    return best;
}

/* is_left[n]: the boundaries left when clustering stops at the first pair above the threshold;
 * returns how many unions cost less than the one before. */
static int stop_at(int *is_left, const float *x, int n, int d, double threshold)
{
    int start[N + 1], segments = n, inversions = 0;
    double cost, last = 0;
    for (int t = 0; t <= n; t++)
        start[t] = t;
    while (segments > 1) {
        const int i = cheapest(&cost, x, start, segments, d);
        if (cost > threshold)
            break;
        inversions += cost < last;
        last = cost;
        memmove(&start[i], &start[i + 1], (size_t)(segments - i) * sizeof *start);
        segments--;
    }
    memset(is_left, 0, (size_t)n * sizeof *is_left);
    for (int i = 1; i < segments; i++)
        is_left[start[i]] = 1;
    return inversions;
}

/* Frames that wander, with a jump now and then. */
static void wander(float *x, int n, int d, uint32_t seed)
{
    struct rng rng = {seed};
    for (int t = 0; t < n; t++) {
        const float step = rng_below(&rng, 6) ? 0.5f : 4;
        for (int j = 0; j < d; j++)
            x[t * d + j] = (t ? x[(t - 1) * d + j] : 10) + step * rng_uniform(&rng);
    }
}

static void a_threshold_on_heights_is_stopping_the_clustering(void **state)
{
    (void)state;
    int inversions = 0;
    for (uint32_t seed = 1; seed <= 6; seed++) {
        float x[N * D], height[N];
        int is_left[N];
        wander(x, N, D, seed);
        heights(height, x, N, D);
        const double unit = squared_error(x, 0, N, D) / (N - 1);
        for (double threshold = 0.001; threshold < 30; threshold *= 1.6) {
            inversions += stop_at(is_left, x, N, D, threshold * unit);
            for (int t = 0; t < N; t++)
                assert_int_equal(height[t] > threshold, is_left[t]);
        }
    }
    assert_true(inversions > 0); /* or heights would not have been tried where they differ */
}

static void an_inversion_ends_with_the_union_before_it(void **state)
{
    (void)state;
    const float x[] = {0, 5, 0};
    float height[3];
    heights(height, x, 3, 1);
    /* costs 25 / 2 and 25 / 6, whose mean is 25 / 3 */
    check_near(height[1], 1.5, 1e-6, "height", 1);
    check_near(height[2], 1.5, 1e-6, "height", 2);
    assert_true(height[0] == 0);
}

static void steps_are_found_exactly_in_any_length(void **state)
{
    (void)state;
    enum { LONG = 300000, STEP = 9 };
    float *x = malloc(LONG * sizeof *x), *height = malloc(LONG * sizeof *height);
    struct rng rng = {7};
    assert_non_null(x);
    assert_non_null(height);
    for (int t = 0; t < LONG; t++) /* levels that differ by 1 at least */
        x[t] = t % STEP ? x[t - 1] : (float)(2 * (t / STEP % 2)) + rng_uniform(&rng) / 2;
    heights(height, x, LONG, 1);
    for (int t = 1; t < LONG; t++)
        assert_int_equal(height[t] > 0.1f, t % STEP == 0);
    free(x);
    free(height);
}

static void neither_shift_nor_scale_nor_direction_matters(void **state)
{
    (void)state;
    float x[N * D], moved[N * D], backward[N * D], height[N], other[N], mirrored[N];
    struct rng rng = {3};
    for (int i = 0; i < N * D; i++) {
        x[i] = (float)(rng_below(&rng, 2000)) / 16; /* exact, and so are the others */
        moved[i] = 4 * (x[i] + 1000);
    }
    for (int t = 0; t < N; t++)
        memcpy(&backward[(N - 1 - t) * D], &x[t * D], D * sizeof *x);
    heights(height, x, N, D);
    heights(other, moved, N, D);
    heights(mirrored, backward, N, D);
    for (int t = 1; t < N; t++) {
        assert_true(height[t] == other[t]);
        check_near(mirrored[N - t], height[t], 1e-5, "height", t);
    }
}

static void no_frame_one_frame_and_equal_frames_have_no_boundary(void **state)
{
    (void)state;
    float x[N], height[N] = {9, 9, 9};
    for (int t = 0; t < N; t++)
        x[t] = 0.1f;
    heights(height, x, 0, 1);
    assert_true(height[0] == 9);
    for (size_t n = 1; n <= N; n++) {
        heights(height, x, n, 1);
        for (size_t t = 0; t < n; t++)
            assert_true(height[t] == 0);
    }
    x[1] = 0.2f;
    heights(height, x, 2, 1);
    check_near(height[1], 1, 1e-6, "height", 1);
}

/* Two hums, changing at the middle of x[n]. */
static void two_hums(float *x, int n)
{
    for (int i = 0; i < n; i++)
        x[i] = 0.3f * sinf((i < n / 2 ? 0.1f : 0.9f) * (float)i);
}

enum { MAX_FRAMES = 100, MAX_FEATURES = 32 };

struct seen_features {
    float x[MAX_FRAMES * MAX_FEATURES];
    size_t n;
};

static void see(void *user, const struct pseg_frame *frame)
{
    struct seen_features *seen = user;
    assert_true(seen->n < MAX_FRAMES);
    memcpy(seen->x + seen->n++ * (size_t)frame->n_features, frame->features,
           (size_t)frame->n_features * sizeof(float));
}

static void scores_are_heights_of_the_features_a_detector_shows(void **state)
{
    (void)state;
    static float x[16000];
    struct seen_features seen = {.n = 0};
    float height[MAX_FRAMES];
    struct pseg_error error;
    synth_speech(x, 16000, 8);
    for (int i = 0; i < TOY_N_MODELS; i++) {
        const struct pseg_config config = toy_config_of(i);
        struct toy_model toy;
        struct pseg_peaks peaks;
        struct stream events;
        void *memory;
        toy_model_make(&toy, &config, 1);
        struct pseg *d = toy_detector(&memory, &toy.model);
        seen.n = 0;
        pseg_observe(d, see, &seen);
        stream_make(&events, 16000);
        stream_whole(&events, d, x, 16000);
        heights(height, seen.x, seen.n, pseg_n_features(&config));
        assert_int_equal(pseg_hac_peaks(&peaks, x, 16000, &toy.model, &error), 0);
        assert_int_equal(peaks.n, seen.n - 1);
        for (size_t k = 0; k < peaks.n; k++)
            assert_true(peaks.at[k].score == height[k + 1]);
        pseg_peaks_free(&peaks);
        stream_free(&events);
        free(memory);
        toy_model_free(&toy);
    }
}

static void every_frame_of_a_recording_is_a_candidate(void **state)
{
    (void)state;
    enum { LENGTH = 16000 };
    static float x[LENGTH];
    const struct pseg_config config = toy_config(PSEG_TOPOLOGY_NONE, PSEG_SCORE_TRANSITION);
    struct toy_model toy;
    struct pseg_peaks peaks;
    struct pseg_error error;
    size_t best = 0;
    two_hums(x, LENGTH);
    toy_model_make(&toy, &config, 1);
    assert_int_equal(pseg_hac_peaks(&peaks, x, LENGTH, &toy.model, &error), 0);
    assert_int_equal(peaks.n, (LENGTH - config.window) / config.hop);
    assert_int_equal(peaks.length, LENGTH);
    for (size_t i = 0; i < peaks.n; i++) {
        assert_int_equal(peaks.at[i].frame, i + 1);
        best = peaks.at[i].score > peaks.at[best].score ? i : best;
    }
    const int middle = (int)peaks.at[best].frame * config.hop + (config.window - config.hop) / 2;
    assert_true(abs(middle - LENGTH / 2) <= config.window / 2); /* a frame hears both */
    pseg_peaks_free(&peaks);
    toy_model_free(&toy);
}

static void short_audio_has_no_candidate_and_bad_audio_fails(void **state)
{
    (void)state;
    static float x[4000];
    const struct pseg_config config = toy_config(PSEG_TOPOLOGY_NONE, PSEG_SCORE_TRANSITION);
    struct toy_model toy;
    struct pseg_peaks peaks;
    struct pseg_error error;
    const int lengths[] = {0, 1, config.window - 1, config.window, config.window + config.hop - 1};
    two_hums(x, 4000);
    toy_model_make(&toy, &config, 1);
    for (size_t i = 0; i < COUNT(lengths); i++) {
        assert_int_equal(pseg_hac_peaks(&peaks, x, (size_t)lengths[i], &toy.model, &error), 0);
        assert_int_equal(peaks.n, 0);
        pseg_peaks_free(&peaks);
    }
    x[2000] = NAN;
    assert_int_equal(pseg_hac_peaks(&peaks, x, 4000, &toy.model, &error), -1);
    assert_string_equal(error.text, pseg_strerror(PSEG_E_SAMPLE));
    assert_null(peaks.at);
    toy_model_free(&toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_threshold_on_heights_is_stopping_the_clustering),
        cmocka_unit_test(an_inversion_ends_with_the_union_before_it),
        cmocka_unit_test(steps_are_found_exactly_in_any_length),
        cmocka_unit_test(neither_shift_nor_scale_nor_direction_matters),
        cmocka_unit_test(no_frame_one_frame_and_equal_frames_have_no_boundary),
        cmocka_unit_test(scores_are_heights_of_the_features_a_detector_shows),
        cmocka_unit_test(every_frame_of_a_recording_is_a_candidate),
        cmocka_unit_test(short_audio_has_no_candidate_and_bad_audio_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
