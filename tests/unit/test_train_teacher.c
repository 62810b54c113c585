/* The teacher's marks, and how they reach the student: padded, late, in place. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "band_limit.h"
#include "batch.h"
#include "check.h"
#include "heights.h"
#include "synth.h"
#include "teacher.h"

static const double PI = 3.14159265358979323846;

/* ---------------------------------------------------------------------------------- heights -- */

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The definition, in double precision: band j's level at t, floor included. */
static double level(const float *x, int frames, int d, int t, int j)
{
    double sorted[64];
    t = t < 0 ? 0 : t < frames ? t : frames - 1;
    for (int i = 0; i < frames; i++)
        sorted[i] = exp((double)x[i * d + j]);
    qsort(sorted, (size_t)frames, sizeof *sorted, by_value);
    return log(exp((double)x[t * d + j]) + 4 * sorted[(frames - 1) / 10]);
}

static void heights_equal_their_definition(void **state)
{
    enum { FRAMES = 50, D = 4 };
    float x[FRAMES * D], height[FRAMES], scratch[FRAMES * (D + 1)];
    struct rng rng = {5};
    (void)state;
    for (int i = 0; i < FRAMES * D; i++)
        x[i] = 8 * rng_uniform(&rng);
    for (int frames = 1; frames <= FRAMES; frames += 7) {
        pseg_heights(height, scratch, x, frames, D);
        for (int t = 0; t < frames; t++) {
            double sum = 0;
            for (int j = 0; j < D; j++) {
                const double slope =
                    (level(x, frames, D, t + 1, j) - level(x, frames, D, t - 1, j) +
                     2 * (level(x, frames, D, t + 2, j) - level(x, frames, D, t - 2, j))) /
                    10;
                sum += slope * slope / D;
            }
            check_near(height[t], sum, 1e-4 * sum + 1e-6, "height", t);
        }
    }
}

/* A change far below the floor that the recording's own noise makes is hardly seen. */
static void what_is_lost_in_noise_is_low(void **state)
{
    enum { FRAMES = 60 };
    float x[FRAMES], height[FRAMES], scratch[2 * FRAMES];
    (void)state;
    for (int t = 0; t < FRAMES; t++)
        x[t] = t < 20 ? 5 : t < 40 ? 6 : 12; /* a step of e at the floor, one far above it */
    pseg_heights(height, scratch, x, FRAMES, 1);
    assert_true(height[20] > 0 && height[40] > 25 * height[20]);
}

/* --------------------------------------------------------------------------------- data set -- */

struct corpus {
    struct pseg_dataset data;
    struct pseg_settings settings;
};

static void add(struct pseg_part *part, size_t n, uint32_t seed)
{
    float *x = malloc(n * sizeof *x);
    struct pseg_utterance *u = &part->utterances[part->n++];
    synth_speech(x, n, seed);
    *u = (struct pseg_utterance){.samples = malloc(n * sizeof *u->samples), .n = n, .stream = seed};
    for (size_t i = 0; i < n; i++)
        u->samples[i] = (int16_t)(20000 * x[i]);
    u->frames = (int)(n - 400) / 160 + 1;
    free(x);
}

static void make(struct corpus *c)
{
    memset(c, 0, sizeof *c);
    pseg_settings_default(&c->settings);
    c->settings.teacher = PSEG_TEACHER_TRANSITION;
    c->settings.ceps = 0;
    c->settings.noise = 0;
    c->settings.gain = 0;
    c->data.train.utterances = calloc(3, sizeof *c->data.train.utterances);
    c->data.validation.utterances = calloc(1, sizeof *c->data.validation.utterances);
    for (uint32_t i = 0; i < 3; i++)
        add(&c->data.train, 16000 + 4000 * i, i + 1);
    add(&c->data.validation, 16000, 9);
}

static void release(struct corpus *c)
{
    for (size_t i = 0; i < c->data.train.n; i++)
        free(c->data.train.utterances[i].samples);
    free(c->data.validation.utterances[0].samples);
    pseg_dataset_free(&c->data);
}

