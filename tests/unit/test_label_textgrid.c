/* TextGrids: as Praat, MFA and people write them, and what is refused with which sentence. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "labels.h"
#include "writer.h"

#define HEAD "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n"

/* Two tiers with silences as empty intervals, as the Montreal Forced Aligner writes them. */
static const char mfa[] = HEAD "xmin = 0 \nxmax = 1.5 \ntiers? <exists> \nsize = 2 \nitem []: \n"
                               "    item [1]:\n"
                               "        class = \"IntervalTier\" \n"
                               "        name = \"ann - words\" \n"
                               "        xmin = 0 \n        xmax = 1.5 \n"
                               "        intervals: size = 3 \n"
                               "        intervals [1]:\n            xmin = 0.0 \n"
                               "            xmax = 0.25 \n            text = \"\" \n"
                               "        intervals [2]:\n            xmin = 0.25 \n"
                               "            xmax = 1.0 \n            text = \"say \"\"o\"\"\" \n"
                               "        intervals [3]:\n            xmin = 1.0 \n"
                               "            xmax = 1.5 \n            text = \"\" \n"
                               "    item [2]:\n"
                               "        class = \"IntervalTier\" \n"
                               "        name = \"ann - phones\" \n"
                               "        xmin = 0 \n        xmax = 1.5 \n"
                               "        intervals: size = 4 \n"
                               "        intervals [1]:\n            xmin = 0.0 \n"
                               "            xmax = 0.25 \n            text = \"\" \n"
                               "        intervals [2]:\n            xmin = 0.25 \n"
                               "            xmax = 0.5 \n            text = \"s\" \n"
                               "        intervals [3]:\n            xmin = 0.5 \n"
                               "            xmax = 1.0 \n            text = \"\xC9\x99\xCA\x8A\" \n"
                               "        intervals [4]:\n            xmin = 1.0 \n"
                               "            xmax = 1.5 \n            text = \"\" \n";

/* The same in the short form. */
static const char brief[] =
    "File type = \"ooTextFile\"\n\"TextGrid\"\n\n0\n1.5\n<exists>\n2\n"
    "\"IntervalTier\"\n\"ann - words\"\n0\n1.5\n3\n0\n0.25\n\"\"\n0.25\n1\n\"say \"\"o\"\"\"\n"
    "1\n1.5\n\"\"\n\"IntervalTier\"\n\"ann - phones\"\n0\n1.5\n4\n0\n0.25\n\"\"\n"
    "0.25\n0.5\n\"s\"\n0.5\n1\n\"\xC9\x99\xCA\x8A\"\n1\n1.5\n\"\"\n";

static void parse(struct pseg_labels *l, const void *bytes, size_t size)
{
    struct pseg_error error;
    if (pseg_parse_labels(l, bytes, size, "a.TextGrid", NULL, &error))
        fail_msg("%s", error.text);
}

static void assert_label(const struct pseg_label *label, double start, double end, const char *text)
{
    assert_true(label->start == start && label->end == end);
    assert_string_equal(label->text, text);
}

/* It is what `mfa` and `brief` say. Frees it. */
static void assert_is_mfa(struct pseg_labels *l)
{
    assert_int_equal(l->n, 2);
    assert_true(l->end == 1.5);
    assert_string_equal(l->tier[0].name, "ann - words");
    assert_string_equal(l->tier[1].name, "ann - phones");
    assert_int_equal(l->tier[0].n, 3);
    assert_int_equal(l->tier[1].n, 4);
    assert_label(&l->tier[0].label[1], 0.25, 1, "say \"o\"");
    assert_label(&l->tier[1].label[0], 0, 0.25, "");
    assert_label(&l->tier[1].label[2], 0.5, 1, "\xC9\x99\xCA\x8A");
    assert_label(&l->tier[1].label[3], 1, 1.5, "");
    pseg_labels_free(l);
}

static void long_and_short_say_the_same(void **state)
{
    struct pseg_labels l;
    (void)state;
    parse(&l, mfa, strlen(mfa));
    assert_is_mfa(&l);
    parse(&l, brief, strlen(brief));
    assert_is_mfa(&l);
}

/* The characters of those texts are all in the plane of two bytes. */
static size_t to_utf16(unsigned char *to, const char *from, int big_endian)
{
    size_t n = 0;
    for (const unsigned char *c = (const unsigned char *)from; *c;) {
        unsigned unit = *c++;
        if (unit >= 0xC0)
            unit = (unit & 0x1F) << 6 | (*c++ & 0x3F);
        to[n + (size_t)!big_endian] = (unsigned char)(unit >> 8);
        to[n + (size_t)big_endian] = (unsigned char)unit;
        n += 2;
    }
    return n;
}

