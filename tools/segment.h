/* phoneseg segment: what its parts share. Inputs are collected (segment_inputs.c), each is run
 * through a detector (segment_one.c), one after the other or several at once (segment_pool.c), by
 * several ranks if there are any (segment_ranks.c), and what became of them is told and counted
 * (segment_report.c). */
#ifndef SEGMENT_H
#define SEGMENT_H

#include <stdatomic.h>

#include "command.h"
#include "progress.h"
#include "writer.h"

struct segment_input {
    char *path;
    char *output; /* its own file; NULL: the shared stream */
    int is_stdin;
    int rank; /* whose work it is */
};

struct segment_inputs {
    struct segment_input *input; /* [n] */
    size_t n, room;
    size_t n_bad; /* could not be read, or had no output of their own: told already */
};

/* What all inputs share. */
struct segment_job {
    struct pseg_model model;
    const char *kernel; /* NULL: the fastest */
    const struct pseg_format *format;
    int rate, channels; /* of raw audio on stdin */
    int channel;        /* the one to hear, from 1; 0: the mean of all */
    double start, end;  /* [s] the part to hear; end may be INFINITY */
    struct segment_inputs inputs;
    FILE *shared; /* stdout or the file of -o; NULL: every input has its own */
    const char *shared_name;
    long head_size; /* [bytes] of what is printed to it before any result */
    struct pseg_progress *progress;
    atomic_int stop; /* no more, the shared stream is broken */
};

enum segment_outcome {
    SEGMENT_PENDING,
    SEGMENT_DONE,
    SEGMENT_KEPT,   /* done as far as it goes, with a complaint */
    SEGMENT_FAILED, /* with a complaint */
    SEGMENT_BROKEN, /* the stream could not be written, with a complaint */
    SEGMENT_STOPPED /* by a signal, or because the shared stream is broken */
};

/* How many inputs came to what. */
struct segment_tally {
    size_t done, complaints;
    int broken; /* the shared stream could not be written */
};

/* Files, folders and "-" become inputs; output_dir NULL: no outputs of their own. -1: nothing to
 * go on with. */
int segment_collect(struct segment_inputs *inputs, const char *const *arguments,
                    const char *output_dir, const struct pseg_format *format);
void segment_inputs_free(struct segment_inputs *inputs);

/* A detector of the job's model on the job's kernel; pseg_destroy() ends it. */
struct pseg *segment_detector(const struct segment_job *job, struct pseg_error *error);

/* Runs one input, printing to its own output or else to the stream. */
enum segment_outcome segment_one(FILE *stream, const struct segment_job *job,
                                 const struct segment_input *input, struct pseg *detector,
                                 struct pseg_error *error);

/* What it means for an input that its stream, the shared one, its own output or a temporary file,
 * did not take all of it: the error says which, and why, which is an errno. */
enum segment_outcome segment_unwritten(const FILE *stream, const struct segment_job *job,
                                       const struct segment_input *input, int problem,
                                       struct pseg_error *error);

/* Tells and counts; also checks that the shared stream took what was written to it. */
void segment_report(struct segment_tally *tally, struct segment_job *job,
                    enum segment_outcome outcome, const struct pseg_error *error);

/* All inputs on the calling thread. -1: no memory. */
int segment_in_turn(struct segment_tally *tally, struct segment_job *job);

/* Divides inputs among ranks, by their sizes. -1: no memory, or ranks are lost; told. */
int segment_share(struct segment_inputs *inputs);

/* What became of an input, from the rank that had it to rank 0. The text has been flushed. */
int segment_send(enum segment_outcome outcome, FILE *text, const struct pseg_error *problem,
                 struct pseg_error *error);
enum segment_outcome segment_receive(FILE **text, struct pseg_error *problem, int from);

/* All inputs on n_threads threads of each rank, to the very same result. -1: no memory. */
int segment_in_parallel(struct segment_tally *tally, struct segment_job *job, int n_threads);

#endif
