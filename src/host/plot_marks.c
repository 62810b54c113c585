#include "plot_marks.h"

#include <stdlib.h>
#include <string.h>

#include "grow.h"

int pseg_marks_add(struct pseg_marks *m, double at, float score, enum pseg_mark_kind kind)
{
    struct pseg_mark *more = pseg_grow(m->mark, m->n + 1, &m->room, sizeof *more);
    if (!more)
        return -1;
    m->mark = more;
    m->mark[m->n++] = (struct pseg_mark){at, score, kind};
    return 0;
}

void pseg_marks_free(struct pseg_marks *m)
{
    free(m->mark);
    memset(m, 0, sizeof *m);
}

int pseg_marks_match(struct pseg_marks *m, const struct pseg_times *reference, double tolerance)
{
    const size_t n = m->n;
    size_t j = 0;
    for (size_t k = 0; k < n; k++)
        m->mark[k].kind = PSEG_MARK_FALSE_ALARM;
    for (size_t i = 0; i < reference->n; i++) {
        const double at = reference->at[i];
        while (j < n && m->mark[j].at < at - tolerance - 1e-9)
            j++;
        const int found = j < n && m->mark[j].at <= at + tolerance + 1e-9;
        if (found)
            m->mark[j++].kind = PSEG_MARK_HIT;
        if (pseg_marks_add(m, at, 0, found ? PSEG_MARK_FOUND : PSEG_MARK_MISS))
            return -1;
    }
    return 0;
}

size_t pseg_marks_count(const struct pseg_marks *m, enum pseg_mark_kind kind, double start,
                        double end)
{
    size_t count = 0;
    for (size_t i = 0; i < m->n; i++)
        count += m->mark[i].kind == kind && m->mark[i].at >= start && m->mark[i].at <= end;
    return count;
}
