/* phoneseg live: boundaries from a microphone, while somebody speaks. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "capture.h"
#include "commands.h"
#include "config.h"
#include "grow.h"
#include "live.h"
#include "live_output.h"
#include "live_view.h"

const char live_details[] =
    "A line a boundary, as soon as it is decided: seconds, score, wall clock, latency; or JSON:\n"
    "{\"time\":s,\"decided\":s,\"score\":x,\"wall\":\"...\",\"latency\":s}. Audio that was lost "
    "shows as\n"
    "'# at S lost N samples', or {\"gap\":s,\"seconds\":s,\"position\":n,\"lost\":n}. On a "
    "terminal there\n"
    "is a picture instead; --plain keeps the lines. Ctrl-C ends it.\n"
    "\n"
    "Examples:\n"
    "  phoneseg live --list\n"
    "  phoneseg live --device usb --record take1.wav\n"
    "  phoneseg live --replay speech.wav --format jsonl\n";

struct settings {
    char *device, *rate, *channels, *block, *duration, *format, *record, *replay, *model,
        *threshold;
    int fast, list, plain;
};

struct session {
    struct pseg_capture_options options;
    struct pseg_model model;
    struct pseg_capture *capture;
    struct pseg_live *live;
    struct live_output output;
    struct live_view *view;
    double duration; /* [s] 0: until Ctrl-C or the end */
    double *latency; /* [n_latency] of each boundary, for the summary */
    size_t n_latency, room;
    long boundaries;
    int is_replay, fast;
};

/* ---------------------------------------------------------------------------------- options -- */

static int parse_format(struct session *s, const char *format)
{
    s->output.json = format && strcmp(format, "jsonl") == 0;
    if (!format || s->output.json || strcmp(format, "text") == 0)
        return 0;
    complain_usage("live", "there is no format '%s'; there are text and jsonl", format);
    return -1;
}

static int check_together(const struct settings *t)
{
    if (t->fast && !t->replay)
        complain_usage("live", "--fast is for a replay: --replay F.wav");
    else if (t->replay && (t->device || t->rate || t->channels))
        complain_usage("live", "--replay has no device: leave --device, --rate, --channels out");
    else
        return 0;
    return -1;
}

/* -1: bad usage, told */
static int read_settings(struct session *s, const struct settings *t)
{
    double block = 10; /* [ms] */
    struct pseg_capture_options *o = &s->options;
    o->device = t->device;
    o->seconds = 4; /* of patience with a slow reader */
    s->is_replay = t->replay != NULL;
    s->fast = t->fast;
    if (check_together(t) || parse_format(s, t->format) ||
        parse_integer(&o->rate, t->rate, "--rate", 8000, 192000, "live") ||
        parse_integer(&o->channels, t->channels, "--channels", 1, 64, "live") ||
        parse_real(&block, t->block, "--block", 1, 1000, "live") ||
        parse_real(&s->duration, t->duration, "--duration", 0.01, 1e9, "live"))
        return -1;
    o->block = block / 1000;
    return 0;
}

static int load_model_and_threshold(struct session *s, const struct settings *t)
{
    double threshold = 0;
    if (parse_real(&threshold, t->threshold, "--threshold", -1e6, 1e6, "live"))
        return EXIT_USAGE;
    if (load_model(&s->model, t->model, "live"))
        return EXIT_FAILED;
    if (t->threshold)
        s->model.config.threshold = (float)threshold;
    return EXIT_DONE;
}

static int list_devices(void)
{
    struct pseg_error error;
    int n;
    struct pseg_device *devices = pseg_list_devices(&n, &error);
    if (!devices)
        return complain("live", "%s", error.text);
    if (!n)
        complain("live", "there is no audio input device");
    for (int i = 0; i < n; i++)
        printf("%c %3d  %6d Hz  %3d channels  %-6s  %s\n", devices[i].is_default ? '*' : ' ',
               devices[i].index, devices[i].rate, devices[i].channels, devices[i].api,
               devices[i].name);
    free(devices);
    return n ? EXIT_DONE : EXIT_FAILED;
}

/* ----------------------------------------------------------------------------------- events -- */

static double wall_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* From the capture of the sound at `at` [s] until now; NaN where a replay hurries. */
static double latency_of(const struct session *s, double at)
{
    return s->fast ? NAN : pseg_capture_now(s->capture) - pseg_capture_began(s->capture) - at;
}

