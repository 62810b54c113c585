/* Output formats: what is printed for which events. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "writer.h"

static const struct pseg_event events[] = {
    {.at = 1640, .decided = 2320, .score = 0.5f},
    {.at = 4840, .decided = 5520, .score = 123456.789f},
    {.at = 16000, .decided = 16000, .score = 1e-5f},
};

/* What a format makes of the events and a total [samples]; free it. */
static char *written(const char *format, const char *path, int rate, uint64_t total)
{
    char *text = NULL;
    size_t size;
    const struct pseg_format *f = pseg_find_format(format);
    assert_non_null(f);
    struct pseg_writing w = {.format = f,
                             .stream = open_memstream(&text, &size),
                             .path = path,
                             .rate = rate,
                             .delay = 0.002};
    pseg_write_head(&w);
    pseg_write_begin(&w);
    w.heard = (double)total / rate;
    for (size_t i = 0; i < COUNT(events); i++)
        assert_int_equal(pseg_write_event(&w, &events[i]), 0);
    assert_int_equal(pseg_write_end(&w, (double)total / rate), 0);
    pseg_writing_free(&w);
    fclose(w.stream);
    return text;
}

static void assert_written(const char *format, const char *path, int rate, uint64_t total,
                           const char *expected)
{
    char *text = written(format, path, rate, total);
    assert_string_equal(text, expected);
    free(text);
}

static void text_is_seconds_tab_score(void **state)
{
    (void)state;
    assert_written("text", NULL, 16000, 16000,
                   "0.102500\t0.5\n0.302500\t123457\n1.000000\t1e-05\n");
    assert_written("text", "a/b.wav", 8000, 16000,
                   "# a/b.wav\n0.205000\t0.5\n0.605000\t123457\n2.000000\t1e-05\n");
}

/* The rate conversion's 2 ms are added, but nothing is decided later than the end. */
static void jsonl_says_when_it_was_decided(void **state)
{
    (void)state;
    assert_written("jsonl", NULL, 16000, 16000,
                   "{\"time\":0.102500,\"decided\":0.147000,\"score\":0.5}\n"
                   "{\"time\":0.302500,\"decided\":0.347000,\"score\":123457}\n"
                   "{\"time\":1.000000,\"decided\":1.000000,\"score\":1e-05}\n");
}

static void jsonl_names_the_file_where_there_are_several(void **state)
{
    (void)state;
    char *text = written("jsonl", "a \"b\"\n.wav", 16000, 16000);
    const char *start = "{\"file\":\"a \\\"b\\\"\\u000a.wav\",\"time\":0.102500,";
    assert_memory_equal(text, start, strlen(start));
    free(text);
}

/* A boundary at the very end, or beyond it, leaves no segment behind it. */
static void phn_covers_the_file_from_start_to_end(void **state)
{
    (void)state;
    assert_written("phn", NULL, 16000, 16000, "0 1640 seg\n1640 4840 seg\n4840 16000 seg\n");
    assert_written("phn", NULL, 16000, 15000, "0 1640 seg\n1640 4840 seg\n4840 15000 seg\n");
    assert_written("phn", NULL, 16000, 16001,
                   "0 1640 seg\n1640 4840 seg\n4840 16000 seg\n16000 16001 seg\n");
}

static void phn_counts_at_16_khz_whatever_the_rate(void **state)
{
    (void)state;
    assert_written("phn", NULL, 8000, 20000,
                   "0 3280 seg\n3280 9680 seg\n9680 32000 seg\n32000 40000 seg\n");
}

static void phn_without_boundaries_is_one_segment(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size;
    const struct pseg_format *f = pseg_find_format("phn");
    struct pseg_writing w = {.format = f, .stream = open_memstream(&text, &size), .rate = 16000};
    pseg_write_begin(&w);
    assert_int_equal(pseg_write_end(&w, 5000 / 16000.0), 0);
    fclose(w.stream);
    assert_string_equal(text, "0 5000 seg\n");
    free(text);
}

static void json_strings_are_valid_utf8_in_ascii_quotes(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"plain", "\"plain\""},
        {"\\ \" \t\x7f", "\"\\\\ \\\" \\u0009\\u007f\""},
        {"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x8e\xa4", "\"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x8e\xa4\""},
        {"latin1 \xe9t\xe9", "\"latin1 \\ufffdt\\ufffd\""},
        {"overlong \xc0\xaf\xe0\x80\xaf", "\"overlong \\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\""},
        {"cut \xe2\x82", "\"cut \\ufffd\\ufffd\""},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        char *text = NULL;
        size_t size;
        FILE *stream = open_memstream(&text, &size);
        pseg_print_json_string(stream, pairs[i][0]);
        fclose(stream);
        assert_string_equal(text, pairs[i][1]);
        free(text);
    }
}

static void an_unknown_format_is_none(void **state)
{
    (void)state;
    assert_null(pseg_find_format("xml"));
    assert_null(pseg_find_format(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_seconds_tab_score),
        cmocka_unit_test(jsonl_says_when_it_was_decided),
        cmocka_unit_test(jsonl_names_the_file_where_there_are_several),
        cmocka_unit_test(phn_covers_the_file_from_start_to_end),
        cmocka_unit_test(phn_counts_at_16_khz_whatever_the_rate),
        cmocka_unit_test(phn_without_boundaries_is_one_segment),
        cmocka_unit_test(json_strings_are_valid_utf8_in_ascii_quotes),
        cmocka_unit_test(an_unknown_format_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
