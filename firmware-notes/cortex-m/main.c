/* phoneseg on a Cortex-M: boundaries of what a microphone hears, as they are decided. */
#include "clock.h"
#include "microphone.h"
#include "report.h"
#include "start.h"

extern const unsigned char model[], model_end[]; /* of bytes.S */

static _Alignas(16) unsigned char memory[MEMORY]; /* detector's state and scratch, ring */
static struct listener listener;

struct cost {
    uint64_t total, most; /* [ticks] in the main loop, of all blocks and of the worst */
    uint32_t blocks;
};

static int is_awake(const void *of)
{
    (void)of;
    return pseg_ring_waiting(listener.ring) > 0 || microphone_has_ended();
}

/* Blocks as they come, each timed; a block costs at most one frame. */
static void listen(struct cost *cost)
{
    while (!microphone_has_ended() || pseg_ring_waiting(listener.ring) > 0) {
        const uint64_t began = clock_now();
        if (listener_work(&listener)) {
            const uint64_t took = clock_now() - began;
            cost->total += took;
            cost->most = took > cost->most ? took : cost->most;
            cost->blocks++;
        } else {
            clock_sleep_unless(is_awake, NULL);
        }
    }
    listener_end(&listener);
}

static void say_figure(const char *what, uint64_t n)
{
    say("# ");
    say(what);
    say(" ");
    say_number(n);
    say("\n");
}

static void report(const struct cost *cost)
{
    say_figure("blocks", cost->blocks);
    say_figure("ticks a block", cost->total / cost->blocks);
    say_figure("ticks of the worst block", cost->most);
    say_figure("bytes of memory used", listener.needed);
    say_figure("bytes of memory", MEMORY);
    say_figure("bytes of stack used", start_stack_used());
    say_figure("bytes of stack", start_stack_size());
}

int main(void)
{
    const struct listener_parts parts = {.model = model,
                                         .model_size = (size_t)(model_end - model),
                                         .memory = memory,
                                         .size = sizeof memory,
                                         .ring = RING,
                                         .hooks = {report_boundary, report_lost}};
    struct cost cost = {0, 0, 0};
    const int status = listener_start(&listener, &parts);
    if (status) {
        report_refusal(status);
        if (status == PSEG_E_MEMORY)
            say_figure("bytes of memory needed", listener.needed);
        return status;
    }
    microphone_start(&listener);
    listen(&cost);
    report(&cost);
    return 0;
}
