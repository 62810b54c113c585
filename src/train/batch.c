#include "batch.h"

#include <stdlib.h>
#include <string.h>

#include "bell.h"
#include "random.h"

static int longest(const struct pseg_part *part, const struct pseg_settings *s)
{
    return part->n ? pseg_take_frames(&part->utterances[part->n - 1], s) : 0; /* sorted */
}

static int padded(int frames, int chunk)
{
    return chunk ? (frames + chunk - 1) / chunk * chunk : frames;
}

int pseg_batches_init(struct pseg_batches *b, const struct pseg_part *part,
                      struct pseg_extractor *extractor, int batch, int chunk,
                      struct pseg_error *error)
{
    memset(b, 0, sizeof *b);
    b->part = part;
    b->extractor = extractor;
    b->columns = pseg_my_split(batch);
    b->batch = pseg_split_count(&b->columns);
    b->chunk = chunk;
    b->n = (int)((part->n + (size_t)batch - 1) / (size_t)batch);
    const size_t d = (size_t)extractor->n_features,
                 frames = (size_t)longest(part, extractor->settings);
    const size_t rows = ((size_t)padded((int)frames, chunk) + 1) * (size_t)b->batch;
    b->order = malloc(((size_t)b->n + 1) * sizeof *b->order);
    b->features = malloc((frames * d + 1) * sizeof(float));
    int complete = b->order && b->features;
    for (int i = 0; i < 2; i++) {
        b->slot[i].x = malloc(rows * d * sizeof(float));
        b->slot[i].targets = malloc(rows * sizeof(float));
        b->slot[i].lengths = malloc((size_t)b->batch * sizeof(int));
        b->slot[i].batch = b->batch;
        complete = complete && b->slot[i].x && b->slot[i].targets && b->slot[i].lengths;
    }
    if (complete)
        return 0;
    pseg_batches_free(b);
    return pseg_fail(error, "out of memory for batches of %d utterances", batch);
}

void pseg_batches_free(struct pseg_batches *b)
{
    pseg_batches_stop(b);
    free(b->order);
    free(b->features);
    for (int i = 0; i < 2; i++) {
        free(b->slot[i].x);
        free(b->slot[i].targets);
        free(b->slot[i].lengths);
    }
    memset(b, 0, sizeof *b); /* to be freed again without harm */
}

static void normalise_into(float *column, size_t step, const float *features, int frames,
                           const struct pseg_batches *b)
{
    const int d = b->extractor->n_features;
    for (int t = 0; t < frames; t++)
        for (int j = 0; j < d; j++)
            column[(size_t)t * step + (size_t)j] = (features[t * d + j] - b->mean[j]) * b->gain;
}

/* The teacher's marks, `delay` frames late: so long the student may listen on. */
static void targets_into(float *column, int batch, const struct pseg_utterance *u,
                         const struct pseg_take *take, const struct pseg_extractor *x)
{
    for (int k = 0; k < u->n_marks; k++)
        pseg_add_bell(column, (size_t)batch, take->frames,
                      pseg_take_place(take, u->marks[k].at, &x->config) + x->settings->delay,
                      u->marks[k].likely);
}

static void fill(struct pseg_batch *to, const struct pseg_batches *b, int number)
{
    const struct pseg_settings *s = b->extractor->settings;
    const size_t d = (size_t)b->extractor->n_features, step = d * (size_t)b->batch;
    const size_t all = (size_t)b->columns.of, every = (size_t)b->columns.every;
    const size_t first = (size_t)number * all;
    const size_t end = first + all < b->part->n ? first + all : b->part->n;
    const size_t most =
        (size_t)padded(pseg_take_frames(&b->part->utterances[end - 1], s), b->chunk);
    int frames = 0;
    memset(to->x, 0, (most + 1) * step * sizeof(float));
    memset(to->targets, 0, most * (size_t)b->batch * sizeof(float));
    memset(to->lengths, 0, (size_t)b->batch * sizeof(int));
    for (size_t i = first + (size_t)b->columns.first; i < end; i += every) {
        const struct pseg_utterance *u = &b->part->utterances[i];
        const size_t column = (i - first) / every;
        struct pseg_take take;
        pseg_extract(b->features, d, &take, b->extractor, u, b->epoch);
        normalise_into(to->x + column * d, step, b->features, take.frames, b);
        targets_into(to->targets + column, b->batch, u, &take, b->extractor);
        to->lengths[column] = take.frames;
        frames = take.frames > frames ? take.frames : frames;
    }
    to->steps = padded(frames, b->chunk);
}

static void *work(void *argument)
{
    struct pseg_batches *b = argument;
    fill(&b->slot[b->next % 2], b, b->order[b->next]);
    return NULL;
}

/* Fills the slot of batch `next` in the background; in the foreground where no thread is to be
 * had. */
static void prepare(struct pseg_batches *b)
{
    if (b->next >= b->n)
        return;
    b->working = pthread_create(&b->worker, NULL, work, b) == 0;
    if (!b->working)
        work(b);
}

void pseg_batches_start(struct pseg_batches *b, const float *mean, float gain, int epoch)
{
    struct pseg_random r;
    pseg_batches_stop(b);
    b->mean = mean;
    b->gain = gain;
    b->epoch = epoch;
    for (int i = 0; i < b->n; i++)
        b->order[i] = i;
    pseg_random_seed(&r, (uint64_t)b->extractor->settings->seed << 32 | (uint32_t)epoch,
                     pseg_random_stream("order of batches"));
    if (epoch)
        pseg_random_shuffle(b->order, b->n, &r);
    b->next = 0;
    prepare(b);
}

const struct pseg_batch *pseg_batches_next(struct pseg_batches *b)
{
    if (b->next >= b->n)
        return NULL;
    pseg_batches_stop(b); /* waits for the batch under way */
    const struct pseg_batch *ready = &b->slot[b->next % 2];
    b->next++;
    prepare(b);
    return ready;
}

void pseg_batches_stop(struct pseg_batches *b)
{
    if (b->working)
        pthread_join(b->worker, NULL);
    b->working = 0;
}
