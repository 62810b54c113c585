/* phoneseg inspect: what goes on inside a network while it listens. Each part is a file. */
#include <string.h>

#include "commands.h"

const char inspect_details[] =
    "`phoneseg help inspect PART` has the options of each. Pictures (PNG) and numbers (CSV, and\n"
    ".npy for NumPy) go to the folder of -o, a short reading of them to standard output;\n"
    "of a report its path.\n";

const struct command inspect_parts[] = {
    {"inspect gates", "[OPTION...] INPUT... -o DIR",
     "gates, their differences and errors around boundaries", inspect_gates, inspect_gates_details},
    {"inspect units", "[OPTION...] INPUT... -o DIR",
     "kinds of units, phones they answer to, saturation of gates", inspect_units,
     inspect_units_details},
    {"inspect time", "[OPTION...] INPUT... -o DIR",
     "memory over time: its layout, its changes, how long noise stays in it", inspect_time,
     inspect_time_details},
    {"inspect memory", "[OPTION...] INPUT... -o DIR",
     "what states tell of what was heard before them", inspect_memory, inspect_memory_details},
    {"inspect report", "[OPTION...] INPUT... -o DIR",
     "one page of HTML: the model, and all of the above", inspect_report, inspect_report_details},
};
const int n_inspect_parts = sizeof inspect_parts / sizeof *inspect_parts;

static void print_parts(FILE *to)
{
    fprintf(to, "phoneseg inspect: what goes on inside a network while it listens\n\n"
                "usage: phoneseg inspect PART [OPTION...] INPUT... -o DIR\n\n");
    for (int i = 0; i < n_inspect_parts; i++)
        fprintf(to, "  %-8s %s\n", strchr(inspect_parts[i].name, ' ') + 1,
                inspect_parts[i].summary);
    fprintf(to, "\n%s", inspect_details);
}

int command_inspect(int argc, const char **argv)
{
    const char *part = argc > 1 ? argv[1] : NULL;
    if (part && (strcmp(part, "--help") == 0 || strcmp(part, "-h") == 0))
        return print_parts(stdout), EXIT_DONE;
    for (int i = 0; part && i < n_inspect_parts; i++)
        if (strcmp(strchr(inspect_parts[i].name, ' ') + 1, part) == 0) {
            argv[1] = inspect_parts[i].name;
            return inspect_parts[i].run(argc - 1, argv + 1);
        }
    if (part)
        return complain_usage("inspect", "there is no part '%s'", part);
    print_parts(stderr);
    return EXIT_USAGE;
}
