/* The record in a model: a JSON object, of which members are replaced or added as a model's
 * settings change, and lists of numbers read. */
#ifndef PSEG_RECORD_H
#define PSEG_RECORD_H

#include "phoneseg/host.h"

/* *json, to be freed: the object of old[old_size] in which the member `name` has this value (JSON
 * text), in place of any that was there, at the end. Nothing but white space counts as an empty
 * object. -1: it is no JSON object, or memory is short. */
int pseg_record_set(char **json, size_t *size, const char *old, size_t old_size, const char *name,
                    const char *value, struct pseg_error *error);

/* *x = malloc'ed numbers of the member `name`, which is a list of *n; free it. -1: json[size] is no
 * object with such a list. */
int pseg_record_numbers(double **x, size_t *n, const char *json, size_t size, const char *name,
                        struct pseg_error *error);

#endif
