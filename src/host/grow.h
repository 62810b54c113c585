/* Arrays to which items are added as they come. */
#ifndef PSEG_GROW_H
#define PSEG_GROW_H

#include <stddef.h>

/* items[*room] of `size` bytes each, moved where `needed` would not fit: *room then at least
 * doubles, so that to add n items one by one copies fewer than 2 n. NULL and 0 are an empty array.
 * NULL: out of memory, or more bytes than a size_t can tell; items and *room stay. */
void *pseg_grow(void *items, size_t needed, size_t *room, size_t size);

#endif
