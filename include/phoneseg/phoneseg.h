/* phoneseg: phoneme boundaries from streaming speech.
 *
 * The streaming core. It allocates nothing, locks nothing and prints nothing: the caller owns every
 * byte. Audio goes in, any number of samples at a time; boundaries come out as they are decided.
 *
 *     struct pseg_model model;
 *     pseg_model_default(&model);
 *     void *memory = malloc(pseg_size(&model));
 *     struct pseg *d;
 *     pseg_init(&d, memory, pseg_size(&model), &model);
 *     while (... audio[n] ...)
 *         pseg_process(d, events, room, &made, audio, n, &used);
 *     pseg_flush(d, events, room, &made);
 *
 * Events do not depend on how the audio is cut: they are identical bit for bit.
 *
 * Sources, by the numbers used in the comments of this project:
 *   000  Wang, Chung, Lee: Gate Activation Signal Analysis for Gated Recurrent Neural Networks and
 *        Its Correlation with Phoneme Boundaries, Interspeech 2017.
 *   001  Tang, Shi, Wang: Memory Visualization for Gated Recurrent Neural Networks in Speech
 *        Recognition, ICASSP 2017.
 *   002  Cheng, Xu, Chen, Qiao, Pu, Niu, Wu: Refined Gate: A Simple and Effective Gating Mechanism
 *        for Recurrent Units, 2020.
 *   003  Koppula, Sim, Chin: Understanding Recurrent Neural State Using Memory Signatures, ICASSP
 *        2018.
 *   004  Dey, Salem: Gate-Variants of Gated Recurrent Unit (GRU) Neural Networks, MWSCAS 2017.
 */
#ifndef PHONESEG_PHONESEG_H
#define PHONESEG_PHONESEG_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PSEG_VERSION "0.1.0"

/* ---------------------------------------------------------------------------------- status -- */

enum pseg_status {
    PSEG_OK = 0,
    PSEG_E_ARGUMENT,       /* a pointer is NULL or a size makes no sense */
    PSEG_E_MEMORY,         /* the block is smaller than it has to be or not aligned to 16 bytes */
    PSEG_E_SAMPLE,         /* a sample is NaN, infinite or beyond +-PSEG_MAX_SAMPLE */
    PSEG_E_FLUSHED,        /* audio after pseg_flush() without pseg_reset() */
    PSEG_E_OFFLINE,        /* the model's features need the whole recording: it cannot stream */
    PSEG_E_ROOM,           /* fewer than PSEG_FLUSH_EVENTS events of room given to pseg_flush() */
    PSEG_E_MODEL_ALIGN,    /* the model's bytes do not start at a multiple of 4 */
    PSEG_E_MODEL_MAGIC,    /* not a model file */
    PSEG_E_MODEL_VERSION,  /* made by another version of the format */
    PSEG_E_MODEL_SIZE,     /* shorter or longer than it says: truncated or damaged */
    PSEG_E_MODEL_CHECKSUM, /* damaged */
    PSEG_E_MODEL_FIELD,    /* a header field is out of range; pseg_model.bad_field names it */
    PSEG_E_MODEL_SHAPE,    /* the tensors do not add up to what the header describes */
    PSEG_E_MODEL_VALUE, /* a weight is NaN or beyond +-1e6, or an int8 one or its scale is none that
                              quantisation makes; bad_field names its tensor */
    PSEG_E_KERNEL,      /* this machine has no kernel of that name */
    PSEG_E_GROUP,       /* a detector of another model than the group's */
    PSEG_N_STATUS
};

/* One sentence for each status; never NULL. */
const char *pseg_strerror(int status);

/* ----------------------------------------------------------------------------------- model -- */

enum pseg_topology {
    PSEG_TOPOLOGY_NONE, /* no network: the score is the spectral transition measure */
    PSEG_TOPOLOGY_RPM2, /* dense (ReLU), recurrent, linear output (000 section 4.1, "2 layers") */
    PSEG_TOPOLOGY_RPM4, /* dense, recurrent, recurrent, dense, linear output ("4 layers") */
    PSEG_TOPOLOGY_AE,   /* the same stack, which tells the frame that it hears (000 eq. 11) */
    PSEG_N_TOPOLOGIES
};

