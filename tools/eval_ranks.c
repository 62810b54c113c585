/* What each rank found in its recordings becomes known to all, who then go on alike. */
#include <stdlib.h>
#include <string.h>

#include "eval.h"
#include "ranks.h"
#include "split.h"

int *eval_owners(const struct evaluation *e)
{
    struct pseg_error error = {"out of memory"};
    int *owner = malloc((e->n + 1) * sizeof *owner);
    const char **paths = calloc(e->n + 1, sizeof *paths);
    int status = owner && paths ? 0 : -1;
    for (size_t i = 0; !status && i < e->n; i++)
        paths[i] = e->recordings[i]->path;
    if (!status)
        status = pseg_split_files(owner, paths, e->n, &error);
    free(paths);
    if (!status)
        return owner;
    complain(e->options->command, "%s", error.text);
    free(owner);
    return NULL;
}

/* x[bytes] of rank `from`, on the others in a block of its own. */
static int share_block(void **x, size_t bytes, int from, struct pseg_error *error)
{
    if (pseg_rank() != from && !(*x = malloc(bytes + 1)))
        return pseg_fail(error, "out of memory for what rank %d found", from);
    return pseg_ranks_share(*x, bytes, from, error);
}

static int share_one(struct evaluation *e, size_t i, int from, struct pseg_error *error)
{
    struct pseg_recording *r = e->recordings[i];
    struct pseg_peaks *p = &e->peaks[i];
    uint64_t head[3] = {p->n, p->length, r->problem ? strlen(r->problem) + 1 : 0};
    void *at = p->at, *problem = r->problem;
    if (pseg_ranks_share(head, sizeof head, from, error) ||
        share_block(&at, (size_t)head[0] * sizeof *p->at, from, error))
        return -1;
    *p = (struct pseg_peaks){at, (size_t)head[0], (size_t)head[0], head[1]};
    if (head[2] && share_block(&problem, (size_t)head[2], from, error))
        return -1;
    r->problem = problem;
    return 0;
}

int eval_share_peaks(struct evaluation *e, const int *owner)
{
    struct pseg_error error;
    for (size_t i = 0; pseg_n_ranks() > 1 && i < e->n; i++)
        if (share_one(e, i, owner[i], &error)) {
            complain(e->options->command, "%s", error.text);
            return -1;
        }
    return 0;
}
