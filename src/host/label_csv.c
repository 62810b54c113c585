/* CSV as of RFC 4180, whose first line names the columns. */
#include <stdlib.h>
#include <string.h>

#include "label_records.h"

enum { MOST_COLUMNS = 256 };

struct table {
    struct pseg_text *t;
    int column[MOST_COLUMNS]; /* [n] enum pseg_column */
    int n;
};

/* A cell in quotes, cut out; those inside are doubled. -1: it never ends. */
static int cut_quoted(char **cell, struct pseg_text *t)
{
    const long line = t->line;
    char *to = *cell = ++t->at;
    for (; *t->at; t->at++) {
        if (*t->at == '"' && *++t->at != '"') {
            *to = '\0';
            return 0;
        }
        t->line += *t->at == '\n';
        *to++ = *t->at;
    }
    return pseg_text_fail(t, line, "the cell that begins here has no closing quote");
}

/* The next cell of a row, cut out; *last: it ends the row. */
static int cut_cell(char **cell, int *last, struct pseg_text *t)
{
    *cell = t->at;
    if (*t->at == '"') {
        if (cut_quoted(cell, t))
            return -1;
        if (*t->at && *t->at != ',' && *t->at != '\n')
            return pseg_text_fail(t, t->line, "a comma expected after the closing quote");
    } else
        t->at += strcspn(t->at, ",\n");
    *last = *t->at != ',';
    t->line += *t->at == '\n';
    if (*t->at)
        *t->at++ = '\0';
    return 0;
}

static int read_head(struct table *table)
{
    char *name;
    for (int last = 0; !last;) {
        if (table->n == MOST_COLUMNS)
            return pseg_text_fail(table->t, 1, "there are more than %d columns", MOST_COLUMNS);
        if (cut_cell(&name, &last, table->t))
            return -1;
        table->column[table->n++] = pseg_find_column(name);
    }
    int points = 0, starts = 0, ends = 0;
    for (int i = 0; i < table->n; i++) {
        points |= table->column[i] == PSEG_TIME;
        starts |= table->column[i] == PSEG_START;
        ends |= table->column[i] == PSEG_END;
    }
    return points || (starts && ends)
               ? 0
               : pseg_text_fail(table->t, 1, "the columns time, or start and end, expected");
}

static int set_cell(struct pseg_fields *fields, int column, const char *cell,
                    const struct pseg_text *t, long line)
{
    char *end;
    if (column == PSEG_N_COLUMNS || !*cell)
        return 0;
    if (pseg_column_is_text(column)) {
        fields->text[column] = cell;
        return 0;
    }
    fields->number[column] = strtod(cell, &end);
    return *end ? pseg_text_fail(t, line, "a number expected, not '%.40s'", cell) : 0;
}

static int read_row(struct pseg_labels *l, struct table *table)
{
    const long line = table->t->line;
    struct pseg_fields fields;
    char *cell;
    int n = 0;
    pseg_fields_clear(&fields);
    for (int last = 0; !last; n++) {
        if (cut_cell(&cell, &last, table->t))
            return -1;
        if (n < table->n && set_cell(&fields, table->column[n], cell, table->t, line))
            return -1;
    }
    if (n != table->n)
        return pseg_text_fail(table->t, line, "%d cells, where the first line has %d", n, table->n);
    return pseg_fields_add(l, &fields, table->t, line);
}

int pseg_csv_read(struct pseg_labels *l, struct pseg_text *t)
{
    struct table table = {.t = t};
    if (!*t->at)
        return 0;
    if (read_head(&table))
        return -1;
    while (*t->at) {
        if (*t->at == '\n') { /* an empty line */
            t->at++;
            t->line++;
        } else if (read_row(l, &table))
            return -1;
    }
    return 0;
}
