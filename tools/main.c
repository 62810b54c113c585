/* phoneseg: finds the subcommand and hands over. */
#include <locale.h>
#include <signal.h>
#include <string.h>

#include "commands.h"
#include "ranks.h"

atomic_int interrupted;

static void on_signal(int signal)
{
    (void)signal;
    interrupted = 1;
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is a write error, reported as one */
    signal(SIGXFSZ, SIG_IGN); /* so is a file-size limit */
}

static void print_usage(FILE *to)
{
    fprintf(to, "phoneseg: phoneme boundaries from speech, while it is being spoken\n\n"
                "usage: phoneseg SUBCOMMAND [OPTION...] [INPUT...]\n\n");
    for (int i = 0; i < n_commands; i++)
        fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].summary);
    fprintf(to, "\n  phoneseg help SUBCOMMAND   its options\n"
                "  phoneseg --version\n\n"
                "exit status: 0 done, 1 failed on some input (the others still done) or "
                "interrupted, 2 bad usage\n");
}

/* words: a subcommand and, maybe, its part; NULL-terminated */
static int help(const char **words)
{
    char name[64];
    if (!words[0]) {
        print_usage(stdout);
        return EXIT_DONE;
    }
    snprintf(name, sizeof name, "%s%s%s", words[0], words[1] ? " " : "", words[1] ? words[1] : "");
    const struct command *c = find_command(name);
    if (!c)
        return complain_usage(NULL, "there is no subcommand '%s'", name);
    const char *argv[] = {c->name, "--help", NULL};
    return c->run(2, argv);
}

/* Whether ranks have anything to share there. */
static int shares(const struct command *c)
{
    return c->run == command_train || c->run == command_segment || c->run == command_eval;
}

static int run(int argc, const char **argv)
{
    const char *name = argv[1];
    if (strcmp(name, "--version") == 0) {
        printf("phoneseg %s\n", PSEG_VERSION);
        return EXIT_DONE;
    }
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return help(argv + 2);
    const struct command *c = find_command(name);
    if (!c)
        return complain_usage(NULL, "there is no subcommand '%s'", name);
    if (pseg_n_ranks() > 1 && !shares(c))
        return complain_usage(NULL, "'%s' is work for one rank: start it without mpirun", name);
    return c->run(argc - 1, argv + 1);
}

/* One rank prints. A rank that failed by itself takes the others along, who would wait for it. */
static int run_ranks(int argc, const char **argv)
{
    struct pseg_error error;
    if (pseg_ranks_join(&interrupted, &error))
        return complain(NULL, "%s", error.text);
    if (pseg_rank() && !freopen("/dev/null", "w", stdout))
        complain(NULL, "cannot open /dev/null");
    const int status = close_stdout(run(argc, argv));
    if (pseg_ranks_leave(status != EXIT_DONE)) {
        last_words();
        pseg_ranks_abort(status);
    }
    return status;
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, ""); /* file names and terminals; numbers keep their point */
    catch_signals();
    if (argc < 2) {
        print_usage(stderr);
        return EXIT_USAGE;
    }
    return run_ranks(argc, (const char **)argv);
}
