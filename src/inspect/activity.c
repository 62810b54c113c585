#include "activity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "quantile.h"

const char *const pseg_unit_type_names[PSEG_N_UNIT_TYPES] = {"silent",  "positive", "negative",
                                                             "regular", "excited",  "other"};
const char *const pseg_polarity_names[PSEG_N_POLARITIES] = {"unipolar", "bipolar", "mixed"};

static const float closed = 0.1f, open = 0.9f;            /* a gate, 001 section 4.3 */
static const double mostly = 0.9, both = 0.4, half = 0.5; /* 001 section 4.1 */

/* -------------------------------------------------------------------------------- collecting -- */

static int begin(struct pseg_activity *a, const struct pseg_signal_layer *layer)
{
    memset(a, 0, sizeof *a);
    memcpy(a->name, layer->name, sizeof a->name);
    memcpy(a->gate_name, layer->gate_name, sizeof a->gate_name);
    a->units = layer->units;
    a->n_gates = layer->n_gates;
    a->has_memory = layer->memory != layer->state;
    const size_t n = (size_t)(a->units * a->n_gates);
    a->saturated[PSEG_CLOSED] = calloc(2 * n, sizeof **a->saturated);
    a->saturated[PSEG_OPEN] = a->saturated[PSEG_CLOSED] + n;
    return a->saturated[PSEG_CLOSED] ? 0 : -1;
}

static int make_room(struct pseg_activity *a, size_t frames)
{
    if (a->n + frames <= a->room)
        return 0;
    const size_t room = 2 * a->room + frames;
    float *memory = realloc(a->memory, room * (size_t)a->units * sizeof *memory);
    a->memory = memory ? memory : a->memory;
    int *phone = realloc(a->phone, room * sizeof *phone);
    a->phone = phone ? phone : a->phone;
    if (!memory || !phone)
        return -1;
    a->room = room;
    return 0;
}

static void count_saturation(struct pseg_activity *a, const struct pseg_signal_layer *layer,
                             size_t frames)
{
    const size_t units = (size_t)a->units;
    for (int g = 0; g < a->n_gates; g++)
        for (size_t i = 0; i < frames * units; i++) {
            const size_t at = (size_t)g * units + i % units;
            a->saturated[PSEG_CLOSED][at] += layer->gate[g][i] < closed;
            a->saturated[PSEG_OPEN][at] += layer->gate[g][i] > open;
        }
}

int pseg_activity_add(struct pseg_activity *a, const struct pseg_signals *s, int layer)
{
    const struct pseg_signal_layer *from = &s->layer[layer];
    const size_t units = (size_t)from->units;
    if ((!a->units && begin(a, from)) || make_room(a, s->n_frames))
        return -1;
    memcpy(a->memory + a->n * units, from->memory, s->n_frames * units * sizeof *a->memory);
    memcpy(a->phone + a->n, s->phone, s->n_frames * sizeof *a->phone);
    count_saturation(a, from, s->n_frames);
    a->n += s->n_frames;
    return 0;
}

void pseg_activity_free(struct pseg_activity *a)
{
    free(a->memory);
    free(a->phone);
    free(a->saturated[PSEG_CLOSED]);
    memset(a, 0, sizeof *a);
}

/* ---------------------------------------------------------------------------- kinds of units -- */

static enum pseg_unit_type type_of(const struct pseg_unit *u)
{
    if (u->within_1 >= mostly)
        return PSEG_UNIT_SILENT;
    if (u->positive >= mostly)
        return PSEG_UNIT_POSITIVE;
    if (u->negative >= mostly)
        return PSEG_UNIT_NEGATIVE;
    if (u->within_5 >= mostly)
        return PSEG_UNIT_REGULAR;
    return 1 - u->within_5 > half ? PSEG_UNIT_EXCITED : PSEG_UNIT_OTHER;
}

static enum pseg_polarity polarity_of(const struct pseg_unit *u)
{
    if (u->positive >= mostly || u->negative >= mostly)
        return PSEG_UNIPOLAR;
    return u->positive >= both && u->negative >= both ? PSEG_BIPOLAR : PSEG_MIXED;
}

