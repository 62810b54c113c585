#include "live_view_history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* [s] Shorter hops share a slot, so that the slots reach far enough back. */
static const double shortest_slot = 0.005;

/* The transpose of the orthonormal DCT-II: what was cut off beyond n_ceps is taken as zero. */
static float *make_inverse(int n_bands, int n_ceps)
{
    const double pi = 3.14159265358979323846;
    float *inverse = malloc((size_t)n_bands * (size_t)n_ceps * sizeof *inverse);
    for (int m = 0; inverse && m < n_bands; m++)
        for (int k = 0; k < n_ceps; k++)
            inverse[m * n_ceps + k] =
                (float)(sqrt((k ? 2.0 : 1.0) / n_bands) * cos(pi * k * (m + 0.5) / n_bands));
    return inverse;
}

int history_init(struct history *h, const struct pseg_config *c)
{
    memset(h, 0, sizeof *h);
    h->newest = -1;
    h->n_bands = c->n_mel;
    h->n_ceps = c->n_ceps;
    h->hop = (double)c->hop / c->rate;
    h->centre = 0.5 * c->window / c->rate;
    h->offset = (double)c->offset / c->rate;
    h->slot = fmax(h->hop, shortest_slot);
    h->levels = calloc(HISTORY_SLOTS, (size_t)h->n_bands);
    if (h->n_ceps)
        h->inverse = make_inverse(h->n_bands, h->n_ceps);
    return h->levels && (h->inverse || !h->n_ceps) ? 0 : -1;
}

void history_free(struct history *h)
{
    free(h->inverse);
    free(h->levels);
}

/* A hair is added, so that frames a slot apart do not fall into one for a last bit. */
static long slot_of(const struct history *h, double time)
{
    return (long)floor(time / h->slot + 1e-6);
}

/* The slot at a time, which may be the newest; NULL: long forgotten, or before the beginning. */
static struct history_slot *reach(struct history *h, double time)
{
    const long slot = slot_of(h, time);
    if (slot < 0 || slot <= h->newest - HISTORY_SLOTS)
        return NULL;
    if (slot - h->newest > HISTORY_SLOTS)
        h->newest = slot - HISTORY_SLOTS;
    while (h->newest < slot)
        h->slots[++h->newest % HISTORY_SLOTS] = (struct history_slot){.score = -INFINITY};
    return &h->slots[slot % HISTORY_SLOTS];
}

/* levels[n_bands] of features[n_bands or n_ceps] */
static void make_levels(uint8_t *levels, const struct history *h, const float *features)
{
    const float half_db = (float)(20 / log(10));
    for (int m = 0; m < h->n_bands; m++) {
        float power = h->n_ceps ? 0 : features[m];
        for (int k = 0; k < h->n_ceps; k++)
            power += features[k] * h->inverse[m * h->n_ceps + k];
        levels[m] = (uint8_t)fminf(fmaxf(half_db * power, 0), 255);
    }
}

void history_frame(struct history *h, const struct pseg_frame *frame)
{
    const double middle = h->origin + h->hop * (double)frame->index + h->centre;
    const double scored = h->origin + h->hop * (double)frame->score_index + h->offset;
    struct history_slot *slot = reach(h, middle);
    if (slot) {
        make_levels(h->levels + (slot - h->slots) * h->n_bands, h, frame->features);
        slot->heard = 1;
    }
    if (frame->scored && (slot = reach(h, scored)))
        slot->score = fmaxf(slot->score, frame->score);
}

void history_boundary(struct history *h, double at)
{
    struct history_slot *slot = reach(h, at);
    if (slot && slot->boundaries < UINT8_MAX)
        slot->boundaries++;
}

void history_gap(struct history *h, double at, double seconds)
{
    const double far = h->slot * (HISTORY_SLOTS - 1);
    h->origin = at + seconds;
    for (double t = fmax(at, h->origin - far); t < h->origin; t += h->slot) {
        struct history_slot *slot = reach(h, t);
        if (slot)
            slot->lost = 1;
    }
}

const struct history_slot *history_at(const struct history *h, long slot)
{
    if (slot < 0 || slot > h->newest || slot <= h->newest - HISTORY_SLOTS)
        return NULL;
    return &h->slots[slot % HISTORY_SLOTS];
}

const uint8_t *history_levels(const struct history *h, long slot)
{
    return h->levels + slot % HISTORY_SLOTS * h->n_bands;
}
