#include "task_train.h"

#include <stdlib.h>
#include <string.h>

#include "backprop.h"
#include "blas.h"
#include "initialise.h"
#include "reals.h"
#include "task_loss.h"

/* ---------------------------------------------------------------------------------- memory -- */

/* 002 section 4.2: the digits themselves are the recurrent layer's input, as wide as the layer, so
 * that refined gates need no projection. */
static void build(struct pseg_network *net, const struct pseg_task_settings *s)
{
    static const char *const embed[] = {"embed.W", "embed.b"};
    static const char *const classify[] = {"classify.W", "classify.b"};
    pseg_network_begin(net, &pseg_cells[s->cell], pseg_task_width(s->task));
    if (s->task->embeds)
        pseg_network_add_dense(net, embed, s->task->hidden, PSEG_LINEAR);
    pseg_network_add_recurrent(net, s->task->hidden, 0);
    pseg_network_add_dense(net, classify, s->task->classes, PSEG_LINEAR);
    pseg_network_end(net);
}

static int allocate(struct pseg_task_run *run, struct pseg_error *error)
{
    int missing = 0;
    const struct pseg_task_settings *s = &run->settings;
    const size_t n = run->net.n_parameters, rows = (size_t)s->length * (size_t)s->batch;
    run->parameters = pseg_reals(n, &missing);
    run->adam.m = pseg_reals(n, &missing);
    run->adam.v = pseg_reals(n, &missing);
    run->gradient = pseg_reals(n, &missing);
    run->trace_base = pseg_reals(pseg_trace_size(&run->net, s->length, s->batch), &missing);
    run->x = pseg_reals(rows * (size_t)run->net.n_features, &missing);
    run->dlogits = pseg_reals(rows * (size_t)s->task->classes, &missing);
    run->scratch = pseg_reals(pseg_backprop_scratch(&run->net, s->length, s->batch), &missing);
    run->target = malloc(rows);
    const int most = s->n_train > s->n_test ? s->n_train : s->n_test;
    run->order = malloc((size_t)most * sizeof *run->order);
    if (missing || !run->target || !run->order)
        return pseg_fail(error, "out of memory for batches of %d sequences", s->batch);
    return 0;
}

int pseg_task_begin(struct pseg_task_run *run, const struct pseg_task_settings *settings,
                    struct pseg_error *error)
{
    struct pseg_random r;
    const struct pseg_task_settings *s = settings;
    memset(run, 0, sizeof *run);
    run->settings = *s;
    build(&run->net, s);
    if (pseg_blas_open(error) ||
        pseg_task_draw(&run->train, s->task, "train", s->n_train, s->length, s->seed, error) ||
        pseg_task_draw(&run->test, s->task, "test", s->n_test, s->length, s->seed, error) ||
        allocate(run, error)) {
        pseg_task_end(run);
        return -1;
    }
    pseg_random_seed(&r, (uint64_t)s->seed, pseg_random_stream("initial values"));
    pseg_initialise(run->parameters, &run->net, &r);
    return 0;
}

void pseg_task_end(struct pseg_task_run *run)
{
    pseg_task_free(&run->train);
    pseg_task_free(&run->test);
    float *const arrays[] = {run->parameters, run->adam.m, run->adam.v,  run->gradient,
                             run->trace_base, run->x,      run->dlogits, run->scratch};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
    free(run->target);
    free(run->order);
    memset(run, 0, sizeof *run);
}

/* -------------------------------------------------------------------------------- learning -- */

/* All steps of the sequences order[first ..], at most a batch of them, from a state of zeros; the
 * logits: [length][batch][classes]. */
static const float *forward(struct pseg_task_run *run, const struct pseg_task_data *data, int first)
{
    const struct pseg_task_settings *s = &run->settings;
    const struct pseg_network *net = &run->net;
    const int batch = data->n - first < s->batch ? data->n - first : s->batch;
    const size_t row = (size_t)batch * (size_t)net->n_features;
    run->trace = (struct pseg_trace){run->trace_base, NULL, s->length, batch};
    pseg_task_gather(run->x, run->target, data, s->task, run->order, first, batch);
    pseg_network_clear(&run->trace, net);
    for (int t = 0; t < s->length; t++)
        pseg_network_step(&run->trace, t, run->x + (size_t)t * row, run->parameters, net,
                          &pseg_kernels_scalar);
    return pseg_trace_row(&run->trace, &net->layers[net->n_layers - 1], PSEG_SLOT_OUT, 1);
}

static void learn(struct pseg_task_run *run)
{
    memset(run->gradient, 0, run->net.n_parameters * sizeof(float));
    pseg_backprop(run->gradient, run->dlogits, run->scratch, &run->trace, run->x, run->parameters,
                  &run->net, NULL);
    pseg_clip_gradient(run->gradient, run->settings.clip, &run->net);
    pseg_adam_step(run->parameters, &run->adam, run->gradient, run->settings.rate, &run->net);
}

static void in_order(int *order, int n)
{
    for (int i = 0; i < n; i++)
        order[i] = i;
}

double pseg_task_epoch(struct pseg_task_run *run)
{
    const struct pseg_task_settings *s = &run->settings;
    struct pseg_random r;
    double sum = 0;
    long asked, all = 0;
    run->epoch++;
    pseg_random_seed(&r, (uint64_t)s->seed << 32 | (uint32_t)run->epoch,
                     pseg_random_stream("order of sequences"));
    in_order(run->order, run->train.n);
    pseg_random_shuffle(run->order, run->train.n, &r);
    for (int first = 0; first < run->train.n; first += s->batch) {
        const float *logits = forward(run, &run->train, first);
        sum += pseg_class_loss(run->dlogits, &asked, logits, run->target,
                               (long)s->length * run->trace.batch, s->task->classes);
        all += asked;
        learn(run);
    }
    return sum / (double)all;
}

/* --------------------------------------------------------------------------------- testing -- */

void pseg_task_test(struct pseg_task_score *score, struct pseg_task_run *run)
{
    const int classes = run->settings.task->classes;
    memset(score, 0, sizeof *score);
    in_order(run->order, run->test.n);
    for (int first = 0; first < run->test.n; first += run->settings.batch) {
        const float *logits = forward(run, &run->test, first);
        for (long i = 0; i < (long)run->settings.length * run->trace.batch; i++) {
            const int target = run->target[i];
            if (target == PSEG_NOT_ASKED)
                continue;
            score->asked[target]++;
            score->wrong[target] += pseg_class_of(logits + i * classes, classes) != target;
        }
    }
}

struct pseg_task_total pseg_task_sum(const struct pseg_task_score *score)
{
    struct pseg_task_total total = {0, 0};
    for (int k = 0; k < PSEG_TASK_MAX_CLASSES; k++) {
        total.asked += score->asked[k];
        total.wrong += score->wrong[k];
    }
    return total;
}
