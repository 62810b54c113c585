#include "room.h"

#include <math.h>
#include <string.h>

static const double PI = 3.14159265358979323846;

enum { ECHOES = 40, PEAKS = 3 };

struct echo {
    size_t delay; /* [samples] */
    float level;
};

/* Levels of echoes whose energies sum to that of direct sound `below` dB down. */
static void draw_echoes(struct echo *echo, int rate, struct pseg_random *r)
{
    const double fades = pseg_random_between(r, 0.1, 0.6); /* [s] by 60 dB */
    const double below = pseg_random_between(r, 0, 15);
    double energy = 0;
    for (int i = 0; i < ECHOES; i++) {
        const double at = pseg_random_between(r, 0.002, 0.5 * fades);
        echo[i].delay = (size_t)(at * rate);
        echo[i].level = (float)(pseg_random_normal(r) * pow(10, -3 * at / fades));
        energy += (double)echo[i].level * echo[i].level;
    }
    const float scale = (float)(pow(10, -below / 20) / sqrt(energy));
    for (int i = 0; i < ECHOES; i++)
        echo[i].level *= scale;
}

void pseg_add_echoes(float *x, float *scratch, size_t n, int rate, struct pseg_random *r)
{
    struct echo echo[ECHOES];
    draw_echoes(echo, rate, r);
    memcpy(scratch, x, n * sizeof *x);
    for (int i = 0; i < ECHOES; i++)
        for (size_t k = echo[i].delay; k < n; k++)
            x[k] += echo[i].level * scratch[k - echo[i].delay];
}

/* y = x - zero x', which favours high or low frequencies */
static void tilt(float *x, size_t n, float zero)
{
    float last = 0;
    for (size_t i = 0; i < n; i++) {
        const float now = x[i];
        x[i] = now - zero * last;
        last = now;
    }
}

/* Direct form I. f: [cycles a sample]; decibels at its centre. */
static void peak(float *x, size_t n, double f, double q, double decibels)
{
    const double a = pow(10, decibels / 40), w = 2 * PI * f, alpha = sin(w) / (2 * q);
    const double a0 = 1 + alpha / a;
    const float b[3] = {(float)((1 + alpha * a) / a0), (float)(-2 * cos(w) / a0),
                        (float)((1 - alpha * a) / a0)};
    const float c[2] = {(float)(-2 * cos(w) / a0), (float)((1 - alpha / a) / a0)};
    float x1 = 0, x2 = 0, y1 = 0, y2 = 0;
    for (size_t i = 0; i < n; i++) {
        const float now = x[i];
        const float y = b[0] * now + b[1] * x1 + b[2] * x2 - c[0] * y1 - c[1] * y2;
        x2 = x1;
        x1 = now;
        y2 = y1;
        y1 = y;
        x[i] = y;
    }
}

void pseg_colour_sound(float *x, size_t n, int rate, struct pseg_random *r)
{
    tilt(x, n, (float)pseg_random_between(r, -0.6, 0.6));
    for (int i = 0; i < PEAKS; i++) {
        const double f = 100 * pow(70, pseg_random_uniform(r)); /* to 7 kHz */
        peak(x, n, fmin(f / rate, 0.45), pseg_random_between(r, 0.5, 1.5),
             pseg_random_between(r, -12, 12));
    }
}
