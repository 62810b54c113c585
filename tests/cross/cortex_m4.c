/* What comes before main on QEMU's machine mps2-an386, a Cortex-M4F: vectors, FPU, and the C
 * library's semihosting, by which the program reads and writes the files of the PC. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(void);
void initialise_monitor_handles(void); /* of newlib's rdimon */
extern uint32_t stack_top[];           /* of cortex_m4.ld */

static void fault(void)
{
    _Exit(1);
}

static void reset(void)
{
    volatile uint32_t *cpacr = (volatile uint32_t *)0xe000ed88;
    *cpacr |= 0xfu << 20; /* full access to the FPU */
    __asm__ volatile("dsb\n\tisb");
    initialise_monitor_handles();
    const int status = main();
    fflush(NULL);
    _Exit(status); /* exit would want start-up files that are not linked */
}

__attribute__((section(".vectors"), used)) const struct {
    uint32_t *stack;
    void (*handlers[15])(void);
} vectors = {stack_top, {reset, fault, fault, fault, fault, fault}};
