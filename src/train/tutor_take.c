#include "tutor_take.h"

#include <math.h>
#include <string.h>

#include "bell.h"

enum { MAX_BANDS = 128 };

/* Where a take's bands are heard in the lesson's, and what is added to each [nats]. */
struct hearing {
    double start, pace;     /* frame of the lesson at frame 0, frames a frame */
    float from[MAX_BANDS];  /* band of the lesson, between two of them */
    float level[MAX_BANDS]; /* of the speech */
    float floor[MAX_BANDS]; /* of the noise */
};

/* A level for each band that wanders from one to the next. */
static void wander(float *level, int d, double start, double step, struct pseg_random *r)
{
    for (int j = 0; j < d; j++)
        level[j] = (float)(start += step * pseg_random_normal(r));
}

static void draw_hearing(struct hearing *h, int frames, int d, const struct pseg_lesson *lesson,
                         double loudest, struct pseg_random *r)
{
    h->pace = exp(pseg_random_between(r, -0.25, 0.25));
    h->start = pseg_random_between(r, 0, lesson->frames - frames * h->pace - 1);
    const double spread = exp(pseg_random_between(r, -0.18, 0.18));
    const double shift = pseg_random_between(r, -0.7, 0.7);
    for (int j = 0; j < d; j++)
        h->from[j] = (float)fmax(0, fmin(d - 1, j * spread + shift));
    wander(h->level, d, pseg_random_normal(r), 0.28, r);
    wander(h->floor, d, loudest - pseg_random_between(r, 8, 20), 0.35, r);
}

static float mix(float a, float b, double t)
{
    return a + (float)t * (b - a);
}

/* Band `from` of the lesson at a time between its frames. */
static float listen(const struct pseg_lesson *lesson, int d, double frame, float from)
{
    const int t = (int)frame, j = (int)from;
    const int next = j + 1 < d ? j + 1 : j;
    const float *now = lesson->bands + (long)t * d, *then = now + d;
    return mix(mix(now[j], now[next], from - (float)j), mix(then[j], then[next], from - (float)j),
               frame - t);
}

static float loudest(const struct pseg_lesson *lesson, int d)
{
    float most = -INFINITY;
    for (long i = 0; i < (long)lesson->frames * d; i++)
        most = fmaxf(most, lesson->bands[i]);
    return most;
}

static float with_floor(float speech, float noise)
{
    const float high = fmaxf(speech, noise), low = fminf(speech, noise);
    return high + log1pf(expf(low - high));
}

static void ring_bells(float *targets, int frames, const struct pseg_lesson *lesson,
                       const struct hearing *h)
{
    memset(targets, 0, (size_t)frames * sizeof *targets);
    for (int k = 0; k < lesson->n_marks; k++)
        pseg_add_bell(targets, 1, frames, (lesson->marks[k].at - h->start) / h->pace,
                      lesson->marks[k].likely);
}

void pseg_draw_take(float *bands, float *targets, int frames, int d,
                    const struct pseg_lesson *lesson, struct pseg_random *r)
{
    struct hearing h;
    draw_hearing(&h, frames, d, lesson, loudest(lesson, d), r);
    for (int t = 0; t < frames; t++)
        for (int j = 0; j < d; j++) {
            const float speech = listen(lesson, d, h.start + t * h.pace, h.from[j]) + h.level[j];
            const float noise = h.floor[j] + 0.4f * (float)pseg_random_normal(r);
            bands[(long)t * d + j] = with_floor(speech, noise);
        }
    ring_bells(targets, frames, lesson, &h);
}
