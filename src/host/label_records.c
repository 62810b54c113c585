#include "label_records.h"

#include <string.h>

#include "labels.h"

/* Texts have no number format. */
static const struct {
    const char *name, *number;
} columns[PSEG_N_COLUMNS] = {
    [PSEG_FILE] = {"file", NULL},     [PSEG_TIER] = {"tier", NULL},
    [PSEG_TIME] = {"time", "%.6f"},   [PSEG_START] = {"start", "%.6f"},
    [PSEG_END] = {"end", "%.6f"},     [PSEG_DECIDED] = {"decided", "%.6f"},
    [PSEG_SCORE] = {"score", "%.6g"}, [PSEG_TEXT] = {"text", NULL},
};

/* -------------------------------------------------------------------------------- writing -- */

unsigned pseg_event_columns(const struct pseg_writing *w)
{
    const unsigned file = w->path ? 1u << PSEG_FILE : 0;
    return file | 1u << PSEG_TIME | 1u << PSEG_DECIDED | 1u << PSEG_SCORE;
}

static unsigned label_columns(const struct pseg_label *label)
{
    return (isnan(label->decided) ? 0 : 1u << PSEG_DECIDED) |
           (isnan(label->score) ? 0 : 1u << PSEG_SCORE) | (label->text[0] ? 1u << PSEG_TEXT : 0);
}

unsigned pseg_labels_columns(const struct pseg_labels *l)
{
    const unsigned segment = 1u << PSEG_START | 1u << PSEG_END;
    int points = l->n > 0;
    unsigned found = l->n > 1 ? 1u << PSEG_TIER : 0;
    for (size_t i = 0; i < l->n; i++) {
        const struct pseg_tier *tier = &l->tier[i];
        points &= pseg_tier_is_points(tier);
        for (size_t k = 0; k < tier->n; k++)
            found |= label_columns(&tier->label[k]);
        if (strcmp(tier->name, PSEG_ONLY_TIER))
            found |= 1u << PSEG_TIER;
    }
    return found | (points ? 1u << PSEG_TIME : segment);
}

static double number_of(const struct pseg_label *label, int column)
{
    switch (column) {
    case PSEG_END:
        return label->end;
    case PSEG_DECIDED:
        return label->decided;
    case PSEG_SCORE:
        return label->score;
    default:
        return label->start;
    }
}

static const char *text_of(const struct pseg_writing *w, const struct pseg_label *label, int column)
{
    return column == PSEG_FILE ? w->path : column == PSEG_TIER ? w->tier : label->text;
}

static int is_in(const struct pseg_writing *w, int column)
{
    return w->columns >> column & 1;
}

/* Numbers that are not known are left out. */
static void print_object(struct pseg_writing *w, const struct pseg_label *label)
{
    const char *before = "{";
    for (int c = 0; c < PSEG_N_COLUMNS; c++) {
        if (!is_in(w, c) || (columns[c].number && isnan(number_of(label, c))))
            continue;
        fprintf(w->stream, "%s\"%s\":", before, columns[c].name);
        if (columns[c].number)
            fprintf(w->stream, columns[c].number, number_of(label, c));
        else
            pseg_print_json_string(w->stream, text_of(w, label, c));
        before = ",";
    }
    fputc('}', w->stream);
}

void pseg_jsonl_label(struct pseg_writing *w, const struct pseg_label *label)
{
    print_object(w, label);
    fputc('\n', w->stream);
}

void pseg_json_begin(struct pseg_writing *w)
{
    fputs("{\"labels\":[", w->stream);
}

void pseg_json_label(struct pseg_writing *w, const struct pseg_label *label)
{
    fputs(w->n_labels ? ",\n" : "\n", w->stream);
    print_object(w, label);
}

void pseg_json_end(struct pseg_writing *w, double total)
{
    fputs("\n]", w->stream);
    if (total > 0)
        fprintf(w->stream, ",\"duration\":%.6f", total);
    fputs("}\n", w->stream);
}

void pseg_csv_head(struct pseg_writing *w)
{
    const char *before = "";
    for (int c = 0; c < PSEG_N_COLUMNS; c++) {
        if (!is_in(w, c))
            continue;
        fprintf(w->stream, "%s%s", before, columns[c].name);
        before = ",";
    }
    fputc('\n', w->stream);
}

/* Quoted where it has to be (RFC 4180). */
static void print_cell(FILE *f, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, f);
        return;
    }
    fputc('"', f);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', f);
        fputc(*text, f);
    }
    fputc('"', f);
}

void pseg_csv_label(struct pseg_writing *w, const struct pseg_label *label)
{
    int first = 1;
    for (int c = 0; c < PSEG_N_COLUMNS; c++) {
        if (!is_in(w, c))
            continue;
        if (!first)
            fputc(',', w->stream);
        first = 0;
        if (!columns[c].number)
            print_cell(w->stream, text_of(w, label, c));
        else if (!isnan(number_of(label, c)))
            fprintf(w->stream, columns[c].number, number_of(label, c));
    }
    fputc('\n', w->stream);
}

/* -------------------------------------------------------------------------------- reading -- */

void pseg_fields_clear(struct pseg_fields *fields)
{
    for (int c = 0; c < PSEG_N_COLUMNS; c++) {
        fields->number[c] = NAN;
        fields->text[c] = NULL;
    }
}

int pseg_find_column(const char *name)
{
    int c = 0;
    while (c < PSEG_N_COLUMNS && strcmp(columns[c].name, name))
        c++;
    return c;
}

int pseg_column_is_text(int column)
{
    return !columns[column].number;
}

int pseg_fields_add(struct pseg_labels *l, const struct pseg_fields *fields,
                    const struct pseg_text *t, long line)
{
    const double *x = fields->number;
    const int point = !isnan(x[PSEG_TIME]);
    const char *text = fields->text[PSEG_TEXT] ? fields->text[PSEG_TEXT] : "";
    const char *name = fields->text[PSEG_TIER] ? fields->text[PSEG_TIER] : fields->text[PSEG_FILE];
    struct pseg_label label = pseg_label_at(point ? x[PSEG_TIME] : x[PSEG_START],
                                            point ? x[PSEG_TIME] : x[PSEG_END], text);
    label.decided = isfinite(x[PSEG_DECIDED]) ? x[PSEG_DECIDED] : NAN;
    label.score = isfinite(x[PSEG_SCORE]) ? x[PSEG_SCORE] : NAN;
    if (isnan(label.start) || isnan(label.end))
        return pseg_text_fail(t, line, "time, or start and end, expected");
    if (!pseg_is_time(label.start) || !pseg_is_time(label.end))
        return pseg_text_fail(t, line, "%g is no time in seconds",
                              pseg_is_time(label.start) ? label.end : label.start);
    if (label.end < label.start)
        return pseg_text_fail(t, line, "the label ends (%g) before it starts (%g)", label.end,
                              label.start);
    struct pseg_tier *tier = pseg_labels_tier(l, name ? name : PSEG_ONLY_TIER);
    return !tier || pseg_tier_add(tier, &label) ? pseg_text_no_memory(t) : 0;
}
