/* What `phoneseg latency` says: three tables, or one JSON object. */
#ifndef LATENCY_OUTPUT_H
#define LATENCY_OUTPUT_H

#include "latency_algorithm.h"
#include "latency_compute.h"
#include "latency_devices.h"

struct latency_report {
    struct algorithm algorithm;
    struct compute compute;
    struct trip *trip; /* NULL: skipped */
    const char *why;   /* the trip was skipped, a sentence */
};

void latency_print_table(const struct latency_report *r);
void latency_print_json(const struct latency_report *r);

#endif
