/* Labels beside a recording become marks, the releases of stops among them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "segments.h"

enum { FRAMES = 60 };
static const struct pseg_config config = {.rate = 16000, .window = 400, .hop = 160};

struct labelled {
    char folder[64], audio[96], labels[96];
};

static void write_labels(struct labelled *l, const char *text)
{
    strcpy(l->folder, "/tmp/segments-XXXXXX");
    assert_non_null(mkdtemp(l->folder));
    snprintf(l->audio, sizeof l->audio, "%s/a.flac", l->folder);
    snprintf(l->labels, sizeof l->labels, "%s/a.phn", l->folder);
    FILE *f = fopen(l->labels, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void remove_labels(const struct labelled *l)
{
    unlink(l->labels);
    rmdir(l->folder);
}

static void read_text(struct pseg_segments *s, const char *text)
{
    struct labelled l;
    struct pseg_error error;
    write_labels(&l, text);
    assert_int_equal(pseg_read_segments(s, l.audio, NULL, &error), 0);
    remove_labels(&l);
}

static void every_start_but_the_first_is_a_mark(void **state)
{
    struct pseg_segments s;
    struct pseg_mark marks[8];
    float height[FRAMES] = {0}, likely[FRAMES] = {0};
    (void)state;
    /* frame t's middle is sample 160 t + 200 */
    read_text(&s, "0 1800 h#\n1800 3480 s\n3480 6600 ih\n");
    assert_int_equal(pseg_mark_segments(marks, height, likely, FRAMES, &s, 0, &config), 2);
    check_near(marks[0].at, 10, 1e-4, "mark", 0);
    check_near(marks[1].at, 20.5, 1e-4, "mark", 1);
    assert_true(marks[0].likely == 1 && marks[1].likely == 1);
    /* a stretch that begins 0.1 s later: the first mark is before its first frame's middle */
    assert_int_equal(pseg_mark_segments(marks, height, likely, FRAMES, &s, 0.11, &config), 1);
    check_near(marks[0].at, 9.5, 1e-4, "mark", 0);
    assert_int_equal(pseg_mark_segments(marks, height, likely, 15, &s, 0, &config), 1);
    pseg_segments_free(&s);
}

static void a_whole_stop_is_marked_at_its_release(void **state)
{
    struct pseg_segments s;
    struct pseg_mark marks[8];
    float height[FRAMES] = {0}, likely[FRAMES] = {0};
    (void)state;
    height[11] = 9; /* too near to the start to be the release */
    height[16] = 2;
    height[18] = 3;
    height[30] = 9; /* in a vowel */
    likely[18] = 0.75f;
    read_text(&s, "0 1800 aa\n1800 3400 t\n3400 6600 ih\n");
    assert_int_equal(pseg_mark_segments(marks, height, likely, FRAMES, &s, 0, &config), 3);
    check_near(marks[0].at, 10, 1e-4, "mark", 0);
    check_near(marks[1].at, 18, 0, "release", 1);
    check_near(marks[1].likely, 0.75, 0, "release", 1);
    check_near(marks[2].at, 20, 1e-4, "mark", 2);
    pseg_segments_free(&s);
}

static void a_stop_behind_its_closure_is_whole_already(void **state)
{
    struct pseg_segments s;
    struct pseg_mark marks[8];
    float height[FRAMES] = {0}, likely[FRAMES] = {0};
    (void)state;
    height[25] = 1;
    read_text(&s, "0 1800 aa\n1800 3400 tcl\n3400 6600 t\n6600 8000 ih\n");
    assert_int_equal(pseg_mark_segments(marks, height, likely, FRAMES, &s, 0, &config), 3);
    pseg_segments_free(&s);
}

static void no_labels_are_no_failure_but_bad_ones_are(void **state)
{
    struct pseg_segments s;
    struct pseg_error error;
    struct labelled l;
    (void)state;
    assert_int_equal(pseg_read_segments(&s, "/nowhere/a.flac", NULL, &error), 0);
    assert_int_equal(s.n, 0);
    write_labels(&l, "0 100 aa\n200 zwei b\n");
    assert_int_equal(pseg_read_segments(&s, l.audio, NULL, &error), -1);
    assert_non_null(strstr(error.text, "line 2"));
    remove_labels(&l);
}

static void labels_that_say_nothing_are_none(void **state)
{
    struct pseg_segments s;
    (void)state;
    read_text(&s, "");
    assert_int_equal(s.n, 0);
    pseg_segments_free(&s);
    read_text(&s, "0 16000\n");
    assert_int_equal(s.n, 0);
    pseg_segments_free(&s);
    read_text(&s, "0 16000 h#\n");
    assert_int_equal(s.n, 1);
    pseg_segments_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_start_but_the_first_is_a_mark),
        cmocka_unit_test(a_whole_stop_is_marked_at_its_release),
        cmocka_unit_test(a_stop_behind_its_closure_is_whole_already),
        cmocka_unit_test(no_labels_are_no_failure_but_bad_ones_are),
        cmocka_unit_test(labels_that_say_nothing_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
