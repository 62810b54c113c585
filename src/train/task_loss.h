/* Loss of a classifier: softmax and cross-entropy. */
#ifndef PSEG_TASK_LOSS_H
#define PSEG_TASK_LOSS_H

#include "real.h"

/* Sum of -log softmax(logits)[target] over the rows that ask, and in *asked their number; a row
 * asks if its target is a class, 0 .. classes - 1, and not -1. logits, dlogits: [rows][classes];
 * target: [rows]. dlogits is the gradient of sum / *asked. */
double pseg_class_loss(real *dlogits, long *asked, const real *logits, const signed char *target,
                       long rows, int classes);

/* The class of the largest of logits[classes], the first of equals. */
int pseg_class_of(const real *logits, int classes);

#endif
