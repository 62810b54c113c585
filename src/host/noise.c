#include "noise.h"

#include <math.h>
#include <string.h>

const char *const pseg_noise_names[PSEG_N_NOISES] = {"white", "pink", "hum"};

void pseg_add_noise(float *x, size_t n, double snr, double pole, struct pseg_random *r)
{
    struct pseg_random again = *r;
    double speech = 0, noise = 0, drawn = 0;
    for (size_t i = 0; i < n; i++) {
        drawn = pole * drawn + pseg_random_normal(r);
        speech += (double)x[i] * x[i];
        noise += drawn * drawn;
    }
    const double gain = noise > 0 ? sqrt(speech / noise * pow(10, -snr / 10)) : 0;
    drawn = 0;
    for (size_t i = 0; i < n; i++) { /* the same noise once more, instead of storing it */
        drawn = pole * drawn + pseg_random_normal(&again);
        x[i] = (float)(x[i] + gain * drawn);
    }
}

enum { LANES = 8 }; /* sums side by side: one alone would wait for each addition */

double pseg_energy(const float *x, size_t n)
{
    double sum[LANES] = {0};
    const size_t whole = n - n % LANES;
    for (size_t i = 0; i < whole; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            sum[k] += (double)x[i + k] * x[i + k];
    for (size_t i = whole; i < n; i++)
        sum[0] += (double)x[i] * x[i];
    for (size_t k = 1; k < LANES; k++)
        sum[0] += sum[k];
    return sum[0];
}

void pseg_mix_noise(float *x, const float *noise, size_t n, double snr)
{
    const double speech = pseg_energy(x, n), power = pseg_energy(noise, n);
    const double gain = power > 0 ? sqrt(speech / power * pow(10, -snr / 10)) : 0;
    for (size_t i = 0; i < n; i++)
        x[i] = (float)(x[i] + gain * noise[i]);
}

void pseg_unit_power(float *x, size_t n)
{
    const double sum = pseg_energy(x, n);
    const double gain = sum > 0 ? sqrt((double)n / sum) : 0;
    for (size_t i = 0; i < n; i++)
        x[i] = (float)(gain * x[i]);
}

/* Paul Kellet's filter (1999): poles spread evenly over the octaves, each with its share of the
 * noise, whose sum falls by 3 dB an octave; within 0.05 dB from a 5000th of the rate on. */
static double pink(double state[6], double white)
{
    static const double pole[6] = {0.99886, 0.99332, 0.96900, 0.86650, 0.55000, -0.7616};
    static const double gain[6] = {0.0555179, 0.0750759, 0.1538520,
                                   0.3104856, 0.5329522, -0.0168980};
    double sum = 0.5362 * white;
    for (int i = 0; i < 6; i++)
        sum += state[i] = pole[i] * state[i] + gain[i] * white;
    return sum;
}

enum { SETTLING = 8192 }; /* [samples] until the slowest pole has forgotten that it began at zero */

static void make_pink(float *noise, size_t n, struct pseg_random *r)
{
    double state[6] = {0};
    for (int i = 0; i < SETTLING; i++)
        pink(state, pseg_random_normal(r));
    for (size_t i = 0; i < n; i++)
        noise[i] = (float)pink(state, pseg_random_normal(r));
}

/* Adds amplitude sin(phase + omega i): the rotation of a pointer, a few times faster than sin. */
static void add_tone(float *x, size_t n, double omega, double amplitude, double phase)
{
    const double c = cos(omega), s = sin(omega);
    double re = amplitude * cos(phase), im = amplitude * sin(phase);
    for (size_t i = 0; i < n; i++) {
        const double turned = c * re - s * im;
        x[i] += (float)im;
        im = s * re + c * im;
        re = turned;
    }
}

/* The mains drifts a little around its frequency. What a rectifier or a transformer makes of it
 * falls with the harmonic's number, now steeply and now hardly, and unevenly. */
static void make_hum(float *noise, size_t n, int rate, struct pseg_random *r)
{
    const double pi = 3.14159265358979323846, highest = fmin(2000, 0.45 * rate);
    const double mains = (pseg_random_below(r, 2) ? 60 : 50) + pseg_random_between(r, -0.05, 0.05);
    const double slope = pseg_random_between(r, 0.5, 1.5);
    memset(noise, 0, n * sizeof *noise);
    for (int k = 1; k * mains < highest; k++) {
        const double amplitude = pow(k, -slope) * exp(0.7 * pseg_random_normal(r));
        add_tone(noise, n, 2 * pi * k * mains / rate, amplitude, pseg_random_between(r, 0, 2 * pi));
    }
}

void pseg_make_noise(float *noise, size_t n, int rate, enum pseg_noise kind, struct pseg_random *r)
{
    if (kind == PSEG_NOISE_PINK)
        make_pink(noise, n, r);
    else if (kind == PSEG_NOISE_HUM)
        make_hum(noise, n, rate, r);
    else
        for (size_t i = 0; i < n; i++)
            noise[i] = (float)pseg_random_normal(r);
    pseg_unit_power(noise, n);
}
