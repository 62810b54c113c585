/* Output formats. One row of a table and a few small functions each; they know neither files nor
 * models, only a stream to print to. */
#ifndef PSEG_WRITER_H
#define PSEG_WRITER_H

#include <stdio.h>

#include "phoneseg/phoneseg.h"

/* One recording being written. */
struct pseg_writing {
    FILE *stream;
    const char *path;       /* named in the output, where several recordings share it; else NULL */
    int rate;               /* [Hz] of the events' sample counts */
    double delay;           /* [s] by which the rate conversion holds the audio back */
    double heard;           /* [s] of audio read so far */
    uint64_t start, latest; /* phn: [16 kHz samples] open segment, boundary that may end it */
};

struct pseg_format {
    const char *name;
    const char *extension;
    int single; /* one recording a stream, and useless without its end */
    void (*begin)(struct pseg_writing *w);
    void (*event)(struct pseg_writing *w, const struct pseg_event *event);
    void (*end)(struct pseg_writing *w, uint64_t total); /* [samples] at w->rate */
};

extern const struct pseg_format pseg_formats[];
extern const size_t pseg_n_formats;

/* NULL: no format of that name. */
const struct pseg_format *pseg_find_format(const char *name);

/* Prints text as a JSON string, in quotes; bytes that are not UTF-8 become U+FFFD. */
void pseg_print_json_string(FILE *stream, const char *text);

#endif
