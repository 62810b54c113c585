/* The audio of a training run: in memory as 16-bit samples, cut into pieces, some kept for
 * validation. All ranks of a job know all pieces, in the same order, and each has the samples of
 * those that it learns from. */
#ifndef PSEG_DATASET_H
#define PSEG_DATASET_H

#include "babble.h"
#include "ranks.h"
#include "segments.h"
#include "settings.h"

struct pseg_utterance {
    int16_t *samples; /* [n] at the model's rate; NULL: another rank has them */
    int16_t *own;     /* the same, where they are no part of their recording's block */
    size_t n;
    int frames;
    int holder; /* the rank whose piece it is: others may have it, but it counts there */
    const struct pseg_segments *segments; /* of its recording; NULL: nobody labelled it */
    double begins;                        /* [s] in its recording */
    struct pseg_mark *marks;              /* [n_marks] a teacher's, in time; NULL: nobody taught */
    int n_marks;
    float *heights;  /* [frames] while a teacher is at work */
    uint64_t stream; /* of its random numbers: from its path and place, not from its number */
};

/* to[u->n], full scale 1 */
void pseg_utterance_samples(float *to, const struct pseg_utterance *u);

struct pseg_part {
    struct pseg_utterance *utterances; /* [n] sorted by length */
    size_t n, room;
    double seconds;
};

struct pseg_recorded {
    int16_t *samples; /* [n]; NULL: another rank has read it, or the pieces have their own */
    size_t n;
    int reader;                    /* rank */
    struct pseg_segments segments; /* none where nobody labelled it */
};

struct pseg_dataset {
    struct pseg_part train, validation;
    struct pseg_recorded **recordings; /* [n_recordings] */
    size_t n_recordings, recordings_room;
    size_t failed;        /* recordings that could not be read */
    uint64_t fingerprint; /* changes when a file or its length does: a resumed run checks it */
};

/* What goes on while audio is read. */
struct pseg_load_hooks {
    void (*report)(void *user, const char *sentence); /* a file that is left out, and why */
    int (*progress)(void *user, double done); /* of reading and teaching; nonzero asks to stop */
    void *user;
};

/* What is asked of the label files, where the settings want them. */
struct pseg_labels_wanted {
    const char *tier; /* as pseg_find_tier takes it */
    int some;         /* no labelled recording at all is a failure */
};

/* Reads all audio below folder, each rank its share. A file that cannot be read is reported and
 * left out; none at all is a failure (-1), and so is being asked to stop. A recording goes to
 * validation as a whole, chosen by its path and the seed: together. */
int pseg_dataset_load(struct pseg_dataset *ds, const char *folder, const struct pseg_settings *s,
                      const struct pseg_labels_wanted *labels, const struct pseg_load_hooks *hooks,
                      struct pseg_error *error);
void pseg_dataset_free(struct pseg_dataset *ds);

/* Pieces for a tutor to learn from. */
int pseg_any_labelled(const struct pseg_part *part);

/* The pieces of this rank. */
static inline int pseg_is_mine(const struct pseg_utterance *u)
{
    return u->samples && u->holder == pseg_rank();
}

/* Voices for babble: utterances of the training part, drawn by seed. -1: out of memory. Free with
 * pseg_free_voices either way: together. */
int pseg_dataset_voices(struct pseg_voices *v, const struct pseg_dataset *ds, uint64_t seed,
                        struct pseg_error *error);

#endif
