#include "reproduce_data.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "command.h"
#include "noise.h"
#include "progress.h"

enum { RATE = 16000 }; /* [Hz] */

/* --------------------------------------------------------------------------------- folders -- */

static int is_folder(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

/* The folder of that name in `parent`, whatever the case of its letters; NULL: none. To be
 * freed. */
static char *find_child(const char *parent, const char *name)
{
    DIR *dir = opendir(parent);
    char *found = NULL;
    for (struct dirent *e; dir && !found && (e = readdir(dir));) {
        const size_t room = strlen(parent) + strlen(e->d_name) + 2;
        if (strcasecmp(e->d_name, name) != 0 || !(found = malloc(room)))
            continue;
        snprintf(found, room, "%s/%s", parent, e->d_name);
        if (!is_folder(found)) {
            free(found);
            found = NULL;
        }
    }
    if (dir)
        closedir(dir);
    return found;
}

static int find_timit_in(struct data *d, const char *folder)
{
    char *train = find_child(folder, "train"), *test = find_child(folder, "test");
    d->is_timit = train && test;
    if (d->is_timit) {
        d->train_folder = train;
        d->test_folder = test;
        return 1;
    }
    free(train);
    free(test);
    return 0;
}

static int find_timit(struct data *d, const char *folder)
{
    static const char *const inside[] = {"timit", "data"};
    int found = find_timit_in(d, folder);
    for (size_t i = 0; i < sizeof inside / sizeof *inside && !found; i++) {
        char *child = find_child(folder, inside[i]);
        found = child && find_timit(d, child);
        free(child);
    }
    return found;
}

int data_find(struct data *d, const char *folder, const char *train, struct pseg_error *error)
{
    memset(d, 0, sizeof *d);
    if (!is_folder(folder))
        return pseg_fail(error, "%s is no folder", folder);
    if (train && !is_folder(train))
        return pseg_fail(error, "%s is no folder", train);
    if (!find_timit(d, folder)) {
        d->train_folder = strdup(folder);
        d->test_folder = strdup(folder);
    }
    if (train) {
        free(d->train_folder);
        d->train_folder = strdup(train);
    }
    return d->train_folder && d->test_folder ? 0 : pseg_fail(error, "out of memory");
}

/* ---------------------------------------------------------------------------------- scoring -- */

/* Better known now than after an hour of training; says what is wrong. */
static int is_usable(const struct pseg_recording *r)
{
    struct pseg_error error;
    float *x;
    size_t n;
    if (r->problem)
        complain("reproduce", "%s", r->problem);
    else if (pseg_audio_load(&x, &n, r->path, RATE, &error))
        complain("reproduce", "%s", error.text);
    else {
        free(x);
        return 1;
    }
    return 0;
}

/* Every k-th of the recordings that can be used, so that at most `most` are left (0: all). */
static void keep_usable(struct data *d, size_t most)
{
    size_t usable = 0;
    for (size_t i = 0; i < d->corpus.n && !interrupted; i++)
        if (is_usable(&d->corpus.recording[i]))
            d->recordings[usable++] = &d->corpus.recording[i];
        else
            d->n_failed++;
    d->n = most && usable > most ? most : usable;
    for (size_t i = 0; i < d->n; i++) {
        d->recordings[i] = d->recordings[i * usable / d->n];
        d->refs[i] = &d->recordings[i]->ref;
    }
}

int data_open_test(struct data *d, const struct plan *plan, struct pseg_error *error)
{
    const struct pseg_label_choice beside = {NULL, plan->tier};
    const int failed = pseg_corpus_open(&d->corpus, d->test_folder, &beside, error);
    if (failed && !d->corpus.n)
        return -1;
    if (failed) {
        complain("reproduce", "%s", error->text);
        d->n_failed++;
    }
    if (d->corpus.n_unlabelled && d->corpus.n)
        complain("reproduce", "%zu of %zu recordings in %s have no labels and are not scored",
                 d->corpus.n_unlabelled, d->corpus.files.n, d->test_folder);
    d->recordings = calloc(d->corpus.n + 1, sizeof *d->recordings);
    d->refs = calloc(d->corpus.n + 1, sizeof *d->refs);
    if (!d->recordings || !d->refs)
        return pseg_fail(error, "%s: out of memory", d->test_folder);
    keep_usable(d, (size_t)plan->test_recordings);
    if (interrupted)
        return pseg_fail(error, "interrupted");
    if (!d->n)
        return pseg_fail(error,
                         "%s: no recording has labels that can be scored against: a label file, "
                         ".phn or another, beside it",
                         d->test_folder);
    return 0;
}

int data_hear(float **x, size_t *n, const struct pseg_recording *r, double snr,
              struct pseg_error *error)
{
    struct pseg_random random;
    if (pseg_audio_load(x, n, r->path, RATE, error))
        return -1;
    pseg_random_seed(&random, 0, pseg_random_stream(r->name));
    if (isfinite(snr))
        pseg_add_noise(*x, *n, snr, 0, &random);
    return 0;
}

size_t data_labelled(size_t n, const struct pseg_recording *r)
{
    const size_t labelled = (size_t)(r->ref.end * RATE + 0.5);
    return labelled && labelled < n ? labelled : n;
}

/* --------------------------------------------------------------------------------- training -- */

struct loading {
    struct pseg_progress *bar;
    double shown;
};

static void report(void *user, const char *sentence)
{
    const struct loading *l = user;
    pseg_progress_clear(l->bar);
    complain("reproduce", "%s", sentence);
}

static int show(void *user, double done)
{
    struct loading *l = user;
    pseg_progress_add(l->bar, done - l->shown);
    l->shown = done;
    return interrupted;
}

/* Every k-th utterance, so that about `minutes` are left; they stay sorted by length. */
static void thin(struct pseg_part *part, double minutes)
{
    const size_t step = (size_t)ceil(part->seconds / (60 * minutes));
    size_t kept = 0;
    double seconds = 0;
    for (size_t i = step / 2; step > 1 && i < part->n; i += step) {
        part->utterances[kept++] = part->utterances[i];
        seconds += (double)part->utterances[i].n / RATE;
    }
    if (!kept)
        return;
    part->n = kept;
    part->seconds = seconds;
}

int data_load_train(struct data *d, const struct plan *plan, struct pseg_error *error)
{
    struct loading loading = {pseg_progress_start(1), 0};
    const struct pseg_load_hooks hooks = {report, show, &loading};
    const struct pseg_labels_wanted labels = {.tier = plan->tier};
    const int failed =
        pseg_dataset_load(&d->dataset, d->train_folder, &plan->streaming, &labels, &hooks, error);
    pseg_progress_end(loading.bar);
    if (failed)
        return -1;
    if (plan->train_minutes > 0) {
        thin(&d->dataset.train, plan->train_minutes);
        thin(&d->dataset.validation, plan->train_minutes / 10);
    }
    return 0;
}

void data_free(struct data *d)
{
    free(d->train_folder);
    free(d->test_folder);
    free(d->recordings);
    free(d->refs);
    pseg_corpus_free(&d->corpus);
    pseg_dataset_free(&d->dataset);
    memset(d, 0, sizeof *d);
}
