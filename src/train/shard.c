#include "shard.h"

#include <stdlib.h>
#include <string.h>

#include "ranks.h"

/* What is told of a recording. */
struct notice {
    uint64_t n, n_segments;
    int readable;
};

static int out_of_memory(struct pseg_error *error)
{
    return pseg_fail(error, "out of memory for what other ranks have read");
}

static int receive_recorded(struct pseg_recorded **r, const struct notice *notice,
                            struct pseg_error *error)
{
    *r = calloc(1, sizeof **r);
    if (!*r)
        return out_of_memory(error);
    (*r)->n = (size_t)notice->n;
    (*r)->segments.n = (size_t)notice->n_segments;
    (*r)->segments.segment = calloc((*r)->segments.n + 1, sizeof *(*r)->segments.segment);
    return (*r)->segments.segment ? 0 : out_of_memory(error);
}

int pseg_share_recorded(struct pseg_recorded **r, struct pseg_error *why, int reader,
                        struct pseg_error *error)
{
    struct notice notice = {0};
    if (*r)
        notice = (struct notice){(*r)->n, (*r)->segments.n, 1};
    if (pseg_ranks_share(&notice, sizeof notice, reader, error))
        return -1;
    if (!notice.readable)
        return pseg_ranks_share(why, sizeof *why, reader, error);
    if (pseg_rank() != reader && receive_recorded(r, &notice, error))
        return -1;
    (*r)->reader = reader;
    return pseg_ranks_share((*r)->segments.segment, (*r)->segments.n * sizeof(struct pseg_segment),
                            reader, error);
}

/* Its own copy of the samples, or room for them. */
static int keep(struct pseg_utterance *u, struct pseg_error *error)
{
    u->own = malloc((u->n + 1) * sizeof *u->own);
    if (!u->own)
        return out_of_memory(error);
    if (u->samples)
        memcpy(u->own, u->samples, u->n * sizeof *u->own);
    u->samples = u->own;
    return 0;
}

static int give_to_all(struct pseg_utterance *u, struct pseg_error *error)
{
    return keep(u, error) || pseg_ranks_share(u->own, u->n * sizeof *u->own, u->holder, error) ? -1
                                                                                               : 0;
}

static int give(struct pseg_utterance *u, int to, struct pseg_error *error)
{
    const int from = u->holder, me = pseg_rank();
    const size_t bytes = u->n * sizeof *u->samples;
    u->holder = to;
    if (me == to)
        return keep(u, error) || (from != me && pseg_ranks_receive(u->own, bytes, from, error)) ? -1
                                                                                                : 0;
    const int status = me == from ? pseg_ranks_send(u->samples, bytes, to, error) : 0;
    u->samples = NULL;
    return status;
}

/* All ranks walk through the pieces in the same order, and so none waits for one that waits. */
static int shard_part(struct pseg_part *part, int batch, int tutored, struct pseg_error *error)
{
    int status = 0, place = 0;
    for (size_t i = 0; i < part->n && !status; i++) {
        struct pseg_utterance *u = &part->utterances[i];
        if (tutored && u->segments) {
            status = give_to_all(u, error);
        } else {
            status = give(u, place % pseg_n_ranks(), error);
            place = (place + 1) % batch;
        }
    }
    return status;
}

int pseg_shard(struct pseg_dataset *ds, const struct pseg_settings *s, struct pseg_error *error)
{
    if (pseg_n_ranks() == 1)
        return 0;
    const int tutored = s->tutor > 0 && pseg_any_labelled(&ds->train);
    if (shard_part(&ds->train, s->batch, tutored, error) ||
        shard_part(&ds->validation, s->batch, tutored, error))
        return -1;
    for (size_t i = 0; i < ds->n_recordings; i++) {
        free(ds->recordings[i]->samples);
        ds->recordings[i]->samples = NULL;
    }
    return 0;
}
