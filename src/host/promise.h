/* What a file's header says about its length. libsndfile quietly cuts such a promise down to what
 * the file holds, so a recording that was cut short in a copy would look complete. */
#ifndef PSEG_PROMISE_H
#define PSEG_PROMISE_H

#include <stdint.h>

/* Sample frames that the header of a WAV, AIFF, AU or NIST SPHERE file promises. 0: another format,
 * no regular file, or a header that leaves it open, as programs write it to a pipe. */
uint64_t pseg_promised_frames(const char *path);

#endif
