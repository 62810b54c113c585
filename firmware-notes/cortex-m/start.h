/* Between reset and main: see start.c. */
#ifndef START_H
#define START_H

#include <stdint.h>

enum { START_FAULT = 100 }; /* code of a program that a fault has ended */

/* Brought along by what is linked: before main, and with main's value after it. */
void arrive(void);
_Noreturn void leave(int code);

/* SysTick's interrupt; nothing, unless somebody has one. */
void tick(void);

/* [bytes] of the stack that were ever written to, and all of it */
uint32_t start_stack_used(void);
uint32_t start_stack_size(void);

#endif
