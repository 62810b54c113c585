/* Label formats that name what they hold: JSON lines with an object a label; JSON, which is
 * {"labels": [objects], "duration": seconds}; CSV with names of columns in its first line. A point
 * has time, a segment start and end; the rest is there where it is known. */
#ifndef PSEG_LABEL_RECORDS_H
#define PSEG_LABEL_RECORDS_H

#include "writer.h"

enum pseg_column {
    PSEG_FILE, /* the recording, where several share the output */
    PSEG_TIER,
    PSEG_TIME,
    PSEG_START,
    PSEG_END,
    PSEG_DECIDED,
    PSEG_SCORE,
    PSEG_TEXT,
    PSEG_N_COLUMNS
};

/* Those that a detector's boundaries have, and those that a document needs: bits 1 << column. */
unsigned pseg_event_columns(const struct pseg_writing *w);
unsigned pseg_labels_columns(const struct pseg_labels *l);

void pseg_jsonl_label(struct pseg_writing *w, const struct pseg_label *label);
void pseg_json_begin(struct pseg_writing *w);
void pseg_json_label(struct pseg_writing *w, const struct pseg_label *label);
void pseg_json_end(struct pseg_writing *w, double total);
void pseg_csv_head(struct pseg_writing *w);
void pseg_csv_label(struct pseg_writing *w, const struct pseg_label *label);

/* A record being read. */
struct pseg_fields {
    double number[PSEG_N_COLUMNS]; /* NaN: not there */
    const char *text[PSEG_N_COLUMNS];
};
void pseg_fields_clear(struct pseg_fields *fields);

/* The column of that name; PSEG_N_COLUMNS: none that is known. */
int pseg_find_column(const char *name);
int pseg_column_is_text(int column);

/* Adds the label to its tier, else to one of its file's name; line is where it began. -1: it has
 * neither time nor start and end, or they are no times, or there is no memory. */
int pseg_fields_add(struct pseg_labels *l, const struct pseg_fields *fields,
                    const struct pseg_text *t, long line);

int pseg_jsonl_read(struct pseg_labels *l, struct pseg_text *t);
int pseg_json_read(struct pseg_labels *l, struct pseg_text *t);
int pseg_csv_read(struct pseg_labels *l, struct pseg_text *t);

#endif
