#include "label_columns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "labels.h"

/* ------------------------------------------------------------------------------- printing -- */

/* The first n characters of a text; what separates columns or lines becomes `blank`. */
static void print_column(FILE *f, const char *text, size_t n, char blank)
{
    for (size_t i = 0; i < n; i++)
        fputc(strchr(" \t\r\n", text[i]) ? blank : text[i], f);
}

/* A text as one word, "seg" where there is none. */
static void print_word(FILE *f, const char *text)
{
    const char *word = *text ? text : "seg";
    print_column(f, word, strlen(word), '_');
}

static void end_line(FILE *f, const char *before, double score)
{
    if (!isnan(score))
        fprintf(f, "%s%.6g", before, score);
    fputc('\n', f);
}

void pseg_text_begin(struct pseg_writing *w)
{
    if (w->path)
        fprintf(w->stream, "# %s\n", w->path);
}

void pseg_text_label(struct pseg_writing *w, const struct pseg_label *label)
{
    fprintf(w->stream, "%.6f", label->start);
    end_line(w->stream, "\t", label->score);
}

/* Times in whole units of 1/rate seconds; 0: nothing is printed of a segment that has none. */
static int print_units(FILE *f, const struct pseg_label *label, double rate)
{
    const long long start = llround(label->start * rate), end = llround(label->end * rate);
    if (end <= start)
        return 0;
    fprintf(f, "%lld %lld ", start, end);
    print_word(f, label->text);
    return 1;
}

static const double phn_rate = 16000, lab_rate = 1e7; /* [Hz] */

void pseg_phn_label(struct pseg_writing *w, const struct pseg_label *label)
{
    if (print_units(w->stream, label, phn_rate))
        fputc('\n', w->stream);
}

void pseg_lab_label(struct pseg_writing *w, const struct pseg_label *label)
{
    if (print_units(w->stream, label, lab_rate))
        end_line(w->stream, " ", label->score);
}

void pseg_audacity_label(struct pseg_writing *w, const struct pseg_label *label)
{
    fprintf(w->stream, "%.6f\t%.6f\t", label->start, label->end);
    print_column(w->stream, label->text, strlen(label->text), ' ');
    fputc('\n', w->stream);
}

/* A recording's name without folders and extension, as CTM has it; "-": not known. */
static void print_recording(FILE *f, const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    const char *name = slash ? slash + 1 : path ? path : "-";
    const char *dot = strrchr(name, '.');
    print_column(f, name, dot && dot > name ? (size_t)(dot - name) : strlen(name), '_');
}

/* The end is rounded, not the duration: so the next one starts there. */
void pseg_ctm_label(struct pseg_writing *w, const struct pseg_label *label)
{
    const double start = round(1e6 * label->start) / 1e6, end = round(1e6 * label->end) / 1e6;
    print_recording(w->stream, w->recording);
    fprintf(w->stream, " 1 %.6f %.6f ", start, end - start);
    print_word(w->stream, label->text);
    end_line(w->stream, " ", label->score);
}

/* -------------------------------------------------------------------------------- reading -- */

/* One more label of the tier; text may be NULL. */
static int add(struct pseg_labels *l, const char *tier_name, const struct pseg_text *t,
               const struct pseg_label *label)
{
    struct pseg_tier *tier = pseg_labels_tier(l, tier_name);
    return !tier || pseg_tier_add(tier, label) ? pseg_text_no_memory(t) : 0;
}

/* *score = a number that may follow; anything else is none. */
static void read_score(double *score, const char *text)
{
    char *end;
    const double x = strtod(text, &end);
    if (end > text && !*end && isfinite(x))
        *score = x;
}

/* Seconds, and a score if there is one; # begins a comment. */
int pseg_text_read(struct pseg_labels *l, struct pseg_text *t)
{
    for (char *line; (line = pseg_text_line(t));) {
        struct pseg_label label = pseg_label_at(0, 0, "");
        if (*line == '#')
            continue;
        const char *at = pseg_text_word(&line);
        if (pseg_parse_seconds(&label.start, at))
            return pseg_text_fail(t, t->line - 1, "a time in seconds expected, not '%.40s'", at);
        label.end = label.start;
        read_score(&label.score, pseg_text_word(&line));
        if (add(l, PSEG_ONLY_TIER, t, &label))
            return -1;
    }
    return 0;
}

/* A whole number that is a whole word. */
static int parse_units(long long *units, const char *text)
{
    char *end;
    errno = 0;
    *units = strtoll(text, &end, 10);
    return end > text && !*end && !errno && *units >= 0 && *units < 1LL << 53 ? 0 : -1;
}

