#include "signature.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blas.h"
#include "parallel.h"

void pseg_cut_pieces(int *piece, const int *frames, int recordings)
{
    size_t at = 0;
    for (int r = 0; r < recordings; r++)
        for (int t = 0; t < frames[r]; t++)
            piece[at++] = recordings > 1 ? r : (int)((long)t * PSEG_FOLDS / frames[r]);
}

struct work {
    struct pseg_signature *s;
    const float *x;
    int dim;
    const struct pseg_recall *recall;
    const struct pseg_decoder_settings *settings;
    int (*progress)(void *user, double decoders);
    void *user;
    struct fold *fold; /* [steps][PSEG_FOLDS] what each decoder did */
};

struct fold {
    long *asked, *right; /* [classes] */
    struct pseg_error error;
};

/* Examples that a decoder learns from, and those that it is asked about. */
struct split {
    struct pseg_examples learn, ask;
    size_t *at;         /* [n] */
    signed char *class; /* [n] */
    signed char *told;  /* [n] */
};

/* Frame t, and what was heard delta frames before: known, and of the same piece. */
static int is_pair(const struct pseg_recall *r, size_t t, size_t delta)
{
    return t >= delta && r->piece[t] == r->piece[t - delta] && r->class[t - delta] >= 0;
}

/* Those to learn from fill the arrays from the front, those to be asked about from there on. */
static int divide(struct split *p, const struct work *w, size_t delta, int fold)
{
    const struct pseg_recall *r = w->recall;
    memset(p, 0, sizeof *p);
    p->at = malloc(r->n * sizeof *p->at);
    p->class = malloc(r->n);
    p->told = malloc(r->n);
    if (!p->at || !p->class || !p->told)
        return -1;
    for (int asks = 0; asks < 2; asks++) {
        struct pseg_examples *to = asks ? &p->ask : &p->learn;
        const size_t first = p->learn.n;
        *to = (struct pseg_examples){w->x, p->at + first, p->class + first, 0};
        for (size_t t = 0; t < r->n; t++) {
            if (!is_pair(r, t, delta) || (r->piece[t] % PSEG_FOLDS == fold) != asks)
                continue;
            p->at[first + to->n] = t;
            p->class[first + to->n++] = r->class[t - delta];
        }
    }
    return 0;
}

static void count(struct fold *f, const struct split *p)
{
    for (size_t i = 0; i < p->ask.n; i++) {
        const int class = p->ask.class[i];
        f->asked[class]++;
        f->right[class] += p->told[i] == class;
    }
}

/* A decoder for one delta that does not learn from one fold, which it is asked about. */
static int one_decoder(void *user, size_t item)
{
    struct work *w = user;
    struct fold *f = &w->fold[item];
    struct split p;
    struct pseg_decoder d = {0};
    struct pseg_decoder_settings settings = *w->settings;
    int result = divide(&p, w, item / PSEG_FOLDS + 1, (int)(item % PSEG_FOLDS))
                     ? pseg_fail(&f->error, "out of memory for %zu frames", w->recall->n)
                     : 0;
    settings.seed += (uint64_t)item << 32;
    if (!result && p.learn.n && p.ask.n) {
        result =
            pseg_decoder_train(&d, &p.learn, w->dim, w->recall->classes, &settings, &f->error) ||
            pseg_decoder_tell(p.told, &d, &p.ask, &f->error);
        if (!result)
            count(f, &p);
    }
    if (!result && w->progress && w->progress(w->user, 1))
        result = pseg_fail(&f->error, "interrupted while decoders learned");
    pseg_decoder_free(&d);
    free(p.at);
    free(p.class);
    free(p.told);
    return result ? -1 : 0;
}

static int run(struct work *w, size_t items, struct pseg_error *error)
{
    const size_t classes = (size_t)w->recall->classes;
    long total = 0;
    if (pseg_blas_open(error)) /* before there are threads of ours */
        return -1;
    if (pseg_parallel(items, pseg_processors(), one_decoder, w)) {
        for (size_t i = 0; i < items; i++)
            if (*w->fold[i].error.text)
                *error = w->fold[i].error;
        return -1;
    }
    for (size_t i = 0; i < items; i++) {
        const size_t row = i / PSEG_FOLDS;
        for (size_t k = 0; k < classes; k++) {
            w->s->asked[row * classes + k] += w->fold[i].asked[k];
            w->s->right[row * classes + k] += w->fold[i].right[k];
            total += w->fold[i].asked[k];
        }
    }
    return total ? 0 : pseg_fail(error, "there is too little speech to learn from");
}

static int allocate(struct pseg_signature *s, struct work *w, long **block, size_t items)
{
    const size_t classes = (size_t)s->classes, cells = (size_t)s->steps * classes;
    s->asked = calloc(2 * cells, sizeof *s->asked);
    s->right = s->asked ? s->asked + cells : NULL;
    w->fold = calloc(items, sizeof *w->fold);
    *block = calloc(2 * items * classes, sizeof **block);
    if (!s->asked || !w->fold || !*block)
        return -1;
    for (size_t i = 0; i < items; i++) {
        w->fold[i].asked = *block + 2 * i * classes;
        w->fold[i].right = w->fold[i].asked + classes;
    }
    return 0;
}

int pseg_signature_of(struct pseg_signature *s, const float *x, int dim,
                      const struct pseg_recall *recall, int steps,
                      const struct pseg_decoder_settings *settings,
                      int (*progress)(void *user, double decoders), void *user,
                      struct pseg_error *error)
{
    struct work w = {s, x, dim, recall, settings, progress, user, NULL};
    const size_t items = (size_t)steps * PSEG_FOLDS;
    long *block;
    *s = (struct pseg_signature){.steps = steps, .classes = recall->classes};
    const int result = allocate(s, &w, &block, items)
                           ? pseg_fail(error, "out of memory for %zu decoders", items)
                           : run(&w, items, error);
    free(w.fold);
    free(block);
    if (result)
        pseg_signature_free(s);
    return result;
}

void pseg_signature_free(struct pseg_signature *s)
{
    free(s->asked);
    memset(s, 0, sizeof *s);
}

static double sum(const struct pseg_signature *s, const long *counts, int delta)
{
    double all = 0;
    for (int k = 0; k < s->classes; k++)
        all += (double)counts[(delta - 1) * s->classes + k];
    return all;
}

double pseg_recalled(const struct pseg_signature *s, int delta)
{
    const double asked = sum(s, s->asked, delta);
    return asked > 0 ? sum(s, s->right, delta) / asked : NAN;
}

double pseg_guessed(const struct pseg_signature *s, int delta)
{
    const double asked = sum(s, s->asked, delta);
    long most = 0;
    for (int k = 0; k < s->classes; k++) {
        const long n = s->asked[(delta - 1) * s->classes + k];
        most = n > most ? n : most;
    }
    return asked > 0 ? (double)most / asked : NAN;
}
