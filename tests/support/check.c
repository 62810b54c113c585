#include "check.h"

#include <math.h>

void check_near(double actual, double expected, double tolerance, const char *what, long index)
{
    const double scale = fabs(expected) > 1 ? fabs(expected) : 1;
    if (!(fabs(actual - expected) <= tolerance * scale))
        fail_msg("%s[%ld] is %.9g, expected %.9g", what, index, actual, expected);
}

void check_all_near(const float *actual, const double *expected, double tolerance, const char *what,
                    long n)
{
    for (long i = 0; i < n; i++)
        check_near(actual[i], expected[i], tolerance, what, i);
}
