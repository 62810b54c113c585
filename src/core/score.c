#include "score.h"

#include <string.h>

#include "log.h"

real pseg_prediction_error(float *squared, const real *x, const real *predicted, int d)
{
    real sum = 0;
    for (int j = 0; j < d; j++) {
        const real e = x[j] - predicted[j];
        if (squared)
            squared[j] = (float)(e * e);
        sum += e * e;
    }
    return sum / (real)d;
}

float pseg_gas_mean(const real *gate, const real *last_gate, int n)
{
    float sum = 0;
    for (int j = 0; j < n; j++)
        sum += (float)(gate[j] - last_gate[j]);
    return sum / (float)n;
}

float pseg_gas(const real *gate, const real *last_gate, int n)
{
    float sum = 0;
    for (int j = 0; j < n; j++)
        sum += fabsf((float)(gate[j] - last_gate[j]));
    return sum / (float)n;
}

/* Products are added up in so many sums, one product in turn to each: a single sum would wait for
 * each addition. Which sum a product goes to is the same on every machine, and so the result. */
enum { SUMS = 8 };

static void add_products(real *sums, const real *w, const real *x, const real *less, int n)
{
    const int whole = n - n % SUMS;
    for (int i = 0; i < whole; i += SUMS)
        for (int k = 0; k < SUMS; k++)
            sums[k] += w[i + k] * (less ? x[i + k] - less[i + k] : x[i + k]);
    for (int i = whole; i < n; i++)
        sums[i - whole] += w[i] * (less ? x[i] - less[i] : x[i]);
}

real pseg_readout(const struct pseg_readout_view *v, const real *weights, real bias)
{
    const real *of_gate = weights + 1, *of_state = of_gate + v->n;
    real sums[SUMS] = {0};
    add_products(sums, of_gate, v->gate, v->last_gate, v->n);
    if (v->state)
        add_products(sums, of_state, v->state, NULL, v->n);
    real sum = bias + weights[0] * pseg_log(v->error + (real)PSEG_LOG_ERROR_FLOOR);
    for (int k = 0; k < SUMS; k++)
        sum += sums[k];
    return sum;
}

float pseg_probability(float log_odds)
{
    real p = log_odds;
    pseg_sigmoid(&p, 1);
    return (float)p;
}

void pseg_transition_init(struct pseg_transition *tr, struct pseg_arena *arena, int half, int d)
{
    tr->half = half;
    tr->d = d;
    tr->history = pseg_carve(arena, (size_t)(2 * half + 1) * (size_t)d * sizeof(float));
    pseg_transition_reset(tr);
}

void pseg_transition_reset(struct pseg_transition *tr)
{
    tr->seen = 0;
}

static float squared_slope(const struct pseg_transition *tr)
{
    const float *centre = tr->history + tr->half * tr->d;
    float norm = 0, sum = 0;
    for (int k = 1; k <= tr->half; k++)
        norm += (float)(2 * k * k);
    for (int j = 0; j < tr->d; j++) {
        float slope = 0;
        for (int k = 1; k <= tr->half; k++)
            slope += (float)k * (centre[k * tr->d + j] - centre[-k * tr->d + j]);
        sum += slope / norm * (slope / norm);
    }
    return sum / (float)tr->d;
}

int pseg_transition_push(float *score, struct pseg_transition *tr, const float *features)
{
    const size_t row = (size_t)tr->d;
    const size_t older = tr->seen ? 2 * (size_t)tr->half : 0; /* rows that are kept */
    memmove(tr->history, tr->history + row, older * row * sizeof(float));
    for (size_t i = older; i < 2 * (size_t)tr->half + 1; i++)
        memmove(tr->history + i * row, features, row * sizeof(float));
    if (tr->seen <= tr->half)
        tr->seen++;
    if (tr->seen <= tr->half)
        return 0;
    *score = squared_slope(tr);
    return 1;
}

int pseg_transition_repeat(float *score, struct pseg_transition *tr)
{
    return tr->seen && pseg_transition_push(score, tr, tr->history + 2 * tr->half * tr->d);
}
