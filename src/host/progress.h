/* A bar on stderr for work that takes a while, drawn only when stderr is a terminal. Every function
 * takes NULL for "no bar", and may be called from any thread. */
#ifndef PSEG_PROGRESS_H
#define PSEG_PROGRESS_H

#include <stddef.h>

struct pseg_progress;

/* NULL when stderr is no terminal. n: how many files there are. */
struct pseg_progress *pseg_progress_start(size_t n);
void pseg_progress_add(struct pseg_progress *p, double files);
void pseg_progress_clear(struct pseg_progress *p); /* off the screen, before a message */
void pseg_progress_end(struct pseg_progress *p);

#endif
