#include "latency_marks.h"

#include <math.h>
#include <stdlib.h>

#include "random.h"
#include "resample.h"

static const double LEAD = 1;       /* [s] before the first mark and after the last */
static const double DISTANCE = 0.5; /* [s] between onsets, mean */
static const double JITTER = 0.1;   /* [s] at most, both ways */
static const double LENGTH = 0.15, LENGTH_JITTER = 0.05; /* [s] */
static const double LOUD = 0.15, QUIET = 0.0005;         /* standard deviations; full scale 1 */
static const double TOLERANCE = 0.015; /* [s] from where a boundary is expected: a frame and half */
enum { PIVOTS = 9 };                   /* marks that the search for the train's place starts from */

/* Uniform in -1 .. 1 */
static double both_ways(struct pseg_random *r)
{
    return 2 * pseg_random_uniform(r) - 1;
}

static void add_mark(struct marks *m, struct pseg_random *r, double at, int rate)
{
    const size_t first = (size_t)(at * rate);
    const size_t end = first + (size_t)((LENGTH + LENGTH_JITTER * both_ways(r)) * rate);
    for (size_t i = first; i < end && i < m->n; i++)
        m->audio[i] = (float)(LOUD * pseg_random_normal(r));
    m->onset[m->count++] = (double)first / rate;
}

static void synthesise(struct marks *m, double seconds, int rate)
{
    struct pseg_random r;
    pseg_random_seed(&r, 1, 2);
    for (size_t i = 0; i < m->n; i++)
        m->audio[i] = (float)(QUIET * pseg_random_normal(&r));
    for (double at = LEAD; at < seconds - LEAD; at += DISTANCE + JITTER * both_ways(&r))
        add_mark(m, &r, at, rate);
}

/* The boundary nearest to `where`, within the tolerance; -1: none. at[n] ascending. */
static long nearest(const double *at, size_t n, double where)
{
    size_t low = 0, high = n; /* at[low - 1] < where <= at[high] */
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (at[middle] < where)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == n || (low > 0 && where - at[low - 1] < at[low] - where))
        low--;
    return n && fabs(at[low] - where) <= TOLERANCE ? (long)low : -1;
}

/* Marks with a boundary where the train, begun[count] moved by `shift`, expects one; *mean of
 * boundary - begin over them. */
static size_t fit(long *match, double *mean, const double *begun, size_t count, const double *at,
                  size_t n, double shift)
{
    double sum = 0;
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        match[i] = nearest(at, n, begun[i] + shift);
        if (match[i] < 0)
            continue;
        sum += at[match[i]] - begun[i];
        found++;
    }
    *mean = found ? sum / (double)found : NAN;
    return found;
}

/* Each of some marks may be any boundary: the place that most marks fit to. */
size_t marks_align(long *match, const double *begun, size_t count, const double *at, size_t n)
{
    const size_t step = count > PIVOTS ? count / PIVOTS : 1;
    double place = 0, mean;
    size_t most = 0;
    for (size_t i = 0; i < count; i += step)
        for (size_t j = 0; j < n; j++) {
            const size_t found = fit(match, &mean, begun, count, at, n, at[j] - begun[i]);
            if (found > most) {
                most = found;
                place = mean;
            }
        }
    return fit(match, &mean, begun, count, at, n, place);
}

/* at[n] = boundaries that the model finds in the marks' audio [s] */
static int detect(double *at, size_t *n, size_t room, const struct marks *m,
                  const struct pseg_model *model, struct pseg_error *error)
{
    struct pseg_event events[16];
    struct pseg *d = pseg_create(model, error);
    size_t made, used;
    int status = d ? 0 : -1;
    *n = 0;
    for (size_t done = 0; done < m->n && !status; done += used) {
        status = pseg_process(d, events, 16, &made, m->audio + done, m->n - done, &used);
        for (size_t i = 0; i < made && *n < room; i++)
            at[(*n)++] = (double)events[i].at / model->config.rate;
    }
    pseg_destroy(d);
    return d && status ? pseg_fail(error, "%s", pseg_strerror(status)) : status;
}

static int measure_placement(struct marks *m, const struct pseg_model *model,
                             struct pseg_error *error)
{
    const size_t room = m->n / (size_t)model->config.hop + 1;
    double *at = malloc(room * sizeof *at);
    long *match = malloc(m->count * sizeof *match);
    size_t n, found = 0;
    int status = at && match ? detect(at, &n, room, m, model, error)
                             : pseg_fail(error, "out of memory for the marks");
    if (!status)
        found = fit(match, &m->placement, m->onset, m->count, at, n, 0);
    free(match);
    free(at);
    if (!status && 10 * found < 9 * m->count)
        return pseg_fail(error, "the model finds only %zu of %zu marks even where nothing is lost",
                         found, m->count);
    return status;
}

int marks_make(struct marks *m, const struct pseg_model *model, double seconds,
               struct pseg_error *error)
{
    const size_t most = (size_t)(seconds / (DISTANCE - JITTER)) + 2;
    *m = (struct marks){.n = (size_t)(seconds * model->config.rate)};
    m->audio = malloc(m->n * sizeof *m->audio);
    m->onset = malloc(most * sizeof *m->onset);
    if (!m->audio || !m->onset)
        return pseg_fail(error, "out of memory for %g s of marks", seconds);
    synthesise(m, seconds, model->config.rate);
    return measure_placement(m, model, error);
}

void marks_free(struct marks *m)
{
    free(m->audio);
    free(m->onset);
}

int marks_convert(float **x, size_t *n, const struct marks *m, int rate_out, int rate,
                  struct pseg_error *error)
{
    struct pseg_resampler *r = pseg_resampler_create(rate_out, rate);
    const size_t room = r ? pseg_resampler_room(r, m->n) + pseg_resampler_room(r, 1) : 0;
    *x = r ? malloc(room * sizeof **x) : NULL;
    if (*x) {
        *n = pseg_resampler_execute(*x, r, m->audio, m->n);
        *n += pseg_resampler_flush(*x + *n, r, room - *n);
    }
    pseg_resampler_destroy(r);
    return *x ? 0 : pseg_fail(error, "out of memory for the marks");
}
