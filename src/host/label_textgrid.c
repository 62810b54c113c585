#include "label_textgrid.h"

#include <stdlib.h>
#include <string.h>

#include "labels.h"

/* ------------------------------------------------------------------------------- reading -- */

/* Praat reads nothing but free-standing numbers, "strings" and <flags>; all else, such as
 * `intervals [2]:` and `xmin =`, is for people, and the short form leaves it out
 * (https://www.fon.hum.uva.nl/praat/manual/TextGrid_file_formats.html). */
enum kind { END, NUMBER, STRING, FLAG };

struct token {
    enum kind kind;
    char *text; /* cut out */
    long line;  /* where it begins */
};

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

/* Up to a blank or to the end. */
static void skip_word(struct pseg_text *t)
{
    while (*t->at && !is_blank(*t->at))
        t->at++;
}

/* Up to the next word, or comment's end. */
static void skip_blank(struct pseg_text *t)
{
    for (; is_blank(*t->at) || *t->at == '!'; t->at++) {
        if (*t->at == '!')
            t->at += strcspn(t->at, "\n");
        if (!*t->at)
            return;
        t->line += *t->at == '\n';
    }
}

/* A string, whose quotes are doubled inside; may have several lines. -1: it never ends. */
static int cut_string(struct token *token, struct pseg_text *t)
{
    char *to = ++t->at;
    token->text = to;
    for (; *t->at; t->at++) {
        if (*t->at == '"' && *++t->at != '"') {
            *to = '\0';
            return 0;
        }
        t->line += *t->at == '\n';
        *to++ = *t->at;
    }
    return pseg_text_fail(t, token->line, "the text that begins here has no closing quote");
}

static void cut_word(struct token *token, struct pseg_text *t)
{
    token->text = t->at;
    skip_word(t);
    t->line += *t->at == '\n';
    if (*t->at)
        *t->at++ = '\0';
}

/* Up to a word that may be a token. -1: none follows the long form's `xmax =`; to pass over that
 * line, as Praat does, would make something else the value. */
static int skip_text(struct pseg_text *t)
{
    const int assigns = *t->at == '=' && (t->at[1] == ' ' || t->at[1] == '\t');
    skip_word(t);
    t->at += strspn(t->at, " \t");
    if (!assigns || strchr("\n!\"<+-0123456789", *t->at)) /* or at the end */
        return 0;
    t->at[strcspn(t->at, " \t\n")] = '\0';
    return pseg_text_fail(t, t->line, "a value expected behind '=', not '%.40s'", t->at);
}

static int next_token(struct token *token, struct pseg_text *t)
{
    for (;;) {
        skip_blank(t);
        *token = (struct token){.kind = END, .line = t->line};
        const char c = *t->at;
        if (!c)
            return 0;
        if (c == '"') {
            token->kind = STRING;
            return cut_string(token, t);
        }
        if (strchr("<+-0123456789", c)) {
            token->kind = c == '<' ? FLAG : NUMBER;
            cut_word(token, t);
            return 0;
        }
        if (skip_text(t))
            return -1;
    }
}

/* A token of that kind; what: its name in messages. */
static int expect(struct token *token, struct pseg_text *t, enum kind kind, const char *what)
{
    if (next_token(token, t))
        return -1;
    if (token->kind == kind)
        return 0;
    if (token->kind == END)
        return pseg_text_fail(t, token->line, "the file ends before %s", what);
    return pseg_text_fail(t, token->line, "%s expected, not '%.40s'", what, token->text);
}

static int read_seconds(double *seconds, struct token *token, struct pseg_text *t, const char *what)
{
    if (expect(token, t, NUMBER, what))
        return -1;
    return pseg_parse_seconds(seconds, token->text)
               ? pseg_text_fail(t, token->line, "%s is %.40s, and no time in seconds", what,
                                token->text)
               : 0;
}

static int read_range(double *low, double *high, struct pseg_text *t)
{
    struct token token;
    if (read_seconds(low, &token, t, "xmin") || read_seconds(high, &token, t, "xmax"))
        return -1;
    return *low > *high ? pseg_text_fail(t, token.line, "xmin is after xmax") : 0;
}

static int read_count(long *n, struct pseg_text *t, const char *what)
{
    struct token token;
    char *end;
    if (expect(&token, t, NUMBER, what))
        return -1;
    *n = strtol(token.text, &end, 10);
    return *end || *n < 0
               ? pseg_text_fail(t, token.line, "%s is %.40s, and no whole number", what, token.text)
               : 0;
}

static int read_label(struct pseg_tier *tier, struct pseg_text *t, int points)
{
    struct pseg_label label = pseg_label_at(0, 0, "");
    struct token token;
    if (points ? read_seconds(&label.start, &token, t, "the time of a point")
               : read_range(&label.start, &label.end, t))
        return -1;
    if (points)
        label.end = label.start;
    if (expect(&token, t, STRING, points ? "the mark of a point" : "the text of an interval"))
        return -1;
    label.text = token.text;
    return pseg_tier_add(tier, &label) ? pseg_text_no_memory(t) : 0;
}

