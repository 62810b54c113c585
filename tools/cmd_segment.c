/* phoneseg segment: boundaries of recordings, folders of them, or raw audio on stdin. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "folders.h"
#include "ranks.h"
#include "segment.h"

/* As given, NULL where not. */
struct settings {
    char *model, *format, *output, *output_dir;
    char *jobs, *kernel, *threshold, *min_gap, *rate, *channels, *channel, *start, *end;
};

enum { MOST_JOBS = 256 };

const char segment_details[] =
    "INPUT is an audio file (WAV, FLAC, Ogg, NIST SPHERE and others; 8 to 192 kHz), a folder,\n"
    "which is searched for audio files, or - for raw signed 16-bit little-endian PCM on\n"
    "standard input.\n"
    "\n"
    "Formats:\n"
    "  text   one boundary a line: seconds, a tab, score; '# path' before each file's lines\n"
    "         where there are several\n"
    "  jsonl  {\"time\":s,\"decided\":s,\"score\":x} a line, as soon as it is decided;\n"
    "         with \"file\" before \"time\" where there are several inputs\n"
    "  json   {\"labels\":[the same objects],\"duration\":s}\n"
    "  csv    the same columns, with their names in the first line\n"
    "  textgrid, phn, lab, ctm   Praat's, TIMIT's, HTK's and NIST's: segments from 0 to the end\n"
    "  audacity                  a label track of points\n"
    "`phoneseg convert` turns each into any other.\n"
    "\n"
    "--start and --end take a part of each recording, as if the stream began and ended there: "
    "what\n"
    "lies before is not heard. Times stay those of the recording, segments still go from 0 to its\n"
    "end, and the part's edges are no boundaries; an end beyond the recording's is the "
    "recording's.\n"
    "Of standard input nothing is read after --end, and segments end there.\n"
    "\n"
    "Examples:\n"
    "  phoneseg segment speech.flac\n"
    "  phoneseg segment --channel 2 --start 60 --end 90 interview.wav\n"
    "  phoneseg segment --format textgrid --output-dir corpus --jobs 4 corpus/\n"
    "  arecord -q -t raw -f S16_LE -r 16000 | phoneseg segment -f jsonl --rate 16000 -\n";

static size_t count(const char *const *arguments)
{
    size_t n = 0;
    while (arguments[n])
        n++;
    return n;
}

static size_t count_stdin(const char *const *arguments)
{
    size_t n = 0;
    for (; *arguments; arguments++)
        n += strcmp(*arguments, "-") == 0;
    return n;
}

static int parse_format(struct segment_job *job, const char *name)
{
    char names[256] = "";
    job->format = pseg_find_format(name ? name : "text");
    if (job->format)
        return 0;
    for (size_t i = 0, at = 0; i < pseg_n_formats; i++)
        at += (size_t)snprintf(names + at, sizeof names - at, "%s%s", i ? ", " : "",
                               pseg_formats[i].name);
    complain_usage("segment", "there is no format '%s'; there are %s", name, names);
    return -1;
}

/* What of each recording is wanted. */
static int parse_choice(struct segment_job *job, const struct settings *s)
{
    job->end = INFINITY;
    return parse_integer(&job->channel, s->channel, "--channel", 1, 1024, "segment") ||
                   parse_part(&job->start, &job->end, s->start, s->end, "segment")
               ? -1
               : 0;
}

/* What raw audio needs, and nothing else does. */
static int parse_raw(struct segment_job *job, const struct settings *s, size_t n_stdin)
{
    if (parse_integer(&job->rate, s->rate, "--rate", 8000, 192000, "segment") ||
        parse_integer(&job->channels, s->channels, "--channels", 1, 1024, "segment"))
        return -1;
    if (n_stdin > 1)
        complain_usage("segment", "standard input can be read once, not %zu times", n_stdin);
    else if (n_stdin && pseg_n_ranks() > 1)
        complain_usage("segment", "standard input cannot be shared by %d ranks", pseg_n_ranks());
    else if (n_stdin && !s->rate)
        complain_usage("segment", "raw audio on standard input needs its rate: --rate HZ");
    else if (!n_stdin && (s->rate || s->channels))
        complain_usage("segment", "--rate and --channels describe raw audio: the input -");
    else
        return 0;
    return -1;
}

