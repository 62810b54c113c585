/* What a memory is asked for: phones, or classes of frames. */
#include <stdlib.h>
#include <string.h>

#include "inspect_memory.h"
#include "kmeans.h"

/* ------------------------------------------------------------------------------------ phones -- */

struct ranked {
    int phone;
    long frames;
};

static int compare(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->frames != y->frames)
        return x->frames < y->frames ? 1 : -1;
    return x->phone - y->phone;
}

static int allocate(struct memory *m, int classes)
{
    m->class = malloc(m->n);
    m->class_name = calloc((size_t)classes, sizeof *m->class_name);
    return m->class && m->class_name ? 0 : -1;
}

/* The most frequent phones, as many as decoders can tell apart; the others are not asked for. */
static int from_phones(struct memory *m)
{
    const int n = (int)m->in->phones.n, most = n < PSEG_MOST_CLASSES ? n : PSEG_MOST_CLASSES;
    struct ranked *ranked = calloc((size_t)n, sizeof *ranked);
    int *rank = malloc((size_t)n * sizeof *rank);
    const int missing = !ranked || !rank || allocate(m, most);
    for (int k = 0; !missing && k < n; k++)
        ranked[k].phone = k;
    for (size_t t = 0; !missing && t < m->n; t++)
        if (m->phone[t] >= 0)
            ranked[m->phone[t]].frames++;
    if (!missing)
        qsort(ranked, (size_t)n, sizeof *ranked, compare);
    for (int k = 0; !missing && k < n; k++) {
        const int heard = k < most && ranked[k].frames > 0;
        rank[ranked[k].phone] = heard ? k : -1;
        m->n_classes += heard;
        if (heard)
            snprintf(m->class_name[k], sizeof *m->class_name, "%.31s",
                     m->in->phones.name[ranked[k].phone]);
    }
    for (size_t t = 0; !missing && t < m->n; t++)
        m->class[t] = (signed char)(m->phone[t] < 0 ? -1 : rank[m->phone[t]]);
    free(ranked);
    free(rank);
    return missing ? -1 : 0;
}

/* ------------------------------------------------------------------------------------ frames -- */

static int from_frames(struct memory *m, struct pseg_error *error)
{
    const struct memory_track *input = &m->track[m->n_tracks - 1];
    const int k = m->settings->classes;
    float *centres = malloc((size_t)k * (size_t)input->dim * sizeof *centres);
    int *class = malloc(m->n * sizeof *class);
    int result = !centres || !class || allocate(m, k)
                     ? pseg_fail(error, "out of memory for classes of %zu frames", m->n)
                     : pseg_kmeans(centres, class, input->x, m->n, input->dim, k, 1, error);
    for (size_t t = 0; !result && t < m->n; t++)
        m->class[t] = (signed char)class[t];
    for (int i = 0; !result && i < k; i++)
        snprintf(m->class_name[i], sizeof *m->class_name, "%d", i + 1);
    m->n_classes = k;
    free(centres);
    free(class);
    return result;
}

int memory_classes(struct memory *m, struct pseg_error *error)
{
    if (!m->has_phones)
        return from_frames(m, error);
    return from_phones(m) ? pseg_fail(error, "out of memory for %zu phones", m->in->phones.n) : 0;
}
