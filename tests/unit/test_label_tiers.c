/* Which tier is meant, and a tier as segments that cover the recording. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "labels.h"

static void parse(struct pseg_labels *l, const char *csv)
{
    struct pseg_error error;
    if (pseg_parse_labels(l, csv, strlen(csv), "a.csv", NULL, &error))
        fail_msg("%s", error.text);
}

static void assert_tier(const char *name, const char *csv, const char *expected)
{
    struct pseg_labels l;
    struct pseg_error error;
    parse(&l, csv);
    const struct pseg_tier *tier = pseg_find_tier(&l, name, "a.csv", &error);
    assert_string_equal(tier ? tier->name : error.text, expected);
    pseg_labels_free(&l);
}

static void the_tier_is_the_named_one_or_the_only_one_or_that_of_phones(void **state)
{
    (void)state;
    assert_tier(NULL, "tier,time\nx,1\n", "x");
    assert_tier("b", "tier,time\na,1\nb,2\n", "b");
    assert_tier(NULL, "tier,time\nwords,1\nann - Phones,2\n", "ann - Phones");
    assert_tier(NULL, "tier,time\na,1\nb,2\n",
                "a.csv has several tiers, 'a', 'b': which one? Name it with --tier");
    assert_tier("c", "tier,time\na,1\nb,2\n", "a.csv has no tier 'c', but 'a', 'b'");
}

/* What a tier is as segments from 0 to 1 s: "start text|start text|..." in milliseconds. */
static void assert_tiles(const char *csv, const char *expected)
{
    struct pseg_labels l;
    struct pseg_tier tiles;
    char text[256] = "";
    parse(&l, csv);
    assert_int_equal(pseg_tier_tile(&tiles, &l.tier[0], 1), 0);
    for (size_t i = 0; i < tiles.n; i++) {
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%g %s", i ? "|" : "",
                 1e3 * tiles.label[i].start, tiles.label[i].text);
        assert_true(tiles.label[i].end == (i + 1 < tiles.n ? tiles.label[i + 1].start : 1));
    }
    assert_string_equal(text, expected);
    pseg_tier_free(&tiles);
    pseg_labels_free(&l);
}

static void tiles_cover_all_without_overlap(void **state)
{
    (void)state;
    assert_tiles("start,end,text\n", "0 ");
    assert_tiles("start,end,text\n0,0.5,a\n0.5,1,b\n", "0 a|500 b");
    assert_tiles("start,end,text\n0.25,0.5,a\n0.75,0.9,b\n", "0 |250 a|500 |750 b|900 ");
    assert_tiles("start,end,text\n0.0005,0.4995,a\n0.5,0.9995,b\n", "0 a|500 b");
    assert_tiles("start,end,text\n0.5,1,b\n0,0.75,a\n", "0 a|500 b");
    assert_tiles("start,end,text\n0,0.5,a\n0.5,0.5,b\n0.5,1,c\n", "0 a|500 c");
    assert_tiles("time,text\n0.25,a\n0.5,b\n", "0 |250 a|500 b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tier_is_the_named_one_or_the_only_one_or_that_of_phones),
        cmocka_unit_test(tiles_cover_all_without_overlap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
