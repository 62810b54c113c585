/* What comes before main on a Cortex-M: vectors, FPU, data and stack. No C library is needed. */
#include "start.h"

/* Of sections.ld. */
extern uint32_t data_load[], data_start[], data_end[], bss_start[], bss_end[];
extern uint32_t stack_bottom[], stack_end[], stack_top[];
static const uint32_t paint = 0x57ac57ac;

int main(void);

__attribute__((weak)) void tick(void)
{
}

static void fault(void)
{
    leave(START_FAULT);
}

static void enable_fpu(void)
{
    volatile uint32_t *cpacr = (volatile uint32_t *)0xe000ed88;
    *cpacr |= 0xfu << 20; /* coprocessors 10 and 11: full access */
    __asm__ volatile("dsb\n\tisb");
}

/* An overflow leaves the memory at stack_bottom, a bus fault. Cores of Armv8-M check it besides. */
static void limit_stack(void)
{
#if __ARM_ARCH >= 8
    __asm__ volatile("msr msplim, %0" : : "r"(stack_bottom));
#endif
}

/* By words and volatile: no compiler makes a call to the C library of it. The stack's own end is
 * in use already. */
static void fill_memory(void)
{
    const volatile uint32_t *from = data_load;
    volatile uint32_t *to, *in_use;
    __asm__ volatile("mov %0, sp" : "=r"(in_use));
    for (to = data_start; to < data_end; to++)
        *to = *from++;
    for (to = bss_start; to < bss_end; to++)
        *to = 0;
    for (to = stack_bottom; to < stack_end && to < in_use; to++)
        *to = paint;
}

uint32_t start_stack_used(void)
{
    const uint32_t *p = stack_bottom;
    while (p < stack_end && *p == paint)
        p++;
    return (uint32_t)(stack_end - p) * 4;
}

uint32_t start_stack_size(void)
{
    return (uint32_t)(stack_end - stack_bottom) * 4;
}

static void reset(void)
{
    enable_fpu();
    limit_stack();
    fill_memory();
    arrive();
    leave(main());
}

/* 1 reset, 2 NMI, 3 to 7 faults, 11 SVC, 14 PendSV, 15 SysTick; a part's own interrupts follow. */
__attribute__((section(".vectors"), used)) const struct {
    uint32_t *stack;
    void (*handlers[15])(void);
} vectors = {stack_top, {[0] = reset, fault, fault, fault, fault, fault, fault, [14] = tick}};
