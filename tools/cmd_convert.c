/* phoneseg convert: label files of one format as those of another. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "folders.h"
#include "writer.h"

const char convert_details[] =
    "Formats, by name and extension; a TextGrid is also known by its content:\n"
    "  textgrid .TextGrid   Praat, long or short, UTF-8 or UTF-16; written long\n"
    "  phn .phn             TIMIT: start end label, in samples at 16 kHz\n"
    "  lab .lab             HTK: start end label [score], in units of 100 ns\n"
    "  audacity .txt        label track: start, end, text\n"
    "  ctm .ctm             NIST: recording channel start duration text [score]; a tier a "
    "recording, or a channel where it has several\n"
    "  json .json, jsonl .jsonl, csv .csv, text .txt   as `phoneseg segment` writes them\n"
    "\n"
    "Boundaries become segments where a format has no points. text, jsonl and csv files of\n"
    "boundaries do not say where the recording ends: the last segment then lasts 10 ms.\n"
    "\n"
    "Examples:\n"
    "  phoneseg convert a.TextGrid a.phn --tier phones\n"
    "  phoneseg convert a.PHN - --to csv      - is standard output, as the input standard input\n";

struct settings {
    char *tier, *from, *to;
};

/* What the output is to hold: all tiers, or the one that is wanted or that alone has room. */
static int choose(struct pseg_labels *chosen, const struct pseg_labels *all, const char *tier,
                  const char *path, const struct pseg_format *format, struct pseg_error *error)
{
    *chosen = *all;
    if (!tier && (format->flags & PSEG_TIERS))
        return 0;
    chosen->tier = (struct pseg_tier *)pseg_find_tier(all, tier, path, error);
    chosen->n = 1;
    return chosen->tier ? 0 : -1;
}

/* "-" is what is standard. */
static const char *place(const char *name, const char *standard)
{
    return strcmp(name, "-") ? name : standard;
}

static int convert(const char *from, const char *to, const struct pseg_format *format,
                   const struct settings *s)
{
    struct pseg_labels all, chosen;
    struct pseg_error error;
    const int failed = pseg_read_labels(&all, from, s->from, &error) ||
                       choose(&chosen, &all, s->tier, from, format, &error) ||
                       pseg_write_labels(&chosen, to, format->name, &error);
    pseg_labels_free(&all);
    return failed ? complain("convert", "%s", error.text) : EXIT_DONE;
}

static int check_format(const char *name)
{
    if (!name || pseg_find_format(name))
        return EXIT_DONE;
    return complain_usage("convert", "there is no format '%s'", name);
}

static int run(const char **files, const struct settings *s)
{
    if (!files[0] || !files[1])
        return complain_usage("convert", "two files expected: the one to read, the one to write");
    if (files[2])
        return complain_usage("convert", "'%s' is one file too many", files[2]);
    const char *from = place(files[0], "/dev/stdin"), *to = place(files[1], "/dev/stdout");
    if (from == files[0] && to == files[1] && pseg_same_file(from, to))
        return complain_usage("convert", "%s would be replaced by what is made of it", from);
    if (check_format(s->from) || check_format(s->to))
        return EXIT_USAGE;
    const struct pseg_format *format = s->to ? pseg_find_format(s->to) : pseg_format_of(to);
    if (!format)
        return complain_usage(
            "convert", "%s: the name ends in no format's extension: say --to FORMAT", files[1]);
    return convert(from, to, format, s);
}

int command_convert(int argc, const char **argv)
{
    struct options options;
    struct settings s = {0};
    const struct poptOption table[] = {
        {"tier", 0, POPT_ARG_STRING, &s.tier, 0,
         "the tier to convert (default: all that there is room for; else the first with 'phon' in "
         "its name)",
         "NAME"},
        {"from", 0, POPT_ARG_STRING, &s.from, 0, "whatever its name says", "FORMAT"},
        {"to", 0, POPT_ARG_STRING, &s.to, 0, "whatever its name says", "FORMAT"},
        POPT_TABLEEND,
    };
    const char **files = options_parse(&options, argc, argv, table);
    int status = EXIT_USAGE;
    if (files) {
        status = run(files, &s);
        options_free(&options);
    }
    free(s.tier);
    free(s.from);
    free(s.to);
    return status;
}
