/* How long a model computes for a frame, as a histogram: the picture of `phoneseg latency`. */
#include <stdlib.h>

#include "bench_audio.h"
#include "latency_picture.h"
#include "plot_kinds.h"

enum { SECONDS = 60 }; /* of audio */

static int measure_and_draw(const char *path, const struct pseg_model *model,
                            struct pseg_error *error)
{
    struct compute compute = {0};
    float *audio = NULL;
    size_t n;
    const int failed = bench_audio(&audio, &n, NULL, model->config.rate, SECONDS, error) ||
                       compute_measure(&compute, model, audio, n, SECONDS, error) ||
                       latency_picture(path, &compute, error);
    compute_free(&compute);
    free(audio);
    return failed;
}

int plot_latency(const struct plot_settings *s)
{
    struct pseg_model model = {0};
    struct pseg_error error;
    if (s->arguments[0] && s->arguments[1])
        return complain_usage("plot", "--kind latency takes one model: '%s' is one too many",
                              s->arguments[1]);
    int status = load_model(&model, s->arguments[0], "plot") ? EXIT_FAILED : EXIT_DONE;
    if (!status && measure_and_draw(s->output, &model, &error))
        status = complain("plot", "%s", error.text);
    pseg_model_free(&model);
    return status;
}