/* The cells of the papers; `phoneseg cells` lists them, src/core/cell.h and cell.c define them.
 * Gates: GRU 0 update z, 1 reset r; MGU 0 forget; LSTM 0 forget, 1 input, 2 output. */
enum pseg_cell {
    PSEG_CELL_GRU,
    PSEG_CELL_GRU1, /* gates without input */
    PSEG_CELL_GRU2, /* without input and bias */
    PSEG_CELL_GRU3, /* of a bias alone: constant, so there is no difference GAS */
    PSEG_CELL_GRU_RR_PLUS,
    PSEG_CELL_GRU_RR_TIMES,
    PSEG_CELL_MGU,
    PSEG_CELL_MGU_RF_PLUS,
    PSEG_CELL_MGU_RF_TIMES,
    PSEG_CELL_LSTM,
    PSEG_CELL_LSTM_PEEPHOLE,
    PSEG_CELL_LSTM_RI_PLUS,
    PSEG_CELL_LSTM_RI_TIMES,
    PSEG_CELL_LSTM_RO_PLUS,
    PSEG_CELL_LSTM_RO_TIMES,
    PSEG_CELL_LSTM_RIO_PLUS,
    PSEG_CELL_LSTM_RIO_TIMES,
    PSEG_CELL_LSTM_EXPOSED,
    PSEG_N_CELLS
};

enum pseg_score {
    PSEG_SCORE_TRANSITION, /* mean over dimensions of the squared slope of the features */
    PSEG_SCORE_ERROR,      /* prediction error E, 000 eq. 15 */
    PSEG_SCORE_GAS_MEAN,   /* difference of the gate's mean over units, 000 eq. 12 */
    PSEG_SCORE_GAS,        /* mean over units of |difference|, from 000 eq. 13 */
    PSEG_SCORE_BLEND,      /* (1-w) E + w gas, 000 eq. 16 with the per-unit form */
    PSEG_SCORE_READOUT,    /* a probability: sigma(b + weights . [log E, dg_1 ... dg_J]), and of the
                              state h_1 ... h_J where readout_state says so */
    PSEG_N_SCORES
};

/* Everything that a model fixes besides its weights; the header of a model file, field by field. */
struct pseg_config {
    int32_t rate;     /* [Hz] sampling rate of the audio */
    int32_t window;   /* [samples] analysis window */
    int32_t hop;      /* [samples] from one frame to the next */
    int32_t fft_size; /* [samples] 8 times factors of 2, 3 and 5, >= window */
    int32_t n_mel;    /* mel bands */
    int32_t n_ceps;   /* cepstral coefficients kept, c0 included; 0: the log-mel bands themselves */
    int32_t
        deltas;   /* orders of symmetric differences over time besides: 0, 1 or 2. They look ahead,
                       so that models with them cannot stream: to repeat papers, off line */
    int32_t cmvn; /* 1: mean 0 and variance 1 over each whole recording; off line, likewise */
    float pre_emphasis;    /* x[n] - pre_emphasis x[n-1] */
    float low_hz;          /* [Hz] lower edge of the lowest mel band */
    float high_hz;         /* [Hz] upper edge of the highest mel band */
    float log_floor;       /* smallest band power, in squares of 16-bit sample units */
    float ceiling;         /* mean band power, in the same unit, that louder audio is lowered to,
                              slowly; 0: none */
    int32_t topology;      /* enum pseg_topology */
    int32_t cell;          /* enum pseg_cell */
    int32_t n_dense;       /* units of each dense layer */
    int32_t n_hidden;      /* units of each recurrent layer */
    int32_t residual;      /* 1: the second recurrent layer gets the first one's memory (001 5.2) */
    int32_t int8;          /* 1: the network's matrices are int8, with a scale for each output */
    int32_t score;         /* enum pseg_score */
    int32_t gate;          /* which gate of the first recurrent layer gives the difference GAS */
    int32_t readout_state; /* 1: the readout sees the first recurrent layer's state, too */
    int32_t slope;         /* [frames] half-width K of the spectral transition's slope */
    float blend;           /* w of 000 eq. 16 */
    float threshold;       /* a boundary's score is above this */
    int32_t min_gap;       /* [frames] least distance between the peaks of boundaries; 1: none */
    int32_t refine;        /* 1: a boundary lies where the parabola through its peak and the scores
                              beside it has its vertex: up to half a hop from the frame */
    int32_t offset;        /* [samples] a peak at frame n is a boundary at n hop + offset */
};

