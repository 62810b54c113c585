/* How `out` >= LANES outputs are cut into blocks of up to MOST_VECTORS vectors, whose sums stay in
 * registers while the inputs go by. The last vector of all ends with the last output, and so it may
 * overlap the one before: what is in both is computed twice, from what was there before either was
 * stored. Hence blocks are of nearly equal size: the last one then has both. */
#ifndef PSEG_VECTOR_BLOCKS_H
#define PSEG_VECTOR_BLOCKS_H

#include "activation.h"

#define MOST_VECTORS 8

struct block {
    int at;      /* its first output */
    int n;       /* vectors; 0: all blocks are done */
    int last;    /* where its last vector starts, counted from `at` */
    int vectors; /* from `at` on, in this block and those to come */
    int blocks;  /* this one and those to come */
};

PSEG_INLINE struct block cut_block(int at, int vectors, int blocks, int out)
{
    const int n = blocks ? vectors / blocks : 0;
    const int last = blocks == 1 ? out - at - LANES : (n - 1) * LANES;
    return (struct block){at, n, last, vectors, blocks};
}

PSEG_INLINE struct block first_block(int out)
{
    const int vectors = (out + LANES - 1) / LANES;
    return cut_block(0, vectors, (vectors + MOST_VECTORS - 1) / MOST_VECTORS, out);
}

PSEG_INLINE struct block next_block(struct block b, int out)
{
    return cut_block(b.at + b.n * LANES, b.vectors - b.n, b.blocks - 1, out);
}

/* Where vector v of a block's n starts. */
PSEG_INLINE int place(int v, int last, int n)
{
    return v < n - 1 ? v * LANES : last;
}

/* With a constant number of vectors the compiler keeps their sums in registers. */
#define FOR_CONSTANT(n, do_block)                                                                  \
    switch (n) {                                                                                   \
        CASE(1, do_block)                                                                          \
        CASE(2, do_block)                                                                          \
        CASE(3, do_block)                                                                          \
        CASE(4, do_block)                                                                          \
        CASE(5, do_block)                                                                          \
        CASE(6, do_block)                                                                          \
        CASE(7, do_block)                                                                          \
        CASE(8, do_block)                                                                          \
    }
#define CASE(k, do_block)                                                                          \
    case k:                                                                                        \
        do_block(k);                                                                               \
        break;

#endif
