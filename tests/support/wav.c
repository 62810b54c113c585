#include "wav.h"

#include <math.h>
#include <string.h>

#include "check.h"

void wav_put(FILE *f, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        fputc((int)(value >> 8 * i & 0xFF), f);
}

void wav_put_header(FILE *f, int kind, int channels, int rate, int bits, uint32_t data_size)
{
    const uint32_t frame = (uint32_t)(channels * bits / 8);
    fwrite("RIFF", 1, 4, f);
    wav_put(f, data_size + 36, 4);
    fwrite("WAVEfmt ", 1, 8, f);
    wav_put(f, 16, 4);
    wav_put(f, (uint32_t)kind, 2);
    wav_put(f, (uint32_t)channels, 2);
    wav_put(f, (uint32_t)rate, 4);
    wav_put(f, (uint32_t)rate * frame, 4);
    wav_put(f, frame, 2);
    wav_put(f, (uint32_t)bits, 2);
    fwrite("data", 1, 4, f);
    wav_put(f, data_size, 4);
}

void wav_put_sample(FILE *f, float x, int kind, int bits)
{
    uint32_t value;
    if (kind == WAV_FLOAT)
        memcpy(&value, &x, 4);
    else
        value = (uint32_t)(int32_t)lrint(ldexp((double)x, bits - 1)) + (bits == 8 ? 128 : 0);
    wav_put(f, value, bits / 8);
}

void wav_write(const char *path, const float *x, size_t n, int kind, int channels, int rate,
               int bits)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    wav_put_header(f, kind, channels, rate, bits, (uint32_t)(n * (size_t)(channels * bits / 8)));
    for (size_t i = 0; i < n; i++)
        for (int c = 0; c < channels; c++)
            wav_put_sample(f, x[i], kind, bits);
    assert_int_equal(fclose(f), 0);
}