static int read_tier(struct pseg_labels *l, struct pseg_text *t)
{
    struct token class, name;
    double xmin, xmax;
    long n;
    if (expect(&class, t, STRING, "the class of a tier"))
        return -1;
    const int points = strcmp(class.text, "TextTier") == 0;
    if (!points && strcmp(class.text, "IntervalTier"))
        return pseg_text_fail(t, class.line, "IntervalTier or TextTier expected, not '%.40s'",
                              class.text);
    if (expect(&name, t, STRING, "the name of a tier") || read_range(&xmin, &xmax, t) ||
        read_count(&n, t, points ? "the number of points" : "the number of intervals"))
        return -1;
    struct pseg_tier *tier = pseg_labels_add_tier(l, name.text);
    if (!tier)
        return pseg_text_no_memory(t);
    for (long i = 0; i < n; i++)
        if (read_label(tier, t, points))
            return -1;
    return 0;
}

static int read_header(struct pseg_text *t)
{
    struct token token;
    if (strncmp(t->at, "\"Praat chronological", 20) == 0)
        return pseg_text_fail(t, 1, "a chronological TextGrid is not read: save it as a text file");
    if (strncmp(t->at, "ooBinaryFile", 12) == 0)
        return pseg_text_fail(t, 1, "a binary TextGrid is not read: save it as a text file");
    if (!pseg_is_textgrid(t->at))
        return pseg_text_fail(t, 1, "this is no TextGrid, which begins with \"ooTextFile\"");
    if (expect(&token, t, STRING, "ooTextFile") || expect(&token, t, STRING, "the object class"))
        return -1;
    return strcmp(token.text, "TextGrid")
               ? pseg_text_fail(t, token.line, "TextGrid expected, not '%.40s'", token.text)
               : 0;
}

int pseg_is_textgrid(const char *text)
{
    text += strspn(text, " \t\n");
    if (strncmp(text, "File type", 9) == 0)
        text += strcspn(text, "\"\n");
    return strncmp(text, "\"ooTextFile", 11) == 0;
}

/* Praat would leave out what a wrong count leaves over, and say nothing. */
static int read_end(struct pseg_text *t)
{
    struct token token;
    if (next_token(&token, t))
        return -1;
    return token.kind == END ? 0
                             : pseg_text_fail(t, token.line,
                                              "more follows than was counted, beginning with "
                                              "'%.40s'",
                                              token.text);
}

int pseg_textgrid_read(struct pseg_labels *l, struct pseg_text *t)
{
    struct token flag;
    double xmin;
    long n = 0;
    if (read_header(t) || read_range(&xmin, &l->end, t) ||
        expect(&flag, t, FLAG, "<exists>, or that there are no tiers,"))
        return -1;
    if (strcmp(flag.text, "<exists>") == 0 && read_count(&n, t, "the number of tiers"))
        return -1;
    for (long i = 0; i < n; i++)
        if (read_tier(l, t))
            return -1;
    return read_end(t);
}

/* ------------------------------------------------------------------------------- writing -- */

/* The shortest decimal that reads back as the same double. */
static void print_number(FILE *f, const char *before, double x)
{
    char text[32];
    snprintf(text, sizeof text, "%.15g", x);
    if (strtod(text, NULL) != x)
        snprintf(text, sizeof text, "%.17g", x);
    fprintf(f, "%s = %s \n", before, text);
}

static void print_string(FILE *f, const char *before, const char *text)
{
    fprintf(f, "%s = \"", before);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', f);
        fputc(*text, f);
    }
    fputs("\" \n", f);
}

static void print_points(FILE *f, const struct pseg_tier *tier)
{
    fprintf(f, "        points: size = %zu \n", tier->n);
    for (size_t i = 0; i < tier->n; i++) {
        fprintf(f, "        points [%zu]:\n", i + 1);
        print_number(f, "            number", tier->label[i].start);
        print_string(f, "            mark", tier->label[i].text);
    }
}

static void print_intervals(FILE *f, const struct pseg_tier *tier)
{
    fprintf(f, "        intervals: size = %zu \n", tier->n);
    for (size_t i = 0; i < tier->n; i++) {
        fprintf(f, "        intervals [%zu]:\n", i + 1);
        print_number(f, "            xmin", tier->label[i].start);
        print_number(f, "            xmax", tier->label[i].end);
        print_string(f, "            text", tier->label[i].text);
    }
}

/* Praat takes no gaps, and no overlaps. */
static int print_tier(FILE *f, const struct pseg_tier *tier, size_t number, double end)
{
    const int points = pseg_tier_is_points(tier) && !pseg_tier_is_boundaries(tier);
    struct pseg_tier tiles;
    const int failed = pseg_tier_tile(&tiles, tier, end);
    fprintf(f, "    item [%zu]:\n", number);
    print_string(f, "        class", points ? "TextTier" : "IntervalTier");
    print_string(f, "        name", tier->name);
    print_number(f, "        xmin", 0);
    print_number(f, "        xmax", end);
    if (points)
        print_points(f, tier);
    else
        print_intervals(f, &tiles);
    pseg_tier_free(&tiles);
    return failed;
}

int pseg_textgrid_write(FILE *f, const struct pseg_labels *l)
{
    const double end = pseg_labels_length(l);
    fputs("File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n", f);
    print_number(f, "xmin", 0);
    print_number(f, "xmax", end);
    fprintf(f, "tiers? <exists> \nsize = %zu \nitem []: \n", l->n);
    for (size_t i = 0; i < l->n; i++)
        if (print_tier(f, &l->tier[i], i + 1, end))
            return -1;
    return 0;
}
