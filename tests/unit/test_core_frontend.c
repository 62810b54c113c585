#include "frontend.h"

#include <stdlib.h>

#include "check.h"
#include "golden.h"
#include "synth.h"
#include "toy.h"

struct made {
    struct pseg_frontend frontend;
    void *memory;
};

static void make(struct made *m, const struct pseg_config *c)
{
    struct pseg_arena arena = {NULL, 0};
    pseg_frontend_init(&m->frontend, &arena, c);
    assert_int_equal(posix_memalign(&m->memory, PSEG_ALIGNMENT, arena.used), 0);
    const size_t counted = arena.used;
    arena = (struct pseg_arena){m->memory, 0};
    pseg_frontend_init(&m->frontend, &arena, c);
    assert_int_equal(arena.used, counted);
}

/* features[frames][width] of audio[n]; returns the number of frames. */
static int extract(float *features, struct pseg_frontend *fe, int width, const float *audio,
                   size_t n)
{
    int frames = 0;
    for (size_t done = 0; done < n;) {
        done += pseg_frontend_push(fe, audio + done, n - done);
        if (pseg_frontend_due(fe))
            pseg_frontend_frame(features + frames++ * width, fe, pseg_find_kernels(NULL));
    }
    return frames;
}

static struct pseg_config config(int n_ceps)
{
    struct pseg_config c = toy_default_config(PSEG_TOPOLOGY_NONE, PSEG_SCORE_TRANSITION);
    c.n_ceps = n_ceps;
    return c;
}

/* Against numpy in double precision and torchaudio, see golden/make_features.py. The scale is
 * max(|x|, 1): a cepstrum near zero is a difference of log bands, which are 0 to 20. */
static void compare(const char *name, int n_ceps, int width)
{
    struct golden golden;
    struct made made;
    const struct pseg_config c = config(n_ceps);
    golden_read(&golden, "features.txt");
    make(&made, &c);
    const struct golden_array *expected = golden_find(&golden, name);
    assert_int_equal(expected->cols, width);
    const int n = golden_find(&golden, "audio")->cols;
    float *audio = golden_floats(&golden, "audio", 1, n);
    float *features = calloc((size_t)(n / c.hop + 1) * (size_t)width, sizeof *features);
    for (int i = 0; i < n; i++)
        audio[i] /= 32768;
    assert_int_equal(extract(features, &made.frontend, width, audio, (size_t)n), expected->rows);
    check_all_near(features, expected->values, 1e-4, name, (long)expected->rows * width);
    free(features);
    free(audio);
    free(made.memory);
    golden_free(&golden);
}

static void log_mel_equals_the_double_precision_reference(void **state)
{
    (void)state;
    compare("logmel", 0, 26);
}

static void cepstra_equal_the_double_precision_reference(void **state)
{
    (void)state;
    compare("mfcc", 13, 13);
}

/* 16 times as loud: each band moves up by 2 ln 16 where the floor is far below. */
static void gain_shifts_every_band_alike(void **state)
{
    (void)state;
    struct made made;
    const struct pseg_config c = config(0);
    float audio[400], quiet[26], loud[26];
    struct rng rng = {3};
    make(&made, &c);
    for (int i = 0; i < 400; i++)
        audio[i] = 0.01f * rng_uniform(&rng);
    assert_int_equal(extract(quiet, &made.frontend, 26, audio, 400), 1);
    for (int i = 0; i < 400; i++)
        audio[i] *= 16;
    pseg_frontend_reset(&made.frontend);
    assert_int_equal(extract(loud, &made.frontend, 26, audio, 400), 1);
    for (int m = 0; m < 26; m++)
        check_near(loud[m] - quiet[m], 2 * log(16), 1e-5, "shift", m);
    free(made.memory);
}

static void a_tone_is_strongest_in_its_own_band(void **state)
{
    (void)state;
    struct made made;
    const struct pseg_config c = config(0);
    make(&made, &c);
    for (int band = 2; band < 26; band++) {
        const double step = 1127 * log(1 + 8000.0 / 700) / 27;
        const double hz = 700 * (exp((band + 1) * step / 1127) - 1);
        float audio[400], bands[26];
        int best = 0;
        for (int i = 0; i < 400; i++)
            audio[i] = 0.3f * (float)sin(2 * 3.14159265358979 * hz * i / 16000);
        pseg_frontend_reset(&made.frontend);
        assert_int_equal(extract(bands, &made.frontend, 26, audio, 400), 1);
        for (int m = 1; m < 26; m++)
            best = bands[m] > bands[best] ? m : best;
        assert_int_equal(best, band);
    }
    free(made.memory);
}

