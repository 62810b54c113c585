/* Settings as a JSON object, in the record that a model keeps of its training. */
#include <string.h>

#include "settings.h"

void pseg_settings_write_json(FILE *f, const struct pseg_settings *s)
{
    char text[64];
    for (int i = 0; i < PSEG_N_SETTINGS; i++) {
        const struct pseg_setting *t = &pseg_settings_table[i];
        const char *quote = t->kind == PSEG_SETTING_NAME ? "\"" : "";
        pseg_setting_text(text, sizeof text, s, i);
        fprintf(f, "%s\"%s\":%s%s%s", i ? "," : "", t->name, quote, text, quote);
    }
}

/* The text between quotes, or of a number, at *at, which goes behind it; -1: too long or no end. */
static int take(char *text, size_t room, const char **at, const char *end)
{
    const int quoted = *at < end && **at == '"';
    const char *from = *at + quoted, *to = from;
    while (to < end && !strchr(quoted ? "\"" : ",}", *to))
        to++;
    if (to >= end || (size_t)(to - from) >= room)
        return -1;
    memcpy(text, from, (size_t)(to - from));
    text[to - from] = 0;
    *at = to + quoted;
    return 0;
}

/* As pseg_settings_write_json() wrote them: no spaces, no escapes. */
static int read_members(struct pseg_settings *s, const char *at, const char *end,
                        struct pseg_error *error)
{
    char name[64], value[64];
    while (at < end && *at != '}') {
        if (take(name, sizeof name, &at, end) || at >= end || *at++ != ':' ||
            take(value, sizeof value, &at, end))
            return pseg_fail(error, "the settings in its record are damaged");
        if (pseg_settings_set(s, name, value, error))
            return -1;
        at += at < end && *at == ',';
    }
    return at < end ? 0 : pseg_fail(error, "the settings in its record are damaged");
}

int pseg_settings_read_record(struct pseg_settings *s, const char *json, size_t size,
                              struct pseg_error *error)
{
    static const char start[] = "\"settings\":{";
    const size_t n = sizeof start - 1;
    pseg_settings_default(s);
    for (size_t i = 0; i + n <= size; i++)
        if (memcmp(json + i, start, n) == 0)
            return read_members(s, json + i + n, json + size, error);
    return pseg_fail(error, "it keeps no record of how it was trained");
}
