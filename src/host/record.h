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

/* A member of the object as it stands in its text. */
struct pseg_member {
    const char *text, *name, *value; /* all of it; the name within its quotation marks */
    size_t text_size, name_size, value_size;
};

/* Calls on_member(user, member) for each member of json[size] in turn. -1: it is no JSON object;
 * on_member has seen the members before the place where that shows. */
typedef void pseg_on_member(void *user, const struct pseg_member *member);
int pseg_record_each(const char *json, size_t size, pseg_on_member *on_member, void *user);

#endif
