#include "readout_loss.h"

#include <math.h>
#include <string.h>

#include "clones.h"
#include "log.h"
#include "score.h"

static int is_valid(int frame, int length, int first)
{
    return frame >= first && frame > 0 && frame < length;
}

long pseg_readout_loss_valid(const int *lengths, int start, int steps, int batch, int first)
{
    long n = 0;
    for (int t = start; t < start + steps; t++)
        for (int b = 0; b < batch; b++)
            n += is_valid(t, lengths[b], first);
    return n;
}

/* E of the frame of step t: what the step before predicted, or this one told. */
static real mean_error(const struct pseg_trace *tr, int t, int b, const real *x,
                       const struct pseg_network *net)
{
    const int d = net->n_features;
    const real *told =
        pseg_trace_row(tr, &net->layers[net->n_layers - 1], PSEG_SLOT_OUT, t + 1 - net->ahead) +
        (long)b * d;
    return pseg_prediction_error(NULL, x, told, d);
}

static struct pseg_readout_view look(const struct pseg_trace *tr, int t, int b, const real *x,
                                     const struct pseg_readout_task *task)
{
    const struct pseg_network *net = task->net;
    const struct pseg_layer *layer = &net->layers[net->first_recurrent];
    const long n = layer->out, at = b * (long)layer->width[PSEG_SLOT_ACT] + task->gate * n;
    return (struct pseg_readout_view){
        .error = mean_error(tr, t, b, x, net),
        .gate = pseg_trace_row(tr, layer, PSEG_SLOT_ACT, t + 1) + at,
        .last_gate = pseg_trace_row(tr, layer, PSEG_SLOT_ACT, t) + at,
        .state = task->sees_state ? pseg_trace_row(tr, layer, PSEG_SLOT_H, t + 1) + b * n : NULL,
        .n = (int)n,
    };
}

/* d is the gradient of the log odds. before: dgate of the frame before; NULL at a chunk's start. */
static void spread(real *dw, real *dgate, real *before, real *dstate, real d,
                   const struct pseg_readout_view *v, const real *w)
{
    const int n = v->n;
    dw[0] += d * pseg_log(v->error + (real)PSEG_LOG_ERROR_FLOOR);
    for (int j = 0; j < n; j++) {
        dw[1 + j] += d * (v->gate[j] - v->last_gate[j]);
        dgate[j] += d * w[1 + j];
        if (before)
            before[j] -= d * w[1 + j];
    }
    for (int j = 0; v->state && j < n; j++) {
        dw[1 + n + j] += d * v->state[j];
        dstate[j] += d * w[1 + n + j];
    }
}

/* -y log p - (1 - y) log(1 - p) of the log odds s, without overflow. */
static double cross_entropy(double s, double y)
{
    return (s > 0 ? s : 0) - s * y + log1p(exp(-fabs(s)));
}

CLONES double pseg_readout_loss(real *gradient, real *dgate, real *dstate, double weight,
                                const struct pseg_trace *tr, const real *x, const float *targets,
                                const int *lengths, int start, const real *parameters,
                                const struct pseg_readout_task *task)
{
    const struct pseg_network *net = task->net;
    const size_t w = net->tensors[net->readout].offset;
    const size_t bias = net->tensors[net->readout_bias].offset;
    const long n = net->layers[net->first_recurrent].out, batch = tr->batch;
    const size_t bytes = (size_t)tr->steps * (size_t)(batch * n) * sizeof(real);
    double sum = 0;
    memset(dgate, 0, bytes);
    if (task->sees_state)
        memset(dstate, 0, bytes);
    for (int t = 0; t < tr->steps; t++)
        for (int b = 0; b < tr->batch; b++) {
            const long row = t * batch + b;
            if (!is_valid(start + t, lengths[b], task->first))
                continue;
            const struct pseg_readout_view v = look(tr, t, b, x + row * net->n_features, task);
            const real s = pseg_readout(&v, parameters + w, parameters[bias]);
            const real p = 1 / (1 + REAL_EXP(-s));
            const real d = (real)weight * (p - (real)targets[row]);
            sum += cross_entropy((double)s, (double)targets[row]);
            gradient[bias] += d;
            spread(gradient + w, dgate + row * n, t ? dgate + (row - batch) * n : NULL,
                   task->sees_state ? dstate + row * n : NULL, d, &v, parameters + w);
        }
    return sum;
}
