/* The label formats but TextGrid: what is read and written, what is refused with which sentence;
 * and which format is meant. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "labels.h"
#include "writer.h"

static void parse_as(struct pseg_labels *l, const char *path, const char *format, const char *text)
{
    struct pseg_error error;
    if (pseg_parse_labels(l, text, strlen(text), path, format, &error))
        fail_msg("%s", error.text);
}

struct expected {
    double start, end, score; /* NaN: none */
    const char *text;
};

/* That these are the labels of the tier. */
static void assert_labels(const struct pseg_labels *l, const char *tier, size_t n,
                          const struct expected *expected)
{
    struct pseg_error error;
    const struct pseg_tier *t = pseg_find_tier(l, tier, "x", &error);
    if (!t)
        fail_msg("%s", error.text);
    assert_int_equal(t->n, n);
    for (size_t i = 0; i < n; i++) {
        check_near(t->label[i].start, expected[i].start, 1e-12, "start", (long)i);
        check_near(t->label[i].end, expected[i].end, 1e-12, "end", (long)i);
        assert_string_equal(t->label[i].text, expected[i].text);
        assert_int_equal(isnan(t->label[i].score), isnan(expected[i].score));
        if (!isnan(expected[i].score))
            check_near(t->label[i].score, expected[i].score, 1e-12, "score", (long)i);
    }
}

static void formats_of_columns_are_read(void **state)
{
    static const struct expected words[] = {{0.5, 0.75, NAN, "ein"}, {0.75, 1, NAN, "Wort"}};
    static const struct expected scored[] = {{0.5, 0.75, 0.25, "ein"}, {0.75, 1, NAN, "Wort"}};
    static const struct expected points[] = {{0.5, 0.5, 0.25, ""}, {0.75, 0.75, NAN, ""}};
    static const struct expected texts[] = {{0.5, 0.75, NAN, "zwei Worte"}, {1, 1, NAN, ""}};
    struct pseg_labels l;
    (void)state;
    parse_as(&l, "x", "phn", "8000 12000 ein\n\n 12000\t16000  Wort \n");
    assert_labels(&l, NULL, 2, words);
    assert_true(l.end == 1);
    pseg_labels_free(&l);
    parse_as(&l, "x", "lab", "5000000 7500000 ein 0.25\n7500000 10000000 Wort\n");
    assert_labels(&l, NULL, 2, scored);
    pseg_labels_free(&l);
    parse_as(&l, "x", "ctm", ";; by hand\nr 1 0.5 0.25 ein 0.25\nr 1 0.75 0.25 Wort NA\n");
    assert_labels(&l, "r", 2, scored);
    pseg_labels_free(&l);
    parse_as(&l, "x", "text", "# r.wav\n0.5\t0.25\n0.75\n");
    assert_labels(&l, NULL, 2, points);
    assert_true(l.end == 0);
    pseg_labels_free(&l);
    parse_as(&l, "x", "audacity", "0.5\t0.75\tzwei Worte\n\\\t100\t200\n1\t1\t\n");
    assert_labels(&l, NULL, 2, texts);
    pseg_labels_free(&l);
}

static void channels_of_a_recording_are_tiers_of_their_own(void **state)
{
    static const struct expected x[] = {{0, 0.5, NAN, "x"}, {0.5, 1, NAN, "z"}};
    static const struct expected y[] = {{0, 1, NAN, "y"}};
    struct pseg_labels l;
    (void)state;
    parse_as(&l, "x", "ctm", "a 1 0 0.5 x\na 2 0 1 y\nab 1 0 1 y\na  1 0.5 0.5 z\n");
    assert_int_equal(l.n, 3);
    assert_labels(&l, "a 1", 2, x);
    assert_labels(&l, "a 2", 1, y);
    assert_labels(&l, "ab", 1, y);
    pseg_labels_free(&l);
    parse_as(&l, "x", "ctm", "- A 0 1 y\n");
    assert_labels(&l, "segments", 1, y);
    pseg_labels_free(&l);
}

