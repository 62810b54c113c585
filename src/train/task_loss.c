#include "task_loss.h"

#include <string.h>

int pseg_class_of(const real *logits, int classes)
{
    int best = 0;
    for (int k = 1; k < classes; k++)
        best = logits[k] > logits[best] ? k : best;
    return best;
}

/* One row: -log p[target], and the gradient (p - one-hot) * scale, where p = softmax(logits). The
 * largest logit is taken from all, so that exp never overflows. */
static double one_row(real *d, const real *logits, int target, real scale, int classes)
{
    const real largest = logits[pseg_class_of(logits, classes)];
    real sum = 0;
    for (int k = 0; k < classes; k++)
        sum += d[k] = REAL_EXP(logits[k] - largest);
    for (int k = 0; k < classes; k++)
        d[k] = scale * (d[k] / sum - (k == target));
    return (double)(REAL_LOG(sum) - (logits[target] - largest));
}

double pseg_class_loss(real *dlogits, long *asked, const real *logits, const signed char *target,
                       long rows, int classes)
{
    double sum = 0;
    *asked = 0;
    for (long i = 0; i < rows; i++)
        *asked += target[i] >= 0;
    const real scale = *asked ? 1 / (real)*asked : 0;
    memset(dlogits, 0, (size_t)rows * (size_t)classes * sizeof(real));
    for (long i = 0; i < rows; i++)
        if (target[i] >= 0)
            sum += one_row(dlogits + i * classes, logits + i * classes, target[i], scale, classes);
    return sum;
}
