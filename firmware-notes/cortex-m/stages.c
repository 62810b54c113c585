/* What a frame costs, stage by stage: the stages are called one by one over the recording. Prints
 * mean ticks of SysTick, which in QEMU with -icount stand for instructions. */
#include <string.h>

#include "clock.h"
#include "config.h"
#include "frontend.h"
#include "listener.h"
#include "network.h"
#include "report.h"
#include "start.h"

extern const unsigned char model[], model_end[]; /* of bytes.S */
extern const int16_t recording[], recording_end[];

enum { SPARE = 49152, MOST_FEATURES = 64, MOST_ACTIVATIONS = 1024 };

static _Alignas(16) unsigned char memory[MEMORY];
static _Alignas(16) char spare[SPARE];
static struct pseg_frontend frontend;
static struct pseg_network net;
static struct pseg_trace trace = {.steps = 1, .batch = 1};
static struct pseg_model opened;
static struct pseg *detector;

struct ticks {
    uint64_t framing, power, mel, features, network, plain, activation, all;
};

void tick(void)
{
    clock_wrapped();
}

/* The next 10 ms of the recording, over and over. */
static void hear(float *audio)
{
    static const int16_t *at = recording;
    if (at + LISTENER_BLOCK > recording_end)
        at = recording;
    for (int i = 0; i < LISTENER_BLOCK; i++)
        audio[i] = (float)*at++ / 32768;
}

static uint64_t take_ticks(uint64_t *since)
{
    const uint64_t now = clock_now(), took = now - *since;
    *since = now;
    return took;
}

static void normalise(float *x, const float *features)
{
    const float *mean = opened.weights + net.tensors[net.mean].offset;
    const float gain = opened.weights[net.tensors[net.gain].offset];
    for (int j = 0; j < net.n_features; j++)
        x[j] = (features[j] - mean[j]) * gain;
}

/* The network's step once more, to the same bits; then its sigmoids and tanhs alone. */
static void repeat_network(struct ticks *t, const float *x)
{
    const struct pseg_kernels *k = pseg_find_kernels(NULL);
    const int n = opened.config.n_hidden, gates = net.cell->family->n_gates * n;
    static float act[MOST_ACTIVATIONS];
    uint64_t since = clock_now();
    pseg_network_step(&trace, 0, x, opened.weights, &net, &pseg_kernels_scalar);
    t->plain += take_ticks(&since);
    for (int l = 0; l < net.n_layers; l++)
        if (net.layers[l].kind == PSEG_LAYER_RECURRENT) {
            k->sigmoid(act, gates);
            k->tanh(act + gates, net.cell->family->has_memory ? 2 * n : n);
        }
    t->activation += take_ticks(&since);
}

/* One frame; the FFT and the bands once more, by themselves, on what they worked on. */
static void run_frame(struct ticks *t)
{
    float audio[LISTENER_BLOCK], features[MOST_FEATURES], x[MOST_FEATURES];
    const struct pseg_kernels *k = pseg_find_kernels(NULL);
    struct pseg_event events[2];
    size_t made, used;
    hear(audio);
    uint64_t since = clock_now();
    pseg_process(detector, events, 2, &made, audio, LISTENER_BLOCK, &used);
    t->all += take_ticks(&since);
    pseg_frontend_push(&frontend, audio, LISTENER_BLOCK);
    t->framing += take_ticks(&since);
    pseg_frontend_frame(features, &frontend, k);
    t->features += take_ticks(&since);
    float *power = pseg_power_apply(&frontend.power, frontend.samples, k);
    t->power += take_ticks(&since);
    k->mel(frontend.bands, power, frontend.power.points, &frontend.mel);
    t->mel += take_ticks(&since);
    normalise(x, features);
    pseg_network_carry(&trace, &net, 1);
    pseg_network_step(&trace, 0, x, opened.weights, &net, k);
    t->network += take_ticks(&since);
    repeat_network(t, x);
}

static int set_up(void)
{
    struct pseg_arena arena = {spare, 0};
    int status = pseg_model_open(&opened, model, (size_t)(model_end - model));
    if (!status)
        status = pseg_init(&detector, memory, sizeof memory, &opened);
    if (status)
        return status;
    pseg_network_build(&net, &opened.config);
    pseg_frontend_init(&frontend, &arena, &opened.config);
    trace.base = pseg_carve(&arena, pseg_trace_size(&net, 1, 1) * sizeof(real));
    return arena.used <= SPARE && net.n_features <= MOST_FEATURES ? PSEG_OK : PSEG_E_MEMORY;
}

static void say_stage(const char *name, uint64_t ticks, uint64_t frames)
{
    say("# ticks of ");
    say(name);
    say(" ");
    say_number(ticks / frames);
    say("\n");
}

static void report(const struct ticks *t, uint64_t n)
{
    say_stage("framing", t->framing, n);
    say_stage("window, FFT, power", t->power, n);
    say_stage("mel bands", t->mel, n);
    say_stage("logarithm, overlap", t->features - t->power - t->mel, n);
    say_stage("network", t->network, n);
    say_stage("score, picker, rest", t->all - t->framing - t->features - t->network, n);
    say_stage("all", t->all, n);
    say_stage("plain loops in the network", t->plain, n);
    say_stage("sigmoid and tanh in the network", t->activation, n);
}

int main(void)
{
    enum { WARM = 4, FRAMES = 200 };
    struct ticks ticks;
    const int status = set_up();
    if (status) {
        report_refusal(status);
        return status;
    }
    clock_start(TICKS_PER_SECOND / 100);
    for (int i = 0; i < WARM + FRAMES; i++) {
        if (i == WARM) /* the windows are full, and the network has warmed up */
            memset(&ticks, 0, sizeof ticks);
        run_frame(&ticks);
    }
    clock_stop();
    report(&ticks, FRAMES);
    return 0;
}
