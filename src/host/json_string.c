#include "utf8.h"
#include "writer.h"

void pseg_print_json_string(FILE *stream, const char *text)
{
    fputc('"', stream);
    while (*text) {
        const int n = pseg_utf8_length(text);
        if (n == 0)
            fputs("\\ufffd", stream);
        else if ((n == 1 && *text < 0x20) || *text == 0x7F)
            fprintf(stream, "\\u%04x", *text);
        else if (*text == '"' || *text == '\\')
            fprintf(stream, "\\%c", *text);
        else
            fwrite(text, 1, (size_t)n, stream);
        text += n ? n : 1;
    }
    fputc('"', stream);
}
