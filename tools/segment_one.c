#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "folders.h"
#include "segment.h"

/* One input on its way. */
struct run {
    const struct segment_job *job;
    struct pseg_writing writing;
    int flush;         /* after each event: somebody is waiting for it */
    int write_problem; /* errno of a write that failed */
    double expected;   /* [s] 0: not known */
    double shown;      /* [s] what the progress bar has been told */
};

static int on_event(void *user, const struct pseg_event *event)
{
    struct run *run = user;
    FILE *stream = run->writing.stream;
    errno = 0;
    if (pseg_write_event(&run->writing, event) || (run->flush && fflush(stream)) || ferror(stream))
        run->write_problem = errno ? errno : EIO;
    return run->write_problem;
}

/* Every 100 ms of audio; the bar is told once a second of audio. */
static int on_audio(void *user, double heard)
{
    struct run *run = user;
    run->writing.heard = heard;
    if (run->expected > 0 && heard - run->shown >= 1 && heard < run->expected) {
        pseg_progress_add(run->job->progress, (heard - run->shown) / run->expected);
        run->shown = heard;
    }
    return interrupted || run->job->stop;
}

static struct pseg_audio *open_audio(const struct segment_job *job,
                                     const struct segment_input *input, struct pseg_error *error)
{
    const int rate = job->model.config.rate;
    struct pseg_audio *a = input->is_stdin ? pseg_audio_open_raw(stdin, "standard input", job->rate,
                                                                 job->channels, rate, error)
                                           : pseg_audio_open(input->path, rate, error);
    if (!a || !pseg_audio_choose(a, job->channel, job->start, job->end, error))
        return a;
    pseg_audio_close(a);
    return NULL;
}

/* [s] where the recording ends: behind a part that was asked for it may go on. */
static double find_end(const struct run *run, const struct pseg_audio *a, uint64_t total)
{
    const double heard = run->writing.origin + (double)total / run->writing.rate;
    return isinf(run->job->end) ? heard : fmax(heard, pseg_audio_expected(a));
}

/* What there is of a truncated file counts; less than one window is no recording, and has no end
 * to be written. */
static enum segment_outcome judge(struct run *run, const struct pseg_audio *a,
                                  const struct segment_input *input, uint64_t total,
                                  struct pseg_error *error)
{
    const struct pseg_config *c = &run->job->model.config;
    const int enough = total >= (uint64_t)c->window;
    if (enough && pseg_write_end(&run->writing, find_end(run, a, total))) {
        pseg_fail(error, "out of memory for %s", input->path);
        return SEGMENT_FAILED;
    }
    if (pseg_audio_complete(a, error)) {
        const size_t used = strlen(error->text);
        if (enough)
            snprintf(error->text + used, sizeof error->text - used,
                     "; the boundaries of what it holds are written");
        return enough ? SEGMENT_KEPT : SEGMENT_FAILED;
    }
    if (enough)
        return SEGMENT_DONE;
    const double heard = run->writing.heard - run->writing.origin;
    const int is_part = run->job->start > 0 || !isinf(run->job->end);
    pseg_fail(error, "%s holds %.6g ms of audio%s, less than one analysis window of %g ms",
              input->is_stdin ? "standard input" : input->path, 1e3 * heard,
              is_part ? " in the part asked for" : "", 1e3 * c->window / c->rate);
    return SEGMENT_FAILED;
}

enum segment_outcome segment_unwritten(const FILE *stream, const struct segment_job *job,
                                       const struct segment_input *input, int problem,
                                       struct pseg_error *error)
{
    if (!input->output && stream != job->shared) {
        pseg_fail(error, "%s: its result cannot be written to a temporary file: %s", input->path,
                  strerror(problem));
        return SEGMENT_FAILED;
    }
    pseg_fail(error, "cannot write %s: %s", input->output ? input->output : job->shared_name,
              strerror(problem));
    return input->output ? SEGMENT_FAILED : SEGMENT_BROKEN;
}

static enum segment_outcome run_audio(struct run *run, struct pseg_audio *a,
                                      const struct segment_input *input, struct pseg *detector,
                                      struct pseg_error *error)
{
    uint64_t total;
    pseg_audio_watch(a, on_audio, run);
    if (input->output)
        pseg_write_head(&run->writing);
    pseg_write_begin(&run->writing);
    if (pseg_run(detector, a, on_event, run, &total, error) == 0)
        return judge(run, a, input, total, error);
    if (run->write_problem)
        return segment_unwritten(run->writing.stream, run->job, input, run->write_problem, error);
    return interrupted || run->job->stop ? SEGMENT_STOPPED : SEGMENT_FAILED;
}

/* What stands beside a recording may be labels made by hand, and is not ours to replace. */
static int check_place(const struct segment_input *input, struct pseg_error *error)
{
    struct stat s;
    if (input->is_stdin || stat(input->output, &s) || !pseg_same_folder(input->path, input->output))
        return 0;
    return pseg_fail(error,
                     "%s stands beside its recording already and may have been made by "
                     "hand: it is not replaced; take another --output-dir",
                     input->output);
}

/* The output appears under its name when it is whole, or not at all. */
static enum segment_outcome run_to_file(struct run *run, struct pseg_audio *a,
                                        const struct segment_input *input, struct pseg *detector,
                                        struct pseg_error *error)
{
    const int misplaced = pseg_make_folders(input->output, error) || check_place(input, error);
    struct pseg_output *output = misplaced ? NULL : pseg_output_open(input->output, error);
    if (!output)
        return SEGMENT_FAILED;
    run->writing.stream = pseg_output_stream(output);
    const enum segment_outcome outcome = run_audio(run, a, input, detector, error);
    if (outcome != SEGMENT_DONE && outcome != SEGMENT_KEPT)
        pseg_output_abandon(output);
    else if (pseg_output_commit(output, error))
        return SEGMENT_FAILED;
    return outcome;
}

struct pseg *segment_detector(const struct segment_job *job, struct pseg_error *error)
{
    struct pseg *d = pseg_create(&job->model, error);
    if (d && job->kernel)
        pseg_set_kernel(d, job->kernel); /* the machine has it: that was checked */
    return d;
}

enum segment_outcome segment_one(FILE *stream, const struct segment_job *job,
                                 const struct segment_input *input, struct pseg *detector,
                                 struct pseg_error *error)
{
    struct pseg_audio *a = open_audio(job, input, error);
    if (!a) {
        pseg_progress_add(job->progress, 1);
        return SEGMENT_FAILED;
    }
    struct run run = {.job = job, .expected = fmin(job->end, pseg_audio_expected(a))};
    run.writing.format = job->format;
    run.writing.stream = stream;
    run.writing.recording = input->is_stdin ? NULL : input->path;
    run.writing.path = job->shared && job->inputs.n > 1 ? input->path : NULL;
    run.writing.rate = job->model.config.rate;
    run.writing.origin = pseg_audio_start(a);
    run.writing.delay = pseg_audio_delay(a);
    run.flush = input->is_stdin || (job->format->flags & PSEG_LINES);
    const enum segment_outcome outcome = input->output
                                             ? run_to_file(&run, a, input, detector, error)
                                             : run_audio(&run, a, input, detector, error);
    pseg_writing_free(&run.writing);
    pseg_audio_close(a);
    pseg_progress_add(job->progress, run.expected > 0 ? 1 - run.shown / run.expected : 1);
    return outcome;
}
