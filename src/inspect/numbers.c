#include "numbers.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* --------------------------------------------------------------------------------------- CSV -- */

static void put_text(FILE *f, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, f);
        return;
    }
    fputc('"', f);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', f);
        fputc(*text, f);
    }
    fputc('"', f);
}

static void put_cell(FILE *f, const struct pseg_column *column, size_t row)
{
    if (!column->number)
        put_text(f, column->text[row]);
    else if (!isnan(column->number[row]))
        fprintf(f, "%.17g", column->number[row]);
}

int pseg_write_csv(const char *path, const struct pseg_column *columns, int n_columns, size_t rows,
                   struct pseg_error *error)
{
    struct pseg_output *o = pseg_output_open(path, error);
    if (!o)
        return -1;
    FILE *f = pseg_output_stream(o);
    for (int c = 0; c < n_columns; c++) {
        put_text(f, columns[c].name);
        fputc(c + 1 < n_columns ? ',' : '\n', f);
    }
    for (size_t r = 0; r < rows; r++)
        for (int c = 0; c < n_columns; c++) {
            put_cell(f, &columns[c], r);
            fputc(c + 1 < n_columns ? ',' : '\n', f);
        }
    return pseg_output_commit(o, error);
}

/* --------------------------------------------------------------------------------------- npy -- */

static const struct {
    const char *name;
    size_t size;
} types[] = {
    [PSEG_NPY_FLOAT] = {"<f4", 4}, [PSEG_NPY_DOUBLE] = {"<f8", 8}, [PSEG_NPY_INT] = {"<i4", 4}};

/* The header's text is filled up so that data starts at a multiple of 64 bytes. */
static void put_header(FILE *f, enum pseg_npy type, const size_t *shape, int n_axes)
{
    enum { BEFORE = 10, ALIGNED = 64 };
    char text[256];
    int n = snprintf(text, sizeof text, "{'descr': '%s', 'fortran_order': False, 'shape': (",
                     types[type].name);
    for (int a = 0; a < n_axes; a++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%s%zu%s", a ? " " : "", shape[a],
                      a + 1 < n_axes || n_axes == 1 ? "," : "");
    n += snprintf(text + n, sizeof text - (size_t)n, "), }");
    const int length = (BEFORE + n + 1 + ALIGNED - 1) / ALIGNED * ALIGNED - BEFORE;
    fwrite("\x93NUMPY\x01\x00", 1, 8, f);
    fputc(length & 255, f);
    fputc(length >> 8, f);
    fprintf(f, "%s%*s\n", text, length - n - 1, "");
}

static uint64_t bits(const void *x, size_t i, size_t size)
{
    uint64_t wide;
    uint32_t narrow;
    if (size == 8) {
        memcpy(&wide, (const char *)x + 8 * i, 8);
        return wide;
    }
    memcpy(&narrow, (const char *)x + 4 * i, 4);
    return narrow;
}

int pseg_write_npy(const char *path, const void *x, enum pseg_npy type, const size_t *shape,
                   int n_axes, struct pseg_error *error)
{
    struct pseg_output *o = pseg_output_open(path, error);
    size_t n = 1;
    if (!o)
        return -1;
    FILE *f = pseg_output_stream(o);
    put_header(f, type, shape, n_axes);
    for (int a = 0; a < n_axes; a++)
        n *= shape[a];
    for (size_t i = 0; i < n; i++) {
        const uint64_t value = bits(x, i, types[type].size);
        for (size_t b = 0; b < types[type].size; b++)
            fputc((int)(value >> 8 * b & 255), f);
    }
    return pseg_output_commit(o, error);
}