static void marks_are_maxima_and_half_of_them_likely(void **state)
{
    struct corpus c;
    struct pseg_error error;
    int marks = 0, likely = 0, between = 0;
    (void)state;
    make(&c);
    assert_int_equal(pseg_teach(&c.data, &c.settings, NULL, &error), 0);
    for (size_t i = 0; i < c.data.train.n; i++) {
        const struct pseg_utterance *u = &c.data.train.utterances[i];
        marks += u->n_marks;
        for (int k = 0; k < u->n_marks; k++) {
            const struct pseg_mark *m = &u->marks[k];
            assert_true(m->at > 0 && m->at < (float)(u->frames - 1));
            assert_true(!k || m->at >= m[-1].at + 1); /* maxima are two frames apart */
            assert_true(m->likely > 0 && m->likely < 1);
            likely += m->likely > 0.5;
            between += m->at != floorf(m->at);
        }
    }
    assert_true(between > marks / 2);
    assert_true(marks > 20);
    assert_in_range(likely, (int)(0.4 * marks), (int)(0.5 * marks)); /* 45 % */
    assert_non_null(c.data.validation.utterances[0].marks);
    assert_int_equal(pseg_teach(&c.data, &c.settings, NULL, &error),
                     0); /* once more: nothing leaks */
    release(&c);
}

static void silence_teaches_nothing(void **state)
{
    struct corpus c;
    struct pseg_error error;
    (void)state;
    make(&c);
    for (size_t i = 0; i < c.data.train.n; i++)
        memset(c.data.train.utterances[i].samples, 0,
               c.data.train.utterances[i].n * sizeof(int16_t));
    assert_int_equal(pseg_teach(&c.data, &c.settings, NULL, &error), -1);
    assert_string_equal(error.text, "the teacher hears no change at all in the audio");
    release(&c);
}

/* The highest bell of all marks at a frame, by the definition. */
static double bells(const struct pseg_utterance *u, int frame)
{
    double highest = 0;
    for (int k = 0; k < u->n_marks; k++) {
        const double away = (frame - u->marks[k].at) / 0.6;
        highest = fmax(highest, u->marks[k].likely * exp(-0.5 * away * away));
    }
    return highest;
}

/* Padding moves an utterance's features and its marks by the same frames, the delay the marks. */
static void marks_keep_step_with_the_features(void **state)
{
    struct corpus c;
    struct pseg_error error;
    struct pseg_extractor plain, padded;
    struct pseg_batches batches;
    float mean[26] = {0};
    (void)state;
    make(&c);
    assert_int_equal(pseg_teach(&c.data, &c.settings, NULL, &error), 0);
    struct pseg_settings s = c.settings;
    s.pad = 1;
    s.delay = 2;
    assert_int_equal(pseg_extractor_init(&plain, &c.settings, 24000, &error), 0);
    assert_int_equal(pseg_extractor_init(&padded, &s, 24000, &error), 0);
    assert_int_equal(pseg_batches_init(&batches, &c.data.train, &padded, 3, 0, &error), 0);
    float *features = malloc(400 * 26 * sizeof *features);
    int moved = 0;
    for (int epoch = 1; epoch < 4; epoch++) {
        pseg_batches_start(&batches, mean, 1, epoch);
        const struct pseg_batch *b = pseg_batches_next(&batches);
        for (int i = 0; i < 3; i++) {
            const struct pseg_utterance *u = &c.data.train.utterances[i];
            struct pseg_take take, whole;
            pseg_extract(features, 26, &take, &padded, u, epoch);
            assert_int_equal(b->lengths[i], take.frames);
            moved += take.before > 0;
            pseg_extract(features, 26, &whole, &plain, u, epoch);
            assert_true(whole.before == 0 && whole.frames == u->frames);
            for (int t = 1; t < u->frames; t++) /* frame 0 hears what comes before */
                assert_memory_equal(b->x + ((t + take.before) * 3 + i) * 26, features + t * 26,
                                    26 * sizeof(float));
            for (int t = 0; t < b->steps; t++) {
                const double expected = t < take.frames ? bells(u, t - take.before - s.delay) : 0;
                assert_float_equal(b->targets[t * 3 + i], expected, 0.005);
            }
        }
    }
    assert_true(moved > 5);
    free(features);
    pseg_batches_free(&batches);
    pseg_extractor_free(&plain);
    pseg_extractor_free(&padded);
    release(&c);
}

