#include "grow.h"

#include <stdint.h>
#include <stdlib.h>

enum { LEAST = 16 };

void *pseg_grow(void *items, size_t needed, size_t *room, size_t size)
{
    if (items && needed <= *room)
        return items;
    size_t more = *room ? 2 * *room : LEAST;
    more = more < needed ? needed : more;
    if (more > SIZE_MAX / size) /* the product would wrap, and a small block be had */
        return NULL;
    void *larger = realloc(items, more * size);
    if (larger)
        *room = more;
    return larger;
}
