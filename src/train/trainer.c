#include "trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "backprop.h"
#include "blas.h"
#include "initialise.h"
#include "ranks.h"
#include "reals.h"
#include "run_batch.h"

double pseg_learning_rate(const struct pseg_settings *s, double progress)
{
    const double least = 0.02; /* of the rate: the last steps still learn */
    if (s->schedule == PSEG_RATE_CONSTANT)
        return s->rate;
    return s->rate * (least + (1 - least) * 0.5 * (1 + cos(acos(-1.0) * progress)));
}

/* ---------------------------------------------------------------------------------- memory -- */

static size_t longest_samples(const struct pseg_dataset *ds)
{
    size_t n = 0;
    for (size_t i = 0; i < ds->train.n; i++)
        n = ds->train.utterances[i].n > n ? ds->train.utterances[i].n : n;
    for (size_t i = 0; i < ds->validation.n; i++)
        n = ds->validation.utterances[i].n > n ? ds->validation.utterances[i].n : n;
    return n;
}

static int longest_frames(const struct pseg_dataset *ds, const struct pseg_settings *s)
{
    const struct pseg_part *parts[2] = {&ds->train, &ds->validation};
    int n = 0;
    for (int i = 0; i < 2; i++)
        if (parts[i]->n) {
            const int most = pseg_take_frames(&parts[i]->utterances[parts[i]->n - 1], s);
            n = most > n ? most : n;
        }
    return n;
}

/* What the forward pass leaves for the backward pass, some 4 kB a frame, fits the last-level cache
 * for so many columns, and not for a whole batch. Half as many are hardly faster, and a quarter as
 * many slower: products of few rows waste a kernel's vectors. */
enum { GROUP = 8 };

/* Groups of about the same size. Truncated back-propagation makes an optimiser's step, which needs
 * all columns, between chunks, across which the trace carries their state: then the whole batch is
 * one group. */
static int group_size(int batch, int truncated)
{
    const int n = truncated ? 1 : (batch + GROUP - 1) / GROUP;
    return (batch + n - 1) / n;
}

static void allocate_group(struct pseg_trainer *t, int *missing)
{
    const int columns = t->group_size;
    const size_t rows = (size_t)t->chunk * (size_t)columns, d = (size_t)t->net.n_features;
    const size_t trace = pseg_trace_size(&t->net, t->chunk, columns);
    t->group.x = pseg_reals((rows + (size_t)columns) * d, missing);
    t->group.targets = pseg_reals(rows, missing);
    t->trace_base = pseg_reals(trace, missing);
    t->mask = t->settings.dropout > 0 ? pseg_reals(trace, missing) : NULL;
    t->dprediction = pseg_reals(rows * d, missing);
    if (t->net.readout >= 0) {
        t->dgate = pseg_reals(rows * (size_t)t->config.n_hidden, missing);
        t->dstate = pseg_reals(rows * (size_t)t->config.n_hidden, missing);
    }
    t->scratch = pseg_reals(pseg_backprop_scratch(&t->net, t->chunk, columns), missing);
}

static int allocate(struct pseg_trainer *t, struct pseg_error *error)
{
    int missing = 0;
    const int batch = t->train.batch;
    const size_t n = t->net.n_parameters;
    t->parameters = pseg_reals(n, &missing);
    t->best = pseg_reals(n, &missing);
    t->adam.m = pseg_reals(n, &missing);
    t->adam.v = pseg_reals(n, &missing);
    t->gradient = pseg_reals(n, &missing);
    t->group_size = group_size(batch, t->train.chunk);
    allocate_group(t, &missing);
    t->drawer = calloc((size_t)batch, sizeof *t->drawer);
    t->history = calloc((size_t)t->settings.epochs, sizeof *t->history);
    missing |= !t->history || !t->drawer;
    return missing ? pseg_fail(error, "out of memory for a batch of %d utterances", batch) : 0;
}

static int gather_voices(struct pseg_trainer *t, struct pseg_error *error)
{
    if (t->settings.babble > 0 &&
        pseg_dataset_voices(&t->voices, t->data, (uint64_t)t->settings.seed, error))
        return -1;
    t->extractor.around.voices = t->voices.voice;
    t->extractor.around.n_voices = t->voices.n;
    return 0;
}

int pseg_trainer_init(struct pseg_trainer *t, const struct pseg_settings *s,
                      const struct pseg_dataset *data, struct pseg_error *error)
{
    struct pseg_random r;
    memset(t, 0, sizeof *t);
    if (pseg_settings_check(s, error))
        return -1;
    if (s->batch < pseg_n_ranks())
        return pseg_fail(error, "batch is %d pieces, too few for %d ranks", s->batch,
                         pseg_n_ranks());
    t->settings = *s;
    t->data = data;
    pseg_settings_config(&t->config, s);
    pseg_network_build(&t->net, &t->config);
    const int longest = longest_frames(data, s);
    t->chunk = s->bptt && s->bptt < longest ? s->bptt : longest;
    const int pad = t->chunk < longest ? t->chunk : 0;
    if (pseg_blas_open(error) ||
        pseg_extractor_init(&t->extractor, &t->settings, longest_samples(data), error) ||
        gather_voices(t, error) ||
        pseg_batches_init(&t->train, &data->train, &t->extractor, s->batch, pad, error) ||
        pseg_batches_init(&t->validation, &data->validation, &t->extractor, s->batch, pad, error) ||
        allocate(t, error) ||
        pseg_measure_features(t->parameters + t->net.tensors[t->net.mean].offset,
                              t->parameters + t->net.tensors[t->net.gain].offset, &t->extractor,
                              &data->train, error)) {
        pseg_trainer_free(t);
        return -1;
    }
    pseg_random_seed(&r, (uint64_t)s->seed, pseg_random_stream("initial values"));
    pseg_initialise(t->parameters, &t->net, &r);
    return 0;
}

