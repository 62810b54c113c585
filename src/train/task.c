#include "task.h"

#include <stdlib.h>
#include <string.h>

static void draw_adding(unsigned char *digits, signed char *target, int length,
                        struct pseg_random *r)
{
    int carry = 0;
    for (int t = 0; t < length; t++) {
        const uint64_t bits = pseg_random_u64(r);
        digits[2 * t] = bits & 1;
        digits[2 * t + 1] = bits >> 1 & 1;
        const int sum = digits[2 * t] + digits[2 * t + 1] + carry;
        target[t] = (signed char)(sum & 1);
        carry = sum >> 1;
    }
}

static void draw_counting(unsigned char *digits, signed char *target, int length,
                          struct pseg_random *r)
{
    const int count = 1 + (int)pseg_random_below(r, (uint64_t)length);
    const unsigned char last = pseg_random_u64(r) & 1;
    for (int t = 0; t < length; t++) {
        const int left = length - t;
        digits[t] = left <= count       ? last
                    : left == count + 1 ? !last
                                        : (unsigned char)(pseg_random_u64(r) & 1);
        target[t] = PSEG_NOT_ASKED;
    }
    target[length - 1] = (signed char)(count - 1);
}

const struct pseg_task pseg_task_adding = {"adding", 2, 4, 2, 0, 0, draw_adding};
const struct pseg_task pseg_task_adding_embedded = {"adding-embedded", 2, 4, 2, 0, 1, draw_adding};
const struct pseg_task pseg_task_counting = {
    "counting", 1, 2, PSEG_TASK_MAX_CLASSES, PSEG_TASK_MAX_CLASSES, 0, draw_counting};

int pseg_task_draw(struct pseg_task_data *data, const struct pseg_task *task, const char *part,
                   int n, int length, int seed, struct pseg_error *error)
{
    struct pseg_random r;
    char stream[64];
    const size_t size = (size_t)n * (size_t)length;
    snprintf(stream, sizeof stream, "%s %s %d", task->name, part, length);
    pseg_random_seed(&r, (uint64_t)seed, pseg_random_stream(stream));
    *data = (struct pseg_task_data){n, length, malloc(size * (size_t)task->inputs), malloc(size)};
    if (!data->digits || !data->target)
        return pseg_fail(error, "out of memory for %d sequences of %d digits", n, length);
    for (size_t at = 0; at < size; at += (size_t)length)
        task->draw(data->digits + at * (size_t)task->inputs, data->target + at, length, &r);
    return 0;
}

void pseg_task_free(struct pseg_task_data *data)
{
    free(data->digits);
    free(data->target);
    memset(data, 0, sizeof *data); /* to be freed again without harm */
}

void pseg_task_gather(float *x, signed char *target, const struct pseg_task_data *data,
                      const struct pseg_task *task, const int *order, int first, int batch)
{
    const size_t inputs = (size_t)task->inputs;
    memset(x, 0, (size_t)data->length * (size_t)batch * 2 * inputs * sizeof *x);
    for (int b = 0; b < batch; b++) {
        const size_t from = (size_t)order[first + b] * (size_t)data->length;
        for (size_t t = 0; t < (size_t)data->length; t++) {
            const unsigned char *digit = data->digits + (from + t) * inputs;
            const size_t to = t * (size_t)batch + (size_t)b;
            for (size_t i = 0; i < inputs; i++)
                x[2 * (to * inputs + i) + digit[i]] = 1;
            target[to] = data->target[from + t];
        }
    }
}
