/* Tuning: threshold and offset by one detector run; the weight w of the blend needs a run each. */
#include <math.h>

#include "eval.h"

/* Tunes with the config's w; keeps in e->best what is better than what is there. */
static int tune_once(struct evaluation *e, int is_first)
{
    struct pseg_point found[PSEG_N_GOALS];
    struct pseg_error error;
    const int free_offset = !e->options->offset_text;
    if (eval_detect(e))
        return -1;
    if (pseg_tune(found, e->peaks, e->refs, e->n, &e->model.config, free_offset, &error)) {
        complain(e->options->command, "%s", error.text);
        return -1;
    }
    for (int goal = 0; goal < PSEG_N_GOALS; goal++)
        if (is_first || found[goal].value[goal] > e->best[goal].value[goal])
            e->best[goal] = found[goal];
    return 0;
}

static int try_blend(struct evaluation *e, double w, int is_first)
{
    e->model.config.blend = (float)w;
    return tune_once(e, is_first);
}

/* E and the difference GAS differ in scale by an unknown factor, so the grid is even in the
 * logarithm of w / (1 - w), with both ends, and then twice as fine around the best, twice. */
static int sweep_blend(struct evaluation *e)
{
    if (try_blend(e, 0, 1) || try_blend(e, 1, 0))
        return -1;
    for (int k = -4; k <= 12; k++) {
        const double ratio = pow(10, k / 4.0);
        if (try_blend(e, ratio / (1 + ratio), 0))
            return -1;
    }
    for (double step = 0.125; step > 0.05; step /= 2) {
        const double w = e->best[PSEG_GOAL_MEAN].blend;
        if (w <= 0 || w >= 1)
            break;
        for (int sign = -1; sign <= 1; sign += 2) {
            const double ratio = w / (1 - w) * pow(10, sign * step);
            if (try_blend(e, ratio / (1 + ratio), 0))
                return -1;
        }
    }
    return 0;
}

int eval_tune(struct evaluation *e)
{
    struct pseg_config *c = &e->model.config;
    const struct pseg_point *best = &e->best[PSEG_GOAL_MEAN];
    const int sweeps = c->score == PSEG_SCORE_BLEND && !e->options->blend_text;
    if (sweeps ? sweep_blend(e) : tune_once(e, 1))
        return -1;
    c->threshold = best->threshold;
    c->offset = best->offset;
    c->blend = best->blend;
    return sweeps ? eval_detect(e) : 0; /* the last w tried is not the best one */
}
