#include "dct.h"

#include <math.h>

#include "check.h"
#include "synth.h"

#define MAX 40

static _Alignas(16) char memory[MAX * MAX * sizeof(float)];

static struct pseg_dct make(int n_in, int n_out)
{
    struct pseg_dct dct;
    struct pseg_arena arena = {memory, 0};
    pseg_dct_init(&dct, &arena, n_in, n_out);
    assert_true(arena.used <= sizeof memory);
    return dct;
}

static void columns_are_orthonormal(void **state)
{
    (void)state;
    const int sizes[][2] = {{26, 13}, {26, 26}, {40, 40}, {2, 1}, {2, 2}};
    for (size_t s = 0; s < COUNT(sizes); s++) {
        const struct pseg_dct dct = make(sizes[s][0], sizes[s][1]);
        for (int a = 0; a < dct.n_out; a++)
            for (int b = 0; b < dct.n_out; b++) {
                double dot = 0;
                for (int m = 0; m < dct.n_in; m++)
                    dot += (double)dct.table[m * dct.n_out + a] * dct.table[m * dct.n_out + b];
                check_near(dot, a == b, 1e-6, "dot", a * dct.n_out + b);
            }
    }
}

static void distances_are_kept_when_all_coefficients_are(void **state)
{
    (void)state;
    const struct pseg_dct dct = make(26, 26);
    struct rng rng = {5};
    for (int trial = 0; trial < 50; trial++) {
        float x[26], y[26];
        double before = 0, after = 0;
        for (int m = 0; m < 26; m++) {
            x[m] = rng_uniform(&rng);
            before += (double)x[m] * x[m];
        }
        pseg_dct_apply(y, x, &dct, &pseg_kernels_scalar);
        for (int k = 0; k < 26; k++)
            after += (double)y[k] * y[k];
        check_near(after, before, 1e-5, "squared length", trial);
    }
}

static void a_cosine_is_one_coefficient(void **state)
{
    (void)state;
    const struct pseg_dct dct = make(26, 13);
    for (int k = 0; k < 13; k++) {
        float x[26], y[13];
        for (int m = 0; m < 26; m++)
            x[m] = (float)cos(3.14159265358979 * k * (m + 0.5) / 26);
        pseg_dct_apply(y, x, &dct, &pseg_kernels_scalar);
        for (int j = 0; j < 13; j++)
            check_near(y[j], j == k ? (k ? sqrt(13) : sqrt(26)) : 0, 1e-5, "coefficient", j);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_orthonormal),
        cmocka_unit_test(distances_are_kept_when_all_coefficients_are),
        cmocka_unit_test(a_cosine_is_one_coefficient),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
