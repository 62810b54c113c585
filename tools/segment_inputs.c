#include <stdlib.h>
#include <string.h>

#include "find_audio.h"
#include "grow.h"
#include "segment.h"

/* DIR/a/b.phn of a/b.flac; NULL: out of memory. */
static char *output_path(const char *dir, const char *relative, const char *extension)
{
    const char *slash = strrchr(relative, '/'), *dot = strrchr(relative, '.');
    const char *name = slash ? slash + 1 : relative;
    const int stem = (int)(dot && dot > name ? (size_t)(dot - relative) : strlen(relative));
    const size_t room = strlen(dir) + strlen(relative) + strlen(extension) + 3;
    char *path = malloc(room);
    if (path)
        snprintf(path, room, "%s/%.*s.%s", dir, stem, relative, extension);
    return path;
}

static int add(struct segment_inputs *inputs, const char *path, const char *relative,
               const char *output_dir, const struct pseg_format *format)
{
    struct segment_input *larger =
        pseg_grow(inputs->input, inputs->n + 1, &inputs->room, sizeof *larger);
    if (!larger)
        return complain("segment", "out of memory");
    inputs->input = larger;
    struct segment_input input = {.path = strdup(path), .is_stdin = strcmp(path, "-") == 0};
    if (output_dir)
        input.output =
            output_path(output_dir, input.is_stdin ? "stdin" : relative, format->extension);
    inputs->input[inputs->n++] = input;
    return input.path && (input.output || !output_dir) ? 0 : complain("segment", "out of memory");
}

static int add_argument(struct segment_inputs *inputs, const char *argument, const char *output_dir,
                        const struct pseg_format *format)
{
    struct pseg_files files = {0};
    struct pseg_error error;
    int problem = 0;
    if (strcmp(argument, "-") == 0)
        return add(inputs, argument, NULL, output_dir, format);
    if (pseg_find_audio(&files, argument, &error)) {
        complain("segment", "%s", error.text);
        inputs->n_bad++;
    }
    for (size_t i = 0; i < files.n && !problem; i++) {
        const char *path = files.file[i].path;
        problem = add(inputs, path, path + files.file[i].relative, output_dir, format);
    }
    pseg_files_free(&files);
    return problem;
}

static void release(struct segment_input *input)
{
    free(input->path);
    free(input->output);
}

/* The same output: the one named first comes first. */
static int by_output(const void *a, const void *b)
{
    const struct segment_input *x = *(struct segment_input *const *)a;
    const struct segment_input *y = *(struct segment_input *const *)b;
    const int order = strcmp(x->output, y->output);
    return order ? order : (x > y) - (x < y);
}

/* Of inputs with the same output only the first stays. */
static int drop_clashes(struct segment_inputs *inputs)
{
    struct segment_input **sorted = malloc((inputs->n + 1) * sizeof *sorted);
    if (!sorted)
        return complain("segment", "out of memory");
    for (size_t i = 0; i < inputs->n; i++)
        sorted[i] = &inputs->input[i];
    qsort(sorted, inputs->n, sizeof *sorted, by_output);
    for (size_t i = 1, first = 0; i < inputs->n; i++) {
        if (strcmp(sorted[i]->output, sorted[first]->output)) {
            first = i;
            continue;
        }
        if (strcmp(sorted[i]->path, sorted[first]->path) == 0)
            complain("segment", "%s is named more than once: it is done once", sorted[i]->path);
        else
            complain("segment", "%s is left out: its result would overwrite that of %s, %s",
                     sorted[i]->path, sorted[first]->path, sorted[first]->output);
        free(sorted[i]->path);
        sorted[i]->path = NULL;
    }
    free(sorted);
    size_t kept = 0;
    for (size_t i = 0; i < inputs->n; i++) {
        if (inputs->input[i].path)
            inputs->input[kept++] = inputs->input[i];
        else
            release(&inputs->input[i]);
    }
    inputs->n_bad += inputs->n - kept;
    inputs->n = kept;
    return 0;
}

int segment_collect(struct segment_inputs *inputs, const char *const *arguments,
                    const char *output_dir, const struct pseg_format *format)
{
    for (size_t i = 0; arguments[i]; i++)
        if (add_argument(inputs, arguments[i], output_dir, format))
            return -1;
    return output_dir && drop_clashes(inputs) ? -1 : 0;
}

void segment_inputs_free(struct segment_inputs *inputs)
{
    for (size_t i = 0; i < inputs->n; i++)
        release(&inputs->input[i]);
    free(inputs->input);
}
