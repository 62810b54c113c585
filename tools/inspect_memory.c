/* phoneseg inspect memory: what a state tells of what was heard before it (003 section 4). */
#include "inspect_memory.h"

#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "progress.h"

static const struct memory_settings defaults = {.steps = 20, .classes = 16, .units = 0};

/* --------------------------------------------------------------------------------- listening -- */

/* The recordings as one model hears them. */
struct listener {
    struct memory *m;
    const char *model;
    int is_first; /* its frames are what is to be recalled */
    int first_track, n_tracks;
    int layer[PSEG_MAX_LAYERS]; /* of each track but the input */
    int n_recordings;
    size_t n; /* frames so far */
};

static int append(void *array, size_t done, const void *x, size_t more, size_t size)
{
    void **at = array;
    char *p = realloc(*at, (done + more) * size);
    if (!p)
        return -1;
    memcpy(p + done * size, x, more * size);
    *at = p;
    return 0;
}

static struct memory_track *add_track(struct listener *l, const char *layer, int dim)
{
    struct memory_track *track = &l->m->track[l->first_track + l->n_tracks++];
    l->m->n_tracks++;
    snprintf(track->model, sizeof track->model, "%s", l->model);
    snprintf(track->layer, sizeof track->layer, "%s", layer);
    track->dim = dim;
    return track;
}

static int add_tracks(struct listener *l, const struct pseg_signals *s, struct pseg_error *error)
{
    l->first_track = l->m->n_tracks;
    for (int i = 0; i < s->n_layers; i++) {
        const char *asked = l->m->in->layer_name; /* a place differs from model to model */
        if (!s->layer[i].is_recurrent || (asked && strcmp(asked, s->layer[i].name) != 0))
            continue;
        if (l->m->n_tracks + 2 > MEMORY_TRACKS)
            return pseg_fail(error, "too many layers: %d can be compared", MEMORY_TRACKS - 1);
        l->layer[l->n_tracks] = i;
        add_track(l, s->layer[i].name, s->layer[i].units);
    }
    return 0;
}

static int keep_recording(struct memory *m, const struct pseg_signals *s)
{
    const int frames = (int)s->n_frames;
    for (size_t t = 0; t < s->n_frames; t++)
        m->has_phones |= s->phone[t] >= 0;
    if (append(&m->frames, (size_t)m->n_recordings, &frames, 1, sizeof frames) ||
        append(&m->phone, m->n, s->phone, s->n_frames, sizeof *s->phone))
        return -1;
    m->hop = s->hop;
    m->n_recordings++;
    m->n += s->n_frames;
    return 0;
}

/* The input's frames are kept in the place of a track for which there is always room. */
static int visit(void *user, struct pseg_signals *s, struct pseg_error *error)
{
    struct listener *l = user;
    struct memory *m = l->m;
    struct memory_track *input = &m->track[MEMORY_TRACKS - 1];
    int missing = 0;
    if (!l->n_recordings && add_tracks(l, s, error))
        return -1;
    if (!l->is_first &&
        (l->n_recordings >= m->n_recordings || m->frames[l->n_recordings] != (int)s->n_frames))
        return pseg_fail(error, "%.900s: the models' frames differ", s->name);
    for (int k = 0; k < l->n_tracks && !missing; k++) {
        const struct pseg_signal_layer *layer = &s->layer[l->layer[k]];
        missing = append(&m->track[l->first_track + k].x, l->n, layer->memory, s->n_frames,
                         (size_t)layer->units * sizeof(float));
    }
    if (l->is_first && !missing) {
        input->dim = s->n_features;
        missing = append(&input->x, l->n, s->features, s->n_frames,
                         (size_t)s->n_features * sizeof(float)) ||
                  keep_recording(m, s);
    }
    l->n_recordings++;
    l->n += s->n_frames;
    return missing ? pseg_fail(error, "out of memory for %zu frames", l->n) : 0;
}

/* It has a network, the layer that is asked for, and frames like the first one's. */
static int check_other(const struct inspect *in, const struct inspect *other)
{
    const struct pseg_config *a = &in->model.config, *b = &other->model.config;
    const char *name = inspect_model_name(other);
    struct pseg_error error;
    if (!other->net.n_layers)
        return complain(in->name, "%s has no network: there is nothing in it to look at", name);
    if (in->layer_name && pseg_find_layer(&other->net, in->layer_name, 1, &error) < 0)
        return complain(in->name, "%s: %.900s", name, error.text);
    if (a->rate == b->rate && a->window == b->window && a->hop == b->hop)
        return EXIT_DONE;
    return complain(in->name, "%s and %s cannot be compared: their frames are of different length",
                    inspect_model_name(in), name);
}

