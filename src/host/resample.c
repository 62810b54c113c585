#include "resample.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    SEMI_LENGTH = 96,  /* [input samples] up to 48 kHz */
    FULL_RATE = 48000, /* [Hz] */
    MAX_BRANCHES = 1024,
    LANES = 16,   /* sums that a dot product runs side by side */
    PIECE = 1024, /* [input samples] taken at once */
};

static const double ATTENUATION = 70; /* [dB] */
static const double PI = 3.14159265358979323846;

/* Output sample k stands k down / up input samples after the first. Branch i of n holds the filter
 * for outputs that stand i / n after an input sample, its taps in the order of the samples. */
struct pseg_resampler {
    float *taps; /* [n_branches][length] */
    int length;  /* a multiple of LANES, by zeros before the oldest sample */
    int n_branches;
    float *history;        /* [length - 1 + PIECE] the samples before a piece, and the piece */
    int up, down;          /* rate_out / rate_in in lowest terms */
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
 * in use. Odd rates make do with the nearest branch of many. */
static int count_branches(int up)
{
    return up < MAX_BRANCHES ? up : MAX_BRANCHES;
}

/* ----------------------------------------------------------------------------------- design -- */

/* Modified Bessel function of the first kind, order 0, by its power series. */
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

/* Tap i of the whole filter is that of branch i % n_branches for the sample that is i / n_branches
 * older than the newest one. cutoff [1 / input sample] */
static void design(struct pseg_resampler *r, double cutoff)
{
    const int n = 2 * r->semi_length * r->n_branches;
    const double beta = 0.1102 * (ATTENUATION - 8.7); /* Kaiser 1974 */
    for (int i = 0; i < n; i++) {
        const int branch = i % r->n_branches, age = i / r->n_branches;
        r->taps[(long)branch * r->length + r->length - 1 - age] =
            (float)tap(2.0 * i / n - 1, r->semi_length, cutoff, beta);
    }
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
    r->length = (2 * r->semi_length + LANES - 1) / LANES * LANES;
    r->taps = calloc((size_t)r->n_branches * (size_t)r->length, sizeof *r->taps);
    r->history = calloc((size_t)r->length - 1 + PIECE, sizeof *r->history);
    if (!r->taps || !r->history) {
        pseg_resampler_destroy(r);
        return NULL;
    }
    /* A share of the lower of both rates: what passes must fit below half of either. */
    design(r, 0.48 * fmin(1, (double)rate_out / rate_in));
    pseg_resampler_reset(r);
    return r;
}

void pseg_resampler_reset(struct pseg_resampler *r)
{
    memset(r->history, 0, ((size_t)r->length - 1) * sizeof *r->history);
    r->taken = r->made = 0;
    r->wait = r->semi_length + 1;
    r->phase = 0;
}

void pseg_resampler_destroy(struct pseg_resampler *r)
{
    if (r) {
        free(r->taps);
        free(r->history);
    }
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

/* a[n] . b[n], n a multiple of LANES: sums side by side vectorise. */
static float dot(const float *a, const float *b, int n)
{
    float sum[LANES] = {0};
    for (int i = 0; i < n; i += LANES)
        for (int l = 0; l < LANES; l++)
            sum[l] += a[i + l] * b[i + l];
    for (int half = LANES / 2; half; half /= 2)
        for (int l = 0; l < half; l++)
            sum[l] += sum[l + half];
    return sum[0];
}

/* Of at most PIECE samples. */
static size_t filter_piece(float *y, struct pseg_resampler *r, const float *x, int n)
{
    const size_t kept = (size_t)r->length - 1;
    size_t made = 0;
    memcpy(r->history + kept, x, (size_t)n * sizeof *x);
    while (r->wait <= n) {
        const long branch = (long)((int64_t)r->phase * r->n_branches / r->up);
        y[made++] = dot(r->taps + branch * r->length, r->history + r->wait - 1, r->length);
        r->phase += r->down;
        r->wait += r->phase / r->up;
        r->phase %= r->up;
    }
    r->wait -= n;
    memmove(r->history, r->history + n, kept * sizeof *x);
    return made;
}

static size_t filter(float *y, struct pseg_resampler *r, const float *x, size_t n)
{
    size_t made = 0;
    for (size_t at = 0; at < n; at += PIECE)
        made += filter_piece(y + made, r, x + at, (int)(n - at < PIECE ? n - at : PIECE));
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
