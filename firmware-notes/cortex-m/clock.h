/* SysTick, which every Cortex-M has: an interrupt every 10 ms, and the time. On a part its ticks
 * are cycles; in QEMU with -icount they are instructions, by a fixed rate. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

/* From now on: tick() every `period` ticks of the processor's clock, at most 2^24. */
void clock_start(uint32_t period);
void clock_stop(void);

/* tick() says so, first of all. */
void clock_wrapped(void);

/* [ticks] since clock_start; not with interrupts off */
uint64_t clock_now(void);

/* Sleeps until an interrupt, unless is_awake(of) already. */
void clock_sleep_unless(int (*is_awake)(const void *of), const void *of);

#endif
