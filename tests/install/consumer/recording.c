/* The host library: boundaries of a recording. */
#include <phoneseg/host.h>

static int print(void *user, const struct pseg_event *event)
{
    (void)user;
    return printf("%.4f\n", (double)event->at / 16000) < 0;
}

int main(int argc, char **argv)
{
    struct pseg_error error;
    struct pseg_model model;
    uint64_t total;
    if (argc != 2 || pseg_model_default(&model))
        return 2;
    struct pseg_audio *audio = pseg_audio_open(argv[1], 16000, &error);
    struct pseg *d = audio ? pseg_create(&model, &error) : NULL;
    int failed = !d || pseg_run(d, audio, print, NULL, &total, &error);
    if (failed)
        fprintf(stderr, "%s\n", error.text);
    pseg_destroy(d);
    pseg_audio_close(audio);
    return failed;
}
