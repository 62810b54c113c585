#include "resample.h"

#include <complex.h> /* before liquid.h, which then uses C's own complex type */
#include <liquid/liquid.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    SEMI_LENGTH = 96, /* [input samples] up to 48 kHz */
    ATTENUATION = 70, /* [dB] */
    PHASES = 64,
    FULL_RATE = 48000, /* [Hz] */
};

struct pseg_resampler {
    resamp_rrrf filter;
    int rate_out, rate_in; /* [Hz] */
    int semi_length;       /* [input samples] the filter's delay */
    uint64_t taken, made;  /* [samples] input without the flush's zeros; output */
    size_t skip;           /* [output samples] of the delay still to be dropped */
};

/* The transition band has a fixed width in units of 1 / semi_length. Above 48 kHz the filter grows
 * with the rate, so that the band is as narrow in Hz, and the delay as long in ms, as at 48 kHz. */
static int filter_semi_length(int rate_in)
{
    return rate_in <= FULL_RATE ? SEMI_LENGTH : (SEMI_LENGTH * rate_in + FULL_RATE - 1) / FULL_RATE;
}

static size_t rounded(uint64_t n, int rate_out, int rate_in)
{
    return (size_t)((n * (uint64_t)rate_out + (uint64_t)rate_in / 2) / (uint64_t)rate_in);
}

struct pseg_resampler *pseg_resampler_create(int rate_out, int rate_in)
{
    struct pseg_resampler *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    const float ratio = (float)((double)rate_out / rate_in);
    /* A share of the lower of both rates: what passes must fit below half of either. */
    const float cutoff = 0.48f * (ratio < 1 ? ratio : 1);
    r->semi_length = filter_semi_length(rate_in);
    r->filter = resamp_rrrf_create(ratio, (unsigned)r->semi_length, cutoff, ATTENUATION, PHASES);
    if (!r->filter) {
        free(r);
        return NULL;
    }
    r->rate_out = rate_out;
    r->rate_in = rate_in;
    pseg_resampler_reset(r);
    return r;
}

void pseg_resampler_reset(struct pseg_resampler *r)
{
    resamp_rrrf_reset(r->filter);
    r->taken = r->made = 0;
    r->skip = rounded((uint64_t)r->semi_length, r->rate_out, r->rate_in);
}

void pseg_resampler_destroy(struct pseg_resampler *r)
{
    if (r)
        resamp_rrrf_destroy(r->filter);
    free(r);
}

size_t pseg_resampler_room(const struct pseg_resampler *r, size_t n)
{
    return rounded(n, r->rate_out, r->rate_in) + 2;
}

/* Filters x[n] and drops what belongs to the delay. */
static size_t filter(float *y, struct pseg_resampler *r, const float *x, size_t n)
{
    unsigned int made;
    resamp_rrrf_execute_block(r->filter, (float *)x, (unsigned)n, y, &made); /* x is only read */
    const size_t dropped = made < r->skip ? made : r->skip;
    r->skip -= dropped;
    memmove(y, y + dropped, (made - dropped) * sizeof *y);
    r->made += made - dropped;
    return made - dropped;
}

size_t pseg_resampler_execute(float *y, struct pseg_resampler *r, const float *x, size_t n)
{
    r->taken += n;
    return filter(y, r, x, n);
}

size_t pseg_resampler_flush(float *y, struct pseg_resampler *r, size_t room)
{
    const uint64_t due = rounded(r->taken, r->rate_out, r->rate_in);
    const size_t most = pseg_resampler_room(r, 1);
    const float zero = 0;
    size_t made = 0;
    while (r->made < due && made + most <= room) {
        const uint64_t missing = due - r->made;
        const size_t more = filter(y + made, r, &zero, 1);
        const size_t excess = more > missing ? (size_t)(more - missing) : 0;
        r->made -= excess;
        made += more - excess;
    }
    return made;
}

double pseg_resampler_delay(const struct pseg_resampler *r)
{
    return (double)r->semi_length / r->rate_in;
}
