#include "labels.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "grow.h"

static const double hop = 0.01; /* [s] */

/* -------------------------------------------------------------------------- the document -- */

struct pseg_tier *pseg_labels_add_tier(struct pseg_labels *l, const char *name)
{
    struct pseg_tier *tiers = pseg_grow(l->tier, l->n + 1, &l->room, sizeof *tiers);
    char *copy = strdup(name);
    if (tiers)
        l->tier = tiers;
    if (!tiers || !copy) {
        free(copy);
        return NULL;
    }
    tiers[l->n] = (struct pseg_tier){.name = copy};
    return &tiers[l->n++];
}

struct pseg_tier *pseg_labels_tier(struct pseg_labels *l, const char *name)
{
    for (size_t i = l->n; i-- > 0;) /* the last one is the most likely */
        if (strcmp(l->tier[i].name, name) == 0)
            return &l->tier[i];
    return pseg_labels_add_tier(l, name);
}

int pseg_tier_add(struct pseg_tier *tier, const struct pseg_label *label)
{
    struct pseg_label *labels = pseg_grow(tier->label, tier->n + 1, &tier->room, sizeof *labels);
    char *text = strdup(label->text);
    if (labels)
        tier->label = labels;
    if (!labels || !text) {
        free(text);
        return -1;
    }
    labels[tier->n] = *label;
    labels[tier->n++].text = text;
    return 0;
}

struct pseg_label pseg_label_at(double start, double end, const char *text)
{
    return (struct pseg_label){
        .start = start, .end = end, .decided = NAN, .score = NAN, .text = (char *)text};
}

void pseg_tier_free(struct pseg_tier *tier)
{
    for (size_t i = 0; i < tier->n; i++)
        free(tier->label[i].text);
    free(tier->label);
    free(tier->name);
    memset(tier, 0, sizeof *tier);
}

void pseg_labels_free(struct pseg_labels *l)
{
    for (size_t i = 0; i < l->n; i++)
        pseg_tier_free(&l->tier[i]);
    free(l->tier);
    memset(l, 0, sizeof *l);
}

int pseg_tier_is_points(const struct pseg_tier *tier)
{
    for (size_t i = 0; i < tier->n; i++)
        if (tier->label[i].end > tier->label[i].start)
            return 0;
    return tier->n > 0;
}

int pseg_tier_is_boundaries(const struct pseg_tier *tier)
{
    for (size_t i = 0; i < tier->n; i++)
        if (tier->label[i].text[0])
            return 0;
    return pseg_tier_is_points(tier);
}

double pseg_labels_length(const struct pseg_labels *l)
{
    double last = 0;
    for (size_t i = 0; i < l->n; i++)
        for (size_t k = 0; k < l->tier[i].n; k++) {
            const struct pseg_label *label = &l->tier[i].label[k];
            last = fmax(last, label->end > label->start ? label->end : label->start + hop);
        }
    return l->end > 0 ? l->end : last > 0 ? last : hop;
}

/* ------------------------------------------------------------------------ tiers as tiles -- */

/* In time; what starts together stays in the file's order. */
static int by_start(const void *a, const void *b)
{
    const struct pseg_label *x = *(struct pseg_label *const *)a;
    const struct pseg_label *y = *(struct pseg_label *const *)b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x > y) - (x < y);
}

/* The tier's labels in time, to be freed; NULL: out of memory. */
static struct pseg_label **sort_labels(const struct pseg_tier *tier)
{
    struct pseg_label **sorted = malloc((tier->n + 1) * sizeof(struct pseg_label *));
    for (size_t i = 0; sorted && i < tier->n; i++)
        sorted[i] = &tier->label[i];
    if (sorted)
        qsort(sorted, tier->n, sizeof *sorted, by_start);
    return sorted;
}

long pseg_tier_overlaps(const struct pseg_tier *tier)
{
    struct pseg_label **sorted = sort_labels(tier);
    long n = sorted ? 0 : -1;
    for (size_t i = 1; sorted && i < tier->n; i++)
        n += sorted[i - 1]->end - sorted[i]->start > PSEG_LEAST_GAP;
    free(sorted);
    return n;
}

/* From *at to the end given, if that is later: then *at moves there. */
static int lay(struct pseg_tier *to, double *at, double end, const struct pseg_label *label)
{
    struct pseg_label tile = label ? *label : pseg_label_at(*at, end, "");
    if (end <= *at)
        return 0;
    tile.start = *at;
    tile.end = *at = end;
    return pseg_tier_add(to, &tile);
}

