/* The front: what is the best to be had at a cost. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "plot_file.h"
#include "plot_front.h"

/* What is drawn of the points in a picture of 100 x 100 whose axes are its pixels, as SVG has it:
 * y counts from the top there. */
static void check_front(const double *x, const double *y, size_t n, const char *expected)
{
    const struct pseg_pen pen = {PSEG_BLACK, 1, 1, {0, 0}};
    struct pseg_panel p = {.x = {0, 100, 0, 0}, .y = {0, 100, 0, 0}};
    struct pseg_error error;
    char path[64], text[4096] = "", *line;
    double cost[8], value[8];
    memcpy(cost, x, n * sizeof *x);
    memcpy(value, y, n * sizeof *y);
    snprintf(path, sizeof path, "/tmp/phoneseg-front-%ld.svg", (long)getpid());
    struct pseg_picture *picture = pseg_picture_open(path, 100, 100, &error);
    assert_non_null(picture);
    pseg_place_panel(&p, 0, 0, 100, 100);
    pseg_draw_front(pseg_picture_cairo(picture), &p, cost, value, n, &pen);
    assert_int_equal(pseg_picture_commit(picture, &error), 0);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    assert_true(fread(text, 1, sizeof text - 1, f) > 0);
    fclose(f);
    unlink(path);
    line = strstr(text, "fill:none");
    if (!expected) {
        assert_null(line);
        return;
    }
    assert_non_null(line);
    line = strstr(line, " d=\"");
    assert_non_null(line);
    assert_memory_equal(line + 4, expected, strlen(expected));
}

static void it_steps_up_where_something_dearer_is_better(void **state)
{
    (void)state;
    const double x[] = {60, 10, 30, 20, 30, 70}, y[] = {90, 20, 40, 15, 50, 80};
    check_front(x, y, 6, "M 10 100 L 10 80 L 30 80 L 30 50 L 60 50 L 60 10 L 100 10");
}

static void one_point_is_the_best_from_its_cost_on(void **state)
{
    (void)state;
    const double x[] = {40}, y[] = {25};
    check_front(x, y, 1, "M 40 100 L 40 75 L 100 75");
    check_front(x, y, 0, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_steps_up_where_something_dearer_is_better),
        cmocka_unit_test(one_point_is_the_best_from_its_cost_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
