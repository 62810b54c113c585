#ifndef PSEG_OWN_H
#define PSEG_OWN_H

#include "phoneseg/host.h"

/* The model's weights and record go to a block of its own, in place of any that it had before; free
 * with pseg_model_free. Returns the weights, to be written to; NULL: out of memory, the model is as
 * it was. */
float *pseg_model_own(struct pseg_model *model);

#endif
