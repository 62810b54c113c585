/* Babble: several people who speak at once, made of recordings of speech. */
#ifndef PSEG_BABBLE_H
#define PSEG_BABBLE_H

#include "phoneseg/host.h"
#include "random.h"

enum {
    PSEG_BABBLE_VOICES = 8,   /* that speak at once: no word of one can be followed */
    PSEG_BABBLE_POOL = 64,    /* recordings that they are drawn from */
    PSEG_BABBLE_SECONDS = 30, /* used of each */
};

struct pseg_voice {
    float *x; /* [n] */
    size_t n;
};

/* noise[n] of power 1: PSEG_BABBLE_VOICES of the voices, drawn (all of fewer), each scaled to the
 * same power, from a place that is drawn too, and on from its start where it ends before n. At
 * most PSEG_BABBLE_POOL voices; without any, or of silence alone, noise is silence. */
void pseg_make_babble(float *noise, size_t n, const struct pseg_voice *voices, size_t n_voices,
                      struct pseg_random *r);

struct pseg_voices {
    struct pseg_voice voice[PSEG_BABBLE_POOL]; /* [n] */
    size_t n;
};

/* Loads PSEG_BABBLE_POOL recordings of a folder, drawn by seed (all of fewer), at rate [Hz]. -1: it
 * holds no audio, one cannot be read, or all are silent. Free with pseg_free_voices either way. */
int pseg_load_voices(struct pseg_voices *v, const char *folder, int rate, uint64_t seed,
                     struct pseg_error *error);
void pseg_free_voices(struct pseg_voices *v);

#endif