static void utf16_of_either_kind_is_read(void **state)
{
    static unsigned char bytes[2 * sizeof mfa + 2];
    (void)state;
    for (int big_endian = 0; big_endian < 2; big_endian++) {
        struct pseg_labels l;
        bytes[0] = big_endian ? 0xFE : 0xFF;
        bytes[1] = big_endian ? 0xFF : 0xFE;
        parse(&l, bytes, 2 + to_utf16(bytes + 2, mfa, big_endian));
        assert_is_mfa(&l);
    }
}

/* Before each \n, or in its place, a \r; and a byte order mark in front. */
static void any_line_ends_and_a_mark_are_read(void **state)
{
    static char text[2 * sizeof brief + 3];
    (void)state;
    for (int both = 0; both < 2; both++) {
        struct pseg_labels l;
        size_t n = 3;
        memcpy(text, "\xEF\xBB\xBF", 3);
        for (const char *c = brief; *c; c++) {
            if (*c == '\n')
                text[n++] = '\r';
            if (*c != '\n' || both)
                text[n++] = *c;
        }
        parse(&l, text, n);
        assert_is_mfa(&l);
    }
}

static void latin1_is_read_where_it_is_no_utf8(void **state)
{
    static const char text[] = "\"ooTextFile\"\n\"TextGrid\"\n0\n1\n<exists>\n1\n\"IntervalTier\"\n"
                               "\"\xE4\"\n0 1 1\n0 1 \"\xFC\"\n";
    struct pseg_labels l;
    (void)state;
    parse(&l, text, strlen(text));
    assert_string_equal(l.tier[0].name, "\xC3\xA4");
    assert_string_equal(l.tier[0].label[0].text, "\xC3\xBC");
    pseg_labels_free(&l);
}

/* Numbers, strings and flags count where they stand free; ! begins a comment. */
static void words_between_the_values_are_nothing(void **state)
{
    static const char text[] =
        "\"ooTextFile short\" ! a \"comment\" 7\n\"TextGrid\"\nfrom 0 seconds to 2 seconds "
        "<exists>\n"
        "1 tier \"TextTier\" called \"tones\" [9] 0 to 2\n2 points: 0.5 \"H*\n%\" and 1.5 \"\"\n";
    struct pseg_labels l;
    (void)state;
    parse(&l, text, strlen(text));
    assert_int_equal(l.n, 1);
    assert_int_equal(l.tier[0].n, 2);
    assert_label(&l.tier[0].label[0], 0.5, 0.5, "H*\n%");
    assert_label(&l.tier[0].label[1], 1.5, 1.5, "");
    pseg_labels_free(&l);
}

static void a_grid_without_tiers_is_one(void **state)
{
    static const char *const texts[] = {HEAD "0 1 <exists> 0", HEAD "xmin = 0 xmax = 1 <absent>"};
    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct pseg_labels l;
        struct pseg_error error;
        parse(&l, texts[i], strlen(texts[i]));
        assert_int_equal(l.n, 0);
        assert_null(pseg_find_tier(&l, NULL, "a.TextGrid", &error));
        assert_string_equal(error.text, "a.TextGrid has no labels");
        pseg_labels_free(&l);
    }
}

