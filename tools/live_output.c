#include "live_output.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>

static void end_line(struct live_output *o)
{
    fputc('\n', o->stream);
    errno = 0;
    if ((fflush(o->stream) || ferror(o->stream)) && !o->broken)
        o->broken = errno ? errno : EIO;
}

/* 2026-01-31T12:34:56.789Z, or 12:34:56.789 of local time */
static void print_wall(FILE *f, double wall, int full)
{
    char text[64];
    const time_t seconds = (time_t)wall;
    const int milliseconds = (int)(1000 * (wall - (double)seconds));
    struct tm t;
    if (full)
        gmtime_r(&seconds, &t);
    else
        localtime_r(&seconds, &t);
    strftime(text, sizeof text, full ? "%Y-%m-%dT%H:%M:%S" : "%H:%M:%S", &t);
    fprintf(f, "%s.%03d%s", text, milliseconds, full ? "Z" : "");
}

void live_print_boundary(struct live_output *o, const struct pseg_boundary *b, double wall,
                         double latency)
{
    FILE *f = o->stream;
    if (o->json) {
        fprintf(f, "{\"time\":%.6f,\"decided\":%.6f,\"score\":%.6g,\"wall\":\"", b->at, b->decided,
                (double)b->score);
        print_wall(f, wall, 1);
        fputc('"', f);
        if (!isnan(latency))
            fprintf(f, ",\"latency\":%.6f", latency);
        fputc('}', f);
    } else {
        fprintf(f, "%.6f\t%.6g\t", b->at, (double)b->score);
        print_wall(f, wall, 0);
        if (!isnan(latency))
            fprintf(f, "\t%.1f ms", 1e3 * latency);
    }
    end_line(o);
}

void live_print_gap(struct live_output *o, const struct pseg_gap *gap, int rate)
{
    const double seconds = (double)gap->lost / rate;
    if (o->json)
        fprintf(o->stream, "{\"gap\":%.6f,\"seconds\":%.6f,\"position\":%llu,\"lost\":%llu}",
                gap->at, seconds, (unsigned long long)gap->position, (unsigned long long)gap->lost);
    else
        fprintf(o->stream, "# at %.6f lost %llu samples, %.1f ms", gap->at,
                (unsigned long long)gap->lost, 1e3 * seconds);
    end_line(o);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double live_quantile(double *latency, size_t n, double p)
{
    qsort(latency, n, sizeof *latency, ascending);
    const size_t at = (size_t)ceil(p * (double)n);
    return latency[at ? at - 1 : 0];
}