/* Of x[n], ascending. */
static void describe(struct pseg_unit *u, const double *x, size_t n)
{
    size_t positive = 0, negative = 0, within_1 = 0, within_5 = 0;
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) {
        sum += x[i];
        positive += x[i] > 0;
        negative += x[i] < 0;
        within_1 += fabs(x[i]) <= 1;
        within_5 += fabs(x[i]) <= 5;
    }
    u->mean = sum / (double)n;
    u->positive = (double)positive / (double)n; /* exact where a share is one of the limits */
    u->negative = (double)negative / (double)n;
    u->within_1 = (double)within_1 / (double)n;
    u->within_5 = (double)within_5 / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (x[i] - u->mean) * (x[i] - u->mean);
    u->deviation = sqrt(squares / (double)n);
    u->low = pseg_quantile(x, n, 0.05);
    u->high = pseg_quantile(x, n, 0.95);
    u->type = type_of(u);
    u->polarity = polarity_of(u);
}

int pseg_activity_units(struct pseg_unit *units, const struct pseg_activity *a)
{
    double *x = malloc(a->n * sizeof *x);
    if (!x)
        return -1;
    for (int j = 0; j < a->units; j++) {
        for (size_t t = 0; t < a->n; t++)
            x[t] = (double)a->memory[t * (size_t)a->units + (size_t)j];
        pseg_sort(x, a->n);
        describe(&units[j], x, a->n);
    }
    free(x);
    return 0;
}

void pseg_activity_density(double *density, const struct pseg_activity *a, double low, double high,
                           size_t bins)
{
    const size_t units = (size_t)a->units;
    memset(density, 0, units * bins * sizeof *density);
    for (size_t i = 0; i < a->n * units; i++) {
        const double place = ((double)a->memory[i] - low) / (high - low) * (double)bins;
        const size_t bin = (size_t)fmin(fmax(place, 0), (double)(bins - 1));
        density[i % units * bins + bin] += 1 / (double)a->n;
    }
}

double pseg_saturation(const struct pseg_activity *a, enum pseg_saturation end, int gate, int unit)
{
    return (double)a->saturated[end][gate * a->units + unit] / (double)a->n;
}

/* ---------------------------------------------------------------------------- responsibility -- */

void pseg_responsibility(double *share, const struct pseg_activity *a, const double *low,
                         const double *high, size_t n_phones)
{
    const size_t units = (size_t)a->units;
    for (size_t i = 0; i < n_phones * units; i++)
        share[i] = 0;
    for (size_t t = 0; t < a->n; t++)
        for (size_t j = 0; a->phone[t] >= 0 && j < units; j++) {
            const double x = (double)a->memory[t * units + j];
            share[(size_t)a->phone[t] * units + j] += x < low[j] || x > high[j];
        }
    for (size_t p = 0; p < n_phones; p++) {
        size_t frames = 0;
        for (size_t t = 0; t < a->n; t++)
            frames += a->phone[t] == (int)p;
        for (size_t j = 0; j < units; j++)
            share[p * units + j] =
                frames < PSEG_LEAST_FRAMES ? NAN : share[p * units + j] / (double)frames;
    }
}

static void find_phones(struct pseg_recogniser *r, const double *share, size_t n_phones,
                        size_t units)
{
    for (size_t p = 0; p < n_phones; p++) {
        const double x = share[p * units + (size_t)r->unit];
        if (x > r->share || (r->phone < 0 && !isnan(x))) {
            r->next = r->phone;
            r->next_share = r->share;
            r->phone = (int)p;
            r->share = x;
        } else if (x > r->next_share || (r->next < 0 && !isnan(x))) {
            r->next = (int)p;
            r->next_share = x;
        }
    }
    r->lead = r->share - r->next_share;
}

static int by_lead(const void *a, const void *b)
{
    const struct pseg_recogniser *x = a, *y = b;
    if (x->lead != y->lead)
        return x->lead > y->lead ? -1 : 1;
    return x->unit - y->unit;
}

void pseg_recognisers(struct pseg_recogniser *found, const double *share, size_t n_phones,
                      size_t units)
{
    for (size_t j = 0; j < units; j++) {
        found[j] = (struct pseg_recogniser){.unit = (int)j, .phone = -1, .next = -1};
        find_phones(&found[j], share, n_phones, units);
    }
    qsort(found, units, sizeof *found, by_lead);
}