/* Where a label's tile ends, when the next one starts at `next`. */
static double tile_end(const struct pseg_label *label, double next)
{
    const int lasts = label->end > label->start;
    return lasts && next - label->end > PSEG_LEAST_GAP ? label->end : next;
}

static int lay_all(struct pseg_tier *to, struct pseg_label *const *sorted, size_t n, double end)
{
    double at = 0;
    int failed = n && sorted[0]->start > PSEG_LEAST_GAP && lay(to, &at, sorted[0]->start, NULL);
    for (size_t i = 0; i < n && !failed; i++) {
        const double next = i + 1 < n ? sorted[i + 1]->start : end;
        failed = lay(to, &at, tile_end(sorted[i], next), sorted[i]) || lay(to, &at, next, NULL);
    }
    return failed || (!n && lay(to, &at, end, NULL)) ? -1 : 0;
}

int pseg_tier_tile(struct pseg_tier *to, const struct pseg_tier *tier, double end)
{
    struct pseg_label **sorted = sort_labels(tier);
    *to = (struct pseg_tier){.name = strdup(tier->name)};
    if (!sorted || !to->name) {
        free(sorted);
        return -1;
    }
    const int failed = lay_all(to, sorted, tier->n, end);
    free(sorted);
    return failed;
}

int pseg_tile_boundaries(struct pseg_times *t, const struct pseg_tier *tiles)
{
    for (size_t i = 1; i < tiles->n; i++)
        if (pseg_times_add(t, tiles->label[i].start))
            return -1;
    return 0;
}

/* ----------------------------------------------------------------------- choosing a tier -- */

static int says_phones(const char *name)
{
    for (; *name; name++)
        if (strncasecmp(name, "phon", 4) == 0)
            return 1;
    return 0;
}

/* The names of the tiers, as many as there is room for: text[size] */
static void list_tiers(char *text, size_t size, const struct pseg_labels *l)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < l->n && used + 1 < size; i++)
        used +=
            (size_t)snprintf(text + used, size - used, "%s'%s'", i ? ", " : "", l->tier[i].name);
}

const struct pseg_tier *pseg_find_tier(const struct pseg_labels *l, const char *name,
                                       const char *path, struct pseg_error *error)
{
    char names[400];
    for (size_t i = 0; i < l->n; i++)
        if (name ? strcmp(l->tier[i].name, name) == 0 : l->n == 1 || says_phones(l->tier[i].name))
            return &l->tier[i];
    list_tiers(names, sizeof names, l);
    if (!l->n)
        pseg_fail(error, "%s has no labels", path);
    else if (name)
        pseg_fail(error, "%s has no tier '%s', but %s", path, name, names);
    else
        pseg_fail(error, "%s has several tiers, %s: which one? Name it with --tier", path, names);
    return NULL;
}

/* ----------------------------------------------------------------------------- one tier -- */

/* *end [s] of the labels; 0: not known */
static int read_tier(struct pseg_tier *tier, double *end, const char *path, const char *name,
                     struct pseg_error *error)
{
    struct pseg_labels labels;
    memset(tier, 0, sizeof *tier);
    int result = pseg_read_labels(&labels, path, NULL, error);
    const struct pseg_tier *found = result ? NULL : pseg_find_tier(&labels, name, path, error);
    *end = labels.end;
    if (!found)
        result = -1;
    else if (pseg_tier_tile(tier, found, pseg_labels_length(&labels)))
        result = pseg_fail(error, "out of memory for %s", path);
    pseg_labels_free(&labels);
    return result;
}

int pseg_read_tier(struct pseg_tier *tier, const char *path, const char *name,
                   struct pseg_error *error)
{
    double end;
    return read_tier(tier, &end, path, name, error);
}

int pseg_read_boundaries(struct pseg_times *t, const char *path, const char *name,
                         struct pseg_error *error)
{
    struct pseg_tier tier;
    memset(t, 0, sizeof *t);
    int result = read_tier(&tier, &t->end, path, name, error);
    if (!result && pseg_tile_boundaries(t, &tier))
        result = pseg_fail(error, "out of memory for %s", path);
    if (result)
        pseg_times_free(t);
    pseg_tier_free(&tier);
    return result;
}
