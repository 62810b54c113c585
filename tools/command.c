#include "command.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void say(const char *name, const char *format, va_list args)
{
    fprintf(stderr, name ? "phoneseg %s: " : "phoneseg: ", name);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
}

int complain(const char *name, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(name, format, args);
    va_end(args);
    return EXIT_FAILED;
}

int complain_usage(const char *name, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(name, format, args);
    va_end(args);
    fprintf(stderr, name ? "try 'phoneseg help %s'\n" : "try 'phoneseg help'\n", name);
    return EXIT_USAGE;
}

static void print_help(poptContext context, const char *name)
{
    for (int i = 0; i < n_commands; i++)
        if (strcmp(commands[i].name, name) == 0)
            printf("phoneseg %s: %s\n\nusage: phoneseg %s %s\n", name, commands[i].summary, name,
                   commands[i].arguments);
    poptPrintHelp(context, stdout, 0);
}

const char **options_parse(struct options *o, int argc, const char **argv,
                           const struct poptOption *table)
{
    static const char *none[] = {NULL};
    int wants_help = 0;
    const struct poptOption all[] = {
        {NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)table, 0, "Options:", NULL},
        {"help", 'h', POPT_ARG_NONE, &wants_help, 0, "show this and stop", NULL},
        POPT_TABLEEND,
    };
    o->context = poptGetContext(NULL, argc, argv, all, 0);
    const int result = poptGetNextOpt(o->context);
    if (wants_help) {
        print_help(o->context, argv[0]);
        exit(EXIT_DONE);
    }
    if (result < -1) {
        complain_usage(argv[0], "%s: %s", poptBadOption(o->context, POPT_BADOPTION_NOALIAS),
                       poptStrerror(result));
        options_free(o);
        return NULL;
    }
    const char **rest = poptGetArgs(o->context);
    return rest ? rest : none;
}

void options_free(struct options *o)
{
    poptFreeContext(o->context);
}

int load_model(struct pseg_model *model, const char *path, const char *command)
{
    struct pseg_error error;
    if (!path) {
        const int status = pseg_model_default(model);
        if (status)
            complain(command, "the embedded model is unusable: %s", pseg_strerror(status));
        return status ? -1 : 0;
    }
    if (pseg_model_load(model, path, &error) == 0)
        return 0;
    complain(command, "%s", error.text);
    return -1;
}
