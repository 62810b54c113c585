/* The text of a label file as its readers see it: UTF-8 with line ends \n, whatever the file has,
 * in one block that they may change and cut as they go. */
#ifndef PSEG_LABEL_TEXT_H
#define PSEG_LABEL_TEXT_H

#include "phoneseg/host.h"

struct pseg_text {
    char *at;         /* where reading goes on; *at is NUL at the end */
    long line;        /* its number, from 1 */
    const char *path; /* for messages, which go to *error */
    struct pseg_error *error;
    char *block;
};

/* UTF-8 with or without a byte order mark, UTF-16 with one, else Latin-1; a NUL becomes a blank.
 * -1: out of memory. Free with pseg_text_free. */
int pseg_text_decode(struct pseg_text *t, const void *bytes, size_t size, const char *path,
                     struct pseg_error *error);
void pseg_text_free(struct pseg_text *t);

/* The next line that is not blank, cut out and without blanks at its ends; NULL: there is none. Its
 * number is t->line - 1. */
char *pseg_text_line(struct pseg_text *t);

/* The part of a line up to a blank, cut out; *line moves behind it and the blanks that follow. */
char *pseg_text_word(char **line);

/* "PATH, line N: ..."; always -1 */
__attribute__((format(printf, 3, 4))) int pseg_text_fail(const struct pseg_text *t, long line,
                                                         const char *format, ...);

/* -1, with a sentence: no memory. */
int pseg_text_no_memory(const struct pseg_text *t);

/* It is a time that a recording can have. */
int pseg_is_time(double seconds);

/* *seconds = a time that a recording can have, written as a decimal number. -1: it is none. */
int pseg_parse_seconds(double *seconds, const char *text);

#endif