static void keep_latency(struct session *s, double latency)
{
    if (isnan(latency))
        return;
    double *more = pseg_grow(s->latency, s->n_latency + 1, &s->room, sizeof *more);
    if (!more)
        return; /* the summary makes do with what it has */
    s->latency = more;
    s->latency[s->n_latency++] = latency;
}

static void on_boundary(void *user, const struct pseg_boundary *b)
{
    struct session *s = user;
    const double latency = latency_of(s, b->at);
    s->boundaries++;
    keep_latency(s, latency);
    if (s->view)
        live_view_boundary(s->view, b, latency);
    else
        live_print_boundary(&s->output, b, wall_clock(), latency);
}

static void on_gap(void *user, const struct pseg_gap *gap)
{
    struct session *s = user;
    const int rate = pseg_capture_rate(s->capture);
    if (s->view)
        live_view_gap(s->view, gap, (double)gap->lost / rate);
    else
        live_print_gap(&s->output, gap, rate);
}

static void on_frame(void *user, const struct pseg_frame *frame)
{
    struct session *s = user;
    if (s->view)
        live_view_frame(s->view, frame);
}

/* -------------------------------------------------------------------------------------- run -- */

static void end_view(struct session *s)
{
    live_view_end(s->view);
    s->view = NULL; /* what is still decided comes out as lines */
}

/* Complains where it is read: not on the picture's screen. */
static int tell(struct session *s, const struct pseg_error *error)
{
    end_view(s);
    return complain("live", "%s", error->text);
}

/* How much more is wanted, in samples of the device. */
static size_t wanted(const struct session *s)
{
    const double left = s->duration - pseg_live_heard(s->live);
    return s->duration <= 0 ? SIZE_MAX
           : left <= 0      ? 0
                            : (size_t)ceil(left * pseg_capture_rate(s->capture) - 1e-6);
}

static int stopped(const struct session *s)
{
    return interrupted || s->output.broken || wanted(s) == 0;
}

/* Until the source ends or somebody stops it; the ring may still hold audio then. */
static int listen(struct session *s, struct pseg_error *error)
{
    const struct timespec pause = {0,
                                   1000000}; /* the callback wakes nobody: that would be a call */
    while (!stopped(s)) {
        const int more = pseg_capture_running(s->capture);
        const long n = pseg_live_pump(s->live, wanted(s), error);
        if (n < 0)
            return -1;
        if (s->view)
            live_view_draw(s->view, pseg_live_heard(s->live),
                           pseg_capture_device_overflows(s->capture));
        if (n == 0 && !more)
            break;
        if (n == 0)
            nanosleep(&pause, NULL);
    }
    return 0;
}

/* The end of the flow, then of the stream: everything decided so far comes out. */
static int finish(struct session *s, int failed)
{
    struct pseg_error error;
    const int asked = stopped(s);
    if (pseg_capture_stop(s->capture, &error) && !asked)
        failed = tell(s, &error);
    if (pseg_live_pump(s->live, wanted(s), &error) < 0 || pseg_live_finish(s->live, &error))
        failed = tell(s, &error);
    return failed;
}

static void print_summary(struct session *s)
{
    const long device = pseg_capture_device_overflows(s->capture);
    fprintf(stderr, "%.1f s heard, %ld boundaries, %ld overruns with %llu samples lost",
            pseg_live_heard(s->live), s->boundaries, pseg_live_gaps(s->live),
            (unsigned long long)pseg_live_lost(s->live));
    if (device)
        fprintf(stderr, ", %ld losses in the device", device);
    if (s->n_latency)
        fprintf(stderr, "; latency %.1f ms in the middle, %.1f ms at most for 99 %%",
                1e3 * live_quantile(s->latency, s->n_latency, 0.5),
                1e3 * live_quantile(s->latency, s->n_latency, 0.99));
    fputc('\n', stderr);
}

