/* The pages' sections of `phoneseg inspect report` that need no part. */
#ifndef INSPECT_REPORT_H
#define INSPECT_REPORT_H

#include "inspect.h"

/* Configuration, layers, sizes, latency; the training record and, as model-learning.png, its
 * losses. -1 with a sentence. */
int report_model(FILE *f, const struct inspect *in, struct pseg_error *error);

#endif
