/* Whole files, small ones: models and checkpoints. */
#ifndef PSEG_FILE_H
#define PSEG_FILE_H

#include "phoneseg/host.h"

/* All *size bytes of a file, to be freed; NULL on failure. */
unsigned char *pseg_read_file(const char *path, size_t *size, struct pseg_error *error);

#endif