static int run_session(struct session *s)
{
    struct pseg_error error;
    int failed = 0;
    if (pseg_capture_start(s->capture, &error))
        return tell(s, &error);
    if (listen(s, &error)) {
        struct pseg_error ignored;
        pseg_capture_stop(s->capture, &ignored); /* stderr is heard again */
        failed = tell(s, &error);
    }
    failed |= finish(s, failed);
    end_view(s);
    if (s->output.broken)
        failed =
            complain("live", "cannot write to standard output: %s", strerror(s->output.broken));
    print_summary(s);
    return failed ? EXIT_FAILED : EXIT_DONE;
}

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Lines instead, where the terminal cannot show it. */
static void start_view(struct session *s, const char *model)
{
    const char *source = pseg_capture_name(s->capture);
    const struct live_view_title title = {s->is_replay ? file_name(source) : source,
                                          model ? file_name(model) : "built-in model",
                                          pseg_capture_rate(s->capture)};
    s->view = live_view_start(&s->model, &title);
}

static int open_and_run(struct session *s, const struct settings *t)
{
    struct pseg_error error;
    s->capture = t->replay ? pseg_capture_replay(t->replay, t->fast, &s->options, &error)
                           : pseg_capture_open(&s->options, &error);
    if (!s->capture)
        return complain("live", "%s", error.text);
    if (!t->plain && !t->format && isatty(STDOUT_FILENO))
        start_view(s, t->model);
    const struct pseg_live_sink sink = {on_boundary, on_gap, s->view ? on_frame : NULL, s};
    s->live = pseg_live_create(&s->model, pseg_capture_ring(s->capture),
                               pseg_capture_rate(s->capture), &sink, t->record, &error);
    if (!s->live)
        return tell(s, &error);
    const int status = run_session(s);
    if (pseg_live_close(s->live, &error))
        return complain("live", "%s", error.text);
    return status;
}

static int run(const struct settings *t)
{
    struct session s = {.output = {.stream = stdout}};
    if (read_settings(&s, t))
        return EXIT_USAGE;
    int status = load_model_and_threshold(&s, t);
    if (!status)
        status = open_and_run(&s, t);
    pseg_capture_close(s.capture);
    pseg_model_free(&s.model);
    free(s.latency);
    return status;
}

static void settings_free(struct settings *t)
{
    char *all[] = {t->device, t->rate,   t->channels, t->block, t->duration,
                   t->format, t->record, t->replay,   t->model, t->threshold};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
}

int command_live(int argc, const char **argv)
{
    struct settings t = {0};
    struct options options;
    const struct poptOption table[] = {
        {"list", 'l', POPT_ARG_NONE, &t.list, 0, "list the input devices, * the default one", NULL},
        {"device", 'd', POPT_ARG_STRING, &t.device, 0, "index or part of the name", "DEVICE"},
        {"rate", 'r', POPT_ARG_STRING, &t.rate, 0, "of the device (default: its own)", "HZ"},
        {"channels", 'c', POPT_ARG_STRING, &t.channels, 0, "of the device, averaged", "N"},
        {"block", 'b', POPT_ARG_STRING, &t.block, 0, "audio a callback (default: 10)", "MS"},
        {"duration", 't', POPT_ARG_STRING, &t.duration, 0, "stop after so much audio", "SECONDS"},
        {"format", 'f', POPT_ARG_STRING, &t.format, 0, "text or jsonl", "FORMAT"},
        {"plain", 'p', POPT_ARG_NONE, &t.plain, 0, "lines, also on a terminal", NULL},
        {"record", 'o', POPT_ARG_STRING, &t.record, 0, "keep what the detector hears", "F.wav"},
        {"replay", 0, POPT_ARG_STRING, &t.replay, 0, "a file instead of a device", "F"},
        {"fast", 0, POPT_ARG_NONE, &t.fast, 0, "replay as quickly as it goes", NULL},
        {"model", 'm', POPT_ARG_STRING, &t.model, 0, "model file; the built-in one", "FILE"},
        {"threshold", 0, POPT_ARG_STRING, &t.threshold, 0, "least score of a boundary", "X"},
        POPT_TABLEEND,
    };
    const char **rest = options_parse(&options, argc, argv, table);
    int status = EXIT_USAGE;
    if (rest && rest[0])
        complain_usage("live", "what is '%s'? A device goes after --device, a file after --replay",
                       rest[0]);
    else if (rest)
        status = t.list ? list_devices() : run(&t);
    if (rest)
        options_free(&options);
    settings_free(&t);
    return status;
}
