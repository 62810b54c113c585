/* Label formats, read and written: a row of a table and a few small functions each. Writers know
 * neither files nor models, only a stream to print to; labels come to them one by one, so that a
 * boundary can be printed as soon as it is decided. */
#ifndef PSEG_WRITER_H
#define PSEG_WRITER_H

#include <stdio.h>

#include "label_text.h"

/* One recording being written. */
struct pseg_writing {
    const struct pseg_format *format;
    FILE *stream;
    const char *recording; /* its path, for formats that always name it; NULL: not known */
    const char
        *path;     /* the same, to be named where several recordings share the output; else NULL */
    int rate;      /* [Hz] of the events' sample counts */
    double origin; /* [s] of the events' sample 0 in the recording */
    double delay;  /* [s] by which the rate conversion holds the audio back */
    double heard;  /* [s] of audio read so far */
    unsigned columns;               /* of records: bits of enum pseg_column */
    const char *tier;               /* the name of that in which the labels are */
    size_t n_labels;                /* printed so far */
    struct pseg_label open, latest; /* segments: one without an end, the boundary that may end it */
    struct pseg_labels collected;   /* where nothing can be printed before the end */
};

enum pseg_format_flags {
    PSEG_SINGLE = 1,   /* one recording a stream, and useless without its end */
    PSEG_POINTS = 2,   /* has labels at one time */
    PSEG_SEGMENTS = 4, /* has labels with start and end */
    PSEG_TIERS = 8,    /* has several tiers */
    PSEG_LINES = 16,   /* each line is of use as soon as it is there */
    PSEG_TOLD = 32     /* beside a recording such a name is mostly a transcript's */
};

struct pseg_format {
    const char *name, *extension;
    /* How a file of that extension begins that lies beside a recording and is not about something
     * else: with one of these words, blanks in the file apart. "": in any way; NULL: another
     * format of the same extension has them. */
    const char *begins;
    int flags;
    /* head comes once a stream, begin and end once a recording; each may be NULL. total [s]. */
    void (*head)(struct pseg_writing *w);
    void (*begin)(struct pseg_writing *w);
    void (*label)(struct pseg_writing *w, const struct pseg_label *label);
    void (*end)(struct pseg_writing *w, double total);
    /* NULL: by the above; else these are not there. -1: out of memory */
    int (*write)(FILE *f, const struct pseg_labels *l);
    /* Adds to *l, which is empty. -1: malformed */
    int (*read)(struct pseg_labels *l, struct pseg_text *t);
};

extern const struct pseg_format pseg_formats[];
extern const size_t pseg_n_formats;

/* NULL: no format of that name. */
const struct pseg_format *pseg_find_format(const char *name);

/* What the path's extension says, in any case of letters; NULL: nothing. */
const struct pseg_format *pseg_format_of(const char *path);

/* A file of the format's extension, beside a recording, has labels. False also where it is not. */
int pseg_is_label_file(const char *path, const struct pseg_format *format);

/* The boundaries of a recording, one after the other: format, stream, path, rate, origin, delay
 * and heard are set first, recording where it is known. head comes once for all recordings that
 * share a stream. -1: out of memory. */
void pseg_write_head(struct pseg_writing *w);
void pseg_write_begin(struct pseg_writing *w);
int pseg_write_event(struct pseg_writing *w, const struct pseg_event *event);
int pseg_write_end(struct pseg_writing *w, double end); /* [s] of the recording */
void pseg_writing_free(struct pseg_writing *w);

/* A whole document, of one tier where the format has no more; recording: as above. -1: out of
 * memory. */
int pseg_print_labels(FILE *stream, const struct pseg_labels *l, const struct pseg_format *format,
                      const char *recording);

/* Prints text as a JSON string, in quotes; bytes that are not UTF-8 become U+FFFD. */
void pseg_print_json_string(FILE *stream, const char *text);

#endif
