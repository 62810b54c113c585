/* Latency from a sound that is played to the boundary that is printed, through real devices.
 *
 * Two devices, one for each way, are opened as streams of their own (a stream of both ways stalls
 * on some drivers). Every instant is read from, or turned into, one clock, pseg_clock(). For each
 * mark:
 *
 *   handed     its first sample is due, if the block that PortAudio asked for sounded at once
 *   emitted    its first sample leaves the output device, by the driver's word
 *   captured   the same sample has entered the input device: the time of the capture's first
 *              sample, and the mark's place in the captured stream
 *   at         the same for the place where the detector puts the boundary
 *   decided    the same for the last sample that had to be heard to decide it
 *   arrived    the reader began to take from the ring what held that sample
 *   printed    the event's line has been written out, to /dev/null
 *
 * Where exactly a mark lies in the captured stream nobody knows; but the devices' delay is the same
 * for neighbouring marks, while the distance of boundary and onset varies, with where frames begin,
 * about a mean that is the model's own and known without any device. So `device` is a mean over
 * neighbours, good to about half a millisecond, and `placement` has what varies from mark to mark.
 *
 * A server's monitor hands out what is still to be played, so that `device` may be negative there:
 * what was captured is ahead of what a loudspeaker would have sounded. `lead` says by how much the
 * driver claimed to be ahead. */
#ifndef LATENCY_DEVICES_H
#define LATENCY_DEVICES_H

#include <stdatomic.h>

#include "capture.h"
#include "latency_marks.h"
#include "playback.h"

enum part_name {
    PART_DEVICE,     /* captured - emitted */
    PART_PLACEMENT,  /* at - captured */
    PART_ALGORITHM,  /* decided - at */
    PART_BUFFERING,  /* arrived - decided */
    PART_COMPUTE,    /* printed - arrived */
    PART_MICROPHONE, /* printed - at, as `phoneseg live` states it */
    PART_ALL,        /* printed - emitted: the sum of the first five */
    PART_LEAD,       /* emitted - handed: what waits in the output's buffers, no part of it */
    N_PARTS
};

struct trip_settings {
    const char *out, *in; /* index or part of the name; NULL: the default devices */
    int rate;             /* [Hz] of both; 0: each its own */
    double block;         /* [s] a callback */
    double seconds;       /* of marks */
};

struct trip_event {
    double at, decided; /* [s] since the first captured sample */
    double began;       /* [s] when that was captured, as far as was known when this was printed */
    double arrived, printed;
};

struct trip {
    const struct pseg_model *model;
    const struct trip_settings *settings;
    struct pseg_capture *capture;
    struct pseg_playback *playback;
    struct marks marks;
    float *played; /* [n_played] the marks at the output's rate */
    size_t n_played;
    struct trip_event *events; /* [room] */
    size_t n_events, room;
    double arrived; /* [s] when the reader last began to take audio */
    FILE *sink;
    long gaps;
    size_t found;          /* marks with a boundary */
    double *part[N_PARTS]; /* [found][s] */
};

/* Opens the devices; trip_close either way. */
int trip_open(struct trip *t, const struct pseg_model *model, const struct trip_settings *settings,
              struct pseg_error *error);

/* Plays, listens and compares, in real time, until *stop is nonzero. */
int trip_run(struct trip *t, const atomic_int *stop, struct pseg_error *error);
void trip_close(struct trip *t);

extern const char *const part_names[N_PARTS];

#endif