static void what_is_malformed_is_told_with_its_line(void **state)
{
    static const struct {
        const char *text, *sentence;
    } cases[] = {
        {"", "line 1: this is no TextGrid, which begins with \"ooTextFile\""},
        {"0 100 a\n", "line 1: this is no TextGrid"},
        {"ooBinaryFile\x08TextGrid", "line 1: a binary TextGrid is not read"},
        {"\"Praat chronological TextGrid text file\"\n0 1\n", "line 1: a chronological TextGrid"},
        {"File type = \"ooTextFile\"\nObject class = \"Sound 2\"\n",
         "line 2: TextGrid expected, not 'Sound 2'"},
        {HEAD "xmin = 2\nxmax = 1\n", "line 5: xmin is after xmax"},
        {HEAD "xmin = 0\nxmax = zero\ntiers? <exists>\n",
         "line 5: a value expected behind '=', not 'zero'"},
        {HEAD "xmin = 0\nxmax = 1e99\n", "line 5: xmax is 1e99, and no time in seconds"},
        {HEAD "xmin = -1\nxmax = 1\n", "line 4: xmin is -1, and no time in seconds"},
        {HEAD "xmin = 0x1\nxmax = 1\n", "line 4: xmin is 0x1, and no time in seconds"},
        {HEAD "xmin = 0\nxmax = 1\n\"IntervalTier\"\n",
         "line 6: <exists>, or that there are no tiers, expected, not 'IntervalTier'"},
        {HEAD "0 1 <exists>\n2.5\n", "line 5: the number of tiers is 2.5, and no whole number"},
        {HEAD "0 1 <exists>\n1\n", "line 6: the file ends before the class of a tier"},
        {HEAD "0 1 <exists>\n1\n\"PitchTier\"\n",
         "line 6: IntervalTier or TextTier expected, not 'PitchTier'"},
        {HEAD "0 1 <exists>\n1\n\"IntervalTier\" \"x\" 0 1 2\n0 0.5 \"a\"\n",
         "line 8: the file ends before xmin"},
        {HEAD "0 1 <exists>\n1\n\"IntervalTier\" \"x\" 0 1 2\n0 0.5 \"a\"\n0.75\n0.5\n\"b\"\n",
         "line 9: xmin is after xmax"},
        {HEAD "0 1 <exists>\n1\n\"IntervalTier\" \"x\" 0 1 1\n0 0.5 7\n",
         "line 7: the text of an interval expected, not '7'"},
        {HEAD "0 1 <exists>\n1\n\"TextTier\" \"x\" 0 1 1\n\n\"a\"\n",
         "line 8: the time of a point expected, not 'a'"},
        {HEAD "0 1 <exists>\n1\n\"IntervalTier\" \"x\" 0 1 1\n0 0.5 \"a\nb\n",
         "line 7: the text that begins here has no closing quote"},
        {HEAD "0 1 <exists>\n1\n\"IntervalTier\" \"x\" 0 1 1\n0 0.5 \"a\"\n0.5 1 \"b\"\n",
         "line 8: more follows than was counted, beginning with '0.5'"},
        {HEAD "0 1 <exists>\n0\n\"IntervalTier\" \"x\" 0 1 0\n",
         "line 6: more follows than was counted, beginning with 'IntervalTier'"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct pseg_labels l;
        struct pseg_error error;
        char expected[256];
        snprintf(expected, sizeof expected, "a.TextGrid, %s", cases[i].sentence);
        assert_int_equal(pseg_parse_labels(&l, cases[i].text, strlen(cases[i].text), "a.TextGrid",
                                           "textgrid", &error),
                         -1);
        if (strncmp(error.text, expected, strlen(expected)))
            fail_msg("'%s' is not '%s'", error.text, expected);
        pseg_labels_free(&l);
    }
}

static char *printed(const struct pseg_labels *l)
{
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    assert_int_equal(pseg_print_labels(f, l, pseg_find_format("textgrid"), NULL), 0);
    fclose(f);
    return text;
}

static void what_praat_writes_is_written_to_the_byte(void **state)
{
    static const char text[] =
        HEAD "xmin = 0 \nxmax = 2.5 \ntiers? <exists> \nsize = 2 \nitem []: \n"
             "    item [1]:\n        class = \"IntervalTier\" \n        name = \"phones\" \n"
             "        xmin = 0 \n        xmax = 2.5 \n        intervals: size = 2 \n"
             "        intervals [1]:\n            xmin = 0 \n            xmax = 0.7 \n"
             "            text = \"\" \n"
             "        intervals [2]:\n            xmin = 0.7 \n            xmax = 2.5 \n"
             "            text = \"g \"\"a\"\"\" \n"
             "    item [2]:\n        class = \"TextTier\" \n        name = \"tones\" \n"
             "        xmin = 0 \n        xmax = 2.5 \n        points: size = 1 \n"
             "        points [1]:\n            number = 0.5 \n            mark = \"H*\" \n";
    struct pseg_labels l;
    (void)state;
    parse(&l, text, strlen(text));
    char *again = printed(&l);
    assert_string_equal(again, text);
    free(again);
    pseg_labels_free(&l);
}

static void times_are_written_as_they_are(void **state)
{
    struct pseg_labels l = {.end = 1}, again;
    struct pseg_tier *tier = pseg_labels_tier(&l, "x");
    (void)state;
    const struct pseg_label label = pseg_label_at(1.0 / 3, 2.0 / 3, "a");
    assert_int_equal(pseg_tier_add(tier, &label), 0);
    char *text = printed(&l);
    parse(&again, text, strlen(text));
    assert_int_equal(again.tier[0].n, 3); /* no gap stays */
    assert_label(&again.tier[0].label[1], 1.0 / 3, 2.0 / 3, "a");
    assert_label(&again.tier[0].label[2], 2.0 / 3, 1, "");
    free(text);
    pseg_labels_free(&again);
    pseg_labels_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_and_short_say_the_same),
        cmocka_unit_test(utf16_of_either_kind_is_read),
        cmocka_unit_test(any_line_ends_and_a_mark_are_read),
        cmocka_unit_test(latin1_is_read_where_it_is_no_utf8),
        cmocka_unit_test(words_between_the_values_are_nothing),
        cmocka_unit_test(a_grid_without_tiers_is_one),
        cmocka_unit_test(what_is_malformed_is_told_with_its_line),
        cmocka_unit_test(what_praat_writes_is_written_to_the_byte),
        cmocka_unit_test(times_are_written_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
