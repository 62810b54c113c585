#include "resample.h"

#include <complex.h> /* before liquid.h, which then uses C's own complex type */
#include <liquid/liquid.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

enum {
    SEMI_LENGTH = 96,  /* [input samples] up to 48 kHz */
    FULL_RATE = 48000, /* [Hz] */
    MAX_BRANCHES = 1024,
};

static const double ATTENUATION = 70; /* [dB] */
static const double PI = 3.14159265358979323846;

/* Output sample k stands k down / up input samples after the first. The bank's branch i of n holds
 * the filter for outputs that stand i / n after an input sample. */
struct pseg_resampler {
    firpfb_rrrf bank;
    int up, down; /* rate_out / rate_in in lowest terms */
    int n_branches;
    int semi_length;       /* [input samples] the filter's delay */
    int wait;              /* [input samples] until the next output can be made */
    int phase;             /* [1 / up input sample] where it stands after the last input sample */
    int rate_out, rate_in; /* [Hz] */
    uint64_t taken, made;  /* [samples] input without the flush's zeros; output */
};

static int common_divisor(int a, int b)
{
    return b ? common_divisor(b, a % b) : a;
}

/* The transition band has a fixed width in units of 1 / semi_length. Above 48 kHz the filter grows
 * with the rate, so that the band is as narrow in Hz, and the delay as long in ms, as at 48 kHz. */
static int filter_semi_length(int rate_in)
{
    return rate_in <= FULL_RATE ? SEMI_LENGTH : (SEMI_LENGTH * rate_in + FULL_RATE - 1) / FULL_RATE;
}

/* One branch for each place that an output can take, so that the conversion is exact at all rates
 * in use. The bank wants two at least; odd rates make do with the nearest branch of many. */
static int count_branches(int up)
{
    return up < 2 ? 2 : up < MAX_BRANCHES ? up : MAX_BRANCHES;
}

/* ----------------------------------------------------------------------------------- design -- */

/* Modified Bessel function of the first kind, order 0, by its power series. liquid-dsp's own takes
 * a hundred times as long, which at 120 000 taps is a second. */
static double bessel_i0(double x)
{
    double sum = 1, term = 1;
    for (int k = 1; term > 1e-12 * sum; k++) {
        term *= x * x / (4.0 * k * k);
        sum += term;
    }
    return sum;
}

/* Lowpass of unit gain and Kaiser's window at t in -1 .. 1 [semi_length]. */
static double tap(double t, double semi_length, double cutoff, double beta)
{
    const double x = 2 * PI * cutoff * semi_length * t;
    const double sinc = fabs(x) < 1e-9 ? 1 : sin(x) / x;
    return 2 * cutoff * sinc * bessel_i0(beta * sqrt(fmax(1 - t * t, 0))) / bessel_i0(beta);
}

/* cutoff [1 / input sample] */
static firpfb_rrrf design(int n_branches, int semi_length, double cutoff)
{
    const int n = 2 * semi_length * n_branches;
    const double beta = 0.1102 * (ATTENUATION - 8.7); /* Kaiser 1974 */
    float *taps = malloc((size_t)n * sizeof *taps);
    if (!taps)
        return NULL;
    for (int i = 0; i < n; i++)
        taps[i] = (float)tap(2.0 * i / n - 1, semi_length, cutoff, beta);
    firpfb_rrrf bank = firpfb_rrrf_create((unsigned)n_branches, taps, (unsigned)n);
    free(taps);
    return bank;
}

/* --------------------------------------------------------------------------------- lifetime -- */

struct pseg_resampler *pseg_resampler_create(int rate_out, int rate_in)
{
    struct pseg_resampler *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    const int divisor = common_divisor(rate_out, rate_in);
    r->rate_out = rate_out;
    r->rate_in = rate_in;
    r->up = rate_out / divisor;
    r->down = rate_in / divisor;
    r->n_branches = count_branches(r->up);
    r->semi_length = filter_semi_length(rate_in);
    /* A share of the lower of both rates: what passes must fit below half of either. */
    const double cutoff = 0.48 * fmin(1, (double)rate_out / rate_in);
    r->bank = design(r->n_branches, r->semi_length, cutoff);
    if (!r->bank) {
        free(r);
        return NULL;
    }
    pseg_resampler_reset(r);
    return r;
}

void pseg_resampler_reset(struct pseg_resampler *r)
{
    firpfb_rrrf_reset(r->bank);
    r->taken = r->made = 0;
    r->wait = r->semi_length + 1;
    r->phase = 0;
}

void pseg_resampler_destroy(struct pseg_resampler *r)
{
    if (r)
        firpfb_rrrf_destroy(r->bank);
    free(r);
}

/* ------------------------------------------------------------------------------- conversion -- */

static size_t rounded(uint64_t n, int rate_out, int rate_in)
{
    return (size_t)((n * (uint64_t)rate_out + (uint64_t)rate_in / 2) / (uint64_t)rate_in);
}

size_t pseg_resampler_room(const struct pseg_resampler *r, size_t n)
{
    return rounded(n, r->rate_out, r->rate_in) + 2;
}

static float make(struct pseg_resampler *r)
{
    const int branch = (int)((int64_t)r->phase * r->n_branches / r->up);
    float y;
    firpfb_rrrf_execute(r->bank, (unsigned)branch, &y);
    r->phase += r->down;
    r->wait = r->phase / r->up;
    r->phase %= r->up;
    return y;
}

static size_t filter(float *y, struct pseg_resampler *r, const float *x, size_t n)
{
    size_t made = 0;
    for (size_t i = 0; i < n; i++) {
        firpfb_rrrf_push(r->bank, x[i]);
        for (r->wait--; r->wait == 0;)
            y[made++] = make(r);
    }
    r->made += made;
    return made;
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
