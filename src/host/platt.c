#include "platt.h"

#include <float.h>
#include <math.h>

#include "model.h"
#include "network.h"

double pseg_log_odds(float p)
{
    /* 1 - 2^-25 is rounded to 1; FLT_TRUE_MIN is the last number before 0 */
    const double inside = p >= 1 ? 1 - 0x1p-25 : p > 0 ? p : FLT_TRUE_MIN;
    return log(inside) - log1p(-inside);
}

static double sigma(double x)
{
    return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x));
}

/* Platt's targets: what a uniform prior makes of so many candidates of either kind. */
struct targets {
    double boundary, other;
};

/* Cross-entropy: log(1 + e^x) - t x, without overflow. */
static double loss(const struct pseg_platt *p, const struct pseg_candidates *list,
                   const struct targets *t)
{
    double sum = 0;
    for (size_t i = 0; i < list->n; i++) {
        const double x = p->a * pseg_log_odds(list->at[i].score) + p->c;
        const double target = list->at[i].is_boundary ? t->boundary : t->other;
        sum += (x > 0 ? x : 0) + log1p(exp(-fabs(x))) - target * x;
    }
    return sum;
}

struct slopes {
    double a, c;       /* gradient of the loss */
    double aa, ac, cc; /* its second derivatives */
};

static struct slopes slopes_at(const struct pseg_platt *p, const struct pseg_candidates *list,
                               const struct targets *t)
{
    struct slopes g = {.aa = 1e-12, .cc = 1e-12}; /* invertible, however certain all is */
    for (size_t i = 0; i < list->n; i++) {
        const double s = pseg_log_odds(list->at[i].score), q = sigma(p->a * s + p->c);
        const double error = q - (list->at[i].is_boundary ? t->boundary : t->other);
        const double weight = q * (1 - q);
        g.a += error * s;
        g.c += error;
        g.aa += weight * s * s;
        g.ac += weight * s;
        g.cc += weight;
    }
    return g;
}

/* Newton's step, halved until the loss falls. False: it falls no further. */
static int step(struct pseg_platt *p, double *now, const struct pseg_candidates *list,
                const struct targets *t)
{
    const struct slopes g = slopes_at(p, list, t);
    const double det = g.aa * g.cc - g.ac * g.ac;
    const double da = -(g.cc * g.a - g.ac * g.c) / det, dc = -(g.aa * g.c - g.ac * g.a) / det;
    if (!(det > 0) || fmax(fabs(g.a), fabs(g.c)) < 1e-9 * (double)list->n)
        return 0;
    for (double size = 1; size > 1e-10; size /= 2) {
        const struct pseg_platt next = {p->a + size * da, p->c + size * dc};
        const double then = loss(&next, list, t);
        if (then < *now) {
            *p = next;
            *now = then;
            return 1;
        }
    }
    return 0;
}

static int all_the_same(const struct pseg_candidates *list)
{
    for (size_t i = 1; i < list->n; i++)
        if (list->at[i].score != list->at[0].score)
            return 0;
    return 1;
}

int pseg_platt_fit(struct pseg_platt *fit, const struct pseg_candidates *list,
                   struct pseg_error *error)
{
    const double boundaries = (double)list->n_boundaries, others = (double)list->n - boundaries;
    const struct targets t = {(boundaries + 1) / (boundaries + 2), 1 / (others + 2)};
    if (boundaries < 1 || others < 1)
        return pseg_fail(error, "no probability can be fitted: of %zu candidates %s is a boundary",
                         list->n, boundaries < 1 ? "none" : "every one");
    if (all_the_same(list))
        return pseg_fail(error, "no probability can be fitted: all candidates score the same");
    struct pseg_platt p = {0, log((boundaries + 1) / (others + 1))};
    double now = loss(&p, list, &t);
    for (int i = 0; i < 100 && step(&p, &now, list, &t);)
        i++;
    if (!(p.a > 0) || !isfinite(p.a) || !isfinite(p.c))
        return pseg_fail(error, "no probability can be fitted: boundaries score no higher than "
                                "the rest");
    *fit = p;
    return 0;
}

double pseg_platt_apply(float p, const struct pseg_platt *fit)
{
    return sigma(fit->a * pseg_log_odds(p) + fit->c);
}

float pseg_platt_threshold(float threshold, const struct pseg_platt *fit)
{
    if (threshold <= 0 || threshold >= 1) /* above or below whatever a probability can be */
        return threshold;
    /* never 1 itself, which nothing exceeds */
    return fminf((float)pseg_platt_apply(threshold, fit), nextafterf(1, 0));
}

int pseg_platt_fold(struct pseg_config *c, float *weights, const struct pseg_platt *fit,
                    struct pseg_error *error)
{
    struct pseg_network net;
    pseg_network_build(&net, c);
    if (net.readout < 0)
        return pseg_fail(error, "the model's score is no probability: it has no readout");
    const struct pseg_tensor *t = &net.tensors[net.readout];
    const int n = t->rows * t->cols;
    float *w = weights + t->offset, *bias = weights + net.tensors[net.readout_bias].offset;
    double most = fabs(fit->a * (double)*bias + fit->c);
    for (int i = 0; i < n; i++)
        most = fmax(most, fabs(fit->a * (double)w[i]));
    if (!(most <= (double)PSEG_MAX_WEIGHT))
        return pseg_fail(error, "a readout's weight would be %g, and none may exceed %g", most,
                         (double)PSEG_MAX_WEIGHT);
    for (int i = 0; i < n; i++)
        w[i] = (float)(fit->a * (double)w[i]);
    *bias = (float)(fit->a * (double)*bias + fit->c);
    c->threshold = pseg_platt_threshold(c->threshold, fit);
    return 0;
}
