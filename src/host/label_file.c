/* Label files: bytes to documents and back. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "label_textgrid.h"
#include "labels.h"
#include "writer.h"

static const struct pseg_format *named_format(const char *name, struct pseg_error *error)
{
    const struct pseg_format *format = pseg_find_format(name);
    if (!format)
        pseg_fail(error, "there is no label format '%s'", name);
    return format;
}

static const struct pseg_format *format_by_path(const char *path, struct pseg_error *error)
{
    const struct pseg_format *format = pseg_format_of(path);
    if (!format)
        pseg_fail(error, "%s: the name ends in no label format's extension", path);
    return format;
}

/* Audacity's lines have two tabs, those of boundaries one at most. */
static int is_audacity(const char *text)
{
    const char *tab = text + strcspn(text, "\t\n");
    return *tab == '\t' && tab[1 + strcspn(tab + 1, "\t\n")] == '\t';
}

static const struct pseg_format *recognise(const struct pseg_text *t, const char *name)
{
    if (name)
        return named_format(name, t->error);
    if (pseg_is_textgrid(t->at))
        return pseg_find_format("textgrid");
    const struct pseg_format *format = format_by_path(t->path, t->error);
    const int ambiguous = format && strcmp(format->extension, "txt") == 0;
    return ambiguous && is_audacity(t->at) ? pseg_find_format("audacity") : format;
}

/* A document without tiers has one without labels, unless tiers are what the format is about; it
 * ends no earlier than its last label, if that is known. */
static int complete(struct pseg_labels *l, const struct pseg_format *format)
{
    double last = 0;
    int segments = l->end > 0;
    for (size_t i = 0; i < l->n; i++) {
        segments |= l->tier[i].n && !pseg_tier_is_points(&l->tier[i]);
        for (size_t k = 0; k < l->tier[i].n; k++)
            last = fmax(last, l->tier[i].label[k].end);
    }
    if (segments)
        l->end = fmax(l->end, last);
    return l->n || format->write || pseg_labels_tier(l, PSEG_ONLY_TIER) ? 0 : -1;
}

/* Text begins with the word, which ends with a blank or NUL; blanks in the text do not count. */
static int begins_with(const char *text, const char *word)
{
    for (; *word && *word != ' '; word++, text++) {
        text += strspn(text, " \t\r\n");
        if (*text != *word)
            return 0;
    }
    return 1;
}

int pseg_is_label_file(const char *path, const struct pseg_format *format)
{
    char head[64];
    FILE *f = fopen(path, "rb");
    if (!f)
        return access(path, F_OK) == 0; /* to be complained about */
    head[fread(head, 1, sizeof head - 1, f)] = '\0';
    fclose(f);
    int found = !*head || !*format->begins;
    for (const char *word = format->begins; *word && !found; word += *word == ' ') {
        found = begins_with(head, word);
        word += strcspn(word, " ");
    }
    return found;
}

int pseg_parse_labels(struct pseg_labels *l, const void *bytes, size_t size, const char *path,
                      const char *name, struct pseg_error *error)
{
    struct pseg_text text;
    memset(l, 0, sizeof *l);
    if (pseg_text_decode(&text, bytes, size, path, error))
        return -1;
    const struct pseg_format *format = recognise(&text, name);
    int result = format ? format->read(l, &text) : -1;
    if (!result && complete(l, format))
        result = pseg_text_no_memory(&text);
    pseg_text_free(&text);
    return result;
}

int pseg_read_labels(struct pseg_labels *l, const char *path, const char *format,
                     struct pseg_error *error)
{
    size_t size;
    memset(l, 0, sizeof *l);
    unsigned char *bytes = pseg_read_file(path, &size, error);
    const int result = bytes ? pseg_parse_labels(l, bytes, size, path, format, error) : -1;
    free(bytes);
    return result;
}

int pseg_write_labels(const struct pseg_labels *l, const char *path, const char *name,
                      struct pseg_error *error)
{
    const struct pseg_format *format =
        name ? named_format(name, error) : format_by_path(path, error);
    struct pseg_labels one = *l;
    if (!format)
        return -1;
    if (!(format->flags & PSEG_TIERS)) {
        one.tier = (struct pseg_tier *)pseg_find_tier(l, NULL, path, error);
        one.n = 1;
    }
    struct pseg_output *o = one.tier || !one.n ? pseg_output_open(path, error) : NULL;
    if (!o)
        return -1;
    if (pseg_print_labels(pseg_output_stream(o), &one, format, path) == 0)
        return pseg_output_commit(o, error);
    pseg_output_abandon(o);
    return pseg_fail(error, "out of memory for %s", path);
}
