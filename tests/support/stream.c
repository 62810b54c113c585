#include "stream.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "synth.h"

void stream_make(struct stream *s, size_t n)
{
    s->n = s->n_flushed = 0;
    s->capacity = n / 8 + PSEG_FLUSH_EVENTS + 1; /* hops are at least 8 samples */
    s->events = calloc(s->capacity, sizeof *s->events);
    assert_non_null(s->events);
}

void stream_free(struct stream *s)
{
    free(s->events);
    s->events = NULL;
}

static size_t next_piece(const struct cut *cut, struct rng *rng, size_t left)
{
    const size_t piece = cut->piece ? cut->piece : rng_below(rng, 481);
    return piece < left ? piece : left;
}

static void flush(struct stream *s, struct pseg *d)
{
    assert_true(s->capacity - s->n >= PSEG_FLUSH_EVENTS);
    const int status = pseg_flush(d, s->events + s->n, PSEG_FLUSH_EVENTS, &s->n_flushed);
    assert_int_equal(status, PSEG_OK);
    s->n += s->n_flushed;
}

void stream_run(struct stream *s, struct pseg *d, const float *audio, size_t n,
                const struct cut *cut)
{
    struct rng rng = {77};
    size_t done = 0;
    s->n = 0;
    while (done < n) {
        const size_t piece = next_piece(cut, &rng, n - done);
        for (size_t given = 0; given < piece;) {
            size_t made, used, room = s->capacity - s->n;
            if (room > cut->room)
                room = cut->room;
            assert_true(room > 0);
            const int status = pseg_process(d, s->events + s->n, room, &made, audio + done + given,
                                            piece - given, &used);
            assert_int_equal(status, PSEG_OK);
            assert_true(made == room || used == piece - given);
            s->n += made;
            given += used;
        }
        done += piece;
    }
    flush(s, d);
}

void stream_whole(struct stream *s, struct pseg *d, const float *audio, size_t n)
{
    const struct cut whole = {"whole", n, s->capacity};
    stream_run(s, d, audio, n, &whole);
}

void stream_check_same(const struct stream *a, const struct stream *b, const char *what)
{
    if (a->n != b->n)
        fail_msg("%s: %zu events, not %zu", what, b->n, a->n);
    for (size_t i = 0; i < a->n; i++) {
        const struct pseg_event *x = &a->events[i], *y = &b->events[i];
        if (x->at != y->at || x->decided != y->decided ||
            memcmp(&x->score, &y->score, sizeof x->score) != 0)
            fail_msg("%s: event %zu differs: at %lu, not %lu", what, i, (unsigned long)y->at,
                     (unsigned long)x->at);
    }
}
