#include "latency_devices.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "capture_source.h"
#include "live.h"
#include "live_output.h"

static const double PATIENCE = 5; /* [s] for the first sample */
static const double LATE = 20;    /* [s] that playing may take longer than it should */
static const double TAIL = 0.5;   /* [s] heard after the last sample was handed over */
enum { NEIGHBOURS = 20 };         /* marks on each side that tell `device` from `placement` */

const char *const part_names[N_PARTS] = {"device",  "placement",  "algorithm", "buffering",
                                         "compute", "microphone", "all",       "lead"};

/* ------------------------------------------------------------------------------ open, close -- */

static int make_room(struct trip *t, struct pseg_error *error)
{
    const struct pseg_config *c = &t->model->config;
    t->room = (size_t)((t->settings->seconds + PATIENCE + LATE + TAIL) * c->rate / c->hop) + 1;
    t->events = calloc(t->room, sizeof *t->events);
    int missing = !t->events;
    for (int i = 0; i < N_PARTS; i++)
        missing |= !(t->part[i] = calloc(t->marks.count, sizeof **t->part));
    return missing ? pseg_fail(error, "out of memory for %zu events", t->room) : 0;
}

int trip_open(struct trip *t, const struct pseg_model *model, const struct trip_settings *settings,
              struct pseg_error *error)
{
    const struct pseg_capture_options input = {
        .device = settings->in, .rate = settings->rate, .block = settings->block, .seconds = 4};
    *t = (struct trip){.model = model, .settings = settings};
    t->playback = pseg_playback_open(settings->out, settings->rate, settings->block, error);
    t->capture = t->playback ? pseg_capture_open(&input, error) : NULL;
    return t->capture ? 0 : -1;
}

void trip_close(struct trip *t)
{
    pseg_playback_close(t->playback);
    pseg_capture_close(t->capture);
    marks_free(&t->marks);
    if (t->sink)
        fclose(t->sink);
    for (int i = 0; i < N_PARTS; i++)
        free(t->part[i]);
    free(t->events);
    free(t->played);
}

/* ----------------------------------------------------------------------------------- listen -- */

static void on_boundary(void *user, const struct pseg_boundary *b)
{
    struct trip *t = user;
    struct live_output output = {.stream = t->sink};
    const double began = pseg_capture_began(t->capture);
    live_print_boundary(&output, b, 0, pseg_clock() - (began + b->at));
    if (t->n_events < t->room)
        t->events[t->n_events++] =
            (struct trip_event){b->at, b->decided, began, t->arrived, pseg_clock()};
}

static void on_gap(void *user, const struct pseg_gap *gap)
{
    struct trip *t = user;
    (void)gap;
    t->gaps++;
}

static void pause_1ms(void)
{
    const struct timespec pause = {0, 1000000};
    nanosleep(&pause, NULL);
}

/* Takes what is there, or waits a little. */
static int pump(struct trip *t, struct pseg_live *live, struct pseg_error *error)
{
    const int more = pseg_capture_running(t->capture);
    t->arrived = pseg_clock();
    const long n = pseg_live_pump(live, (size_t)pseg_capture_block(t->capture), error);
    if (n == 0 && !more)
        return pseg_fail(error, "input device '%s' gives no more audio",
                         pseg_capture_name(t->capture));
    if (n == 0)
        pause_1ms();
    return n < 0 ? -1 : 0;
}

static int await_input(struct trip *t, struct pseg_live *live, const atomic_int *stop,
                       struct pseg_error *error)
{
    const double until = pseg_clock() + PATIENCE;
    while (isnan(pseg_capture_began(t->capture)) && !*stop) {
        if (pseg_clock() > until)
            return pseg_fail(error, "input device '%s' gives no audio",
                             pseg_capture_name(t->capture));
        if (pump(t, live, error))
            return -1;
    }
    return 0;
}

static int listen(struct trip *t, struct pseg_live *live, const atomic_int *stop,
                  struct pseg_error *error)
{
    const double latest = pseg_clock() + t->settings->seconds + LATE;
    double until = INFINITY;
    while (!*stop && pseg_clock() < until) {
        if (pump(t, live, error))
            return -1;
        if (isinf(until) && !pseg_playback_running(t->playback))
            until = pseg_clock() + TAIL;
        if (isinf(until) && pseg_clock() > latest)
            return pseg_fail(error, "output device '%s' does not play on",
                             pseg_playback_name(t->playback));
    }
    return 0;
}

