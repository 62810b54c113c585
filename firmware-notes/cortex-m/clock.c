#include "clock.h"

static volatile uint32_t *const control = (volatile uint32_t *)0xe000e010;
static volatile uint32_t *const reload = (volatile uint32_t *)0xe000e014;
static volatile uint32_t *const value = (volatile uint32_t *)0xe000e018;
enum { RUN = 1, INTERRUPT = 2, PROCESSOR_CLOCK = 4 };
static volatile uint32_t periods;

void clock_start(uint32_t period)
{
    periods = 0;
    *reload = period - 1;
    *value = 0;
    *control = RUN | INTERRUPT | PROCESSOR_CLOCK;
}

void clock_stop(void)
{
    *control = 0;
}

void clock_wrapped(void)
{
    periods++;
}

/* Until no interrupt came between the two: it counts down from reload. */
uint64_t clock_now(void)
{
    uint32_t before, left;
    do {
        before = periods;
        left = *value;
    } while (before != periods);
    return (uint64_t)before * (*reload + 1) + (*reload - left);
}

/* With interrupts off a pending one ends the sleep too, and is taken right after: none can slip in
 * between the question and the sleep. */
void clock_sleep_unless(int (*is_awake)(const void *of), const void *of)
{
    __asm__ volatile("cpsid i" : : : "memory");
    if (!is_awake(of))
        __asm__ volatile("dsb\n\twfi" : : : "memory");
    __asm__ volatile("cpsie i\n\tisb" : : : "memory");
}
