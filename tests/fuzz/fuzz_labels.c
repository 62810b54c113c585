/* Any bytes as a label file: byte 0 chooses the format to read, or that its name and content tell,
 * byte 1 the one to write what was read. What was written must be read again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "labels.h"
#include "utf8.h"
#include "writer.h"

#define HEAD 2

static const struct {
    const char *format, *text;
} seeds[] = {
    {"text", "# a.wav\n0.102500\t0.5\n0.302500\t1e-05\n"},
    {"phn", "0 1640 h#\n1640 4840 ix\n4840 16000 t\n"},
    {"textgrid", "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0 \nxmax = 1 \n"
                 "tiers? <exists> \nsize = 2 \nitem []: \n    item [1]:\n"
                 "        class = \"IntervalTier\" \n        name = \"phones\" \n"
                 "        xmin = 0 \n        xmax = 1 \n        intervals: size = 2 \n"
                 "        intervals [1]:\n            xmin = 0 \n            xmax = 0.25 \n"
                 "            text = \"\" \n        intervals [2]:\n            xmin = 0.25 \n"
                 "            xmax = 1 \n            text = \"a \"\"b\"\"\" \n    item [2]:\n"
                 "        class = \"TextTier\" \n        name = \"tones\" \n        xmin = 0 \n"
                 "        xmax = 1 \n        points: size = 1 \n        points [1]:\n"
                 "            number = 0.5 \n            mark = \"H*\" \n"},
    {"lab", "0 875000 sil\n875000 1975000 aa 0.25\n"},
    {"audacity", "0.1\t0.1\t\n\\\t100\t200\n0.5\t0.75\tein Wort\n"},
    {"ctm", ";; comment\nrec 1 0.00 0.25 the 0.9\nrec 1 0.25 0.5 cat\nother A 1.5 0.1 x\n"},
    {"json",
     "{\"labels\":[\n{\"time\":0.1,\"decided\":0.15,\"score\":0.5},\n{\"tier\":\"t\\u00e4\","
     "\"start\":0.5,\"end\":1.5e0,\"text\":\"\\ud83c\\udfa4 \\\"x\\\"\",\"more\":[{},[1]]}\n]"
     ",\"duration\":2}\n"},
    {"jsonl", "{\"file\":\"a.wav\",\"time\":0.1,\"score\":null}\n{\"gap\":1,\"lost\":5}\n"},
    {"csv", "tier,start,end,score,text\nphones,0,0.5,,\"a, \"\"b\"\"\"\n\nphones,0.5,1,0.5,c\n"},
};

static void check_tier(const struct pseg_tier *tier, double end)
{
    struct pseg_tier tiles;
    for (size_t i = 0; i < tier->n; i++) {
        const struct pseg_label *label = &tier->label[i];
        FUZZ_REQUIRE(label->start >= 0 && label->end >= label->start && label->end < 2e9);
        for (const char *c = label->text; *c; c += pseg_utf8_length(c))
            FUZZ_REQUIRE(pseg_utf8_length(c) > 0);
    }
    FUZZ_REQUIRE(pseg_tier_tile(&tiles, tier, end) == 0);
    FUZZ_REQUIRE(tiles.n > 0 && tiles.label[0].start == 0);
    for (size_t i = 0; i < tiles.n; i++) {
        const double next = i + 1 < tiles.n ? tiles.label[i + 1].start : end;
        FUZZ_REQUIRE(tiles.label[i].end == next && next > tiles.label[i].start);
    }
    pseg_tier_free(&tiles);
}

static void write_and_read(const struct pseg_labels *l, const struct pseg_format *format)
{
    struct pseg_labels again;
    struct pseg_error error;
    char *text = NULL;
    size_t size;
    FILE *f = open_memstream(&text, &size);
    FUZZ_REQUIRE(f && pseg_print_labels(f, l, format, "a/b c.wav") == 0 && fclose(f) == 0);
    if (pseg_parse_labels(&again, text, size, "again", format->name, &error))
        fuzz_fail(__FILE__, __LINE__, error.text);
    pseg_labels_free(&again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pseg_labels l;
    struct pseg_error error = {""};
    if (size < HEAD)
        return 0;
    const size_t which = data[0] % (pseg_n_formats + 1);
    const char *format = which < pseg_n_formats ? pseg_formats[which].name : NULL;
    if (pseg_parse_labels(&l, data + HEAD, size - HEAD, "some.txt", format, &error)) {
        FUZZ_REQUIRE(strncmp(error.text, "some.txt, line ", 15) == 0);
    } else {
        for (size_t i = 0; i < l.n; i++)
            check_tier(&l.tier[i], pseg_labels_length(&l));
        write_and_read(&l, &pseg_formats[data[1] % pseg_n_formats]);
    }
    pseg_labels_free(&l);
    return 0;
}

size_t fuzz_seed(uint8_t *data, size_t room, int index)
{
    const size_t n_seeds = sizeof seeds / sizeof *seeds;
    if ((size_t)index >= n_seeds * n_seeds)
        return 0;
    const char *text = seeds[(size_t)index / n_seeds].text;
    const size_t size = HEAD + strlen(text);
    FUZZ_REQUIRE(size <= room);
    data[0] = (uint8_t)(pseg_find_format(seeds[(size_t)index / n_seeds].format) - pseg_formats);
    data[1] = (uint8_t)((size_t)index % n_seeds);
    memcpy(data + HEAD, text, size - HEAD);
    return size;
}
