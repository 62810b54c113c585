/* Running a detector over audio that is cut into pieces, and comparing what it finds. */
#ifndef TESTS_STREAM_H
#define TESTS_STREAM_H

#include "phoneseg/phoneseg.h"

struct cut {
    const char *name;
    size_t piece; /* [samples] given at a time; 0: random lengths, up to 3 hops */
    size_t room;  /* [events] given at a time */
};

struct stream {
    struct pseg_event *events;
    size_t n, capacity;
    size_t n_flushed; /* how many of them the flush made */
};

/* Room for whatever audio[n] can give. */
void stream_make(struct stream *s, size_t n);
void stream_free(struct stream *s);

/* Audio[n], then a flush; all statuses must be PSEG_OK, and all audio be used. */
void stream_run(struct stream *s, struct pseg *d, const float *audio, size_t n,
                const struct cut *cut);

/* As one piece, with enough room. */
void stream_whole(struct stream *s, struct pseg *d, const float *audio, size_t n);

/* Fails unless the events are the same to the last bit. */
void stream_check_same(const struct stream *a, const struct stream *b, const char *what);

#endif
