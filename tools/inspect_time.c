/* phoneseg inspect time: what a network keeps from frame to frame (001 sections 4.4 and 4.5). */
#include "inspect_time.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"

enum { BURST_EVERY = 5 }; /* frames */

static const struct time_settings defaults = {30, 1, 50, 0};

/* One recording is drawn, the first that has labels; noise disturbs all of them. */
struct looking {
    struct inspect *in;
    const struct time_settings *settings;
    struct pseg_signals shown;
    struct pseg_decay decay;
};

static int disturb(struct looking *l, const struct pseg_signals *s, struct pseg_error *error)
{
    const double power = s->power * pow(10, l->settings->burst / 10);
    float *noise;
    size_t rows;
    if (pseg_noise_features(&noise, &rows, &l->in->model.config, power, error))
        return -1;
    const int result = pseg_decay_add(&l->decay, &l->in->model, s, noise, rows, BURST_EVERY, error);
    free(noise);
    return result;
}

static int visit(void *user, struct pseg_signals *s, struct pseg_error *error)
{
    struct looking *l = user;
    if (disturb(l, s, error))
        return -1;
    if (!l->shown.n_frames || (s->is_labelled && !l->shown.is_labelled)) {
        pseg_signals_free(&l->shown);
        l->shown = *s;
        memset(s, 0, sizeof *s);
    }
    return 0;
}

int time_layers(int layers[PSEG_MAX_LAYERS], const struct inspect *in, const struct pseg_signals *s)
{
    int n = 0;
    for (int l = 0; l < s->n_layers; l++)
        if (s->layer[l].is_recurrent && (in->layer < 0 || in->layer == l))
            layers[n++] = l;
    return n;
}

static int show(struct inspect *in, const struct time_settings *settings)
{
    struct looking l = {.in = in, .settings = settings};
    struct pseg_error error;
    l.decay.after = l.settings->after;
    int status = inspect_hear(in, visit, &l);
    if (!status &&
        (time_planes(in, &l.shown, l.settings, &error) ||
         time_decay(in, &l.decay, &l.shown, &error) || time_residual(in, &l.shown, &error)))
        status = complain(in->name, "%s", error.text);
    pseg_signals_free(&l.shown);
    pseg_decay_free(&l.decay);
    return status ? status : inspect_status(in);
}

const char inspect_time_details[] =
    "Of one recording, the first that has labels: time-tsne.png, the memory of each recurrent "
    "layer "
    "laid\nout in the plane; time-residual.png, how it changes from frame to frame. Of all "
    "recordings:\ntime-decay.png, what is left of one frame of noise, every 5th frame being "
    "disturbed in turn. Each\nhas a .csv and an .npy, of residuals one for each layer.\n";

int inspect_time(int argc, const char **argv)
{
    struct time_settings settings = defaults;
    char *perplexity = NULL, *seed = NULL, *after = NULL, *burst = NULL;
    const struct poptOption own[] = {
        {"perplexity", 0, POPT_ARG_STRING, &perplexity, 0,
         "neighbours that count in the layout, about (default: 30)", "X"},
        {"seed", 0, POPT_ARG_STRING, &seed, 0, "of the layout (default: 1)", "N"},
        {"after", 0, POPT_ARG_STRING, &after, 0,
         "frames that are followed after a burst of noise (default: 50)", "N"},
        {"burst", 0, POPT_ARG_STRING, &burst, 0,
         "level of the burst, above the recording's mean (default: 0)", "DB"},
        POPT_TABLEEND,
    };
    struct inspect in;
    int status = inspect_open(&in, argc, argv, own);
    if (!status && (parse_real(&settings.perplexity, perplexity, "--perplexity", 1, 500, in.name) ||
                    parse_integer(&settings.seed, seed, "--seed", 0, 1000000, in.name) ||
                    parse_integer(&settings.after, after, "--after", 1, 1000, in.name) ||
                    parse_real(&settings.burst, burst, "--burst", -60, 60, in.name)))
        status = EXIT_USAGE;
    if (!status)
        status = show(&in, &settings);
    free(perplexity);
    free(seed);
    free(after);
    free(burst);
    inspect_close(&in);
    return status;
}
