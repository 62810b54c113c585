#include "report.h"

#include <string.h>

#include "listener.h"

/* n in that base, at least so many digits. */
static void say_digits(uint64_t n, unsigned base, int least)
{
    char text[24], *at = text + sizeof text - 1;
    for (*at = 0; n || least > 0; n /= base, least--)
        *--at = "0123456789abcdef"[n % base];
    say(at);
}

void say_number(uint64_t n)
{
    say_digits(n, 10, 1);
}

/* Exact: a sample is 625 units of 1e-7 s. */
static void say_seconds(uint64_t samples)
{
    const uint64_t unit = 10000000, time = samples * (unit / LISTENER_RATE);
    say_number(time / unit);
    say(".");
    say_digits(time % unit, 10, 7);
}

static void say_score(float score)
{
    const uint64_t millionths = (uint64_t)(score * 1e6f + 0.5f);
    say_number(millionths / 1000000);
    say(".");
    say_digits(millionths % 1000000, 10, 6);
}

void report_boundary(const struct pseg_event *event)
{
    uint32_t bits;
    memcpy(&bits, &event->score, sizeof bits);
    say_seconds(event->at);
    say("\t");
    say_score(event->score);
    say("\t");
    say_seconds(event->decided);
    say("\t");
    say_digits(bits, 16, 8);
    say("\n");
}

void report_lost(uint64_t first, uint64_t n)
{
    say("# lost ");
    say_seconds(n);
    say(" s from ");
    say_seconds(first);
    say(" s on\n");
}

void report_refusal(int status)
{
    say("# refused, code ");
    say_number((uint64_t)status);
    say(": ");
    say(pseg_strerror(status));
    say("\n");
}
