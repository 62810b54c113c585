/* A recording in flash instead of a microphone, block by block as its interrupt would come. */
#ifndef MICROPHONE_H
#define MICROPHONE_H

#include "listener.h"

/* From now on, every 10 ms the listener hears 160 samples. */
void microphone_start(struct listener *listener);

/* All of the recording has been heard; no interrupt comes any more. */
int microphone_has_ended(void);

#endif
