/* The terminal under the live view: its own screen, taken over and given back, written without
 * ever waiting for it. */
#ifndef LIVE_VIEW_TERMINAL_H
#define LIVE_VIEW_TERMINAL_H

#include <stddef.h>

/* Takes the terminal of stdout over. -1, with nothing changed: it cannot show a picture (TERM is
 * unset or dumb), it belongs to another job, or it cannot be opened. One at a time. */
int live_terminal_open(void);

int live_terminal_utf8(void);                     /* by the locale */
int live_terminal_colours(void);                  /* 0, 256, or 1 << 24, by the environment */
void live_terminal_size(int *columns, int *rows); /* as it is now */

/* Hands bytes[n] to the terminal, as much as it takes at once; they must stay until
 * live_terminal_busy says no. Only while it is not busy. */
void live_terminal_send(const char *bytes, size_t n);

/* Sends on what has not been taken; true while there is more of it. */
int live_terminal_busy(void);

/* After Ctrl-Z: gives the terminal back, stops, and takes it over again when it goes on; 1 then. */
int live_terminal_suspend(void);

/* Leaves the terminal as it was, also in the middle of a picture. */
void live_terminal_close(void);

#endif
