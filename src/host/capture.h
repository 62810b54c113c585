/* Where live audio comes from: a device by PortAudio, or a file played as if it were one. Either
 * way a thread of its own writes mono samples into a ring, and waits for nobody. */
#ifndef PSEG_CAPTURE_H
#define PSEG_CAPTURE_H

#include "phoneseg/host.h"

struct pseg_device {
    int index;
    char name[256], api[64];
    int channels, rate; /* inputs; [Hz] its own rate */
    int is_default;
};

/* The input devices, to be freed; *n of them, perhaps none. */
struct pseg_device *pseg_list_devices(int *n, struct pseg_error *error);

struct pseg_capture_options {
    const char *device; /* index, or a part of the name; NULL: the default one */
    int rate;           /* [Hz]; 0: the device's own */
    int channels;       /* 0: one or two, as the device has them */
    double block;       /* [s] a callback */
    double seconds;     /* of audio that the ring holds */
};

struct pseg_capture;

struct pseg_capture *pseg_capture_open(const struct pseg_capture_options *options,
                                       struct pseg_error *error);

/* A file instead of a device, in blocks as of a device; `fast`: as quickly as the reader takes it,
 * with nothing lost, instead of at its own pace. */
struct pseg_capture *pseg_capture_replay(const char *path, int fast,
                                         const struct pseg_capture_options *options,
                                         struct pseg_error *error);

/* From here to pseg_capture_stop, what is written to stderr is lost: a device that goes has
 * PortAudio print there, on a thread of its own. */
int pseg_capture_start(struct pseg_capture *c, struct pseg_error *error);

/* True while more audio may come. */
int pseg_capture_running(const struct pseg_capture *c);

/* Ends the flow; what is in the ring stays there. -1 with a sentence where it had ended by itself
 * before its time: a device that is gone, a file that cannot be read on. */
int pseg_capture_stop(struct pseg_capture *c, struct pseg_error *error);
void pseg_capture_close(struct pseg_capture *c);

struct pseg_ring *pseg_capture_ring(struct pseg_capture *c);
const char *pseg_capture_name(const struct pseg_capture *c);
int pseg_capture_rate(const struct pseg_capture *c);     /* [Hz] */
int pseg_capture_channels(const struct pseg_capture *c); /* before they are averaged */
int pseg_capture_block(const struct pseg_capture *c);    /* [samples] */

/* [s] the source's own clock now, and when its first sample was captured: their difference is how
 * old that sample is. A device's clock is not ours: ask anew each time. NaN before it has come. */
double pseg_capture_now(const struct pseg_capture *c);
double pseg_capture_began(const struct pseg_capture *c);

/* How often the device itself said that it had lost audio before we saw it. */
long pseg_capture_device_overflows(const struct pseg_capture *c);

#endif
