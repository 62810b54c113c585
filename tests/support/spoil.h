/* Toy models changed by hand, and how they are refused. */
#ifndef TESTS_SPOIL_H
#define TESTS_SPOIL_H

#include "toy.h"

/* Puts a word of 4 bytes at that byte of the file. */
void poke(struct toy_model *toy, size_t at, const void *word);
void poke_int(struct toy_model *toy, size_t at, int32_t value);

/* Makes the checksum right again. */
void seal(struct toy_model *toy);

/* [bytes] the place of a configuration field in the file */
size_t field_at(const char *name);

/* The file as it now is must be refused, and be of no use to a detector. bad_field: what is blamed;
 * NULL: nothing. */
void check_refused(struct toy_model *toy, int status, const char *bad_field);

#endif
