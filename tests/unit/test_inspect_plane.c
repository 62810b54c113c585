/* Points in the plane: markers that tell groups apart. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "plane.h"
#include "plot_file.h"

/* The marker alone as an SVG, to be freed. */
static char *drawn(int marker)
{
    char path[64];
    struct pseg_error error;
    char *text = calloc(1, 10000);
    snprintf(path, sizeof path, "/tmp/phoneseg-plane-%ld.svg", (long)getpid());
    struct pseg_picture *picture = pseg_picture_open(path, 20, 20, &error);
    assert_non_null(picture);
    pseg_draw_marker(pseg_picture_cairo(picture), 10, 10, marker);
    assert_int_equal(pseg_picture_commit(picture, &error), 0);
    FILE *f = fopen(path, "r");
    assert_true(fread(text, 1, 9999, f) > 0);
    fclose(f);
    unlink(path);
    const char *paths = strstr(text, "<path"); /* before it the surface's number in this process */
    assert_non_null(paths);
    memmove(text, paths, strlen(paths) + 1);
    return text;
}

static void markers_differ_from_each_other(void **state)
{
    char *svg[PSEG_PLANE_MARKERS + 1];
    (void)state;
    for (int i = 0; i <= PSEG_PLANE_MARKERS; i++) {
        svg[i] = drawn(i - 1); /* one of no group, too */
        for (int k = 0; k < i; k++)
            assert_string_not_equal(svg[k], svg[i]);
    }
    char *again = drawn(PSEG_PLANE_MARKERS);
    assert_string_equal(again, svg[1]);
    free(again);
    for (int i = 0; i <= PSEG_PLANE_MARKERS; i++)
        free(svg[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(markers_differ_from_each_other)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
