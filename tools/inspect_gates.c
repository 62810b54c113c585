/* phoneseg inspect gates: gates over an utterance (000 figures 3 and 4). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "gate_means.h"
#include "inspect.h"
#include "numbers.h"
#include "sheet.h"

/* The first recording is the one that is drawn. */
struct looking {
    const struct inspect *in;
    struct pseg_signals shown;
};

static int visit(void *user, struct pseg_signals *s, struct pseg_error *error)
{
    struct looking *l = user;
    (void)error;
    if (!l->shown.n_frames) {
        l->shown = *s;
        memset(s, 0, sizeof *s);
    }
    return 0;
}

/* Figure 3: the mean over units of each gate; figure 4: its difference to the frame before. */
static int add_gate(struct sheet *sheet, const struct pseg_signals *s,
                    const struct pseg_signal_layer *layer, int g)
{
    char title[64];
    snprintf(title, sizeof title, "%s, %s gate", layer->name, layer->gate_name[g]);
    struct sheet_panel *mean = sheet_add(sheet, title, "mean", 1);
    if (!mean)
        return -1;
    pseg_gate_means(mean->curve[0], layer, g, s->n_frames);
    mean->offset = s->time[0];
    snprintf(title, sizeof title, "%s, %s gate: difference", layer->name, layer->gate_name[g]);
    struct sheet_panel *difference = sheet_add(sheet, title, "difference", 1);
    if (!difference)
        return -1;
    pseg_differences(difference->curve[0], mean->curve[0], s->n_frames);
    difference->offset = s->time[0] + s->change;
    return 0;
}

static int draw(const struct looking *l, struct pseg_error *error)
{
    const struct pseg_signals *s = &l->shown;
    const int index = l->in->layer < 0 ? s->first_recurrent : l->in->layer;
    const struct pseg_signal_layer *layer = &s->layer[index];
    struct sheet sheet = {.n = s->n_frames, .step = s->hop, .reference = &s->ref};
    char path[INSPECT_PATH];
    int failed = 0;
    snprintf(sheet.title, sizeof sheet.title, "Gates of %s  |  %.120s", inspect_model_name(l->in),
             s->name);
    for (int g = 0; g < layer->n_gates && !failed; g++)
        if (l->in->gate < 0 || l->in->gate == g)
            failed = add_gate(&sheet, s, layer, g);
    inspect_path(path, l->in, "gates.png");
    failed =
        failed ? pseg_fail(error, "out of memory for %s", path) : sheet_draw(&sheet, path, error);
    sheet_free(&sheet);
    return failed;
}

int inspect_gates(int argc, const char **argv)
{
    const struct poptOption none[] = {POPT_TABLEEND};
    struct inspect in;
    struct looking l = {.in = &in};
    struct pseg_error error;
    int status = inspect_open(&in, argc, argv, none);
    if (!status)
        status = inspect_hear(&in, visit, &l);
    if (!status)
        status = draw(&l, &error) ? complain(in.name, "%s", error.text) : inspect_status(&in);
    pseg_signals_free(&l.shown);
    inspect_close(&in);
    return status;
}
