/* A front end whose memory is on the heap. */
#ifndef PSEG_MAKE_FRONTEND_H
#define PSEG_MAKE_FRONTEND_H

#include "frontend.h"

/* Builds *fe, as reset, in the memory that is returned, to be freed with it; NULL: none left. */
void *pseg_make_frontend(struct pseg_frontend *fe, const struct pseg_config *c);

#endif
