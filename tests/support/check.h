/* What every test program includes: cmocka, and comparisons of numbers that say where they fail. */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* |actual - expected| <= tolerance * max(|expected|, 1); else fails with what[index]. */
void check_near(double actual, double expected, double tolerance, const char *what, long index);

/* As above for each of n values. */
void check_all_near(const float *actual, const double *expected, double tolerance, const char *what,
                    long n);

#endif