static int play_and_listen(struct trip *t, const atomic_int *stop, struct pseg_error *error)
{
    const struct pseg_live_sink sink = {on_boundary, on_gap, NULL, t};
    struct pseg_live *live = pseg_live_create(t->model, pseg_capture_ring(t->capture),
                                              pseg_capture_rate(t->capture), &sink, NULL, error);
    if (!live)
        return -1;
    struct pseg_error ignored;
    int status = pseg_capture_start(t->capture, error);
    if (!status)
        status = await_input(t, live, stop, error);
    if (!status)
        status = pseg_playback_start(t->playback, t->played, t->n_played, error);
    if (!status)
        status = listen(t, live, stop, error);
    pseg_playback_stop(t->playback);
    pseg_capture_stop(t->capture, &ignored); /* what went wrong before that is told already */
    pseg_live_close(live, &ignored);
    return status;
}

/* ---------------------------------------------------------------------------------- compare -- */

/* The mark's first sample in the played stream. */
static size_t sample_of(const struct trip *t, size_t mark)
{
    return (size_t)llround(t->marks.onset[mark] * pseg_playback_rate(t->playback));
}

/* Forgets the marks that an early end left unplayed. */
static void drop_unplayed(struct trip *t)
{
    struct marks *m = &t->marks;
    while (m->count && isnan(pseg_playback_emitted(t->playback, sample_of(t, m->count - 1))))
        m->count--;
}

static void split(struct trip *t, const struct trip_event *e, size_t mark)
{
    const double emitted = pseg_playback_emitted(t->playback, sample_of(t, mark));
    const size_t i = t->found++;
    t->part[PART_DEVICE][i] = e->began + e->at - emitted - t->marks.placement;
    t->part[PART_ALGORITHM][i] = e->decided - e->at;
    t->part[PART_BUFFERING][i] = e->arrived - (e->began + e->decided);
    t->part[PART_COMPUTE][i] = e->printed - e->arrived;
    t->part[PART_MICROPHONE][i] = e->printed - (e->began + e->at);
    t->part[PART_ALL][i] = e->printed - emitted;
    t->part[PART_LEAD][i] = emitted - pseg_playback_handed(t->playback, sample_of(t, mark));
}

/* Parts device and placement of one sum, whose fast part is placement: smooth[] is scratch. */
static void part_device_from_placement(struct trip *t, double *smooth)
{
    double *sum = t->part[PART_DEVICE], *placement = t->part[PART_PLACEMENT];
    for (size_t i = 0; i < t->found; i++) {
        const size_t first = i < NEIGHBOURS ? 0 : i - NEIGHBOURS;
        const size_t end = i + NEIGHBOURS < t->found ? i + NEIGHBOURS + 1 : t->found;
        smooth[i] = 0;
        for (size_t k = first; k < end; k++)
            smooth[i] += sum[k] / (double)(end - first);
    }
    for (size_t i = 0; i < t->found; i++) {
        placement[i] = sum[i] - smooth[i] + t->marks.placement;
        sum[i] = smooth[i];
    }
}

/* begun, at, match, smooth: scratch for each mark, event, mark, mark */
static size_t compare_with(struct trip *t, double *begun, double *at, long *match, double *smooth)
{
    const size_t count = t->marks.count;
    for (size_t i = 0; i < t->n_events; i++)
        at[i] = t->events[i].began + t->events[i].at;
    for (size_t i = 0; i < count; i++)
        begun[i] = pseg_playback_emitted(t->playback, sample_of(t, i));
    if (2 * marks_align(match, begun, count, at, t->n_events) < count)
        return 0;
    for (size_t i = 0; i < count; i++)
        if (match[i] >= 0)
            split(t, &t->events[match[i]], i);
    part_device_from_placement(t, smooth);
    return t->found;
}

static int compare(struct trip *t, struct pseg_error *error)
{
    const size_t n = t->marks.count;
    double *scratch = malloc((2 * n + t->n_events + 1) * sizeof *scratch);
    long *match = malloc((n + 1) * sizeof *match);
    size_t found = 0;
    drop_unplayed(t);
    if (scratch && match)
        found = compare_with(t, scratch, scratch + 2 * n, match, scratch + n);
    free(match);
    free(scratch);
    if (found)
        return 0;
    return pseg_fail(error,
                     "%zu marks were played on '%s', %zu boundaries heard on '%s', and they "
                     "do not fit: is the one connected to the other?",
                     t->marks.count, pseg_playback_name(t->playback), t->n_events,
                     pseg_capture_name(t->capture));
}

int trip_run(struct trip *t, const atomic_int *stop, struct pseg_error *error)
{
    const int rate = pseg_playback_rate(t->playback);
    t->sink = fopen("/dev/null", "w");
    if (!t->sink)
        return pseg_fail(error, "/dev/null cannot be opened");
    if (marks_make(&t->marks, t->model, t->settings->seconds, error) || make_room(t, error) ||
        marks_convert(&t->played, &t->n_played, &t->marks, rate, t->model->config.rate, error) ||
        play_and_listen(t, stop, error))
        return -1;
    return compare(t, error);
}