/* -1: bad usage, told. */
static int parse(struct segment_job *job, int *jobs, const struct settings *s,
                 const char *const *arguments)
{
    if (count(arguments) == 0) {
        complain_usage("segment", "no input: name audio files, folders, or - for standard input");
        return -1;
    }
    if (s->output && s->output_dir) {
        complain_usage("segment", "-o names one file, --output-dir many: give one of them");
        return -1;
    }
    job->kernel = s->kernel;
    return parse_kernel(s->kernel, "segment") || parse_format(job, s->format) ||
                   parse_raw(job, s, count_stdin(arguments)) || parse_choice(job, s) ||
                   parse_integer(jobs, s->jobs, "--jobs", 1, MOST_JOBS, "segment")
               ? -1
               : 0;
}

/* The model with the user's own threshold and least distance. Returns an exit status. */
static int prepare_model(struct segment_job *job, const struct settings *s)
{
    if (load_model(&job->model, s->model, "segment"))
        return EXIT_FAILED;
    return change_picking(&job->model.config, s->threshold, s->min_gap, "segment");
}

static int run_all(struct segment_tally *tally, struct segment_job *job, int jobs)
{
    int has_stdin = 0;
    for (size_t i = 0; i < job->inputs.n; i++)
        has_stdin |= job->inputs.input[i].is_stdin;
    if ((size_t)jobs > job->inputs.n)
        jobs = (int)job->inputs.n;
    /* Standard input is read by the main thread, where Ctrl-C interrupts a read that waits. */
    return (jobs <= 1 && pseg_n_ranks() == 1) || !jobs || has_stdin
               ? segment_in_turn(tally, job)
               : segment_in_parallel(tally, job, jobs);
}

static int finish(const struct segment_tally *tally, const struct segment_job *job)
{
    const size_t n = job->inputs.n + job->inputs.n_bad;
    if (pseg_rank()) /* rank 0 knows of all */
        return job->stop ? EXIT_FAILED : EXIT_DONE;
    if (interrupted)
        complain("segment", "interrupted: %zu of %zu %s done", tally->done, n,
                 n == 1 ? "input" : "inputs");
    return tally->done < n || tally->complaints || tally->broken ? EXIT_FAILED : EXIT_DONE;
}

/* A bar where it does not get between results on the same terminal. */
static struct pseg_progress *start_progress(const struct segment_job *job)
{
    return job->shared && isatty(fileno(job->shared)) ? NULL : pseg_progress_start(job->inputs.n);
}

/* What comes once, before all recordings. */
static void print_head(struct segment_job *job)
{
    struct pseg_writing w = {.format = job->format, .stream = job->shared};
    w.path = job->inputs.n > 1 ? "" : NULL;
    pseg_write_head(&w);
    job->head_size = ftell(job->shared);
}

/* To stdout, or to the stream of -o, or to each input's own file. */
static int segment(struct segment_job *job, int jobs)
{
    struct segment_tally tally = {0};
    if (job->shared && (job->format->flags & PSEG_SINGLE) && job->inputs.n > 1)
        return complain_usage("segment",
                              "%zu inputs in one %s file cannot be told apart: use --output-dir",
                              job->inputs.n, job->format->name);
    if (job->shared)
        print_head(job);
    job->progress = start_progress(job);
    const int problem = run_all(&tally, job, jobs);
    pseg_progress_end(job->progress);
    return problem ? EXIT_FAILED : finish(&tally, job);
}

