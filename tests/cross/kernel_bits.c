/* The fastest kernels of the machine that this is built for against the plain loops, to the last
 * bit: products of every small shape, rows apart and not, and what lies around is not touched; the
 * front end's of some sizes, whose bits are the same on all machines. Plain C. */
#include <stdio.h>
#include <string.h>

#include "crc32.h"
#include "hashed.h"
#include "kernels.h"
#include "log.h"
#include "mel.h"
#include "power.h"

enum { MOST = 37, LD = MOST + 3, ROWS = 2, SIZE = LD * LD };
static float x[SIZE], w[SIZE], start[SIZE], expected[SIZE], y[SIZE];
static int8_t qx[SIZE], qw[SIZE];

static void fill(void)
{
    for (uint32_t i = 0; i < SIZE; i++) {
        x[i] = hashed(1, i);
        w[i] = hashed(2, i);
        start[i] = hashed(3, i);
        qx[i] = (int8_t)(127 * x[i] + (x[i] < 0 ? -0.9f : 0.9f)); /* the ends occur */
        qw[i] = (int8_t)(127 * w[i] + (w[i] < 0 ? -0.9f : 0.9f));
    }
}

static void multiply(float *to, const struct pseg_kernels *k, int is_int8, int in, int out, int ld)
{
    static const float scales[ROWS] = {0.01f, 0.3f};
    memcpy(to, start, sizeof start);
    if (is_int8)
        k->product_int8(to + 1, ld, qx + 4, in + 1, scales, qw + ld - out, ld, w, ROWS, in, out);
    else
        k->product(to + 1, ld, x + 1, in + 1, w + ld - out, ld, ROWS, in, out);
}

static int check(const char *name, int is_int8)
{
    int right = 0, total = 0;
    for (int in = 0; in <= MOST; in++)
        for (int out = 1; out <= MOST; out++)
            for (int ld = out; ld <= out + 3; ld += 3, total++) {
                multiply(expected, &pseg_kernels_scalar, is_int8, in, out, ld);
                multiply(y, pseg_find_kernels(NULL), is_int8, in, out, ld);
                right += memcmp(y, expected, sizeof y) == 0;
            }
    printf("%s %s: %d of %d shapes\n", right == total ? "ok    " : "FAILED", name, right, total);
    return right != total;
}

/* The front end of frames of that size, from hashed samples to the logarithms of its bands: the crc
 * of all that it makes. */
static uint32_t listen(const struct pseg_kernels *k, int window, int fft_size)
{
    static _Alignas(16) char memory[24576];
    const struct pseg_config c = {.rate = 16000,
                                  .window = window,
                                  .fft_size = fft_size,
                                  .n_mel = 40,
                                  .low_hz = 0,
                                  .high_hz = 8000};
    struct pseg_arena arena = {memory, 0};
    struct pseg_power p;
    struct pseg_mel mel;
    float samples[512], made[40 + 257], *const bands = made, *const bins = made + 40;
    pseg_power_init(&p, &arena, window, fft_size);
    pseg_mel_init(&mel, &arena, &c);
    for (uint32_t i = 0; i < 512; i++)
        samples[i] = 3000 * hashed(4, i);
    float *power = pseg_power_apply(&p, samples, k);
    memcpy(bins, power, (size_t)mel.n_bins * sizeof *power);
    k->mel(bands, power, p.points, &mel);
    k->log(bands, c.n_mel);
    return pseg_crc32((const unsigned char *)made, (size_t)(40 + mel.n_bins) * sizeof *made);
}

static int check_frontend(int window, int fft_size, uint32_t crc)
{
    const uint32_t plain = listen(&pseg_kernels_scalar, window, fft_size);
    const uint32_t fastest = listen(pseg_find_kernels(NULL), window, fft_size);
    const int right = plain == crc && fastest == crc;
    printf("%s front end of %d in %d points: %08lx, %08lx\n", right ? "ok    " : "FAILED", window,
           fft_size, (unsigned long)plain, (unsigned long)fastest);
    return !right;
}

int main(void)
{
    fill();
    return check("products of floats", 0) + check("products of int8", 1) +
               check_frontend(400, 512, 0xc840d7b6) + check_frontend(320, 320, 0x345a1cc9) +
               check_frontend(397, 480, 0x879864d5) >
           0;
}
