#include "tutor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "backprop.h"
#include "blas.h"
#include "dropout.h"
#include "initialise.h"
#include "reals.h"

enum {
    BESIDE = 8, /* frames heard on each side */
    HEARS = 2 * BESIDE + 1,
    UNITS = 96,
    STRETCH = 120, /* frames of a take */
    TAKES = 32,    /* in a batch */
    ROWS = TAKES * STRETCH,
    PASSES = 40, /* over the lessons, but */
    MOST_STEPS = 4000
};
static const double RATE = 2e-3, DROPOUT = 0.1;

struct school {
    struct pseg_tutor *tutor;
    const struct pseg_lesson *lessons;
    double *until; /* [n] frames that can be drawn of the lessons up to and with this one */
    size_t n;
    struct pseg_adam adam;
    float *gradient, *dlogits, *scratch, *mask, *bands, *targets;
};

/* ---------------------------------------------------------------------------------- memory -- */

static void build(struct pseg_network *net, int d)
{
    static const char *const names[3][2] = {
        {"near.W", "near.b"}, {"far.W", "far.b"}, {"judge.W", "judge.b"}};
    pseg_network_begin(net, &pseg_cells[PSEG_CELL_GRU], HEARS * d);
    pseg_network_add_dense(net, names[0], UNITS, PSEG_RELU);
    pseg_network_add_dense(net, names[1], UNITS, PSEG_RELU);
    pseg_network_add_dense(net, names[2], 1, PSEG_LINEAR);
    pseg_network_end(net);
}

static int enrol(struct school *s, struct pseg_tutor *t, const struct pseg_lesson *lessons,
                 size_t n, int d)
{
    int missing = 0;
    memset(t, 0, sizeof *t);
    memset(s, 0, sizeof *s);
    s->tutor = t;
    s->lessons = lessons;
    s->n = n;
    t->d = d;
    build(&t->net, d);
    const size_t weights = t->net.n_parameters, width = (size_t)d;
    t->parameters = pseg_reals(weights, &missing);
    t->trace_base = pseg_reals(pseg_trace_size(&t->net, 1, ROWS), &missing);
    t->x = pseg_reals((size_t)ROWS * HEARS * width, &missing);
    t->mean = pseg_reals(width, &missing);
    s->adam.m = pseg_reals(weights, &missing);
    s->adam.v = pseg_reals(weights, &missing);
    s->gradient = pseg_reals(weights, &missing);
    s->dlogits = pseg_reals(ROWS, &missing);
    s->scratch = pseg_reals(pseg_backprop_scratch(&t->net, 1, ROWS), &missing);
    s->mask = pseg_reals(pseg_trace_size(&t->net, 1, ROWS), &missing);
    s->bands = pseg_reals(STRETCH * width, &missing);
    s->targets = pseg_reals(ROWS, &missing);
    s->until = calloc(n + 1, sizeof *s->until);
    return missing || !s->until ? -1 : 0;
}

static void leave(struct school *s)
{
    float *const arrays[] = {s->adam.m,  s->adam.v, s->gradient, s->dlogits,
                             s->scratch, s->mask,   s->bands,    s->targets};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
    free(s->until);
}

void pseg_tutor_free(struct pseg_tutor *t)
{
    free(t->parameters);
    free(t->trace_base);
    free(t->x);
    free(t->mean);
    memset(t, 0, sizeof *t);
}

/* --------------------------------------------------------------------------------- hearing -- */

static void normalise(struct school *s)
{
    struct pseg_tutor *t = s->tutor;
    double frames = 0, squares = 0;
    for (size_t i = 0; i < s->n; i++)
        frames += s->lessons[i].frames;
    for (size_t i = 0; i < s->n; i++)
        for (long k = 0; k < (long)s->lessons[i].frames * t->d; k++)
            t->mean[k % t->d] += (float)(s->lessons[i].bands[k] / frames);
    for (size_t i = 0; i < s->n; i++)
        for (long k = 0; k < (long)s->lessons[i].frames * t->d; k++)
            squares += pow(s->lessons[i].bands[k] - t->mean[k % t->d], 2);
    t->gain = (float)(1 / sqrt(fmax(squares / (frames * t->d), 1e-6)));
}

/* x[frames][HEARS][d]: each frame amid its neighbours; beyond the ends the last one stays. */
static void look_around(float *x, const float *bands, int frames, const struct pseg_tutor *t)
{
    for (int at = 0; at < frames; at++)
        for (int k = at - BESIDE; k <= at + BESIDE; k++) {
            const float *from = bands + (long)(k < 0 ? 0 : k < frames ? k : frames - 1) * t->d;
            for (int j = 0; j < t->d; j++)
                *x++ = (from[j] - t->mean[j]) * t->gain;
        }
}

