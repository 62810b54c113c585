/* A page of HTML that stands alone: no scripts, nothing from elsewhere, pictures within. */
#ifndef INSPECT_HTML_H
#define INSPECT_HTML_H

#include "phoneseg/host.h"

void html_begin(FILE *f, const char *title);
void html_end(FILE *f);

/* Text as it stands: what means something in HTML is escaped, bytes that are no UTF-8 are '?'. */
void html_text(FILE *f, const char *text);

/* A row of a table of two columns: a name, and what printf makes. */
__attribute__((format(printf, 3, 4))) void html_row(FILE *f, const char *name, const char *format,
                                                    ...);

/* A PNG file and its caption. 1; 0 where there is no such file, and nothing is written; -1: it
 * cannot be read. */
int html_picture(FILE *f, const char *path, const char *caption, struct pseg_error *error);

#endif
