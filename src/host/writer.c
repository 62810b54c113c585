#include "writer.h"

#include <string.h>

static void begin_nothing(struct pseg_writing *w)
{
    (void)w;
}

static void end_nothing(struct pseg_writing *w, uint64_t total)
{
    (void)w;
    (void)total;
}

static double seconds(const struct pseg_writing *w, uint64_t samples)
{
    return (double)samples / w->rate;
}

static void begin_text(struct pseg_writing *w)
{
    if (w->path)
        fprintf(w->stream, "# %s\n", w->path);
}

static void event_text(struct pseg_writing *w, const struct pseg_event *event)
{
    fprintf(w->stream, "%.6f\t%.6g\n", seconds(w, event->at), (double)event->score);
}

/* What is decided needs the audio up to then and what the rate conversion holds back, but never
 * more than there is: after the end the conversion lets go of its rest. */
static double decided(const struct pseg_writing *w, const struct pseg_event *event)
{
    const double needed = seconds(w, event->decided) + w->delay;
    return needed < w->heard ? needed : w->heard;
}

static void event_jsonl(struct pseg_writing *w, const struct pseg_event *event)
{
    fputc('{', w->stream);
    if (w->path) {
        fputs("\"file\":", w->stream);
        pseg_print_json_string(w->stream, w->path);
        fputc(',', w->stream);
    }
    fprintf(w->stream, "\"time\":%.6f,\"decided\":%.6f,\"score\":%.6g}\n", seconds(w, event->at),
            decided(w, event), (double)event->score);
}

enum { PHN_RATE = 16000 }; /* [Hz] */

static uint64_t phn_samples(const struct pseg_writing *w, uint64_t samples)
{
    return (samples * PHN_RATE + (uint64_t)w->rate / 2) / (uint64_t)w->rate;
}

static void print_segment(struct pseg_writing *w, uint64_t end)
{
    if (end > w->start)
        fprintf(w->stream, "%llu %llu seg\n", (unsigned long long)w->start,
                (unsigned long long)end);
    w->start = end;
}

/* A boundary is written when the next one or the end shows that it lies before the end. */
static void event_phn(struct pseg_writing *w, const struct pseg_event *event)
{
    print_segment(w, w->latest);
    w->latest = phn_samples(w, event->at);
}

static void end_phn(struct pseg_writing *w, uint64_t total)
{
    const uint64_t end = phn_samples(w, total);
    if (w->latest < end)
        print_segment(w, w->latest);
    print_segment(w, end);
}

const struct pseg_format pseg_formats[] = {
    {"text", "txt", 0, begin_text, event_text, end_nothing},
    {"jsonl", "jsonl", 0, begin_nothing, event_jsonl, end_nothing},
    {"phn", "phn", 1, begin_nothing, event_phn, end_phn},
};
const size_t pseg_n_formats = sizeof pseg_formats / sizeof *pseg_formats;

const struct pseg_format *pseg_find_format(const char *name)
{
    for (size_t i = 0; i < pseg_n_formats; i++)
        if (strcmp(pseg_formats[i].name, name) == 0)
            return &pseg_formats[i];
    return NULL;
}
