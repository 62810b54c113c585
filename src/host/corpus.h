/* Labelled speech: the recordings of a folder that have label files. */
#ifndef PSEG_CORPUS_H
#define PSEG_CORPUS_H

#include "find_audio.h"

struct pseg_recording {
    const char *path;      /* of the audio */
    const char *name;      /* the same, relative to the folder */
    char *labels;          /* path of the label file */
    char *speaker;         /* folder of name, "." for the top */
    struct pseg_times ref; /* [s] boundaries */
    char *problem;         /* NULL, or a sentence: why this recording cannot be used */
};

struct pseg_corpus {
    struct pseg_recording *recording; /* [n] sorted by path */
    size_t n;
    size_t n_unlabelled; /* recordings without labels, which are left out */
    struct pseg_files files;
};

/* Which labels of a recording are meant. */
struct pseg_label_choice {
    const char *where; /* NULL: beside it. A folder: there, at the same relative path, and .txt
                          counts too; else what follows the recording's name without
                          extension, such as "-phones.lab" */
    const char *tier;  /* as pseg_find_tier takes it */
};

/* -1: a folder cannot be read, or there is no audio, or no memory; what was found is there all the
 * same, to be freed. */
int pseg_corpus_open(struct pseg_corpus *corpus, const char *folder,
                     const struct pseg_label_choice *choice, struct pseg_error *error);
void pseg_corpus_free(struct pseg_corpus *corpus);

/* The label file of the recording at path, of any format, TIMIT's first; name: the path relative to
 * the folder that was searched; where: as above. *labels is a path to be freed, or NULL where there
 * is none. -1: out of memory. */
int pseg_find_labels(char **labels, const char *path, const char *name, const char *where);

#endif
