/* Boundaries as lines of text, by whole numbers only: a microcontroller and a PC print the same. */
#ifndef REPORT_H
#define REPORT_H

#include "phoneseg/phoneseg.h"

/* The target's: prints the text. */
void say(const char *text);

void say_number(uint64_t n);

/* "seconds<TAB>score<TAB>decided, seconds<TAB>the score's bits" */
void report_boundary(const struct pseg_event *event);

/* "# lost ... s from ... s on" */
void report_lost(uint64_t first, uint64_t n);

/* "# refused, code ..." and the status's sentence */
void report_refusal(int status);

#endif
