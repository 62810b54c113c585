/* Finds audio files: one by its name, or all in a folder and the folders below. */
#ifndef PSEG_FIND_AUDIO_H
#define PSEG_FIND_AUDIO_H

#include <stddef.h>

#include "phoneseg/host.h"

struct pseg_found {
    char *path;
    size_t relative; /* path + relative: its place in the folder searched, or its bare name */
};

struct pseg_files {
    struct pseg_found *file; /* [n] */
    size_t n, room;
};

/* Adds the file, or the audio files of the folder sorted by path; hidden ones are skipped, symbolic
 * links followed. -1: the folder or one below cannot be read, or it holds no audio; what was found
 * is there all the same. */
int pseg_find_audio(struct pseg_files *files, const char *path, struct pseg_error *error);

/* Adds one path as it stands. -1: out of memory. */
int pseg_files_add(struct pseg_files *files, const char *path, size_t relative);

void pseg_files_free(struct pseg_files *files);

#endif
