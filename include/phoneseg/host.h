/* phoneseg: host conveniences, for programs that run under an operating system: audio files,
 * models in files, label files, scoring. Built on the streaming core of phoneseg.h.
 *
 * Functions that can fail return 0 for success and -1 for failure, unless they say otherwise, and
 * then leave one sentence in *error: what is wrong, and where. Handles returned are NULL on
 * failure. */
#ifndef PHONESEG_HOST_H
#define PHONESEG_HOST_H

#include <stdio.h>

#include "phoneseg/phoneseg.h"

#ifdef __cplusplus
extern "C" {
#endif

struct pseg_error {
    char text[1024];
};

/* Writes the sentence, as printf does; always returns -1, so that a failure is one line. */
__attribute__((format(printf, 2, 3))) int pseg_fail(struct pseg_error *error, const char *format,
                                                    ...);

/* ----------------------------------------------------------------------------------- audio -- */

/* A source of mono audio at the rate that the detector wants. Channels are averaged; another rate
 * is converted by a linear-phase filter whose delay is taken out, so that sample 0 is the file's
 * own sample 0. Constant memory, whatever the length. */
struct pseg_audio;

/* An audio file that libsndfile reads: WAV, FLAC, Ogg, NIST SPHERE and more; 8 to 192 kHz. */
struct pseg_audio *pseg_audio_open(const char *path, int rate, struct pseg_error *error);

/* Raw interleaved 16-bit little-endian PCM from a stream, which stays the caller's to close.
 * name is used in messages. */
struct pseg_audio *pseg_audio_open_raw(FILE *stream, const char *name, int rate_in, int channels,
                                       int rate, struct pseg_error *error);

/* Before the first read: only this channel, 1 being the first, 0 the mean of all; and only the
 * audio from start to end [s], 0 <= start < end, end may be INFINITY. Sample 0 is then the one at
 * start, as if the source began there. -1: the source has no such channel, or ends before start;
 * where its length is not known, reading tells. */
int pseg_audio_choose(struct pseg_audio *a, int channel, double start, double end,
                      struct pseg_error *error);

/* The next samples, at most n, into x[n], full scale 1: how many, 0 at the end, -1 on an error
 * (unreadable data, a sample that is no number). */
long pseg_audio_read(struct pseg_audio *a, float *x, size_t n, struct pseg_error *error);

/* After the end: 0, or -1 with a sentence where the file holds less audio than it promises, or
 * none, or raw input ends in the middle of a sample frame. */
int pseg_audio_complete(const struct pseg_audio *a, struct pseg_error *error);

/* Called after each 100 ms that are read of a file, or 10 ms of a pipe, with how much has been
 * heard [s]: for progress, and to stop, since a nonzero answer makes pseg_audio_read fail. */
typedef int pseg_on_audio(void *user, double heard);
void pseg_audio_watch(struct pseg_audio *a, pseg_on_audio *on_audio, void *user);

int pseg_audio_source_rate(const struct pseg_audio *a); /* [Hz] of the file itself */
double pseg_audio_start(const struct pseg_audio *a);    /* [s] of sample 0 in the source */
double pseg_audio_delay(const struct pseg_audio *a);    /* [s] that the rate conversion waits */
double pseg_audio_expected(const struct pseg_audio *a); /* [s] promised by the file; 0: unknown */
void pseg_audio_close(struct pseg_audio *a);

/* Whole file: *x = malloc'ed samples at rate, *n of them. A truncated file is an error. */
int pseg_audio_load(float **x, size_t *n, const char *path, int rate, struct pseg_error *error);

/* ------------------------------------------------------------------------------ detection -- */

/* A detector on the heap; free with pseg_destroy. */
struct pseg *pseg_create(const struct pseg_model *model, struct pseg_error *error);
void pseg_destroy(struct pseg *d);

/* Called for each event as it is decided; nonzero ends the run, which then returns -1. */
typedef int pseg_on_event(void *user, const struct pseg_event *event);

/* Runs all of the source through a detector, which is reset first. *total = samples heard, at the
 * model's rate. What was decided before an error has been reported by then. */
int pseg_run(struct pseg *d, struct pseg_audio *a, pseg_on_event *on_event, void *user,
             uint64_t *total, struct pseg_error *error);

/* ---------------------------------------------------------------------------- model files -- */

/* Reads and checks a model file; free with pseg_model_free. */
int pseg_model_load(struct pseg_model *model, const char *path, struct pseg_error *error);
void pseg_model_free(struct pseg_model *model);

/* -1 where a file of that name exists that is no model: it would be a loss. */
int pseg_model_check_place(const char *path, struct pseg_error *error);

/* Writes a model file: to a temporary name first, then renamed; an older model is replaced. */
int pseg_model_save(const struct pseg_model *model, const char *path, struct pseg_error *error);

/* --------------------------------------------------------------------------------- output -- */

/* A file written whole or not at all: under a temporary name beside it until committed. A path
 * that exists and is no regular file (a pipe), or is open already (/dev/stdout), is written
 * directly. */
struct pseg_output;
struct pseg_output *pseg_output_open(const char *path, struct pseg_error *error);
FILE *pseg_output_stream(struct pseg_output *o);
int pseg_output_commit(struct pseg_output *o, struct pseg_error *error); /* frees o */
void pseg_output_abandon(struct pseg_output *o);                         /* frees o */

/* --------------------------------------------------------------------------------- labels -- */

/* Times of boundaries [s], ascending. */
struct pseg_times {
    double *at; /* [n] */
    size_t n, room;
    double end; /* [s] of the labels of a file; 0: not known */
};
int pseg_times_add(struct pseg_times *t, double at); /* -1: out of memory */
void pseg_times_free(struct pseg_times *t);

/* A segment, or a point where start and end are the same. */
struct pseg_label {
    double start, end; /* [s] */
    double decided;    /* [s] of audio that had been heard by then; NaN: not known */
    double score;      /* of the boundary at its start; NaN: none */
    char *text;        /* UTF-8, empty where nobody wrote any */
};

struct pseg_tier {
    char *name;
    struct pseg_label *label; /* [n] in the file's order */
    size_t n, room;
};

/* What a label file says of one recording. A file without names of tiers has one, "segments". */
struct pseg_labels {
    struct pseg_tier *tier; /* [n] */
    size_t n, room;
    double end; /* [s] of the recording, or of its last segment; 0: not known */
};

/* Reads a label file. format is "textgrid", "phn", "lab", "audacity", "ctm", "json", "jsonl", "csv"
 * or "text"; NULL: told by the file's extension, a TextGrid also by its content. Text may be UTF-8,
 * UTF-16 with a byte order mark, or Latin-1. Free with pseg_labels_free, after a failure too. */
int pseg_read_labels(struct pseg_labels *l, const char *path, const char *format,
                     struct pseg_error *error);
void pseg_labels_free(struct pseg_labels *l);

/* Writes a label file, whole or not at all; format NULL: that of the extension. A format that keeps
 * one tier gets the one that pseg_find_tier finds without a name. */
int pseg_write_labels(const struct pseg_labels *l, const char *path, const char *format,
                      struct pseg_error *error);

/* The tier of that name; NULL for a name: the only one, or the first with "phon" in its name. path
 * is used in messages. NULL: there is no such tier. */
const struct pseg_tier *pseg_find_tier(const struct pseg_labels *l, const char *name,
                                       const char *path, struct pseg_error *error);

/* A tier of a label file as segments that follow each other from 0 to the end: gaps of more than a
 * millisecond are segments without a text, points last until the next one, and of what overlaps the
 * later part counts. Free with pseg_tier_free, after a failure too. */
int pseg_read_tier(struct pseg_tier *tier, const char *path, const char *name,
                   struct pseg_error *error);
void pseg_tier_free(struct pseg_tier *tier);

/* The starts of those segments but the first. */
int pseg_read_boundaries(struct pseg_times *t, const char *path, const char *tier,
                         struct pseg_error *error);

/* -------------------------------------------------------------------------------- scoring -- */

/* Counts of one or more recordings; they add up. */
struct pseg_counts {
    long n_ref, n_hyp; /* boundaries of the reference, of the hypothesis */
    long hits;         /* strict: pairs, one to one, within 20 ms */
    long ref_hit;      /* lenient: reference boundaries within 2 frames of a hypothesis */
    long hyp_hit;      /* lenient: hypothesis boundaries within 2 frames of a reference */
};

/* Adds one recording's counts. */
void pseg_count(struct pseg_counts *counts, const struct pseg_times *ref,
                const struct pseg_times *hyp, double tolerance);

/* Adds to *offsets how far the hypothesis lies behind the reference [s] in each strict pair of one
 * recording, in the pairs' order; negative: before it. Where boundaries are so near that there is
 * a choice, the nearer ones are paired. -1: out of memory. */
int pseg_pair_offsets(struct pseg_times *offsets, const struct pseg_times *ref,
                      const struct pseg_times *hyp, double tolerance);

/* All in per cent. */
struct pseg_rates {
    double precision, recall, f1, over_segmentation, r_value;
};
struct pseg_rates pseg_strict(const struct pseg_counts *counts);
struct pseg_rates pseg_lenient(const struct pseg_counts *counts);

#ifdef __cplusplus
}
#endif
#endif