/* Where nothing came out, or something that has to be whole is not, -o leaves no file. */
static int segment_to_file(struct segment_job *job, const char *path, int jobs)
{
    struct pseg_error error;
    for (size_t i = 0; i < job->inputs.n; i++)
        if (!job->inputs.input[i].is_stdin && pseg_same_file(path, job->inputs.input[i].path))
            return complain_usage("segment", "-o %s would replace the recording itself", path);
    struct pseg_output *output = pseg_output_open(path, &error);
    if (!output)
        return complain("segment", "%s", error.text);
    job->shared = pseg_output_stream(output);
    job->shared_name = path;
    const int status = segment(job, jobs);
    const int empty = status != EXIT_DONE && ftell(job->shared) <= job->head_size;
    const int broken = job->stop && !interrupted;
    if (empty || status == EXIT_USAGE || broken ||
        (interrupted && (job->format->flags & PSEG_SINGLE)))
        pseg_output_abandon(output);
    else if (pseg_output_commit(output, &error))
        return complain("segment", "%s", error.text);
    return status;
}

static int run(struct segment_job *job, const struct settings *s, const char *const *arguments)
{
    int jobs = 1;
    job->channels = 1;
    if (parse(job, &jobs, s, arguments))
        return EXIT_USAGE;
    const int status = prepare_model(job, s);
    if (status)
        return status;
    if (segment_collect(&job->inputs, arguments, s->output_dir, job->format))
        return EXIT_FAILED;
    if (segment_share(&job->inputs))
        return EXIT_FAILED;
    if (s->output && !pseg_rank())
        return segment_to_file(job, s->output, jobs);
    if (!s->output_dir) {
        job->shared = stdout;
        job->shared_name = "to standard output";
    }
    return segment(job, jobs);
}

static void settings_free(struct settings *s)
{
    char *all[] = {s->model,   s->format,    s->output,  s->output_dir, s->jobs,
                   s->kernel,  s->threshold, s->min_gap, s->rate,       s->channels,
                   s->channel, s->start,     s->end};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
}

int command_segment(int argc, const char **argv)
{
    struct settings s = {0};
    struct segment_job job = {0};
    struct options options;
    const struct poptOption table[] = {
        {"model", 'm', POPT_ARG_STRING, &s.model, 0, "model file; the built-in one", "FILE"},
        {"format", 'f', POPT_ARG_STRING, &s.format, 0,
         "text (default), jsonl, json, csv, textgrid, phn, lab, audacity or ctm", "FORMAT"},
        {"output", 'o', POPT_ARG_STRING, &s.output, 0, "write to FILE, not to stdout", "FILE"},
        {"output-dir", 'd', POPT_ARG_STRING, &s.output_dir, 0,
         "write DIR/a/b.EXT for each a/b.wav of a folder", "DIR"},
        {"jobs", 'j', POPT_ARG_STRING, &s.jobs, 0, "files at once (default: 1)", "N"},
        {"kernel", 0, POPT_ARG_STRING, &s.kernel, 0, kernel_help, "NAME"},
        {"threshold", 't', POPT_ARG_STRING, &s.threshold, 0,
         "least score of a boundary; the model's", "X"},
        {"min-gap", 'g', POPT_ARG_STRING, &s.min_gap, 0,
         "least distance between boundaries; the model's", "MS"},
        {"channel", 0, POPT_ARG_STRING, &s.channel, 0,
         "hear this one, 1 being the first (default: the mean of all)", "N"},
        {"start", 's', POPT_ARG_STRING, &s.start, 0, "begin here (default: 0)", "SECONDS"},
        {"end", 'e', POPT_ARG_STRING, &s.end, 0, "end here (default: at the end)", "SECONDS"},
        {"rate", 'r', POPT_ARG_STRING, &s.rate, 0, "sampling rate of raw audio on stdin", "HZ"},
        {"channels", 'c', POPT_ARG_STRING, &s.channels, 0,
         "channels of raw audio on stdin (default: 1)", "N"},
        POPT_TABLEEND,
    };
    const char **arguments = options_parse(&options, argc, argv, table);
    int status = EXIT_USAGE;
    if (arguments) {
        status = run(&job, &s, arguments);
        options_free(&options);
    }
    segment_inputs_free(&job.inputs);
    pseg_model_free(&job.model);
    settings_free(&s);
    return status;
}
