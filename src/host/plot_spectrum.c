#include "plot_spectrum.h"

#include <cairo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Not quite black, so that lines drawn over it are seen. */
static const double darkest = 215;

/* From white to dark: a range that shows fricatives as well as vowels, and not the noise. */
static const double range_db = 60;

/* [natural logarithm of power] the darkest grey stands for at least as much, so that silence, and
 * the dither in it, look silent. */
static const double quietest_dark = 20;

static double to_mel(double hz)
{
    return 1127.0 * log(1.0 + hz / 700.0);
}

void pseg_mel_ticks(struct pseg_ticks *ticks, double low_hz, double high_hz)
{
    const double low = to_mel(low_hz), high = to_mel(high_hz);
    ticks->n = 0;
    for (double hz = 125; hz <= high_hz * 1.0001; hz *= 2) {
        char text[PSEG_TICK_TEXT];
        snprintf(text, sizeof text, "%.0f", hz);
        if (hz > low_hz)
            pseg_add_tick(ticks, (to_mel(hz) - low) / (high - low), text);
    }
}

static double loudest(const struct pseg_bins *b)
{
    double max = quietest_dark;
    for (size_t k = 0; k < b->n; k++)
        for (int c = 0; c < b->channels; c++)
            max = fmax(max, pseg_bins_mean(b, k, c));
    return max;
}

/* Into column[channels]: the mean over bins from .. to, which count as pseg_bins_place does; with
 * less than a bin between them, the straight line between the two nearest. */
static void make_column(double *column, const struct pseg_bins *b, double from, double to)
{
    const double last = (double)b->n - 1, middle = (from + to) / 2;
    const double x = fmin(fmax(middle, 0), last), share = x - floor(x);
    const size_t k = (size_t)x, next = k + 1 < b->n ? k + 1 : k;
    const size_t first = (size_t)fmin(fmax(ceil(from), 0), last);
    const size_t end = (size_t)fmin(fmax(floor(to), 0), last);
    for (int c = 0; c < b->channels; c++) {
        double sum = 0;
        for (size_t i = first; i <= end; i++)
            sum += pseg_bins_mean(b, i, c);
        if (to - from >= 1 && end >= first)
            column[c] = sum / (double)(end - first + 1);
        else
            column[c] = (1 - share) * pseg_bins_mean(b, k, c) + share * pseg_bins_mean(b, next, c);
    }
}

static unsigned grey(double log_power, double black)
{
    const double per_db = log(10) / 10;
    const double dark = fmin(fmax(1 - (black - log_power) / (range_db * per_db), 0), 1);
    const unsigned level = (unsigned)lround(255 - darkest * dark);
    return level << 16 | level << 8 | level;
}

/* One column of pixels, top to bottom. Band k is centred at (k + 1) / (n_mel + 1) of the height. */
static void paint_column(unsigned char *pixels, int stride, int height, const double *column,
                         int n_mel, double black)
{
    for (int y = 0; y < height; y++) {
        const double from_bottom = (height - y - 0.5) / height;
        const double at = fmin(fmax(from_bottom * (n_mel + 1) - 1, 0), n_mel - 1);
        const int k = (int)at, next = k + 1 < n_mel ? k + 1 : k;
        const double value = column[k] + (at - k) * (column[next] - column[k]);
        *(unsigned *)(void *)(pixels + (ptrdiff_t)y * stride) = grey(value, black);
    }
}

/* Columns before the first frame and after the last one stay white. */
static void paint(cairo_surface_t *image, double *column, const struct pseg_panel *p,
                  const struct pseg_bins *b)
{
    const int width = cairo_image_surface_get_width(image);
    const int height = cairo_image_surface_get_height(image);
    const int stride = cairo_image_surface_get_stride(image);
    const double black = loudest(b), per_pixel = (p->x.high - p->x.low) / width;
    unsigned char *pixels = cairo_image_surface_get_data(image);
    for (int x = 0; x < width; x++) {
        const double from = pseg_bins_place(b, p->x.low + x * per_pixel);
        const double to = pseg_bins_place(b, p->x.low + (x + 1) * per_pixel);
        const double middle = (from + to) / 2;
        for (int c = 0; c < b->channels; c++)
            column[c] = -INFINITY;
        if (middle >= -0.5 && middle <= (double)b->n - 0.5)
            make_column(column, b, from, to);
        paint_column(pixels + 4 * x, stride, height, column, b->channels, black);
    }
}

int pseg_draw_spectrum(cairo_t *cr, const struct pseg_panel *p, const struct pseg_bins *bands)
{
    const int width = (int)p->width, height = (int)p->height;
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    double *column = malloc((size_t)bands->channels * sizeof *column);
    const int good = column && cairo_surface_status(image) == CAIRO_STATUS_SUCCESS;
    if (good) {
        cairo_surface_flush(image);
        paint(image, column, p, bands);
        cairo_surface_mark_dirty(image);
        cairo_set_source_surface(cr, image, p->left, p->top);
        cairo_paint(cr);
    }
    free(column);
    cairo_surface_destroy(image);
    return good ? 0 : -1;
}
