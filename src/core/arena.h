/* Carves arrays out of the caller's one block. Run once with base NULL to learn the size, and once
 * more with the block: the two runs make the same cuts, so they can't disagree. */
#ifndef PSEG_ARENA_H
#define PSEG_ARENA_H

#include <stddef.h>

#define PSEG_ALIGNMENT 16

struct pseg_arena {
    char *base;  /* NULL: count only */
    size_t used; /* [bytes] */
};

/* size bytes of memory, aligned to PSEG_ALIGNMENT; NULL while counting */
static inline void *pseg_carve(struct pseg_arena *arena, size_t size)
{
    void *piece = arena->base ? arena->base + arena->used : NULL;
    arena->used += (size + PSEG_ALIGNMENT - 1) / PSEG_ALIGNMENT * PSEG_ALIGNMENT;
    return piece;
}

#endif