static void formats_of_names_are_read(void **state)
{
    static const struct expected points[] = {{0.5, 0.5, 0.25, ""}, {0.75, 0.75, NAN, "\"x\","}};
    static const struct expected segments[] = {{0, 0.5, NAN, "\xF0\x9F\x8E\xA4 \xC3\xA9\n"}};
    struct pseg_labels l;
    (void)state;
    parse_as(&l, "x", "json",
             "{ \"by\": [{\"x\": [1, true, null]}], \"labels\": [\n"
             " {\"time\": 0.5, \"score\": 2.5e-1, \"decided\": 0.6},\n"
             " {\"score\": null, \"text\": \"\\\"x\\\",\", \"time\": 0.75, \"other\": {}},\n"
             " {\"tier\": \"b\", \"start\": 0, \"end\": 0.5,"
             "  \"text\": \"\\ud83c\\udfa4 \\u00e9\\n\"} ], \"duration\": 2 }\n");
    assert_labels(&l, PSEG_ONLY_TIER, 2, points);
    assert_labels(&l, "b", 1, segments);
    assert_true(l.tier[0].label[0].decided == 0.6);
    assert_true(l.end == 2);
    pseg_labels_free(&l);
    parse_as(&l, "x", "jsonl",
             "{\"file\":\"a.wav\",\"time\":0.5,\"decided\":0.6,\"score\":0.25}\n"
             "{\"gap\":0.6,\"seconds\":0.1,\"position\":9600,\"lost\":1600}\n"
             "{\"file\":\"a.wav\",\"time\":0.75,\"text\":\"\\\"x\\\",\"}\n");
    assert_labels(&l, "a.wav", 2, points);
    pseg_labels_free(&l);
    parse_as(&l, "x", "csv", "score,note,time,text\n0.25,,0.5,\n\n,\"a\nb\",0.75,\"\"\"x\"\",\"\n");
    assert_labels(&l, NULL, 2, points);
    pseg_labels_free(&l);
}

static void empty_files_are_recordings_without_labels(void **state)
{
    (void)state;
    for (size_t i = 0; i < pseg_n_formats; i++) {
        struct pseg_labels l;
        if (strcmp(pseg_formats[i].name, "textgrid") == 0)
            continue; /* that is never empty */
        parse_as(&l, "x", pseg_formats[i].name, "");
        assert_labels(&l, NULL, 0, NULL);
        assert_true(l.end == 0);
        pseg_labels_free(&l);
    }
}

