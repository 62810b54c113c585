#include "decay.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "detector.h"
#include "noise.h"
#include "quantile.h"
#include "whole.h"

/* ------------------------------------------------------------------------------------ bursts -- */

/* Two runs of one detector: the undisturbed one goes on from where it was saved. */
struct runs {
    const struct pseg_signals *s; /* the undisturbed memory */
    struct pseg *detector;
    void *saved;                      /* [size] */
    size_t size;                      /* [bytes] */
    double length[PSEG_DECAY_LAYERS]; /* of the memory, root mean square */
};

static const float *row(const float *x, size_t t, int width)
{
    return x + t * (size_t)width;
}

static void feed(const struct runs *r, const float *features)
{
    struct pseg_event event;
    pseg_feed(&event, r->detector, features);
}

static double distance(const float *a, const float *b, int n)
{
    double sum = 0;
    for (int j = 0; j < n; j++)
        sum += ((double)a[j] - b[j]) * ((double)a[j] - b[j]);
    return sqrt(sum);
}

static float relative_distance(const struct pseg_decay *d, const struct runs *r, int i, size_t t)
{
    const struct pseg_signal_layer *l = &r->s->layer[d->layer[i]];
    const struct pseg_network *net = pseg_detector_network(r->detector);
    const float *disturbed = pseg_trace_row(pseg_detector_trace(r->detector),
                                            &net->layers[d->layer[i]], pseg_memory_slot(net), 1);
    const double apart = distance(disturbed, row(l->memory, t, l->units), l->units);
    return r->length[i] > 0 ? (float)(apart / r->length[i]) : 0;
}

/* The detector has heard all frames before `at`, and will have heard no more afterwards. */
static void disturb(struct pseg_decay *d, const struct runs *r, size_t at, const float *noise)
{
    const struct pseg_signals *s = r->s;
    const size_t width = (size_t)d->after + 1;
    memcpy(r->saved, r->detector, r->size);
    for (size_t k = 0; k < width; k++) {
        feed(r, k ? row(s->features, at + k, s->n_features) : noise);
        for (int i = 0; i < d->n_layers; i++)
            d->distance[i][d->n * width + k] = relative_distance(d, r, i, at + k);
    }
    d->n++;
    memcpy(r->detector, r->saved, r->size); /* a detector lives in its one block of memory */
}

static double mean_square_length(const struct pseg_signal_layer *l, size_t n_frames)
{
    double sum = 0;
    for (size_t i = 0; i < n_frames * (size_t)l->units; i++)
        sum += (double)l->memory[i] * l->memory[i];
    return sum / (double)n_frames;
}

/* A detector that nobody looks at may leave out layers that its score does not need. */
static void look(void *user, const struct pseg_frame *frame)
{
    (void)user;
    (void)frame;
}

static int open_runs(struct runs *r, const struct pseg_decay *d, const struct pseg_model *model,
                     const struct pseg_signals *s, struct pseg_error *error)
{
    memset(r, 0, sizeof *r);
    r->s = s;
    r->size = pseg_size(model);
    r->saved = malloc(r->size);
    for (int i = 0; i < d->n_layers; i++)
        r->length[i] = sqrt(mean_square_length(&s->layer[d->layer[i]], s->n_frames));
    if (!r->saved)
        return pseg_fail(error, "out of memory for a second detector");
    r->detector = pseg_create_whole(model, error);
    if (!r->detector)
        return -1;
    pseg_observe(r->detector, look, NULL);
    return 0;
}

static void choose_layers(struct pseg_decay *d, const struct pseg_signals *s)
{
    d->n_layers = 0;
    for (int l = 0; l < s->n_layers && d->n_layers < PSEG_DECAY_LAYERS; l++)
        if (s->layer[l].is_recurrent)
            d->layer[d->n_layers++] = l;
}

static int reserve(struct pseg_decay *d, size_t more, struct pseg_error *error)
{
    const size_t room = d->n + more, width = (size_t)d->after + 1;
    for (int i = 0; i < d->n_layers; i++) {
        float *p = realloc(d->distance[i], room * width * sizeof *p);
        if (!p)
            return pseg_fail(error, "out of memory for %zu bursts of noise", room);
        d->distance[i] = p;
    }
    d->room = room;
    return 0;
}

int pseg_decay_add(struct pseg_decay *d, const struct pseg_model *model,
                   const struct pseg_signals *s, const float *noise, size_t noise_frames, int every,
                   struct pseg_error *error)
{
    struct runs r = {0};
    if (s->n_frames < (size_t)d->after + 2)
        return 0;
    const size_t last = s->n_frames - (size_t)d->after - 1;
    choose_layers(d, s);
    int result = reserve(d, last / (size_t)every, error) || open_runs(&r, d, model, s, error);
    for (size_t t = 0; !result && t <= last; t++) {
        if (t && t % (size_t)every == 0)
            disturb(d, &r, t, row(noise, d->n % noise_frames, s->n_features));
        feed(&r, row(s->features, t, s->n_features));
    }
    pseg_destroy(r.detector);
    free(r.saved);
    return result ? -1 : 0;
}

void pseg_decay_free(struct pseg_decay *d)
{
    for (int i = 0; i < PSEG_DECAY_LAYERS; i++)
        free(d->distance[i]);
    memset(d, 0, sizeof *d);
}

/* ----------------------------------------------------------------------------------- summary -- */

static struct pseg_spread spread(double *x, size_t n)
{
    pseg_sort(x, n);
    return (struct pseg_spread){pseg_quantile(x, n, 0.1), pseg_quantile(x, n, 0.5),
                                pseg_quantile(x, n, 0.9)};
}

int pseg_decay_curve(struct pseg_spread *curve, const struct pseg_decay *d, int layer)
{
    const size_t width = (size_t)d->after + 1;
    double *x = malloc((d->n + 1) * sizeof *x);
    if (!x)
        return -1;
    for (size_t k = 0; k < width; k++) {
        for (size_t b = 0; b < d->n; b++)
            x[b] = d->distance[layer][b * width + k];
        curve[k] = spread(x, d->n);
    }
    free(x);
    return 0;
}

static int frames_until(const float *distance, int width, double share)
{
    float peak = 0;
    int until = width;
    for (int k = 0; k < width; k++)
        peak = distance[k] > peak ? distance[k] : peak;
    while (until > 0 && distance[until - 1] < share * peak)
        until--;
    return until;
}

int pseg_decay_time(struct pseg_spread *frames, const struct pseg_decay *d, int layer, double share)
{
    const int width = d->after + 1;
    double *x = malloc((d->n + 1) * sizeof *x);
    if (!x)
        return -1;
    for (size_t b = 0; b < d->n; b++)
        x[b] = frames_until(d->distance[layer] + b * (size_t)width, width, share);
    *frames = spread(x, d->n);
    free(x);
    return 0;
}

/* ------------------------------------------------------------------------------------- noise -- */

int pseg_noise_features(float **noise, size_t *frames, const struct pseg_config *c, double power,
                        struct pseg_error *error)
{
    enum { ROWS = 64 };
    struct pseg_random r;
    const size_t n = (size_t)c->window + (ROWS - 1) * (size_t)c->hop;
    float *x = malloc(n * sizeof *x);
    if (!x)
        return pseg_fail(error, "out of memory for a burst of noise");
    pseg_random_seed(&r, 1, pseg_random_stream("burst"));
    for (size_t i = 0; i < n; i++)
        x[i] = (float)(sqrt(power) * pseg_random_normal(&r));
    const int result = pseg_whole_features(noise, frames, x, n, c, error);
    free(x);
    return result;
}
