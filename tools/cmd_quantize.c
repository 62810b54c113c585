/* phoneseg quantize: a float model's matrices as int8. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "folders.h"
#include "model.h"
#include "network.h"
#include "quantise.h"

const char quantize_details[] =
    "The network's matrices become int8 with a scale for each output; their inputs are quantised\n"
    "as they come, and all sums are exact, so that a network computes the same on a\n"
    "microcontroller as on a PC, to the last bit. `phoneseg eval --int8` tells beforehand what\n"
    "that costs in accuracy. Threshold, timing and the training record stay; the record says that\n"
    "the model was quantised.\n";

static size_t file_bytes(const struct pseg_model *m)
{
    return pseg_model_bytes(m->n_weights, m->json_size);
}

static double largest_weight(const float *w, size_t n)
{
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs((double)w[i]));
    return largest;
}

/* Every matrix, then the whole file. */
static void print_table(const struct pseg_model *int8, const struct pseg_model *from)
{
    struct pseg_network net;
    double worst = 0;
    size_t offset = 0; /* of the float model */
    pseg_network_build(&net, &int8->config);
    printf("%-12s %11s %12s %12s %14s %13s\n", "matrix", "in x out", "float, bytes", "int8, bytes",
           "largest weight", "largest error");
    for (int i = 0; i < net.n_tensors; i++) {
        const struct pseg_tensor *t = &net.tensors[i];
        const size_t n = (size_t)t->rows * (size_t)t->cols;
        const double error = pseg_int8_error(int8, from, i);
        if (t->is_int8)
            printf("%-12s %5d x%4d %12zu %12zu %14.4g %13.3g\n", t->name, t->rows, t->cols, 4 * n,
                   4 * (size_t)t->cols + n, largest_weight(from->weights + offset, n), error);
        worst = fmax(worst, error);
        offset += n;
    }
    printf("%-12s %11s %12zu %12zu %14s %13.3g\n", "whole file", "", file_bytes(from),
           file_bytes(int8), "", worst);
}

static int quantise(const char *from_path, const char *to_path)
{
    struct pseg_model from = {0}, int8 = {0};
    struct pseg_error error;
    int status = load_model(&from, from_path, "quantize") ? EXIT_FAILED : EXIT_DONE;
    if (!status && pseg_quantise_model(&int8, &from, &error))
        status = complain("quantize", "%s: %s", from_path, error.text);
    if (!status && pseg_model_save(&int8, to_path, &error))
        status = complain("quantize", "%s", error.text);
    pseg_model_free(&int8);
    if (!status && load_model(&int8, to_path, "quantize")) /* the table is of what was written */
        status = EXIT_FAILED;
    if (!status)
        print_table(&int8, &from);
    pseg_model_free(&int8);
    pseg_model_free(&from);
    return status;
}

static int check_usage(const char **models, const char *out)
{
    if (!models[0])
        return complain_usage("quantize", "which model? Give its file");
    if (models[1])
        return complain_usage("quantize", "'%s': one model at a time", models[1]);
    if (!out)
        return complain_usage("quantize", "say where the int8 model goes: -o F.pseg");
    if (pseg_same_file(models[0], out))
        return complain_usage("quantize", "-o %s: the float weights would be lost", out);
    return EXIT_DONE;
}

int command_quantize(int argc, const char **argv)
{
    char *out = NULL;
    const struct poptOption table[] = {
        {"out", 'o', POPT_ARG_STRING, &out, 0, "the model to write", "F.pseg"},
        POPT_TABLEEND,
    };
    struct options options;
    int status = EXIT_USAGE;
    const char **models = options_parse(&options, argc, argv, table);
    if (models) {
        status = check_usage(models, out);
        if (!status)
            status = quantise(models[0], out);
        options_free(&options);
    }
    free(out);
    return status;
}
