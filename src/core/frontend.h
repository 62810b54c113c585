/* From samples to one feature vector each hop: pre-emphasis, Hamming window, power spectrum, mel
 * bands, log, and cepstra where the model wants them. Causal, and independent of how the audio is
 * cut: frame n is made of samples n hop .. n hop + window - 1 and the one before them. */
#ifndef PSEG_FRONTEND_H
#define PSEG_FRONTEND_H

#include "dct.h"
#include "mel.h"
#include "power.h"

struct pseg_frontend {
    int window, hop;
    int n_ceps; /* 0: features are the log-mel bands */
    float pre_emphasis;
    float log_floor; /* power */
    float lowest;    /* log(log_floor) */
    float ceiling;   /* log; 0: none */
    float loudness;  /* [nats] the level that the bands are lowered by is this less the ceiling */
    int filled;      /* [samples] of the window so far; a frame is due when it is full */
    float last;      /* the sample before, for the pre-emphasis */
    float *samples;  /* [pseg_power_reads(window)] pre-emphasised, 16-bit units */
    float *bands;    /* [n_mel] */
    struct pseg_power power;
    struct pseg_mel mel;
    struct pseg_dct dct;
};

void pseg_frontend_init(struct pseg_frontend *fe, struct pseg_arena *arena,
                        const struct pseg_config *c);
void pseg_frontend_reset(struct pseg_frontend *fe);

/* Takes samples of audio[n] until a frame is due; returns how many it took. Fewer than n without
 * a frame due: the next one is no number (see PSEG_E_SAMPLE). */
size_t pseg_frontend_push(struct pseg_frontend *fe, const float *audio, size_t n);

static inline int pseg_frontend_due(const struct pseg_frontend *fe)
{
    return fe->filled == fe->window;
}

/* The due frame's features[n_ceps or n_mel]; moves on by one hop. */
void pseg_frontend_frame(float *features, struct pseg_frontend *fe,
                         const struct pseg_kernels *kernels);

/* The same with the tables and the scratch of another front end of the same configuration. */
void pseg_frontend_frame_by(float *features, struct pseg_frontend *fe, struct pseg_frontend *by,
                            const struct pseg_kernels *kernels);

#endif
