/* Int8 on the machine that this is built for, to the last bit: products, and every cell over some
 * frames. All that comes out goes into check sums, which must be those of golden/int8.txt for
 * products (golden/make_int8.py) and those that a PC makes for cells. Plain C and stdio. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crc32.h"
#include "hashed.h"
#include "int8.h"
#include "network.h"

enum { MOST = 130, STEPS = 7, D = 5 };

static uint32_t crc_of(const float *x, size_t n)
{
    return pseg_crc32((const unsigned char *)x, n * sizeof *x);
}

/* -------------------------------------------------------------------------------- products -- */

/* y[n] = hashed, plus the product of x[n], quantised, with int8 [n][n] */
static uint32_t product_of(uint32_t n)
{
    static float x[MOST], y[MOST], scale[MOST];
    static int8_t q[MOST], w[MOST * MOST];
    for (uint32_t i = 0; i < n; i++) {
        x[i] = hashed(n, i);
        y[i] = hashed(n, 1000 + i);
        scale[i] = hashed(n, 2000 + i) / 64;
    }
    for (uint32_t i = 0; i < n * n; i++)
        w[i] = (int8_t)(127 * hashed(n, 3000 + i));
    const float of_x = pseg_quantise(q, x, (int)n);
    pseg_find_kernels(NULL)->product_int8(y, (int)n, q, (int)n, &of_x, w, (int)n, scale, 1, (int)n,
                                          (int)n);
    return crc_of(y, n);
}

static int check_products(void)
{
    unsigned n, crc;
    int right = 0;
    FILE *f = fopen(TESTS_DIR "/golden/int8.txt", "r");
    char line[128];
    if (f && fgets(line, sizeof line, f)) /* what wrote the file */
        while (fscanf(f, "%u %x", &n, &crc) == 2 && n <= MOST)
            right += product_of(n) == crc;
    if (f)
        fclose(f);
    printf("%s products of int8: %d of %d sizes\n", right == MOST ? "ok    " : "FAILED", right,
           MOST);
    return right != MOST;
}

/* ----------------------------------------------------------------------------------- cells -- */

static void fill(float *weights, const struct pseg_network *net)
{
    for (int i = 0; i < net->n_tensors; i++) {
        const struct pseg_tensor *t = &net->tensors[i];
        float *at = weights + t->offset;
        const uint32_t n = (uint32_t)t->rows * (uint32_t)t->cols, seed = 100 + (uint32_t)i;
        for (uint32_t k = 0; !t->is_int8 && k < n; k++)
            at[k] = hashed(seed, k);
        for (uint32_t o = 0; t->is_int8 && o < (uint32_t)t->cols; o++)
            at[o] = (2 + hashed(seed, 5000 + o)) / 256;
        for (uint32_t k = 0; t->is_int8 && k < n; k++)
            ((int8_t *)(at + t->cols))[k] = (int8_t)(127 * hashed(seed, k));
    }
}

/* The check sum of everything that the layers compute. */
static uint32_t run_cell(int cell)
{
    const struct pseg_config config = {.n_mel = D,
                                       .topology = PSEG_TOPOLOGY_RPM4,
                                       .cell = cell,
                                       .n_dense = 21,
                                       .n_hidden = 19,
                                       .residual = 1,
                                       .int8 = 1,
                                       .score = PSEG_SCORE_ERROR};
    struct pseg_network net;
    struct pseg_trace tr = {.steps = STEPS, .batch = 1};
    float x[D];
    uint32_t crc = 0;
    pseg_network_build(&net, &config);
    const size_t size = pseg_trace_size(&net, STEPS, 1);
    float *weights = calloc(net.n_parameters, sizeof *weights);
    tr.base = calloc(size, sizeof(float));
    if (weights && tr.base) {
        fill(weights, &net);
        for (int t = 0; t < STEPS; t++) {
            for (uint32_t j = 0; j < D; j++)
                x[j] = 3 * hashed(99, (uint32_t)t * D + j);
            pseg_network_step(&tr, t, x, weights, &net, pseg_find_kernels(NULL));
        }
        crc = crc_of(tr.base, size - net.scratch);
    }
    free(weights);
    free(tr.base);
    return crc;
}

static int check_cell(int cell)
{
    static const uint32_t of_a_pc[PSEG_N_CELLS] = {
        0xb44e10ec, 0x218b1a98, 0x453acf39, 0x3ed9382e, 0x3a3bf69e, 0xc5d7f7b2,
        0xdc0b76fe, 0xbb19ad04, 0xa241196d, 0x563283a1, 0x8da2aa3c, 0x771051f1,
        0xd0a8f745, 0xa5927e79, 0x767b0b7d, 0x9dfce4a6, 0xfcee1987, 0xe40ba92d};
    const uint32_t crc = run_cell(cell);
    const int failed = crc != of_a_pc[cell];
    printf("%s %s: 0x%08lx\n", failed ? "FAILED" : "ok    ", pseg_cells[cell].name,
           (unsigned long)crc);
    return failed;
}

int main(void)
{
    int failed = check_products();
    for (int cell = 0; cell < PSEG_N_CELLS; cell++)
        failed += check_cell(cell);
    return failed > 0;
}