/* The same recordings, heard by one more model. */
static int hear_other(struct memory *m, const char *path)
{
    struct inspect other = *m->in;
    other.model_path = (char *)path;
    memset(&other.phones, 0, sizeof other.phones);
    if (load_model(&other.model, path, m->in->name))
        return EXIT_FAILED;
    struct listener l = {.m = m, .model = inspect_model_name(&other)};
    pseg_network_build(&other.net, &other.model.config);
    int status = check_other(m->in, &other);
    if (!status)
        status = inspect_hear(&other, visit, &l);
    pseg_names_free(&other.phones);
    pseg_model_free(&other.model);
    return status;
}

static int hear_all(struct memory *m)
{
    struct listener l = {.m = m, .model = inspect_model_name(m->in), .is_first = 1};
    int status = inspect_hear(m->in, visit, &l);
    for (const char *const *path = m->settings->others; !status && path && *path; path++)
        status = hear_other(m, *path);
    if (status)
        return status;
    struct memory_track *input = &m->track[MEMORY_TRACKS - 1], *last = &m->track[m->n_tracks++];
    if (last != input) {
        *last = *input;
        memset(input, 0, sizeof *input);
    }
    snprintf(last->layer, sizeof last->layer, "input");
    last->is_input = 1;
    return EXIT_DONE;
}

/* ---------------------------------------------------------------------------------- learning -- */

static int on_decoder(void *user, double decoders)
{
    pseg_progress_add(user, decoders);
    return interrupted;
}

static int learn(struct memory *m, struct pseg_error *error)
{
    struct pseg_decoder_settings decoder = pseg_decoder_defaults;
    struct pseg_recall recall = {m->class, NULL, m->n, m->n_classes};
    int *piece = malloc(m->n * sizeof *piece), failed = 0;
    if (!piece)
        return pseg_fail(error, "out of memory for %zu frames", m->n);
    pseg_cut_pieces(piece, m->frames, m->n_recordings);
    recall.piece = piece;
    decoder.units = m->settings->units;
    struct pseg_progress *progress =
        pseg_progress_start((size_t)(m->n_tracks * m->settings->steps * PSEG_FOLDS));
    for (int k = 0; k < m->n_tracks && !failed; k++) {
        struct memory_track *t = &m->track[k];
        failed = pseg_signature_of(&t->signature, t->x, t->dim, &recall, m->settings->steps,
                                   &decoder, on_decoder, progress, error);
    }
    pseg_progress_end(progress);
    free(piece);
    return failed;
}

static void release(struct memory *m)
{
    for (int k = 0; k < MEMORY_TRACKS; k++) {
        free(m->track[k].x);
        pseg_signature_free(&m->track[k].signature);
    }
    free(m->frames);
    free(m->phone);
    free(m->class);
    free(m->class_name);
}

static int show(struct inspect *in, const struct memory_settings *settings)
{
    struct memory m = {.in = in, .settings = settings};
    struct pseg_error error;
    int status = hear_all(&m);
    if (!status && (memory_classes(&m, &error) || learn(&m, &error) || memory_picture(&m, &error) ||
                    memory_numbers(&m, &error)))
        status = complain(in->name, "%s", error.text);
    if (!status)
        memory_print(&m);
    release(&m);
    return status ? status : inspect_status(in);
}

/* ----------------------------------------------------------------------------------- command -- */

const char inspect_memory_details[] =
    "memory.png; memory.csv and .npy, by class; memory-marginal.csv and .npy, all classes\n"
    "together. Decoders learn to tell from a layer's memory what was heard 1, 2, ... frames\n"
    "before: phones where recordings are labelled, else classes of frames (k-means). Each tells\n"
    "of recordings that it did not learn from; of one recording, each third is told by who\n"
    "learned the others.\n";

int inspect_memory(int argc, const char **argv)
{
    struct memory_settings settings = defaults;
    char *steps = NULL, *classes = NULL, *units = NULL;
    const char **others = NULL;
    const struct poptOption own[] = {
        {"beside", 'b', POPT_ARG_ARGV, &others, 0,
         "another model to compare with; may be given several times", "FILE"},
        {"steps", 0, POPT_ARG_STRING, &steps, 0, "frames back, at most (default: 20)", "N"},
        {"classes", 0, POPT_ARG_STRING, &classes, 0,
         "of frames, where there are no labels (default: 16)", "N"},
        {"units", 0, POPT_ARG_STRING, &units, 0,
         "of a decoder's hidden layer (default: 0, there is none)", "N"},
        POPT_TABLEEND,
    };
    struct inspect in;
    int status = inspect_open(&in, argc, argv, own);
    if (!status &&
        (parse_integer(&settings.steps, steps, "--steps", 1, 200, in.name) ||
         parse_integer(&settings.classes, classes, "--classes", 2, PSEG_MOST_CLASSES, in.name) ||
         parse_integer(&settings.units, units, "--units", 0, 1024, in.name)))
        status = EXIT_USAGE;
    settings.others = others;
    if (!status)
        status = show(&in, &settings);
    for (const char **path = others; path && *path; path++)
        free((char *)*path);
    free(others);
    free(steps);
    free(classes);
    free(units);
    inspect_close(&in);
    return status;
}