/* A line's start and end; what: how they are counted. */
static int read_units(struct pseg_label *label, char **line, const struct pseg_text *t, double rate,
                      const char *what)
{
    long long start, end;
    if (parse_units(&start, pseg_text_word(line)) || parse_units(&end, pseg_text_word(line)))
        return pseg_text_fail(t, t->line - 1, "two %s and a label expected", what);
    if (end < start)
        return pseg_text_fail(t, t->line - 1, "the segment ends (%lld) before it starts (%lld)",
                              end, start);
    *label = pseg_label_at((double)start / rate, (double)end / rate, "");
    return 0;
}

int pseg_phn_read(struct pseg_labels *l, struct pseg_text *t)
{
    for (char *line; (line = pseg_text_line(t));) {
        struct pseg_label label;
        if (read_units(&label, &line, t, phn_rate, "sample numbers"))
            return -1;
        label.text = line;
        if (add(l, PSEG_ONLY_TIER, t, &label))
            return -1;
        l->end = fmax(l->end, label.end);
    }
    return 0;
}

int pseg_lab_read(struct pseg_labels *l, struct pseg_text *t)
{
    for (char *line; (line = pseg_text_line(t));) {
        struct pseg_label label;
        if (read_units(&label, &line, t, lab_rate, "times in units of 100 ns"))
            return -1;
        label.text = pseg_text_word(&line);
        read_score(&label.score, pseg_text_word(&line));
        if (add(l, PSEG_ONLY_TIER, t, &label))
            return -1;
        l->end = fmax(l->end, label.end);
    }
    return 0;
}

int pseg_audacity_read(struct pseg_labels *l, struct pseg_text *t)
{
    for (char *line; (line = pseg_text_line(t));) {
        struct pseg_label label = pseg_label_at(0, 0, "");
        if (*line == '\\')
            continue;
        if (pseg_parse_seconds(&label.start, pseg_text_word(&line)) ||
            pseg_parse_seconds(&label.end, pseg_text_word(&line)))
            return pseg_text_fail(t, t->line - 1, "two times in seconds and a label expected");
        if (label.end < label.start)
            return pseg_text_fail(t, t->line - 1, "the label ends (%g) before it starts (%g)",
                                  label.end, label.start);
        label.text = line;
        if (add(l, PSEG_ONLY_TIER, t, &label))
            return -1;
    }
    return 0;
}

/* Whether any other tier is of the recording that the first n characters of this one's name say. */
static int has_channels(const struct pseg_labels *l, const struct pseg_tier *tier, size_t n)
{
    for (const struct pseg_tier *t = l->tier; t < l->tier + l->n; t++)
        if (t != tier && strncmp(t->name, tier->name, n) == 0 && t->name[n] == ' ')
            return 1;
    return 0;
}

/* Tiers "recording channel" become "recording" where that has one channel only; "-" is no name. */
static int name_tiers(struct pseg_labels *l)
{
    for (struct pseg_tier *t = l->tier; t < l->tier + l->n; t++) {
        const size_t n = strcspn(t->name, " ");
        if (has_channels(l, t, n))
            continue;
        char *name = n == 1 && *t->name == '-' ? strdup(PSEG_ONLY_TIER) : strndup(t->name, n);
        if (!name)
            return -1;
        free(t->name);
        t->name = name;
    }
    return 0;
}

/* The line's first two words with one blank between. */
static char *two_words(char **line)
{
    char *first = pseg_text_word(line), *second = pseg_text_word(line);
    const size_t n = strlen(first);
    if (*second) {
        first[n] = ' ';
        memmove(first + n + 1, second, strlen(second) + 1);
    }
    return first;
}

int pseg_ctm_read(struct pseg_labels *l, struct pseg_text *t)
{
    for (char *line; (line = pseg_text_line(t));) {
        struct pseg_label label = pseg_label_at(0, 0, "");
        double duration;
        if (line[0] == ';' && line[1] == ';')
            continue;
        const char *tier = two_words(&line);
        if (pseg_parse_seconds(&label.start, pseg_text_word(&line)) ||
            pseg_parse_seconds(&duration, pseg_text_word(&line)))
            return pseg_text_fail(t, t->line - 1,
                                  "recording, channel, start and duration in seconds, and a text "
                                  "expected");
        label.end = label.start + duration;
        label.text = pseg_text_word(&line);
        read_score(&label.score, pseg_text_word(&line));
        if (add(l, tier, t, &label))
            return -1;
        l->end = fmax(l->end, label.end);
    }
    return name_tiers(l) ? pseg_text_no_memory(t) : 0;
}