/* From digital silence to noise below it, the floor is all there is. */
static void what_lies_below_the_floor_is_the_floor(void **state)
{
    (void)state;
    struct made made;
    struct pseg_config c = config(0);
    float audio[400], bands[26];
    struct rng rng = {3};
    c.log_floor = 50;
    make(&made, &c);
    for (float level = 0; level < 1e-6f; level += 2e-7f) {
        for (int i = 0; i < 400; i++)
            audio[i] = level * rng_uniform(&rng);
        pseg_frontend_reset(&made.frontend);
        assert_int_equal(extract(bands, &made.frontend, 26, audio, 400), 1);
        for (int m = 0; m < 26; m++)
            check_near(bands[m], log(50), 1e-6, "floor", m);
    }
    free(made.memory);
}

/* 0.5 s soft, 0.5 s loud, 0.5 s soft again: log bands[n_frames][26] with that ceiling. */
static int hear_changes(float *bands, float ceiling)
{
    static float audio[24000];
    struct made made;
    struct pseg_config c = config(0);
    struct rng rng = {5};
    c.ceiling = ceiling;
    make(&made, &c);
    for (int i = 0; i < 24000; i++)
        audio[i] = (i / 8000 == 1 ? 0.5f : 0.002f) * rng_uniform(&rng);
    const int n = extract(bands, &made.frontend, 26, audio, 24000);
    free(made.memory);
    return n;
}

/* The definition once more, in double: the level follows a twentieth of a rise, falls by 0.003, and
 * what it is above the ceiling is taken off each band. */
static void loud_audio_is_slowly_lowered_to_the_ceiling(void **state)
{
    (void)state;
    static float plain[150 * 26], lowered[150 * 26];
    const double ceiling = log(2.4e7);
    double loudness = ceiling, most = 0;
    const int n = hear_changes(plain, 0);
    assert_int_equal(hear_changes(lowered, 2.4e7f), n);
    for (int t = 0; t < n; t++) {
        double sum = 0;
        for (int m = 0; m < 26; m++)
            sum += exp(plain[t * 26 + m]) / 26;
        const double now = log(sum);
        loudness = now > loudness ? loudness + 0.05 * (now - loudness) : loudness - 0.003;
        loudness = loudness > ceiling ? loudness : ceiling;
        most = loudness > most ? loudness : most;
        for (int m = 0; m < 26; m++) {
            const double expected = plain[t * 26 + m] - (loudness - ceiling);
            check_near(lowered[t * 26 + m], expected > 0 ? expected : 0, 1e-4, "lowered", t);
        }
    }
    assert_true(most > ceiling + 1);                    /* it was loud */
    assert_true(loudness > ceiling && loudness < most); /* and the gain is coming back */
}

static void soft_audio_is_left_alone_below_a_ceiling(void **state)
{
    (void)state;
    static float plain[150 * 26], below[150 * 26];
    const int n = hear_changes(plain, 0);
    assert_int_equal(hear_changes(below, 1e12f), n);
    assert_memory_equal(plain, below, sizeof *plain * (size_t)n * 26);
}

static void push_stops_at_a_due_frame_and_before_a_bad_sample(void **state)
{
    (void)state;
    struct made made;
    const struct pseg_config c = config(0);
    static float audio[1000];
    float bands[26];
    make(&made, &c);
    audio[450] = NAN;
    assert_int_equal(pseg_frontend_push(&made.frontend, audio, 1000), 400);
    assert_true(pseg_frontend_due(&made.frontend));
    assert_int_equal(pseg_frontend_push(&made.frontend, audio + 400, 600), 0);
    pseg_frontend_frame(bands, &made.frontend, &pseg_kernels_scalar);
    assert_false(pseg_frontend_due(&made.frontend));
    assert_int_equal(pseg_frontend_push(&made.frontend, audio + 400, 600), 50);
    assert_int_equal(pseg_frontend_push(&made.frontend, audio + 451, 549), 110);
    assert_true(pseg_frontend_due(&made.frontend));
    free(made.memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log_mel_equals_the_double_precision_reference),
        cmocka_unit_test(cepstra_equal_the_double_precision_reference),
        cmocka_unit_test(gain_shifts_every_band_alike),
        cmocka_unit_test(a_tone_is_strongest_in_its_own_band),
        cmocka_unit_test(what_lies_below_the_floor_is_the_floor),
        cmocka_unit_test(loud_audio_is_slowly_lowered_to_the_ceiling),
        cmocka_unit_test(soft_audio_is_left_alone_below_a_ceiling),
        cmocka_unit_test(push_stops_at_a_due_frame_and_before_a_bad_sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