void pseg_trainer_free(struct pseg_trainer *t)
{
    pseg_batches_free(&t->train);
    pseg_batches_free(&t->validation);
    pseg_extractor_free(&t->extractor);
    pseg_free_voices(&t->voices);
    free(t->parameters);
    free(t->best);
    free(t->adam.m);
    free(t->adam.v);
    free(t->gradient);
    free(t->group.x);
    free(t->group.targets);
    free(t->drawer);
    free(t->trace_base);
    free(t->mask);
    free(t->dprediction);
    free(t->dgate);
    free(t->dstate);
    free(t->scratch);
    free(t->history);
    memset(t, 0, sizeof *t);
}

/* ---------------------------------------------------------------------------------- epochs -- */

static void start(struct pseg_batches *b, struct pseg_trainer *t, int epoch)
{
    pseg_batches_start(b, t->parameters + t->net.tensors[t->net.mean].offset,
                       t->parameters[t->net.tensors[t->net.gain].offset], epoch);
}

static int validate(double *loss, struct pseg_trainer *t, struct pseg_error *error)
{
    struct pseg_pass pass = {0, 0};
    const struct pseg_batch *b;
    start(&t->validation, t, 0);
    while ((b = pseg_batches_next(&t->validation))) {
        int steps = b->steps;
        if (pseg_ranks_max(&steps, 1, error) || pseg_run_batch(&pass, t, b, steps, 0, NULL, error))
            return -1;
    }
    if (pseg_ranks_add(&pass.sum, 1, error))
        return -1;
    *loss = pass.sum / pass.frames;
    return 0;
}

static void keep(struct pseg_trainer *t, struct pseg_epoch result)
{
    t->history[t->epoch++] = result;
    if (t->best_epoch && !(result.validation < t->history[t->best_epoch - 1].validation))
        return;
    t->best_epoch = t->epoch;
    memcpy(t->best, t->parameters, t->net.n_parameters * sizeof(float));
}

/* All ranks begin an epoch with rank 0's bits: processors of another kind may have rounded
 * otherwise. */
static int align(struct pseg_trainer *t, struct pseg_error *error)
{
    const size_t bytes = t->net.n_parameters * sizeof(float);
    return pseg_ranks_share(t->parameters, bytes, 0, error) ||
                   pseg_ranks_share(t->adam.m, bytes, 0, error) ||
                   pseg_ranks_share(t->adam.v, bytes, 0, error)
               ? -1
               : 0;
}

/* Of dropout: each column of each batch draws apart, so that neither ranks nor groups change what
 * is drawn. */
static void seed_drawers(struct pseg_trainer *t, int n_batch)
{
    const struct pseg_split *columns = &t->train.columns;
    const uint64_t seed = (uint64_t)t->settings.seed << 32 | (uint32_t)(t->epoch + 1);
    const uint64_t stream = pseg_random_stream("dropout");
    const uint64_t first = (uint64_t)n_batch * (uint64_t)columns->of + (uint64_t)columns->first;
    for (int i = 0; i < t->train.batch; i++)
        pseg_random_seed(&t->drawer[i], seed,
                         stream + first + (uint64_t)i * (uint64_t)columns->every);
}

/* One pass over the training part. 1: one of the ranks is asked to stop. */
static int learn_all(struct pseg_pass *pass, struct pseg_trainer *t, pseg_train_progress *progress,
                     void *user, struct pseg_error *error)
{
    const int n = t->train.n;
    const struct pseg_batch *b;
    start(&t->train, t, t->epoch + 1);
    for (int done = 0; (b = pseg_batches_next(&t->train)); done++) {
        int told[2] = {b->steps, progress && progress(user, t, (double)done / n)};
        const double passed = (t->epoch + (double)done / n) / t->settings.epochs;
        if (pseg_ranks_max(told, 2, error))
            return -1;
        if (told[1])
            return 1;
        seed_drawers(t, done);
        if (pseg_run_batch(pass, t, b, told[0], pseg_learning_rate(&t->settings, passed), t->drawer,
                           error))
            return -1;
    }
    return pseg_ranks_add(&pass->sum, 1, error);
}

int pseg_trainer_epoch(struct pseg_trainer *t, pseg_train_progress *progress, void *user,
                       struct pseg_error *error)
{
    struct pseg_pass pass = {0, 0};
    struct pseg_epoch result;
    int status = align(t, error);
    if (!status)
        status = learn_all(&pass, t, progress, user, error);
    result.loss = result.validation = pass.sum / pass.frames;
    if (!status && t->validation.n)
        status = validate(&result.validation, t, error);
    pseg_batches_stop(&t->train);
    pseg_batches_stop(&t->validation);
    if (status)
        return status;
    if (!isfinite(result.loss) || !isfinite(result.validation))
        return pseg_fail(error, "epoch %d: the loss is no number any more; try a lower --rate",
                         t->epoch + 1);
    keep(t, result);
    return 0;
}

int pseg_trainer_finished(const struct pseg_trainer *t)
{
    const int patience = t->settings.patience;
    return t->epoch >= t->settings.epochs || (patience && t->epoch - t->best_epoch >= patience);
}

const float *pseg_trainer_result(const struct pseg_trainer *t)
{
    return t->settings.patience ? t->best : t->parameters;
}
