/* phoneseg bench: how fast the detector is, and where the time goes. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench_audio.h"
#include "bench_stages.h"
#include "commands.h"

struct bench {
    char *model_path, *kernel;
    int seconds, repeat, json;
    struct pseg_model model;
    float *audio; /* [n] */
    size_t n;
    struct stage stages[N_STAGES];
};

static int parse(struct bench *b, const char **input, struct options *options, int argc,
                 const char **argv)
{
    const struct poptOption table[] = {
        {"model", 0, POPT_ARG_STRING, &b->model_path, 0, "instead of the embedded one", "F"},
        {"kernel", 0, POPT_ARG_STRING, &b->kernel, 0, kernel_help, "NAME"},
        {"seconds", 0, POPT_ARG_INT, &b->seconds, 0, "of audio, without INPUT (60)", "S"},
        {"repeat", 0, POPT_ARG_INT, &b->repeat, 0, "runs, of which the median counts (5)", "N"},
        {"json", 0, POPT_ARG_NONE, &b->json, 0, "one JSON object", NULL},
        POPT_TABLEEND,
    };
    const char **rest = options_parse(options, argc, argv, table);
    if (!rest)
        return -1;
    *input = rest[0];
    if (*input && rest[1])
        return complain_usage("bench", "one recording at a time: '%s' is too many", rest[1]);
    if (b->seconds < 1 || b->seconds > 36000 || b->repeat < 1 || b->repeat > 1000)
        return complain_usage("bench", "--seconds is from 1 to 36000, --repeat from 1 to 1000");
    return parse_kernel(b->kernel, "bench");
}

static const struct pseg_kernels *kernel_of(const struct bench *b)
{
    return pseg_find_kernels(b->kernel);
}

static void print_table(const struct bench *b)
{
    const double frame = (double)b->model.config.hop / b->model.config.rate;
    double sum = 0; /* of the stages, each timed by itself: not quite the whole */
    for (int i = 0; i < STAGE_ALL; i++)
        sum += b->stages[i].seconds;
    printf("%-24s %12s %8s\n", "stage", "us/frame", "share");
    for (int i = 0; i < STAGE_ALL; i++)
        printf("%-24s %12.3f %7.1f %%\n", b->stages[i].name, 1e6 * b->stages[i].seconds,
               100 * b->stages[i].seconds / sum);
    printf("%-24s %12.3f\n", "all together", 1e6 * b->stages[STAGE_ALL].seconds);
    printf("%.0f x real time on one core, kernel %s: %.1f s of audio, median of %d runs\n",
           frame / b->stages[STAGE_ALL].seconds, kernel_of(b)->name,
           (double)b->n / b->model.config.rate, b->repeat);
    printf("%zu bytes of state and scratch; algorithmic latency %.1f ms\n", pseg_size(&b->model),
           1000.0 * pseg_config_latency(&b->model.config) / b->model.config.rate);
}

static void print_json(const struct bench *b)
{
    const double frame = (double)b->model.config.hop / b->model.config.rate;
    printf("{\"kernel\":\"%s\",\"real_time_factor\":%.1f,\"audio_seconds\":%.3f,\"repeat\":%d,"
           "\"state_bytes\":%zu,"
           "\"latency_ms\":%.3f,\"stages_us\":{",
           kernel_of(b)->name, frame / b->stages[STAGE_ALL].seconds,
           (double)b->n / b->model.config.rate, b->repeat, pseg_size(&b->model),
           1000.0 * pseg_config_latency(&b->model.config) / b->model.config.rate);
    for (int i = 0; i < N_STAGES; i++)
        printf("%s\"%s\":%.4f", i ? "," : "", b->stages[i].name, 1e6 * b->stages[i].seconds);
    printf("}}\n");
}

static int run(struct bench *b, const char *input)
{
    struct pseg_error error;
    if (load_model(&b->model, b->model_path, "bench"))
        return EXIT_FAILED;
    if (bench_audio(&b->audio, &b->n, input, b->model.config.rate, b->seconds, &error) ||
        bench_stages(b->stages, &b->model, kernel_of(b), b->audio, b->n, b->repeat, &error))
        return complain("bench", "%s", error.text);
    (b->json ? print_json : print_table)(b);
    return EXIT_DONE;
}

int command_bench(int argc, const char **argv)
{
    struct bench b = {.seconds = 60, .repeat = 5};
    struct options options = {0};
    const char *input = NULL;
    int status = parse(&b, &input, &options, argc, argv) ? EXIT_USAGE : EXIT_DONE;
    if (!status)
        status = run(&b, input);
    free(b.audio);
    free(b.model_path);
    free(b.kernel);
    pseg_model_free(&b.model);
    if (options.context)
        options_free(&options);
    return status;
}
