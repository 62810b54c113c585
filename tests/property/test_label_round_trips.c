/* From any format to any other and back: boundaries stay where they are, to within half a unit of
 * the format that counts in larger ones. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "labels.h"
#include "synth.h"
#include "writer.h"

/* What times are counted in [s]; TextGrids have doubles. */
static const struct {
    const char *name;
    double unit;
} formats[] = {{"text", 1e-6}, {"phn", 1 / 16000.0}, {"textgrid", 0},
               {"lab", 1e-7},  {"audacity", 1e-6},   {"ctm", 1e-6},
               {"json", 1e-6}, {"jsonl", 1e-6},      {"csv", 1e-6}};

enum kind { POINTS, SEGMENTS, WITH_GAPS, N_KINDS };

static char folder[64];

static int make(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/phoneseg-trips-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_all(void **state)
{
    (void)state;
    return rmdir(folder);
}

/* n boundaries 2 to 102 ms apart, which are ends of segments or points; 0 and the end are none. */
static void make_labels(struct pseg_labels *l, enum kind kind, size_t n, struct rng *rng)
{
    static const char *const texts[] = {"a", "t\xCA\x83", "", "h#"};
    double at = 0;
    memset(l, 0, sizeof *l);
    struct pseg_tier *tier = pseg_labels_tier(l, PSEG_ONLY_TIER);
    for (size_t i = 0; i <= n; i++) {
        const double next = at + 0.052 + 0.05 * (double)rng_uniform(rng);
        struct pseg_label label = pseg_label_at(at, next, texts[rng_below(rng, 4)]);
        if (kind == POINTS)
            label = pseg_label_at(at, at, "");
        if (kind == POINTS ? i > 0 : kind == SEGMENTS || rng_below(rng, 3))
            assert_int_equal(pseg_tier_add(tier, &label), 0);
        at = next;
    }
    l->end = n ? at : 0;
}

static void find_boundaries(struct pseg_times *t, const struct pseg_labels *l)
{
    struct pseg_tier tiles;
    assert_int_equal(l->n, 1);
    memset(t, 0, sizeof *t);
    assert_int_equal(pseg_tier_tile(&tiles, &l->tier[0], pseg_labels_length(l)), 0);
    assert_int_equal(pseg_tile_boundaries(t, &tiles), 0);
    pseg_tier_free(&tiles);
}

/* *to = what a file of that format keeps of a document. */
static void pass_through(struct pseg_labels *to, const struct pseg_labels *from, const char *format)
{
    struct pseg_error error;
    char path[128];
    snprintf(path, sizeof path, "%s/a.%s", folder, pseg_find_format(format)->extension);
    if (pseg_write_labels(from, path, format, &error) || pseg_read_labels(to, path, format, &error))
        fail_msg("%s: %s", format, error.text);
    unlink(path);
}

static void assert_near(const struct pseg_labels *a, const struct pseg_labels *b, double unit,
                        const char *what)
{
    struct pseg_times x, y;
    find_boundaries(&x, a);
    find_boundaries(&y, b);
    if (x.n != y.n)
        fail_msg("%s: %zu boundaries, and then %zu", what, x.n, y.n);
    for (size_t i = 0; i < x.n; i++)
        if (!(fabs(x.at[i] - y.at[i]) <= unit / 2 + 1e-12 * x.at[i]))
            fail_msg("%s: boundary %zu moved from %.9f to %.9f", what, i, x.at[i], y.at[i]);
    pseg_times_free(&x);
    pseg_times_free(&y);
}

static void travel(const struct pseg_labels *from, size_t here, size_t there)
{
    struct pseg_labels first, second, third;
    const double unit = fmax(formats[here].unit, formats[there].unit);
    char what[64];
    snprintf(what, sizeof what, "%s to %s", formats[here].name, formats[there].name);
    pass_through(&first, from, formats[here].name);
    pass_through(&second, &first, formats[there].name);
    pass_through(&third, &second, formats[here].name);
    assert_near(from, &first, formats[here].unit, formats[here].name);
    assert_near(&first, &second, unit, what);
    assert_near(&first, &third, unit, what);
    pseg_labels_free(&first);
    pseg_labels_free(&second);
    pseg_labels_free(&third);
}

static void travel_all(enum kind kind, size_t n, struct rng *rng)
{
    for (size_t here = 0; here < COUNT(formats); here++)
        for (size_t there = 0; there < COUNT(formats); there++) {
            struct pseg_labels l;
            make_labels(&l, kind, n, rng);
            travel(&l, here, there);
            pseg_labels_free(&l);
        }
}

static void every_format_is_here(void **state)
{
    (void)state;
    assert_int_equal(COUNT(formats), pseg_n_formats);
    for (size_t i = 0; i < COUNT(formats); i++)
        assert_non_null(pseg_find_format(formats[i].name));
}

static void any_pair_of_formats_keeps_every_boundary(void **state)
{
    static const size_t counts[] = {0, 1, 2, 3, 40};
    struct rng rng = {6};
    (void)state;
    for (int kind = 0; kind < N_KINDS; kind++)
        for (size_t i = 0; i < COUNT(counts); i++)
            travel_all((enum kind)kind, counts[i], &rng);
}

static void ten_thousand_boundaries_are_kept(void **state)
{
    struct rng rng = {7};
    (void)state;
    for (int kind = 0; kind < N_KINDS; kind++)
        for (size_t i = 0; i < COUNT(formats); i++) {
            struct pseg_labels l;
            make_labels(&l, (enum kind)kind, 10000, &rng);
            travel(&l, i, (i + 1) % COUNT(formats));
            pseg_labels_free(&l);
        }
}

/* Each format's own file, written again, is the same to the byte. */
static void what_was_read_is_written_as_it_was(void **state)
{
    struct rng rng = {8};
    (void)state;
    for (size_t i = 0; i < COUNT(formats); i++)
        for (int kind = 0; kind < N_KINDS; kind++) {
            struct pseg_labels l, again;
            char *text[2] = {NULL, NULL};
            size_t size[2];
            const struct pseg_format *format = pseg_find_format(formats[i].name);
            make_labels(&l, (enum kind)kind, 20, &rng);
            pass_through(&again, &l, format->name);
            FILE *f = open_memstream(&text[0], &size[0]);
            assert_int_equal(pseg_print_labels(f, &l, format, "a"), 0);
            fclose(f);
            f = open_memstream(&text[1], &size[1]);
            assert_int_equal(pseg_print_labels(f, &again, format, "a"), 0);
            fclose(f);
            assert_string_equal(text[0], text[1]);
            free(text[0]);
            free(text[1]);
            pseg_labels_free(&again);
            pseg_labels_free(&l);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_here),
        cmocka_unit_test(any_pair_of_formats_keeps_every_boundary),
        cmocka_unit_test(ten_thousand_boundaries_are_kept),
        cmocka_unit_test(what_was_read_is_written_as_it_was),
    };
    return cmocka_run_group_tests(tests, make, remove_all);
}
