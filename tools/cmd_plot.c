#include "commands.h"

int command_plot(int argc, const char **argv)
{
    (void)argc;
    return complain(argv[0], "missing");
}
