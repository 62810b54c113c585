#include "command.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "kernels.h"
#include "ranks.h"

static char kept[1024]; /* the last sentence of a rank that is not the first */

static void say(const char *name, const char *format, va_list args)
{
    if (pseg_rank()) {
        vsnprintf(kept, sizeof kept, format, args);
        return;
    }
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
    if (!pseg_rank())
        fprintf(stderr, name ? "try 'phoneseg help %s'\n" : "try 'phoneseg help'\n", name);
    return EXIT_USAGE;
}

void inform(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (!pseg_rank()) {
        vfprintf(stderr, format, args);
        fputc('\n', stderr);
    }
    va_end(args);
}

void last_words(void)
{
    if (pseg_rank() && *kept)
        fprintf(stderr, "phoneseg: rank %d: %s\n", pseg_rank(), kept);
}

int close_stdout(int status)
{
    errno = 0;
    if (!fflush(stdout) && !ferror(stdout))
        return status;
    if (status == EXIT_DONE) /* else there has been a sentence already */
        complain(NULL, "cannot write to standard output: %s", strerror(errno ? errno : EIO));
    return status == EXIT_DONE ? EXIT_FAILED : status;
}

const struct command *find_command(const char *name)
{
    for (int i = 0; i < n_commands; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    for (int i = 0; i < n_inspect_parts; i++)
        if (strcmp(inspect_parts[i].name, name) == 0)
            return &inspect_parts[i];
    return NULL;
}

/* A context of its own, since popt's usage line begins with the program's name. */
static void print_help(const char *name, const struct poptOption *table)
{
    const struct command *c = find_command(name);
    char program[64];
    const char *argv[] = {program, NULL};
    snprintf(program, sizeof program, "phoneseg %s", name);
    poptContext context = poptGetContext(NULL, 1, argv, table, 0);
    poptSetOtherOptionHelp(context, c->arguments);
    printf("phoneseg %s: %s\n\n", name, c->summary);
    poptPrintHelp(context, stdout, 0);
    if (c->details)
        printf("\n%s", c->details);
    poptFreeContext(context);
}

const char **options_parse(struct options *o, int argc, const char **argv,
                           const struct poptOption *table)
{
    static const char *none[] = {NULL};
    *o = (struct options){
        .help = {{"help", 'h', POPT_ARG_NONE, &o->wants_help, 0, "show this and stop", NULL},
                 POPT_TABLEEND},
        .all = {{NULL, 0, POPT_ARG_INCLUDE_TABLE, (void *)table, 0, "Options:", NULL},
                {NULL, 0, POPT_ARG_INCLUDE_TABLE, o->help, 0, "Help:", NULL},
                POPT_TABLEEND},
    };
    o->context = poptGetContext(NULL, argc, argv, o->all, 0);
    const int result = poptGetNextOpt(o->context);
    if (o->wants_help) {
        print_help(argv[0], o->all);
        exit(close_stdout(EXIT_DONE));
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
    o->context = poptFreeContext(o->context);
}

int parse_integer(int *x, const char *text, const char *option, int low, int high,
                  const char *command)
{
    char *end;
    if (!text)
        return 0;
    errno = 0;
    const long value = strtol(text, &end, 10);
    if (end == text || *end || errno || value < low || value > high) {
        complain_usage(command, "%s takes a whole number from %d to %d, not '%s'", option, low,
                       high, text);
        return -1;
    }
    *x = (int)value;
    return 0;
}

int parse_real(double *x, const char *text, const char *option, double low, double high,
               const char *command)
{
    char *end;
    if (!text)
        return 0;
    const double value = strtod(text, &end);
    if (end == text || *end || !(value >= low && value <= high)) {
        complain_usage(command, "%s takes a number from %g to %g, not '%s'", option, low, high,
                       text);
        return -1;
    }
    *x = value;
    return 0;
}

const char kernel_help[] =
    "scalar, avx2, avx512, vnni or neon; they differ in speed only (default: the "
    "fastest)";

int parse_kernel(const char *name, const char *command)
{
    if (!name || pseg_find_kernels(name))
        return 0;
    static const char *const names[] = {"scalar", "avx2", "avx512", "vnni", "neon"};
    char here[64] = "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (pseg_find_kernels(names[i]))
            snprintf(here + strlen(here), sizeof here - strlen(here), " %s", names[i]);
    complain_usage(command, "this machine has no kernel '%s': it has%s", name, here);
    return -1;
}

int parse_part(double *start, double *end, const char *start_text, const char *end_text,
               const char *command)
{
    static const double latest = 1e7; /* [s] later than any recording goes on */
    if (parse_real(start, start_text, "--start", 0, latest, command) ||
        parse_real(end, end_text, "--end", 0, latest, command))
        return -1;
    if (*start < *end)
        return 0;
    complain_usage(command, "--end %g is not after --start %g", *end, *start);
    return -1;
}

/* Boundaries between frames may be half a frame from their peaks, each towards the other. */
int frames_of(double ms, const struct pseg_config *c)
{
    const double frames = ceil(ms * c->rate / (1e3 * c->hop) - 1e-6);
    return (int)fmax(1, frames > 1 ? frames + c->refine : frames);
}

double ms_apart(const struct pseg_config *c)
{
    return c->min_gap > 1 ? 1e3 * (c->min_gap - c->refine) * c->hop / c->rate : 0;
}

int change_picking(struct pseg_config *c, const char *threshold, const char *min_gap,
                   const char *command)
{
    double least = (double)c->threshold, gap = 0; /* [ms] */
    if (parse_real(&least, threshold, "--threshold", -1e6, 1e6, command) ||
        parse_real(&gap, min_gap, "--min-gap", 0, 10000, command))
        return EXIT_USAGE;
    c->threshold = (float)least;
    if (min_gap)
        c->min_gap = frames_of(gap, c);
    const char *bad = pseg_config_check(c);
    return bad ? complain_usage(command, "this model allows no such %s", bad) : EXIT_DONE;
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
