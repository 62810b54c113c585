#include "make_frontend.h"

#include <stdlib.h>

void *pseg_make_frontend(struct pseg_frontend *fe, const struct pseg_config *c)
{
    struct pseg_arena arena = {NULL, 0};
    pseg_frontend_init(fe, &arena, c);
    void *memory = aligned_alloc(PSEG_ALIGNMENT, arena.used);
    arena = (struct pseg_arena){memory, 0};
    if (memory) {
        pseg_frontend_init(fe, &arena, c);
        pseg_frontend_reset(fe);
    }
    return memory;
}