/* A read-only view of a model's bytes, which must outlive it. */
struct pseg_model {
    struct pseg_config config;
    const float *weights; /* [n_weights] tensors in the order of the network's table; of an int8
                             model some of these words hold four int8 each */
    size_t n_weights;     /* [words of 4 bytes] */
    const char *json;     /* [json_size] training record, JSON text, not terminated; may be empty */
    size_t json_size;     /* [bytes] */
    const char *bad_field; /* after PSEG_E_MODEL_FIELD or _VALUE: the field or tensor; else NULL */
    void *owned;           /* NULL, or what a loader of phoneseg/host.h has to free */
};

/* Checks every field, shape, value and the checksum of bytes[size], which start at a multiple of
 * 4, and fills *model. On an error the model is unusable, save for bad_field. */
int pseg_model_open(struct pseg_model *model, const void *bytes, size_t size);

/* The model embedded in the library. */
int pseg_model_default(struct pseg_model *model);

/* Features per frame: n_ceps, or n_mel where n_ceps is 0; and as many for each order of deltas. */
int pseg_n_features(const struct pseg_config *config);

/* -------------------------------------------------------------------------------- detector -- */

struct pseg; /* lives inside the caller's memory */

/* [1] full scale is 1; audio a million times louder is not audio */
#define PSEG_MAX_SAMPLE 1e6f

/* pseg_flush() makes at most this many events. */
#define PSEG_FLUSH_EVENTS 10

struct pseg_event {
    uint64_t at;      /* [samples] the boundary, counted from the first sample */
    uint64_t decided; /* [samples] consumed when it was decided: decided - at is the latency */
    float score;      /* the peak's score, above the model's threshold */
};

/* One frame's signals, for an observer; the pointers are valid during the call only. */
struct pseg_frame {
    uint64_t index;        /* frame n covers samples n hop .. n hop + window - 1 */
    const float *features; /* [n_features] log-mel or cepstra, before normalisation */
    int n_features;
    const float *error; /* [n_features] squared error of what was told of this frame, by
                               dimension (000 eq. 15); NULL without a network, and where neither
                               the score nor an observer of the first frame needed it */
    float mean_error;   /* their mean, E */
    const float *gates; /* [n_gates][n_hidden] gates of the first recurrent layer at this frame;
                               NULL without a network */
    const float
        *last_gates;    /* the same one frame earlier: their difference is the difference GAS */
    const float *state; /* [n_hidden] of that layer; NULL without a network */
    int n_gates, n_hidden;
    int scored;           /* score and score_index are known: false for the first frames of a
                               score that looks ahead */
    uint64_t score_index; /* the frame that score belongs to: index, or earlier by the slope's K */
    float score;
};
typedef void pseg_observer(void *user, const struct pseg_frame *frame);

/* Bytes needed by a detector of this model, as pseg_model_open() made it, state and scratch
 * together; 0 where the model is NULL or was refused. */
size_t pseg_size(const struct pseg_model *model);

/* Builds a detector in memory[size], which is aligned to 16 bytes and outlives it. */
int pseg_init(struct pseg **detector, void *memory, size_t size, const struct pseg_model *model);

/* The code that the network runs on: "scalar", plain C, which is everywhere; "avx2", "avx512",
 * "vnni" or "neon" where the machine has these. They differ in speed only, their events have the
 * same bits. A new detector has the fastest. */
int pseg_set_kernel(struct pseg *d, const char *name);
const char *pseg_kernel(const struct pseg *d);

/* Feeds audio[n], full scale 1, at the model's rate. Stops early when events[room] is full:
 * *used says how many samples were consumed, *made how many events were written.
 * PSEG_E_SAMPLE: audio[*used] is no number; what came before it is processed. */
int pseg_process(struct pseg *d, struct pseg_event *events, size_t room, size_t *made,
                 const float *audio, size_t n, size_t *used);

