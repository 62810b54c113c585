/* A readout's score as a true probability of a boundary, and the model that says so. */
#include <stdlib.h>
#include <string.h>

#include "eval.h"
#include "own.h"
#include "record.h"

int eval_has_probabilities(const struct evaluation *e)
{
    return e->segmenter == EVAL_DETECTOR && e->model.config.score == PSEG_SCORE_READOUT;
}

static int out_of_memory(const struct evaluation *e)
{
    complain(e->options->command, "out of memory for the calibrated model");
    return -1;
}

/* What the fit is of, and the fit; false where there is none. */
static int fit(struct eval_calibration *c, const struct evaluation *e)
{
    struct pseg_candidates list;
    struct pseg_error error;
    if (pseg_find_candidates(&list, e->peaks, e->refs, e->n, &e->model.config, &error) ||
        pseg_reliability_of(&c->before, &list, &error) || pseg_platt_fit(&c->fit, &list, &error)) {
        complain(e->options->command, "%s; the scores stay as they are", error.text);
        pseg_candidates_free(&list);
        return 0;
    }
    for (size_t i = 0; i < e->n; i++)
        c->n_boundaries += (long)e->refs[i]->n;
    pseg_candidates_free(&list);
    return 1;
}

/* At their frames: where between these the new scores put them is another matter. */
static int choose_all(struct pseg_times *times, const struct evaluation *e)
{
    struct pseg_config c = e->model.config;
    c.refine = 0;
    for (size_t i = 0; i < e->n; i++)
        if (pseg_choose_peaks(&times[i], &e->peaks[i], &c))
            return -1;
    return 0;
}

/* How many of one are not in the other; times ascend. */
static long count_others(const struct pseg_times *x, const struct pseg_times *y)
{
    size_t j = 0;
    long n = 0;
    for (size_t i = 0; i < x->n; i++) {
        while (j < y->n && y->at[j] < x->at[i])
            j++;
        n += j == y->n || y->at[j] != x->at[i];
    }
    return n;
}

static int falling(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x < y) - (x > y);
}

static size_t count_above(const struct evaluation *e)
{
    size_t above = 0;
    for (size_t i = 0; i < e->n; i++)
        for (size_t k = 0; k < e->peaks[i].n; k++)
            above += e->peaks[i].at[k].score > e->model.config.threshold;
    return above;
}

/* All scores, falling, to be freed. */
static float *pool_scores(size_t *n, const struct evaluation *e)
{
    size_t total = 0;
    for (size_t i = 0; i < e->n; i++)
        total += e->peaks[i].n;
    float *scores = malloc((total + 1) * sizeof *scores);
    if (!scores)
        return NULL;
    *n = 0;
    for (size_t i = 0; i < e->n; i++)
        for (size_t k = 0; k < e->peaks[i].n; k++)
            scores[(*n)++] = e->peaks[i].at[k].score;
    qsort(scores, *n, sizeof *scores, falling);
    return scores;
}

/* Rounding can bring a score to the other side of a threshold that is near to it: the threshold
 * goes between the very peaks that it parted before, where `above` of them were above it. */
static int part_again(struct evaluation *e, size_t above)
{
    float *threshold = &e->model.config.threshold;
    const float last = *threshold;
    size_t n;
    float *scores = pool_scores(&n, e);
    if (!scores)
        return out_of_memory(e);
    if (above > 0 && above < n)
        *threshold = pseg_part_scores(scores[above], scores[above - 1]);
    for (int goal = 0; goal < PSEG_N_GOALS; goal++)
        if (e->best[goal].threshold == last)
            e->best[goal].threshold = *threshold;
    free(scores);
    return 0;
}

/* Detects with the calibrated model, and compares with what there was: was[n], now[n]. */
static int detect_again(struct evaluation *e, struct pseg_times *was, struct pseg_times *now,
                        size_t above)
{
    const size_t n = e->n;
    if (eval_detect(e))
        return -1;
    if (e->n != n) {
        complain(e->options->command, "a recording was there and now it is not: start again");
        return -1;
    }
    if (part_again(e, above))
        return -1;
    if (choose_all(now, e))
        return out_of_memory(e);
    for (size_t i = 0; i < n; i++)
        e->calibration.n_moved += count_others(&was[i], &now[i]) + count_others(&now[i], &was[i]);
    return 0;
}

static int fold(struct evaluation *e, struct pseg_times *was, struct pseg_times *now)
{
    struct eval_calibration *c = &e->calibration;
    struct pseg_error error;
    const size_t above = count_above(e);
    if (choose_all(was, e))
        return out_of_memory(e);
    float *weights = pseg_model_own(&e->model);
    if (!weights)
        return out_of_memory(e);
    if (pseg_platt_fold(&e->model.config, weights, &c->fit, &error)) {
        complain(e->options->command, "%s; the scores stay as they are", error.text);
        return 0;
    }
    for (int goal = 0; goal < PSEG_N_GOALS; goal++)
        e->best[goal].threshold = pseg_platt_threshold(e->best[goal].threshold, &c->fit);
    c->done = 1;
    return detect_again(e, was, now, above);
}

int eval_calibrate(struct evaluation *e)
{
    const size_t n = e->n;
    if (!eval_has_probabilities(e) || !fit(&e->calibration, e))
        return 0;
    struct pseg_times *times = calloc(2 * n, sizeof *times);
    const int result = times ? fold(e, times, times + n) : out_of_memory(e);
    for (size_t i = 0; times && i < 2 * n; i++)
        pseg_times_free(&times[i]);
    free(times);
    return result;
}

/* Sets a member of the model's record, which then is *json, to be freed. */
static int set_member(struct pseg_model *model, char **json, const char *name, const char *value,
                      const struct evaluation *e)
{
    struct pseg_error error;
    char *last = *json;
    const int result = pseg_record_set(json, &model->json_size, model->json, model->json_size, name,
                                       value, &error);
    if (result)
        complain(e->options->command, "%s", error.text);
    model->json = *json;
    free(last);
    return result;
}

static int set_calibration(struct pseg_model *model, char **json, const struct evaluation *e)
{
    char *value = NULL;
    size_t size;
    FILE *f = open_memstream(&value, &size);
    if (f)
        eval_write_calibration(f, &e->calibration);
    const int result =
        !f || fclose(f) ? out_of_memory(e) : set_member(model, json, "calibration", value, e);
    free(value);
    return result;
}

int eval_save(const struct evaluation *e, const char *path, const char *name, const char *value)
{
    struct pseg_model model = e->model;
    struct pseg_error error;
    char *json = NULL;
    int result = e->calibration.done ? set_calibration(&model, &json, e) : 0;
    if (!result && name)
        result = set_member(&model, &json, name, value, e);
    if (!result && (result = pseg_model_save(&model, path, &error)))
        complain(e->options->command, "%s", error.text);
    free(json);
    return result;
}
