#include "corpus.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "writer.h"

/* Characters of path before its extension's dot. */
static size_t stem_length(const char *path)
{
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    return dot && (!slash || dot > slash) ? (size_t)(dot - path) : strlen(path);
}

/* As the format writes it, lower case, upper case (TIMIT on some disks) or capitalised. */
static int try_extension(char *dot, const char *path, const struct pseg_format *format)
{
    strcpy(dot + 1, format->extension);
    for (int style = 0; style < 4; style++) {
        for (char *c = dot + 1; style && *c; c++)
            *c = (char)(style == 2 || (style == 3 && c == dot + 1) ? toupper(*c) : tolower(*c));
        if (pseg_is_label_file(path, format))
            return 1;
    }
    return 0;
}

/* A label file of any format with that stem: stem becomes its name; NULL: there is none. told: the
 * user says that there are labels. */
static char *try_formats(char *stem, size_t n, int told)
{
    stem[n] = '.';
    for (int flag = 0; flag <= (told ? PSEG_TOLD : 0); flag += PSEG_TOLD)
        for (size_t i = 0; i < pseg_n_formats; i++)
            if (pseg_formats[i].begins && (pseg_formats[i].flags & PSEG_TOLD) == flag &&
                try_extension(stem + n, stem, &pseg_formats[i]))
                return stem;
    free(stem);
    return NULL;
}

static int is_folder(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

/* folder/name with the extension of a format; folder may be empty: beside the recording. */
static int find_any(char **labels, const char *folder, const char *name)
{
    static const char spare[] = "/.extension";
    const size_t n = stem_length(name);
    char *path = malloc(strlen(folder) + n + sizeof spare);
    if (!path)
        return -1;
    const int length = sprintf(path, "%s%s%.*s", folder, *folder ? "/" : "", (int)n, name);
    *labels = try_formats(path, (size_t)length, *folder != 0);
    return 0;
}

/* "lab" is meant as ".lab". */
static int find_suffix(char **labels, const char *path, const char *suffix)
{
    const int bare = isalnum((unsigned char)*suffix) && !strchr(suffix, '.');
    const size_t n = stem_length(path);
    char *found = malloc(n + strlen(suffix) + 2);
    if (!found)
        return -1;
    sprintf(found, "%.*s%s%s", (int)n, path, bare ? "." : "", suffix);
    if (access(found, F_OK) == 0)
        *labels = found;
    else
        free(found);
    return 0;
}

int pseg_find_labels(char **labels, const char *path, const char *name, const char *where)
{
    *labels = NULL;
    if (where && !is_folder(where))
        return find_suffix(labels, path, where);
    return where ? find_any(labels, where, name) : find_any(labels, "", path);
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

static int add(struct pseg_corpus *corpus, const struct pseg_found *found,
               const struct pseg_label_choice *choice)
{
    struct pseg_recording *r = &corpus->recording[corpus->n];
    struct pseg_error error;
    *r = (struct pseg_recording){.path = found->path, .name = found->path + found->relative};
    if (pseg_find_labels(&r->labels, r->path, r->name, choice->where))
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
    if (pseg_read_boundaries(&r->ref, r->labels, choice->tier, &error))
        r->problem = strdup(error.text);
    return r->speaker ? 0 : -1;
}

int pseg_corpus_open(struct pseg_corpus *corpus, const char *folder,
                     const struct pseg_label_choice *choice, struct pseg_error *error)
{
    memset(corpus, 0, sizeof *corpus);
    const int result = pseg_find_audio(&corpus->files, folder, error);
    corpus->recording = calloc(corpus->files.n + 1, sizeof *corpus->recording);
    int failed = !corpus->recording;
    for (size_t i = 0; i < corpus->files.n && !failed; i++)
        failed = add(corpus, &corpus->files.file[i], choice);
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
