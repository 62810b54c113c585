#include "power.h"

#include <math.h>
#include <string.h>

#include "check.h"
#include "synth.h"

enum { MOST = 4096 };

static _Alignas(16) char memory[24 * MOST];
static float samples[MOST + 8];

static struct pseg_power make(int window, int fft_size)
{
    struct pseg_power p;
    struct pseg_arena arena = {NULL, 0};
    pseg_power_init(&p, &arena, window, fft_size);
    const size_t counted = arena.used;
    assert_true(counted <= sizeof memory);
    arena = (struct pseg_arena){memory, 0};
    pseg_power_init(&p, &arena, window, fft_size);
    assert_int_equal(arena.used, counted);
    return p;
}

static double hamming(int i, int n)
{
    return 0.54 - 0.46 * cos(2 * 3.14159265358979323846 * i / (n - 1));
}

/* |X[k]|^2 by the definition of the transform */
static double power_of_bin(int k, int window, int fft_size)
{
    double re = 0, im = 0;
    for (int i = 0; i < window; i++) {
        const double phase = -2 * 3.14159265358979323846 * ((long)i * k % fft_size) / fft_size;
        re += samples[i] * hamming(i, window) * cos(phase);
        im += samples[i] * hamming(i, window) * sin(phase);
    }
    return re * re + im * im;
}

static double energy(int window)
{
    double sum = 0;
    for (int i = 0; i < window; i++)
        sum += pow(samples[i] * hamming(i, window), 2);
    return sum;
}

static void compare(int window, int fft_size)
{
    struct pseg_power p = make(window, fft_size);
    struct rng rng = {(uint32_t)fft_size};
    for (int i = 0; i < pseg_power_reads(window);
         i++) /* what lies behind the window counts for nothing */
        samples[i] = rng_uniform(&rng);
    const float *power = pseg_power_apply(&p, samples, &pseg_kernels_scalar);
    const double scale = energy(window);
    for (int k = 0; k <= fft_size / 2; k += fft_size > 1024 ? 7 : 1)
        check_near(power[k] / scale, power_of_bin(k, window, fft_size) / scale, 3e-6, "bin", k);
}

static void it_is_the_power_of_the_fourier_transform_for_every_size_allowed(void **state)
{
    (void)state;
    const int odd[] = {1, 3, 5, 9, 15, 25, 27, 45, 75, 81, 125, 135, 225, 243, 375, 405};
    for (int twos = 8; twos <= MOST; twos *= 2)
        for (size_t i = 0; i < COUNT(odd); i++)
            if (twos * odd[i] >= 16 && twos * odd[i] <= MOST)
                compare(twos * odd[i], twos * odd[i]);
}

static void what_the_window_leaves_of_the_points_is_zeros(void **state)
{
    (void)state;
    for (int window = 2; window <= 512; window = window * 3 / 2 + 1)
        compare(window, 512);
    compare(400, 512); /* the shipped models' */
    compare(320, 320);
}

/* Its scratch holds the last frame's numbers, which must not show. */
static void a_frame_hears_nothing_of_the_one_before(void **state)
{
    (void)state;
    struct pseg_power p = make(400, 512);
    float first[257];
    struct rng rng = {4};
    for (int i = 0; i < 400; i++)
        samples[i] = rng_uniform(&rng);
    memcpy(first, pseg_power_apply(&p, samples, &pseg_kernels_scalar), sizeof first);
    float loud[400];
    for (int i = 0; i < 400; i++)
        loud[i] = 1e6f * samples[399 - i];
    pseg_power_apply(&p, loud, &pseg_kernels_scalar);
    assert_memory_equal(pseg_power_apply(&p, samples, &pseg_kernels_scalar), first, sizeof first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_power_of_the_fourier_transform_for_every_size_allowed),
        cmocka_unit_test(what_the_window_leaves_of_the_points_is_zeros),
        cmocka_unit_test(a_frame_hears_nothing_of_the_one_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
