/* The devices as PortAudio knows them, without the noise that comes with asking. */
#ifndef PSEG_DEVICES_H
#define PSEG_DEVICES_H

#include "capture.h"

/* What is written to stderr between these two is lost; the first returns what the second wants. */
int pseg_mute_stderr(void);
void pseg_restore_stderr(int saved);

/* PortAudio's start and end; a device's index holds between them. */
int pseg_devices_begin(struct pseg_error *error);
void pseg_devices_end(void);

enum pseg_direction { PSEG_INPUT, PSEG_OUTPUT };

/* The index of the device asked for, by index or a part of its name, NULL: the default one; -1
 * after saying why there is none. */
int pseg_find_device(const char *wanted, enum pseg_direction direction, struct pseg_error *error);

#endif
