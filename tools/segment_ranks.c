/* Inputs among ranks: each has its own by size; what becomes of them is told to rank 0, in the
 * order of the inputs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ranks.h"
#include "segment.h"
#include "split.h"

int segment_share(struct segment_inputs *inputs)
{
    struct pseg_error error = {"out of memory"};
    const size_t n = inputs->n;
    int *owner = malloc((n + 1) * sizeof *owner);
    const char **paths = calloc(n + 1, sizeof *paths);
    int status = owner && paths ? 0 : -1;
    for (size_t i = 0; !status && i < n; i++)
        paths[i] = inputs->input[i].path;
    if (!status)
        status = pseg_split_files(owner, paths, n, &error);
    for (size_t i = 0; !status && i < n; i++)
        inputs->input[i].rank = owner[i];
    free(owner);
    free(paths);
    if (status)
        complain("segment", "%s", error.text);
    return status;
}

/* What goes before the text. */
struct head {
    int outcome;
    long size; /* [bytes] of the text; -1: there is none */
    struct pseg_error error;
};

int segment_send(enum segment_outcome outcome, FILE *text, const struct pseg_error *problem,
                 struct pseg_error *error)
{
    struct head head = {.outcome = (int)outcome, .size = -1};
    char block[16384];
    size_t n;
    memcpy(&head.error, problem, sizeof head.error);
    if (text && ((head.size = ftell(text)) < 0 || fseek(text, 0, SEEK_SET)))
        return pseg_fail(error, "a temporary file cannot be read: %s", strerror(errno));
    int status = pseg_ranks_send(&head, sizeof head, 0, error);
    for (long left = head.size; left > 0 && !status; left -= (long)n) {
        n = fread(block, 1, left < (long)sizeof block ? (size_t)left : sizeof block, text);
        status = n ? pseg_ranks_send(block, n, 0, error)
                   : pseg_fail(error, "a temporary file cannot be read");
    }
    return status;
}

static int receive_text(FILE **text, long size, int from, struct pseg_error *error)
{
    char block[16384];
    int status = 0;
    if (size < 0)
        return 0;
    *text = tmpfile();
    if (!*text)
        return pseg_fail(error, "there is no room for a temporary file");
    for (size_t left = (size_t)size, n; left && !status; left -= n) {
        n = left < sizeof block ? left : sizeof block;
        status = pseg_ranks_receive(block, n, from, error);
        if (!status && (fwrite(block, 1, n, *text) != n || (n == left && fflush(*text))))
            status = pseg_fail(error, "a temporary file cannot be written: %s", strerror(errno));
    }
    return status;
}

enum segment_outcome segment_receive(FILE **text, struct pseg_error *problem, int from)
{
    struct head head;
    if (pseg_ranks_receive(&head, sizeof head, from, problem) ||
        receive_text(text, head.size, from, problem))
        return SEGMENT_BROKEN;
    memcpy(problem, &head.error, sizeof *problem);
    return (enum segment_outcome)head.outcome;
}
