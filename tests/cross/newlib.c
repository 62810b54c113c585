/* newlib's semihosting on a Cortex-M, by which a test reads and writes the files of the PC. */
#include <stdio.h>
#include <stdlib.h>

#include "start.h"

void initialise_monitor_handles(void); /* of newlib's rdimon */

void arrive(void)
{
    initialise_monitor_handles();
}

void leave(int code)
{
    fflush(NULL);
    _Exit(code); /* exit would want start-up files that are not linked */
}
