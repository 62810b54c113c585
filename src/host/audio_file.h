/* Opening audio files: what cannot be read is told in a sentence of its own. */
#ifndef PSEG_AUDIO_FILE_H
#define PSEG_AUDIO_FILE_H

#include <sndfile.h>

#include "phoneseg/host.h"

/* *promised: frames that the file says it holds; 0: it does not say. NULL: it cannot be read. */
SNDFILE *pseg_open_sndfile(SF_INFO *info, uint64_t *promised, const char *path,
                           struct pseg_error *error);

#endif