/* The audio has ended: decides what was still waiting for a look ahead. The end counts as a fall
 * of the score, so a rise that it cuts off is a boundary. Then only pseg_reset() is valid. */
int pseg_flush(struct pseg *d, struct pseg_event *events, size_t room, size_t *made);

/* Back to the state after pseg_init(), to the last bit. The observer stays. */
void pseg_reset(struct pseg *d);

/* Algorithmic latency: decided - at of every event that is not decided by the flush [samples]. With
 * places refined between frames the most that this can be, and less than a hop above the least. */
int pseg_latency(const struct pseg *d);

/* Calls observe(user, frame) after every frame; NULL ends it. */
void pseg_observe(struct pseg *d, pseg_observer *observe, void *user);

/* ----------------------------------------------------------------------------------- group -- */

/* Many streams in one process: detectors of one model that one thread feeds together. Frames that
 * are due at the same time go through the network as a batch, which reads the weights once for all
 * of them, and all use one set of the front end's tables. The same events as from pseg_process() on
 * each detector, to the last bit, and detectors may be fed either way in turn.
 *
 *     pseg_group_init(&group, memory, pseg_group_size(&model, 4), &model, 4);
 *     struct pseg_call calls[n] = {{.detector = d[i], .events = ..., .room = ..., .audio = ...}};
 *     pseg_group_process(group, calls, n);
 *
 * Threads share a model, but no group and no detector. */
struct pseg_group; /* lives inside the caller's memory; knows no detector between calls */

#define PSEG_MAX_BATCH 256

/* One call of pseg_process(): what it is given, then what it returns. */
struct pseg_call {
    struct pseg *detector;
    struct pseg_event *events; /* [room] */
    size_t room;
    const float *audio; /* [n] */
    size_t n;
    size_t made, used;
    int status;
};

/* Bytes needed by a group of this model that batches up to batch frames, 1 to PSEG_MAX_BATCH; 0
 * where the model is NULL or was refused, or the batch is out of range. 4 is a good one: more are
 * hardly faster. */
size_t pseg_group_size(const struct pseg_model *model, int batch);

/* Builds a group in memory[size], which is aligned to 16 bytes and outlives it. It runs on the
 * fastest kernel. */
int pseg_group_init(struct pseg_group **group, void *memory, size_t size,
                    const struct pseg_model *model, int batch);

/* Makes calls[n], any number of them, as if one after the other: each has its own made, used and
 * status. Returns PSEG_OK, or the first status that is not; the other calls are made all the same.
 * PSEG_E_GROUP: the detector is of another model than the group, its call takes nothing. Frames of
 * observed detectors, and first frames, are no part of a batch. */
int pseg_group_process(struct pseg_group *group, struct pseg_call *calls, size_t n);

/* ------------------------------------------------------------------------------------ ring -- */

/* A lock-free queue of samples from one thread to another: from an audio callback or an interrupt,
 * which may wait for nothing, to the thread that runs the detector. What does not fit is lost, but
 * the reader learns where and how much, so that time stays true. One writer, one reader. */
struct pseg_ring;

/* Bytes for a ring of capacity samples, a power of two. */
size_t pseg_ring_size(size_t capacity);

/* Builds a ring in memory[size], which is aligned to 16 bytes and outlives it. */
int pseg_ring_init(struct pseg_ring **ring, void *memory, size_t size, size_t capacity);

/* Writer: takes x[n], or as much as there is room for; returns how many it took, the others are
 * lost. After a loss nothing is taken until half of the ring is free: one long gap does less harm
 * than many short ones. Calls nothing that could wait. */
size_t pseg_ring_write(struct pseg_ring *ring, const float *x, size_t n);

/* Reader: up to n samples into x[n]; returns how many. *lost samples were lost just before them. */
size_t pseg_ring_read(struct pseg_ring *ring, float *x, size_t n, uint64_t *lost);

size_t pseg_ring_capacity(const struct pseg_ring *ring); /* [samples] */

/* Samples that can be read. */
size_t pseg_ring_waiting(const struct pseg_ring *ring);

/* Once the writer has ended and all is read: samples lost at the very end. */
uint64_t pseg_ring_close(struct pseg_ring *ring);

#ifdef __cplusplus
}
#endif
#endif
