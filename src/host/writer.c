#include "writer.h"

#include <string.h>
#include <strings.h>

#include "label_columns.h"
#include "label_records.h"
#include "label_textgrid.h"
#include "labels.h"

/* Of formats with the same extension the first one is meant. Where labels lie beside recordings,
 * they are looked for in this order, with PSEG_TOLD last and in a folder of labels only. */
const struct pseg_format pseg_formats[] = {
    {"text", "txt", "0 1 2 3 4 5 6 7 8 9 #", PSEG_POINTS | PSEG_TOLD, NULL, pseg_text_begin,
     pseg_text_label, NULL, NULL, pseg_text_read},
    {"phn", "phn", "", PSEG_SINGLE | PSEG_SEGMENTS, NULL, NULL, pseg_phn_label, NULL, NULL,
     pseg_phn_read},
    {"textgrid", "TextGrid", "", PSEG_SINGLE | PSEG_POINTS | PSEG_SEGMENTS | PSEG_TIERS, NULL, NULL,
     NULL, NULL, pseg_textgrid_write, pseg_textgrid_read},
    {"lab", "lab", "0 1 2 3 4 5 6 7 8 9", PSEG_SINGLE | PSEG_SEGMENTS, NULL, NULL, pseg_lab_label,
     NULL, NULL, pseg_lab_read},
    {"audacity", "txt", NULL, PSEG_SINGLE | PSEG_POINTS | PSEG_SEGMENTS, NULL, NULL,
     pseg_audacity_label, NULL, NULL, pseg_audacity_read},
    {"ctm", "ctm", "", PSEG_SEGMENTS, NULL, NULL, pseg_ctm_label, NULL, NULL, pseg_ctm_read},
    {"json", "json", "{\"labels\"", PSEG_SINGLE | PSEG_POINTS | PSEG_SEGMENTS | PSEG_TIERS, NULL,
     pseg_json_begin, pseg_json_label, pseg_json_end, NULL, pseg_json_read},
    {"jsonl", "jsonl", "{\"file\" {\"tier\" {\"time\" {\"start\"",
     PSEG_POINTS | PSEG_SEGMENTS | PSEG_TIERS | PSEG_LINES, NULL, NULL, pseg_jsonl_label, NULL,
     NULL, pseg_jsonl_read},
    {"csv", "csv", "file, tier, time start,", PSEG_POINTS | PSEG_SEGMENTS | PSEG_TIERS,
     pseg_csv_head, NULL, pseg_csv_label, NULL, NULL, pseg_csv_read},
};
const size_t pseg_n_formats = sizeof pseg_formats / sizeof *pseg_formats;

const struct pseg_format *pseg_find_format(const char *name)
{
    for (size_t i = 0; i < pseg_n_formats; i++)
        if (strcmp(pseg_formats[i].name, name) == 0)
            return &pseg_formats[i];
    return NULL;
}

const struct pseg_format *pseg_format_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; i < pseg_n_formats && dot; i++)
        if (strcasecmp(pseg_formats[i].extension, dot + 1) == 0)
            return &pseg_formats[i];
    return NULL;
}

/* ------------------------------------------------------------------------- event by event -- */

static void print(struct pseg_writing *w, const struct pseg_label *label)
{
    w->format->label(w, label);
    w->n_labels++;
}

void pseg_write_head(struct pseg_writing *w)
{
    w->columns = pseg_event_columns(w);
    if (w->format->head)
        w->format->head(w);
}

void pseg_write_begin(struct pseg_writing *w)
{
    w->columns = pseg_event_columns(w);
    w->tier = PSEG_ONLY_TIER;
    w->open = w->latest = pseg_label_at(0, 0, "");
    if (w->format->begin)
        w->format->begin(w);
}

/* What is decided needs the audio up to then and what the rate conversion holds back, but never
 * more than there is: after the end the conversion lets go of its rest. */
static double decided(const struct pseg_writing *w, const struct pseg_event *event)
{
    const double needed = w->origin + (double)event->decided / w->rate + w->delay;
    return needed < w->heard ? needed : w->heard;
}

