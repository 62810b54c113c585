/* The subcommands of `phoneseg`, one small file each, and what they share. */
#ifndef COMMAND_H
#define COMMAND_H

#include <popt.h>
#include <stdatomic.h>
#include <stdio.h>

#include "phoneseg/host.h"

enum exit_status { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

struct command {
    const char *name;
    const char *arguments;                   /* as the usage line shows them */
    const char *summary;                     /* one line */
    int (*run)(int argc, const char **argv); /* argv[0] is the name; returns an exit status */
    const char *details;                     /* shown after the options by help; may be NULL */
};

extern const struct command commands[];
extern const int n_commands;
extern const struct command inspect_parts[]; /* names of two words, "inspect gates" */
extern const int n_inspect_parts;
const struct command *find_command(const char *name); /* NULL: there is none of that name */

/* Set by Ctrl-C and SIGTERM: finish what is being written, then stop. Atomic, since the handler
 * sets it and worker threads read it. */
extern atomic_int interrupted;

/* Prints "phoneseg NAME: <sentence>" to stderr; complain_usage adds where help is, and returns
 * EXIT_USAGE, complain returns EXIT_FAILED. Of several ranks the first speaks: the others, who most
 * often would say the same, keep their sentence for last_words. */
__attribute__((format(printf, 2, 3))) int complain(const char *name, const char *format, ...);
__attribute__((format(printf, 2, 3))) int complain_usage(const char *name, const char *format, ...);

/* Prints a line to stderr, on the first rank. */
__attribute__((format(printf, 1, 2))) void inform(const char *format, ...);

/* What this rank alone has to complain of, after its number. */
void last_words(void);

/* The exit status, or EXIT_FAILED with a sentence where standard output could not be written. */
int close_stdout(int status);

/* Parses a subcommand's options by its table. Returns the remaining arguments, NULL-terminated and
 * valid until options_free, or NULL after saying what is wrong with them. --help prints and exits 0
 * by itself. */
struct options {
    poptContext context;
    struct poptOption help[2], all[3];
    int wants_help;
};
const char **options_parse(struct options *o, int argc, const char **argv,
                           const struct poptOption *table);
void options_free(struct options *o);

/* Numbers given as options, by name: *x becomes what text says, and stays where text is NULL. -1
 * after saying that it is none, or outside low to high. */
int parse_integer(int *x, const char *text, const char *option, int low, int high,
                  const char *command);
int parse_real(double *x, const char *text, const char *option, double low, double high,
               const char *command);

/* The option --kernel: -1 after saying that this machine has none of that name; NULL is right. */
int parse_kernel(const char *name, const char *command);
extern const char kernel_help[];

/* The part of a recording from --start to --end [s], given as options; *start and *end stay where
 * one is not. -1 after saying what is wrong. */
int parse_part(double *start, double *end, const char *start_text, const char *end_text,
               const char *command);

/* The least distance of peaks [frames] that keeps boundaries so far apart [ms]. */
int frames_of(double ms, const struct pseg_config *c);

/* [ms] that boundaries are apart at least by the model's least distance; 0 where it has none. */
double ms_apart(const struct pseg_config *c);

/* --threshold, and --min-gap [ms], in place of the model's own where they are given. An exit
 * status, after saying what is wrong. */
int change_picking(struct pseg_config *c, const char *threshold, const char *min_gap,
                   const char *command);

/* The default model where path is NULL; prints what is wrong and returns -1 otherwise. Free with
 * pseg_model_free either way. */
int load_model(struct pseg_model *model, const char *path, const char *command);

#endif
