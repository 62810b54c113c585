#include "inspect_html.h"

#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "file.h"
#include "utf8.h"

static const char style[] =
    "body{font:15px/1.5 sans-serif;color:#1e1e1e;max-width:1260px;margin:2em auto;padding:0 1em}"
    "h1{font-size:1.6em}h2{font-size:1.3em;margin-top:2em;border-bottom:1px solid #ccc}"
    "table{border-collapse:collapse;margin:.6em 0}td,th{padding:.15em 1.2em .15em 0;"
    "text-align:left;vertical-align:top}th{font-weight:600}"
    "pre{background:#f4f4f4;padding:.8em;overflow-x:auto;font-size:13px}"
    "figure{margin:1.2em 0}figcaption{color:#555;font-size:13px;max-width:70em}"
    "ul{margin:0;padding:0;list-style:none}li{display:inline-block;padding-right:1.2em}"
    "img{max-width:100%;height:auto}p{max-width:70em}";

void html_begin(FILE *f, const char *title)
{
    fprintf(f, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    html_text(f, title);
    fprintf(f, "</title>\n<style>%s</style>\n</head>\n<body>\n<h1>", style);
    html_text(f, title);
    fprintf(f, "</h1>\n");
}

void html_end(FILE *f)
{
    fprintf(f, "</body>\n</html>\n");
}

static const char *escape(char c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    default:
        return NULL;
    }
}

void html_text(FILE *f, const char *text)
{
    while (*text) {
        const int length = pseg_utf8_length(text);
        const char *escaped = escape(*text);
        const int is_control = (unsigned char)*text < ' ' && *text != '\n' && *text != '\t';
        if (escaped)
            fputs(escaped, f);
        else if (!length || is_control)
            fputc('?', f);
        else
            fwrite(text, 1, (size_t)length, f);
        text += length ? length : 1;
    }
}

void html_row(FILE *f, const char *name, const char *format, ...)
{
    char text[2000];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fprintf(f, "<tr><th>");
    html_text(f, name);
    fprintf(f, "</th><td>");
    html_text(f, text);
    fprintf(f, "</td></tr>\n");
}

/* RFC 4648 */
static void put_base64(FILE *f, const unsigned char *x, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        const unsigned second = i + 1 < n ? x[i + 1] : 0, third = i + 2 < n ? x[i + 2] : 0;
        const unsigned bits = (unsigned)x[i] << 16 | second << 8 | third;
        fputc(digits[bits >> 18], f);
        fputc(digits[bits >> 12 & 63], f);
        fputc(i + 1 < n ? digits[bits >> 6 & 63] : '=', f);
        fputc(i + 2 < n ? digits[bits & 63] : '=', f);
    }
}

int html_picture(FILE *f, const char *path, const char *caption, struct pseg_error *error)
{
    size_t size;
    if (access(path, F_OK))
        return 0;
    unsigned char *png = pseg_read_file(path, &size, error);
    if (!png)
        return -1;
    fprintf(f, "<figure>\n<img alt=\"");
    html_text(f, caption);
    fprintf(f, "\" src=\"data:image/png;base64,");
    put_base64(f, png, size);
    fprintf(f, "\">\n<figcaption>");
    html_text(f, caption);
    fprintf(f, "</figcaption>\n</figure>\n");
    free(png);
    return 1;
}
