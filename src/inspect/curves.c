#include "curves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------------------- over the units -- */

void pseg_unit_means(double *mean, const float *x, size_t n, size_t units)
{
    for (size_t t = 0; t < n; t++) {
        double sum = 0;
        for (size_t j = 0; j < units; j++)
            sum += (double)x[t * units + j];
        mean[t] = sum / (double)units;
    }
}

void pseg_unit_changes(double *change, const float *x, size_t n, size_t units)
{
    for (size_t t = 0; t < n; t++) {
        const float *now = x + t * units, *before = t ? now - units : now;
        double sum = 0;
        for (size_t j = 0; j < units; j++)
            sum += fabs((double)now[j] - (double)before[j]);
        change[t] = sum / (double)units;
    }
}

void pseg_differences(double *difference, const double *x, size_t n)
{
    for (size_t t = 0; t < n; t++)
        difference[t] = t ? x[t] - x[t - 1] : 0;
}

/* -------------------------------------------------------------------------------- the curves -- */

static struct pseg_curve *add(struct pseg_curves *c, enum pseg_curve_kind kind, double start,
                              size_t from)
{
    struct pseg_curve *curve = &c->curve[c->n];
    *curve = (struct pseg_curve){.kind = kind,
                                 .start = start,
                                 .from = from,
                                 .to = c->n_frames,
                                 .x = c->block + (size_t)c->n * c->n_frames};
    c->n++;
    return curve;
}

/* Nothing predicted the first frame. */
static void add_error(struct pseg_curves *c, const struct pseg_signals *s)
{
    struct pseg_curve *curve = add(c, PSEG_CURVE_ERROR, s->time[0] + s->told, 1);
    snprintf(curve->name, sizeof curve->name, "E");
    for (size_t t = 0; t < c->n_frames; t++)
        curve->x[t] = (double)s->error[t ? t : c->n_frames > 1];
}

static void add_score(struct pseg_curves *c, const struct pseg_signals *s)
{
    struct pseg_curve *curve = add(c, PSEG_CURVE_SCORE, s->time[0] + s->placed, 1);
    snprintf(curve->name, sizeof curve->name, "score");
    while (curve->to > 1 && isnan(s->score[curve->to - 1]))
        curve->to--;
    for (size_t t = 0; t < c->n_frames; t++)
        curve->x[t] = (double)s->score[t < curve->to ? t : curve->to - 1];
}

static void add_state(struct pseg_curves *c, const struct pseg_signals *s,
                      const struct pseg_signal_layer *layer)
{
    struct pseg_curve *curve = add(c, PSEG_CURVE_STATE, s->time[0] + s->change, 1);
    snprintf(curve->name, sizeof curve->name, "change of the state");
    pseg_unit_changes(curve->x, layer->state, c->n_frames, (size_t)layer->units);
}

static void add_gate(struct pseg_curves *c, const struct pseg_signals *s,
                     const struct pseg_signal_layer *layer, int gate)
{
    const char *name = layer->gate_name[gate];
    const size_t n = c->n_frames, units = (size_t)layer->units;
    struct pseg_curve *mean = add(c, PSEG_CURVE_MEAN, s->time[0], 0);
    struct pseg_curve *difference = add(c, PSEG_CURVE_DIFFERENCE, s->time[0] + s->change, 1);
    struct pseg_curve *sizes = add(c, PSEG_CURVE_UNITS, s->time[0] + s->change, 1);
    snprintf(mean->name, sizeof mean->name, "%s gate: mean", name);
    snprintf(difference->name, sizeof difference->name, "%s gate: difference", name);
    snprintf(sizes->name, sizeof sizes->name, "%s gate: |differences|", name);
    pseg_unit_means(mean->x, layer->gate[gate], n, units);
    pseg_differences(difference->x, mean->x, n);
    pseg_unit_changes(sizes->x, layer->gate[gate], n, units);
}

int pseg_curves_make(struct pseg_curves *c, const struct pseg_signals *s, int layer, int gate)
{
    const struct pseg_signal_layer *l = &s->layer[layer];
    *c = (struct pseg_curves){.n_frames = s->n_frames, .hop = s->hop};
    c->block = malloc(PSEG_MAX_CURVES * s->n_frames * sizeof *c->block);
    if (!c->block)
        return -1;
    add_error(c, s);
    add_score(c, s);
    add_state(c, s, l);
    for (int g = 0; g < l->n_gates; g++)
        if (gate < 0 || gate == g)
            add_gate(c, s, l, g);
    return 0;
}

void pseg_curves_free(struct pseg_curves *c)
{
    free(c->block);
    memset(c, 0, sizeof *c);
}
