#include "live_view_terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* The alternate screen, no cursor, no wrapping (a window may narrow before we learn of it). */
static const char enter[] = "\033[?1049h\033[?25l\033[?7l\033[2J";

/* The reverse. CAN (030) ends a sequence that was cut off; 2026 is an update of the screen at once,
 * which pictures begin and end with. */
static const char leave[] = "\030\033[?2026l\033[0m\033[?7h\033[?25h\033[?1049l";

enum { PATIENCE = 100 }; /* [ms] for the last bytes: Ctrl-C has to be quick */

/* Of one process, as its terminal is: a signal handler has to find it. */
static struct {
    int fd; /* opened anew, so that O_NONBLOCK is ours alone: stdout's flags are the shell's too */
    struct termios before;
    const char *pending;
    size_t n_pending;
} terminal;

static volatile sig_atomic_t taken, asked_to_stop;

static const int deadly[] = {SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};

static void on_stop(int number)
{
    (void)number;
    asked_to_stop = 1;
}

/* Calls only what a handler may call. What the terminal does not take in time it never sees: this
 * has to reach it, also when it is far behind. */
static void give_back(void)
{
    size_t done = 0;
    struct pollfd wait = {.fd = terminal.fd, .events = POLLOUT};
    if (!taken)
        return;
    taken = 0;
    tcflow(terminal.fd, TCOON); /* after Ctrl-S nothing would get through */
    for (int tries = 0; done < sizeof leave - 1 && tries < 3; tries++) {
        const ssize_t n = write(terminal.fd, leave + done, sizeof leave - 1 - done);
        if (n > 0)
            done += (size_t)n;
        else if (poll(&wait, 1, PATIENCE) <= 0)
            tcflush(terminal.fd, TCOFLUSH);
    }
    tcsetattr(terminal.fd, TCSANOW, &terminal.before);
}

/* The handler has been reset by then: the signal does what it would have done. */
static void on_deadly(int number)
{
    give_back();
    raise(number);
}

static void handle_signals(int ours)
{
    struct sigaction stop = {.sa_handler = ours ? on_stop : SIG_DFL};
    struct sigaction dying = {.sa_handler = ours ? on_deadly : SIG_DFL, .sa_flags = SA_RESETHAND};
    struct sigaction before;
    sigaction(SIGTSTP, &stop, NULL);
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++) {
        sigaction(deadly[i], NULL, &before);
        if (before.sa_handler != SIG_IGN) /* nohup */
            sigaction(deadly[i], &dying, NULL);
    }
}

/* Waits until all is taken, or given up. */
static void drain(void)
{
    struct pollfd wait = {.fd = terminal.fd, .events = POLLOUT};
    while (live_terminal_busy())
        if (poll(&wait, 1, PATIENCE) <= 0)
            break;
    terminal.n_pending = 0;
}

static void take_over(void)
{
    struct termios quiet = terminal.before;
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ICANON); /* keys leave no marks; Ctrl-C stays a signal */
    tcsetattr(terminal.fd, TCSANOW, &quiet);     /* stops us where we are in the background */
    taken = 1;
    live_terminal_send(enter, sizeof enter - 1);
    drain();
}

static int is_foreground(int fd)
{
    const pid_t group = tcgetpgrp(fd);
    return group < 0 || group == getpgrp(); /* -1: not the terminal of this session */
}

int live_terminal_open(void)
{
    const char *kind = getenv("TERM"), *name = ttyname(STDOUT_FILENO);
    if (!kind || !*kind || strcmp(kind, "dumb") == 0 || !name)
        return -1;
    terminal.fd = open(name, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (terminal.fd < 0)
        return -1;
    if (!is_foreground(terminal.fd) || tcgetattr(terminal.fd, &terminal.before)) {
        close(terminal.fd);
        return -1;
    }
    terminal.n_pending = 0;
    asked_to_stop = 0;
    handle_signals(1);
    take_over();
    return 0;
}

int live_terminal_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int live_terminal_colours(void)
{
    const char *direct = getenv("COLORTERM"), *kind = getenv("TERM"), *none = getenv("NO_COLOR");
    if (none && *none)
        return 0;
    if (direct && (strcmp(direct, "truecolor") == 0 || strcmp(direct, "24bit") == 0))
        return 1 << 24;
    return kind && strstr(kind, "256color") ? 256 : 0;
}

void live_terminal_size(int *columns, int *rows)
{
    struct winsize size = {0};
    const int known = !ioctl(terminal.fd, TIOCGWINSZ, &size) && size.ws_col && size.ws_row;
    *columns = known ? size.ws_col : 80;
    *rows = known ? size.ws_row : 24;
}

void live_terminal_send(const char *bytes, size_t n)
{
    terminal.pending = bytes;
    terminal.n_pending = n;
    live_terminal_busy();
}

int live_terminal_busy(void)
{
    while (terminal.n_pending) {
        const ssize_t n = write(terminal.fd, terminal.pending, terminal.n_pending);
        if (n < 0 && errno != EAGAIN && errno != EINTR)
            terminal.n_pending = 0; /* the terminal is gone, and SIGHUP on its way */
        if (n <= 0)
            break;
        terminal.pending += n;
        terminal.n_pending -= (size_t)n;
    }
    return terminal.n_pending != 0;
}

int live_terminal_suspend(void)
{
    if (!asked_to_stop)
        return 0;
    asked_to_stop = 0;
    give_back();
    raise(SIGSTOP);
    terminal.n_pending = 0;
    take_over();
    return 1;
}

void live_terminal_close(void)
{
    drain();
    give_back();
    handle_signals(0);
    close(terminal.fd);
}