/* Log odds of x's rows, at most ROWS of them. */
static const float *judge(struct pseg_trace *tr, struct pseg_tutor *t, const float *mask, int rows)
{
    *tr = (struct pseg_trace){t->trace_base, mask, 1, rows};
    pseg_network_step(tr, 0, t->x, t->parameters, &t->net, &pseg_kernels_blas);
    return pseg_trace_row(tr, &t->net.layers[t->net.n_layers - 1], PSEG_SLOT_OUT, 1);
}

void pseg_tutor_judge(float *odds, struct pseg_tutor *t, const float *bands, int frames)
{
    struct pseg_trace tr;
    for (int first = 0; first < frames; first += ROWS / 2) {
        const int from = first < BESIDE ? 0 : first - BESIDE;
        const int end = first + ROWS / 2 < frames ? first + ROWS / 2 : frames;
        const int to = end + BESIDE < frames ? end + BESIDE : frames;
        look_around(t->x, bands + (long)from * t->d, to - from, t);
        const float *told = judge(&tr, t, NULL, to - from);
        memcpy(odds + first, told + first - from, (size_t)(end - first) * sizeof *odds);
    }
}

/* -------------------------------------------------------------------------------- learning -- */

/* Frames that can be drawn, in all. */
static double count(struct school *s)
{
    double frames = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->lessons[i].frames > PSEG_TAKE_LONGEST(STRETCH))
            frames += s->lessons[i].frames;
        s->until[i] = frames;
    }
    return frames;
}

/* Each frame of the lessons is as likely to be drawn. */
static const struct pseg_lesson *choose(const struct school *s, struct pseg_random *r)
{
    const double at = pseg_random_uniform(r) * s->until[s->n - 1];
    size_t low = 0, high = s->n - 1;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (s->until[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return &s->lessons[low];
}

static void draw_batch(struct school *s, struct pseg_random *r)
{
    struct pseg_tutor *t = s->tutor;
    for (int i = 0; i < TAKES; i++) {
        pseg_draw_take(s->bands, s->targets + i * STRETCH, STRETCH, t->d, choose(s, r), r);
        look_around(t->x + (size_t)i * STRETCH * HEARS * (size_t)t->d, s->bands, STRETCH, t);
    }
}

/* One step down the gradient of the mean cross-entropy. */
static void learn(struct school *s, double rate, struct pseg_random *r)
{
    struct pseg_tutor *t = s->tutor;
    struct pseg_trace tr = {.steps = 1, .batch = ROWS};
    draw_batch(s, r);
    pseg_draw_mask(s->mask, &tr, DROPOUT, &t->net, r, 1);
    const float *odds = judge(&tr, t, s->mask, ROWS);
    for (int i = 0; i < ROWS; i++)
        s->dlogits[i] = (1 / (1 + expf(-odds[i])) - s->targets[i]) / ROWS;
    memset(s->gradient, 0, t->net.n_parameters * sizeof *s->gradient);
    pseg_backprop(s->gradient, s->dlogits, s->scratch, &tr, t->x, t->parameters, &t->net, NULL);
    pseg_adam_step(t->parameters, &s->adam, s->gradient, rate, &t->net);
}

static int attend(struct school *s, uint64_t seed, pseg_tutor_progress *progress, void *user,
                  struct pseg_error *error)
{
    struct pseg_random r;
    const double frames = count(s);
    const long steps = (long)fmin(PASSES * frames / ROWS, MOST_STEPS);
    if (!steps)
        return pseg_fail(error, "the labelled recordings are too few or too short to learn from");
    normalise(s);
    pseg_random_seed(&r, seed, pseg_random_stream("tutor"));
    pseg_initialise(s->tutor->parameters, &s->tutor->net, &r);
    for (long i = 0; i < steps; i++) {
        const double done = (double)i / (double)steps;
        if (progress && progress(user, done))
            return pseg_fail(error, "interrupted while the tutor learned");
        learn(s, RATE * (0.01 + 0.99 * 0.5 * (1 + cos(acos(-1.0) * done))), &r);
    }
    return 0;
}

int pseg_tutor_init(struct pseg_tutor *t, const struct pseg_lesson *lessons, size_t n, int d,
                    uint64_t seed, pseg_tutor_progress *progress, void *user,
                    struct pseg_error *error)
{
    struct school s;
    int status = enrol(&s, t, lessons, n, d);
    if (status)
        pseg_fail(error, "out of memory for the tutor");
    else
        status = pseg_blas_open(error);
    if (!status)
        status = n ? attend(&s, seed, progress, user, error)
                   : pseg_fail(error, "there are no labelled recordings for a tutor to learn from");
    leave(&s);
    if (status)
        pseg_tutor_free(t);
    return status;
}