static int collect(struct pseg_writing *w, const struct pseg_label *point)
{
    struct pseg_tier *tier = pseg_labels_tier(&w->collected, w->tier);
    return tier && (!point || !pseg_tier_add(tier, point)) ? 0 : -1;
}

/* A boundary ends the segment before it when the next one, or the end, shows that it lies before
 * the end. */
static void settle(struct pseg_writing *w)
{
    w->open.end = w->latest.start;
    if (w->open.end > w->open.start)
        print(w, &w->open);
    w->open = w->latest;
}

int pseg_write_event(struct pseg_writing *w, const struct pseg_event *event)
{
    const double at = w->origin + (double)event->at / w->rate;
    struct pseg_label point = pseg_label_at(at, at, "");
    point.decided = decided(w, event);
    point.score = (double)event->score;
    if (w->format->write)
        return collect(w, &point);
    if (w->format->flags & PSEG_POINTS)
        print(w, &point);
    else {
        settle(w);
        w->latest = point;
    }
    return 0;
}

int pseg_write_end(struct pseg_writing *w, double end)
{
    if (w->format->write) {
        w->collected.end = end;
        return collect(w, NULL) || w->format->write(w->stream, &w->collected) ? -1 : 0;
    }
    if (!(w->format->flags & PSEG_POINTS)) {
        if (w->latest.start < end)
            settle(w);
        w->latest.start = end;
        settle(w);
    }
    if (w->format->end)
        w->format->end(w, end);
    return 0;
}

void pseg_writing_free(struct pseg_writing *w)
{
    pseg_labels_free(&w->collected);
}

/* ---------------------------------------------------------------------- a whole document -- */

/* The format has no such labels: they come as tiles. */
static int needs_tiles(const struct pseg_tier *tier, const struct pseg_format *format, double end)
{
    if (!tier->n) /* one segment, if anything */
        return end > 0 && !(format->flags & PSEG_POINTS);
    return !(format->flags & (pseg_tier_is_points(tier) ? PSEG_POINTS : PSEG_SEGMENTS));
}

/* A gap behind the last segment is printed where nothing else would say that the recording goes on,
 * and so that this segment's end is a boundary. */
static void close_tier(struct pseg_writing *w, const struct pseg_tier *tier, double last,
                       double end)
{
    const struct pseg_label gap = pseg_label_at(last, end, "");
    if (!w->format->end && end - last > PSEG_LEAST_GAP && tier->n && !pseg_tier_is_points(tier))
        print(w, &gap);
}

/* Of tiles a format of points prints where they begin: at a boundary, for all but the first. */
static int print_tier(struct pseg_writing *w, const struct pseg_tier *tier,
                      const struct pseg_labels *l)
{
    const int tiled = needs_tiles(tier, w->format, l->end);
    const size_t first = tiled && !(w->format->flags & PSEG_SEGMENTS);
    struct pseg_tier tiles = {0};
    const int failed = tiled && pseg_tier_tile(&tiles, tier, pseg_labels_length(l));
    const struct pseg_tier *from = tiled ? &tiles : tier;
    w->tier = tier->name;
    double last = 0;
    for (size_t i = first; i < from->n && !failed; i++) {
        print(w, &from->label[i]);
        last = fmax(last, from->label[i].end);
    }
    if (!failed && !tiled)
        close_tier(w, tier, last, l->end);
    pseg_tier_free(&tiles);
    return failed;
}

int pseg_print_labels(FILE *stream, const struct pseg_labels *l, const struct pseg_format *format,
                      const char *recording)
{
    struct pseg_writing w = {.format = format, .stream = stream, .recording = recording};
    if (format->write)
        return format->write(stream, l);
    w.columns = pseg_labels_columns(l);
    if (format->head)
        format->head(&w);
    if (format->begin)
        format->begin(&w);
    for (size_t i = 0; i < l->n; i++)
        if (print_tier(&w, &l->tier[i], l))
            return -1;
    if (format->end)
        format->end(&w, l->end);
    return 0;
}
