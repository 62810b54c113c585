#include "corpus.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Characters of path before its extension's dot. */
static size_t stem_length(const char *path)
{
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    return dot && (!slash || dot > slash) ? (size_t)(dot - path) : strlen(path);
}

/* File names of TIMIT are upper case on some disks. */
int pseg_find_labels(char **labels, const char *path)
{
    const size_t stem = stem_length(path);
    *labels = malloc(stem + 5);
    if (!*labels)
        return -1;
    memcpy(*labels, path, stem);
    for (int upper = 0; upper < 8; upper++) {
        strcpy(*labels + stem, ".phn");
        for (int i = 0; i < 3; i++)
            if (upper >> i & 1)
                (*labels)[stem + 1 + i] = (char)toupper((*labels)[stem + 1 + i]);
        if (access(*labels, F_OK) == 0)
            return 0;
    }
    free(*labels);
    *labels = NULL;
    return 0;
}

static char *folder_of(const char *name)
{
    const char *slash = strrchr(name, '/');
    const size_t n = slash ? (size_t)(slash - name) : 0;
    return n ? strndup(name, n) : strdup(".");
}

/* The same utterance in another audio format: paths of one stem are neighbours, save for longer
 * names that begin with the stem and a dot. */
static int is_repeated(const struct pseg_corpus *corpus, const char *path, const char *labels)
{
    const size_t stem = stem_length(path) + 1;
    for (size_t i = corpus->n; i-- > 0 && strncmp(corpus->recording[i].path, path, stem) == 0;)
        if (strcmp(corpus->recording[i].labels, labels) == 0)
            return 1;
    return 0;
}

static int add(struct pseg_corpus *corpus, const struct pseg_found *found)
{
    struct pseg_recording *r = &corpus->recording[corpus->n];
    struct pseg_error error;
    *r = (struct pseg_recording){.path = found->path, .name = found->path + found->relative};
    if (pseg_find_labels(&r->labels, r->path))
        return -1;
    if (!r->labels) {
        corpus->n_unlabelled++;
        return 0;
    }
    if (is_repeated(corpus, r->path, r->labels)) {
        free(r->labels);
        return 0;
    }
    corpus->n++;
    r->speaker = folder_of(r->name);
    if (pseg_read_phn(&r->ref, r->labels, &error))
        r->problem = strdup(error.text);
    return r->speaker ? 0 : -1;
}

int pseg_corpus_open(struct pseg_corpus *corpus, const char *folder, struct pseg_error *error)
{
    memset(corpus, 0, sizeof *corpus);
    const int result = pseg_find_audio(&corpus->files, folder, error);
    corpus->recording = calloc(corpus->files.n + 1, sizeof *corpus->recording);
    int failed = !corpus->recording;
    for (size_t i = 0; i < corpus->files.n && !failed; i++)
        failed = add(corpus, &corpus->files.file[i]);
    return failed ? pseg_fail(error, "%s: out of memory", folder) : result;
}

void pseg_corpus_free(struct pseg_corpus *corpus)
{
    for (size_t i = 0; i < corpus->n; i++) {
        free(corpus->recording[i].labels);
        free(corpus->recording[i].speaker);
        free(corpus->recording[i].problem);
        pseg_times_free(&corpus->recording[i].ref);
    }
    free(corpus->recording);
    pseg_files_free(&corpus->files);
    memset(corpus, 0, sizeof *corpus);
}
