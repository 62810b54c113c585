/* phoneseg latency: how long after a sound its boundary is known, and why. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench_audio.h"
#include "commands.h"
#include "latency_output.h"
#include "latency_picture.h"
#include "plot_file.h"

const char latency_details[] =
    "Three tables: audio that the algorithm waits for; time to compute a frame, over at least a\n"
    "minute of INPUT or of noise; and, through real devices, from a sound played to its boundary\n"
    "printed. The last plays bursts of noise aloud on OUT, and needs an input IN that hears them:\n"
    "a cable, a server's monitor, or a microphone near a loudspeaker. OUT and IN are each an "
    "index\n"
    "(`phoneseg live --list`) or a part of the name without colons; IN is as OUT where left out.\n"
    "--loopback none plays nothing.\n"
    "\n"
    "Examples:\n"
    "  phoneseg latency --picture frames.png\n"
    "  phoneseg latency --loopback pulse --block 5\n";

enum { LEAST_SECONDS = 60 }; /* of audio that compute times are taken of; of marks unless told */

struct settings {
    char *model, *block, *rate, *seconds, *loopback, *picture;
    int json;
};

struct latency {
    struct pseg_model model;
    struct trip_settings trip_settings;
    int seconds, silent; /* silent: nothing is to be played */
    char *out, *in;
    struct trip trip;
    struct latency_report report;
    struct pseg_error why; /* the trip was skipped */
    float *audio;          /* [n] */
    size_t n;
};

/* ---------------------------------------------------------------------------------- options -- */

/* OUT[:IN] */
static int read_loopback(struct latency *l, const char *text)
{
    l->silent = strcmp(text, "none") == 0;
    if (l->silent)
        return 0;
    const char *colon = strchr(text, ':');
    l->out = colon ? strndup(text, (size_t)(colon - text)) : strdup(text);
    l->in = strdup(colon ? colon + 1 : text);
    if (!l->out || !l->in)
        return complain("latency", "out of memory");
    if (!*l->out || !*l->in)
        return complain_usage("latency", "--loopback takes OUT or OUT:IN, not '%s'", text);
    l->trip_settings.out = l->out;
    l->trip_settings.in = l->in;
    return 0;
}

static int read_settings(struct latency *l, const struct settings *s)
{
    double block = 10; /* [ms] */
    l->seconds = LEAST_SECONDS;
    if (parse_real(&block, s->block, "--block", 1, 1000, "latency") ||
        parse_integer(&l->trip_settings.rate, s->rate, "--rate", 8000, 192000, "latency") ||
        parse_integer(&l->seconds, s->seconds, "--seconds", 5, 600, "latency"))
        return -1;
    l->trip_settings.block = block / 1000;
    l->trip_settings.seconds = l->seconds;
    if (s->picture && pseg_picture_format(s->picture) == PSEG_PICTURE_UNKNOWN)
        return complain_usage("latency", "'%s': a picture's name ends in .png, .svg or .pdf",
                              s->picture);
    return s->loopback ? read_loopback(l, s->loopback) : 0;
}

/* -------------------------------------------------------------------------------------- run -- */

/* The devices' part comes first, since it knows their rate. Where devices were not asked for by
 * name, there need be none. */
static int run_trip(struct latency *l, int required)
{
    struct trip *t = &l->trip;
    l->report.why = l->why.text;
    if (l->silent)
        return pseg_fail(&l->why, "nothing was to be played"), EXIT_DONE;
    int status = trip_open(t, &l->model, &l->trip_settings, &l->why);
    if (!status && isatty(STDERR_FILENO))
        fprintf(stderr, "playing marks on %s for %d s\n", pseg_playback_name(t->playback),
                l->seconds);
    if (!status)
        status = trip_run(t, &interrupted, &l->why);
    l->report.trip = status ? NULL : t;
    return status && required ? complain("latency", "%s", l->why.text) : EXIT_DONE;
}

static int run_algorithm(struct latency *l, struct pseg_error *error)
{
    const struct trip_settings *s = &l->trip_settings;
    const int rate = s->rate           ? s->rate
                     : l->trip.capture ? pseg_capture_rate(l->trip.capture)
                                       : l->model.config.rate;
    return latency_algorithm(&l->report.algorithm, &l->model, rate, (int)(s->block * rate + 0.5),
                             error);
}

static int read_audio(struct latency *l, const char *input, struct pseg_error *error)
{
    return bench_audio(&l->audio, &l->n, input, l->model.config.rate, LEAST_SECONDS, error);
}

static int run_compute(struct latency *l, struct pseg_error *error)
{
    return compute_measure(&l->report.compute, &l->model, l->audio, l->n, LEAST_SECONDS, error);
}

static int run(struct latency *l, const struct settings *s, const char *input)
{
    struct pseg_error error;
    if (load_model(&l->model, s->model, "latency"))
        return EXIT_FAILED;
    if (read_audio(l, input, &error))
        return complain("latency", "%s", error.text);
    if (run_trip(l, s->loopback != NULL))
        return EXIT_FAILED;
    if (run_algorithm(l, &error) || run_compute(l, &error) ||
        (s->picture && latency_picture(s->picture, &l->report.compute, &error)))
        return complain("latency", "%s", error.text);
    (s->json ? latency_print_json : latency_print_table)(&l->report);
    return EXIT_DONE;
}

static void release(struct latency *l, struct settings *s)
{
    char *all[] = {s->model, s->block, s->rate, s->seconds, s->loopback, s->picture, l->out, l->in};
    trip_close(&l->trip);
    compute_free(&l->report.compute);
    pseg_model_free(&l->model);
    free(l->audio);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
}

int command_latency(int argc, const char **argv)
{
    struct settings s = {0};
    struct latency l = {0};
    struct options options;
    const struct poptOption table[] = {
        {"model", 'm', POPT_ARG_STRING, &s.model, 0, "instead of the embedded one", "F"},
        {"block", 'b', POPT_ARG_STRING, &s.block, 0, "audio a callback (10)", "MS"},
        {"rate", 'r', POPT_ARG_STRING, &s.rate, 0, "of the devices (their own)", "HZ"},
        {"seconds", 't', POPT_ARG_STRING, &s.seconds, 0, "of marks to play (60)", "S"},
        {"loopback", 'l', POPT_ARG_STRING, &s.loopback, 0, "devices (the default ones)",
         "OUT[:IN]"},
        {"picture", 'p', POPT_ARG_STRING, &s.picture, 0, "histogram of compute times", "FILE"},
        {"json", 0, POPT_ARG_NONE, &s.json, 0, "one JSON object", NULL},
        POPT_TABLEEND,
    };
    const char **rest = options_parse(&options, argc, argv, table);
    int status = EXIT_USAGE;
    if (rest && rest[0] && rest[1])
        complain_usage("latency", "one recording at a time: '%s' is too many", rest[1]);
    else if (rest && !read_settings(&l, &s))
        status = run(&l, &s, rest[0]);
    release(&l, &s);
    if (rest)
        options_free(&options);
    return status;
}