/* A click is heard in the frame that the take names, however fast it is and whatever is before. */
static void a_faster_take_moves_what_it_says(void **state)
{
    enum { N = 16000 };
    int16_t samples[N];
    float features[400 * 26];
    struct pseg_utterance u = {.samples = samples, .n = N, .frames = (N - 400) / 160 + 1};
    struct pseg_settings s;
    struct pseg_extractor x;
    struct pseg_error error;
    double slowest = 1, fastest = 1;
    (void)state;
    pseg_settings_default(&s);
    s.ceps = 0;
    s.noise = s.gain = 0;
    s.speed = 0.25;
    s.pad = 0.5;
    assert_int_equal(pseg_extractor_init(&x, &s, N, &error), 0);
    for (int frame = 5; frame < 95; frame += 4) {
        struct pseg_take take;
        int loudest = 0;
        memset(samples, 0, sizeof samples);
        samples[frame * 160 + 200] = 30000; /* in the middle of that frame */
        pseg_extract(features, 26, &take, &x, &u, frame);
        assert_true(take.frames <= pseg_take_frames(&u, &s));
        for (int t = 0; t < take.frames; t++)
            if (features[t * 26 + 20] > features[loudest * 26 + 20])
                loudest = t;
        assert_in_range(lround(pseg_take_place(&take, frame, &x.config)) - loudest + 1, 0, 2);
        slowest = fmin(slowest, take.speed);
        fastest = fmax(fastest, take.speed);
    }
    assert_true(slowest < 0.85 && slowest >= 0.8 && fastest > 1.18 && fastest <= 1.25);
    pseg_extractor_free(&x);
}

/* ------------------------------------------------------------------------------------- band -- */

/* Level of a sine of f [1/sample] behind the filter [dB], after it has settled. */
static double response(double f, float low, float high)
{
    enum { N = 8000 };
    float x[N];
    double power = 0;
    for (int i = 0; i < N; i++)
        x[i] = (float)sin(2 * PI * f * i);
    assert_int_equal(pseg_band_limit(x, N, low, high), 0);
    for (int i = N / 2; i < N; i++)
        power += (double)x[i] * x[i] / (N / 4);
    return 10 * log10(power);
}

/* Butterworth of order n, through the bilinear transform: 1 / (1 + (tan(pi f) / tan(pi c))^2n) */
static double low_pass(double f, double cutoff, int order)
{
    return -10 * log10(1 + pow(tan(PI * f) / tan(PI * cutoff), 2 * order));
}

static void bands_end_as_butterworth_says(void **state)
{
    static const double tones[] = {0.01, 0.05, 0.1, 0.2, 0.25, 0.3};
    (void)state;
    for (size_t i = 0; i < COUNT(tones); i++) {
        const double f = tones[i];
        check_near(response(f, 0, 0.2f), low_pass(f, 0.2, 4), 0.1, "low-pass, tone", (int)i);
        check_near(response(f, 0.02f, 0.5f), low_pass(0.5 - f, 0.48, 2), 0.1, "high-pass, tone",
                   (int)i);
        check_near(response(f, 0, 0.5f), 0, 0.01, "open, tone", (int)i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heights_equal_their_definition),
        cmocka_unit_test(what_is_lost_in_noise_is_low),
        cmocka_unit_test(marks_are_maxima_and_half_of_them_likely),
        cmocka_unit_test(silence_teaches_nothing),
        cmocka_unit_test(marks_keep_step_with_the_features),
        cmocka_unit_test(a_faster_take_moves_what_it_says),
        cmocka_unit_test(bands_end_as_butterworth_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