static void what_is_malformed_is_told_with_its_line(void **state)
{
    static const struct {
        const char *format, *text, *sentence;
    } cases[] = {
        {"text", "0.5\nhalf\n", "line 2: a time in seconds expected, not 'half'"},
        {"text", "\n-1\n", "line 2: a time in seconds expected, not '-1'"},
        {"phn", "0 10 a\n10.5 20 b\n", "line 2: two sample numbers and a label expected"},
        {"lab", "0 10 a\n10 5 b\n", "line 2: the segment ends (5) before it starts (10)"},
        {"lab", "sil\n", "line 1: two times in units of 100 ns and a label expected"},
        {"audacity", "0.5\n", "line 1: two times in seconds and a label expected"},
        {"audacity", "0.5 0.25 x\n", "line 1: the label ends (0.25) before it starts (0.5)"},
        {"ctm", "r 1 0.5 x y\n", "line 1: recording, channel, start and duration in seconds"},
        {"json", "[]", "line 1: '{' expected, not '[]'"},
        {"json", "{\"labels\":[\n{\"time\":1},\n{\"time\":soon}\n]}",
         "line 3: a number expected, not 'soon}'"},
        {"json", "{\"labels\":[\n{\"time\":1}\n", "line 3: the file ends before ']'"},
        {"json", "{\"labels\":[]} x", "line 1: the end of the file expected, not 'x'"},
        {"json", "{\"boundaries\":[]}", "line 1: there is no array \"labels\""},
        {"json", "{\"labels\":[\n{\"time\":1e99}]}", "line 2: 1e+99 is no time in seconds"},
        {"json", "{\"labels\":[],\n\"duration\":-1}", "line 2: -1 is no duration"},
        {"jsonl", "{\"time\":1}\n{\"tine\":2}\n", "line 2: time, or start and end, expected"},
        {"jsonl", "{\"start\":2,\"end\":1}\n", "line 1: the label ends (1) before it starts (2)"},
        {"jsonl", "{\"text\":\"a\\x\"}\n", "line 1: an escape such as"},
        {"jsonl", "{\"text\":\"a\n\"}\n", "line 1: a string has no closing quote"},
        {"csv", "at,score\n1,2\n", "line 1: the columns time, or start and end, expected"},
        {"csv", "time,score\n1,2\n3,x\n", "line 3: a number expected, not 'x'"},
        {"csv", "time,score\n1\n", "line 2: 1 cells, where the first line has 2"},
        {"csv", "time,text\n1,\"a\n", "line 2: the cell that begins here has no closing quote"},
        {"csv", "time,text\n1,\"a\"b\n", "line 2: a comma expected after the closing quote"},
        {"csv", "time,text\n,a\n", "line 2: time, or start and end, expected"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct pseg_labels l;
        struct pseg_error error = {"nothing"};
        char expected[256];
        snprintf(expected, sizeof expected, "a/b, %s", cases[i].sentence);
        const int status = pseg_parse_labels(&l, cases[i].text, strlen(cases[i].text), "a/b",
                                             cases[i].format, &error);
        if (status == 0 || strncmp(error.text, expected, strlen(expected)))
            fail_msg("%s: '%s' is not '%s'", cases[i].format, error.text, expected);
        pseg_labels_free(&l);
    }
}

static void brackets_inside_each_other_have_an_end(void **state)
{
    static char text[200000] = "{\"x\":";
    struct pseg_labels l;
    struct pseg_error error;
    (void)state;
    memset(text + 5, '[', sizeof text - 6);
    assert_int_equal(pseg_parse_labels(&l, text, strlen(text), "a.json", NULL, &error), -1);
    assert_string_equal(error.text, "a.json, line 1: more than 64 brackets inside each other");
    pseg_labels_free(&l);
}

static void extension_and_content_tell_the_format(void **state)
{
    static const struct {
        const char *path, *text;
    } cases[] = {
        {"a.PHN", "0 8000 x\n8000 16000 x\n"},
        {"b.x/a.Lab", "0 5000000 x\n5000000 10000000 x\n"},
        {"a.CTM", "r 1 0 0.5 x\nr 1 0.5 0.5 x\n"},
        {"a.txt", "0.5\t0.25\n"},
        {"a.txt", "0\t0.5\tx\n0.5\t1\tx\n"},
        {"a.json", "{\"labels\":[{\"time\":0.5}]}"},
        {"a.JsonL", "{\"time\":0.5}"},
        {"a.csv", "time\n0.5\n"},
        {"a.textgrid", "\"ooTextFile\" \"TextGrid\" 0 1 <exists> 1 \"IntervalTier\" \"x\" 0 1 2 "
                       "0 0.5 \"x\" 0.5 1 \"x\""},
        {"a", "File type = \"ooTextFile\" \"TextGrid\" 0 1 <exists> 1 \"TextTier\" \"x\" 0 1 1 "
              "0.5 \"x\""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct pseg_labels l;
        struct pseg_tier tiles;
        parse_as(&l, cases[i].path, NULL, cases[i].text);
        assert_int_equal(pseg_tier_tile(&tiles, &l.tier[0], pseg_labels_length(&l)), 0);
        assert_int_equal(tiles.n, 2);
        assert_true(tiles.label[1].start == 0.5);
        pseg_tier_free(&tiles);
        pseg_labels_free(&l);
    }
    struct pseg_labels l;
    struct pseg_error error;
    assert_int_equal(pseg_parse_labels(&l, "0 1 x", 5, "a.wav", NULL, &error), -1);
    assert_string_equal(error.text, "a.wav: the name ends in no label format's extension");
    assert_int_equal(pseg_parse_labels(&l, "0 1 x", 5, "a.phn", "xml", &error), -1);
    assert_string_equal(error.text, "there is no label format 'xml'");
}

/* ------------------------------------------------------------------------------- writing -- */

static void assert_written(const char *format, const char *csv, const char *expected)
{
    struct pseg_labels l;
    char *text = NULL;
    size_t size;
    parse_as(&l, "a.csv", NULL, csv);
    FILE *f = open_memstream(&text, &size);
    assert_int_equal(pseg_print_labels(f, &l, pseg_find_format(format), "b/r 1.wav"), 0);
    fclose(f);
    assert_string_equal(text, expected);
    free(text);
    pseg_labels_free(&l);
}

static void each_format_has_its_form(void **state)
{
    static const char csv[] = "start,end,score,text\n0,0.5,,a b\n0.5,1,0.25,\n";
    (void)state;
    assert_written("phn", csv, "0 8000 a_b\n8000 16000 seg\n");
    assert_written("lab", csv, "0 5000000 a_b\n5000000 10000000 seg 0.25\n");
    assert_written("audacity", csv, "0.000000\t0.500000\ta b\n0.500000\t1.000000\t\n");
    assert_written("ctm", csv, "r_1 1 0.000000 0.500000 a_b\nr_1 1 0.500000 0.500000 seg 0.25\n");
    assert_written("text", csv, "0.500000\t0.25\n");
    assert_written("json", csv,
                   "{\"labels\":[\n{\"start\":0.000000,\"end\":0.500000,\"text\":\"a b\"},\n"
                   "{\"start\":0.500000,\"end\":1.000000,\"score\":0.25,\"text\":\"\"}\n"
                   "],\"duration\":1.000000}\n");
    assert_written("jsonl", csv,
                   "{\"start\":0.000000,\"end\":0.500000,\"text\":\"a b\"}\n"
                   "{\"start\":0.500000,\"end\":1.000000,\"score\":0.25,\"text\":\"\"}\n");
    assert_written("csv", csv,
                   "start,end,score,text\n0.000000,0.500000,,a b\n0.500000,1.000000,0.25,\n");
}

static void points_become_segments_where_there_are_no_points(void **state)
{
    static const char csv[] = "time,score\n0.5,0.25\n0.75,1\n";
    (void)state;
    assert_written("phn", csv, "0 8000 seg\n8000 12000 seg\n12000 12160 seg\n");
    assert_written("audacity", csv, "0.500000\t0.500000\t\n0.750000\t0.750000\t\n");
    assert_written("jsonl", csv,
                   "{\"time\":0.500000,\"score\":0.25}\n{\"time\":0.750000,\"score\":1}\n");
}

static void tiers_are_named_where_there_are_names(void **state)
{
    (void)state;
    assert_written("csv", "tier,start,end,time\n\"a,\"\"b\",0,1,\nc,,,0.5\n",
                   "tier,start,end\n\"a,\"\"b\",0.000000,1.000000\nc,0.500000,0.500000\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_of_columns_are_read),
        cmocka_unit_test(channels_of_a_recording_are_tiers_of_their_own),
        cmocka_unit_test(formats_of_names_are_read),
        cmocka_unit_test(empty_files_are_recordings_without_labels),
        cmocka_unit_test(what_is_malformed_is_told_with_its_line),
        cmocka_unit_test(brackets_inside_each_other_have_an_end),
        cmocka_unit_test(extension_and_content_tell_the_format),
        cmocka_unit_test(each_format_has_its_form),
        cmocka_unit_test(points_become_segments_where_there_are_no_points),
        cmocka_unit_test(tiers_are_named_where_there_are_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
