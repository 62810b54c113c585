#include <stdarg.h>

#include "phoneseg/host.h"

int pseg_fail(struct pseg_error *error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(error->text, sizeof error->text, format, args);
    va_end(args);
    return -1;
}
