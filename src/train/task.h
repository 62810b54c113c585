/* The two numerical tasks of 002 section 4.2, which show whether a gate learns to switch: sequences
 * of binary digits, drawn at random, and the class that is asked for at some of their digits. */
#ifndef PSEG_TASK_H
#define PSEG_TASK_H

#include "phoneseg/host.h"
#include "random.h"

enum { PSEG_TASK_MAX_CLASSES = 20, PSEG_NOT_ASKED = -1 };

struct pseg_task {
    const char *name;
    int inputs;  /* sequences of digits side by side, each digit one-hot in 2 dimensions */
    int hidden;  /* units of the recurrent layer */
    int classes; /* 0 .. classes - 1 */
    int length;  /* [digits] of a sequence; 0: any */
    int embeds;  /* a linear layer, as wide, is learned between digits and recurrent layer */
    /* One sequence: digits[length][inputs], target[length] */
    void (*draw)(unsigned char *digits, signed char *target, int length, struct pseg_random *r);
};

/* Two binary numbers, least significant digit first; the class at each digit is that of their sum,
 * whose carry is the state to keep. What is carried out of the last digit is lost. */
extern const struct pseg_task pseg_task_adding;

/* The same, but what a refined gate adds or multiplies is learned: 002 section 3.3 speaks of a
 * learnt x, section 4.2.1 of one-hot digits. */
extern const struct pseg_task pseg_task_adding_embedded;

/* Class k after the last digit: it has been there k + 1 times in a row. All of the counts 1 .. 20
 * are equally likely: of digits drawn one by one, a thousandth would count more than 10. */
extern const struct pseg_task pseg_task_counting;

/* Width of the network's input. */
static inline int pseg_task_width(const struct pseg_task *task)
{
    return 2 * task->inputs;
}

struct pseg_task_data {
    int n, length;
    unsigned char *digits; /* [n][length][inputs] 0 or 1 */
    signed char *target;   /* [n][length] class, or PSEG_NOT_ASKED */
};

/* n sequences of a length, the same for the same seed and part ("train", "test"). Free with
 * pseg_task_free, also after a failure. */
int pseg_task_draw(struct pseg_task_data *data, const struct pseg_task *task, const char *part,
                   int n, int length, int seed, struct pseg_error *error);
void pseg_task_free(struct pseg_task_data *data);

/* The sequences order[first .. first + batch - 1] side by side: x[length][batch][width], and
 * target[length][batch]. */
void pseg_task_gather(float *x, signed char *target, const struct pseg_task_data *data,
                      const struct pseg_task *task, const int *order, int first, int batch);

#endif
