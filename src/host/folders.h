#ifndef PSEG_FOLDERS_H
#define PSEG_FOLDERS_H

#include "phoneseg/host.h"

/* Makes the folders that a file's path names, where they are missing. */
int pseg_make_folders(const char *path, struct pseg_error *error);

/* Both exist, and are the same file. */
int pseg_same_file(const char *a, const char *b);

/* Both lie in the same folder. */
int pseg_same_folder(const char *a, const char *b);

#endif
