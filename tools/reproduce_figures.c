/* Figures 3, 4 and 5 of 000, of one utterance. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "reproduce_pictures.h"
#include "reproduce_track.h"
#include "sheet.h"

enum { MODELS = 3, SHOWN_UNITS = 8, FORGET = 0, UPDATE = 0 };

static const char *const names[MODELS] = {"ae-lstm", "ae-gru", "rpm2-gru"};
enum { AE_LSTM, AE_GRU, RPM2_GRU };

static const double frame_middle = 0.0125; /* [s] from a frame's start */
static const double change = 0.0075;       /* [s] midway between a frame's middle and the last's */

struct scene {
    const struct results *results;
    const struct pseg_recording *recording;
    struct track track[MODELS];
    struct pseg_times found[MODELS]; /* by the model's first row */
    int seed[MODELS];                /* 0: the model is not there */
};

/* Neither too short to show anything nor too long to be seen. */
static const struct pseg_recording *choose_recording(const struct data *d)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->refs[i]->end >= 2 && d->refs[i]->end <= 4)
            return d->recordings[i];
    return d->recordings[0];
}

/* ------------------------------------------------------------------------------ what to show -- */

static int find_boundaries(struct pseg_times *found, const struct results *r, const char *row_name,
                           int seed, const struct pseg_model *model, const float *x, size_t n,
                           struct pseg_error *error)
{
    const int index = plan_find_row(r->plan, row_name);
    const struct row *row = &r->plan->row[index];
    const struct figure *f = &figures_of(r, index, seed)->at[TUNED][CLEAN][LENIENT];
    struct pseg_config c = model->config;
    struct pseg_peaks peaks = {0};
    struct signals signals;
    if (signals_hear(&signals, model, x, n, error))
        return -1;
    c.threshold = (float)f->threshold;
    c.offset = (int)f->offset;
    const int failed = signals_peaks(&peaks, &signals, row->score, row->gate, f->blend) ||
                       pseg_choose_peaks(found, &peaks, &c);
    pseg_peaks_free(&peaks);
    signals_free(&signals);
    return failed ? pseg_fail(error, "out of memory for the boundaries of a picture") : 0;
}

static int hear_model(struct scene *s, int i, const float *x, size_t n, struct pseg_error *error)
{
    static const char *const rows[MODELS] = {"lstm-forget", "gru-update", "rpm2"};
    const struct results *r = s->results;
    const int system = plan_find_system(r->plan, names[i]);
    char path[4200];
    struct pseg_model model;
    s->seed[i] = first_seed(r, system);
    if (!s->seed[i])
        return 0;
    results_path(path, sizeof path, r, system, s->seed[i], "pseg");
    if (pseg_model_load(&model, path, error))
        return -1;
    const int failed = track_make(&s->track[i], &model, x, n, error) ||
                       find_boundaries(&s->found[i], r, rows[i], s->seed[i], &model, x, n, error);
    pseg_model_free(&model);
    return failed;
}

static int hear(struct scene *s, struct pseg_error *error)
{
    float *x;
    size_t n;
    if (data_hear(&x, &n, s->recording, INFINITY, error))
        return -1;
    int failed = 0;
    for (int i = 0; i < MODELS && !failed; i++)
        failed = hear_model(s, i, x, n, error);
    free(x);
    return failed;
}

/* ------------------------------------------------------------------------------- the figures -- */

static void start(struct sheet *sheet, const struct scene *s, const struct track *t,
                  const char *what)
{
    memset(sheet, 0, sizeof *sheet);
    sheet->n = t->n;
    sheet->step = 0.01;
    sheet->reference = &s->recording->ref;
    snprintf(sheet->title, sizeof sheet->title, "%s  |  %.80s", what, s->recording->name);
}

static int finish(struct sheet *sheet, const struct scene *s, const char *file, int complete,
                  struct pseg_error *error)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", s->results->folder, file);
    const int failed =
        complete ? sheet_draw(sheet, path, error) : pseg_fail(error, "out of memory for %s", path);
    sheet_free(sheet);
    return failed;
}

typedef double value_of(const struct track *t, size_t frame, int gate, int unit);

static double error_of(const struct track *t, size_t frame, int gate, int dimension)
{
    (void)gate;
    return track_error(t, frame, dimension);
}

/* The mean (n = 1), or the first n units. */
static struct sheet_panel *add(struct sheet *sheet, const char *title, const char *name,
                               const struct track *t, value_of *value, int gate, int n)
{
    struct sheet_panel *p = sheet_add(sheet, title, name, n);
    for (int i = 0; p && i < n; i++)
        for (size_t frame = 0; frame < t->n; frame++)
            p->curve[i][frame] = value(t, frame, gate, n == 1 ? -1 : i);
    if (p)
        p->offset = value == track_gate ? frame_middle : change;
    return p;
}

static int draw_figure3(const struct scene *s, struct pseg_error *error)
{
    static const struct {
        int model, gate;
        const char *title;
    } panels[] = {{AE_LSTM, 0, "LSTM forget gate"},
                  {AE_LSTM, 1, "LSTM input gate"},
                  {AE_LSTM, 2, "LSTM output gate"},
                  {AE_GRU, 0, "GRU update gate"},
                  {AE_GRU, 1, "GRU reset gate"}};
    struct sheet sheet;
    int complete = 1;
    start(&sheet, s, &s->track[AE_LSTM], "Means of the gates over all units, autoencoders");
    for (size_t i = 0; i < sizeof panels / sizeof *panels && complete; i++)
        complete = add(&sheet, panels[i].title, "mean", &s->track[panels[i].model], track_gate,
                       panels[i].gate, 1) != NULL;
    return finish(&sheet, s, "figure3.png", complete, error);
}

static int draw_figure4(const struct scene *s, struct pseg_error *error)
{
    const struct track *t = &s->track[AE_LSTM];
    struct sheet sheet;
    start(&sheet, s, t, "Difference of the forget gate, LSTM autoencoder");
    const int complete = add(&sheet, "of the mean over units (eq. 12)", "difference", t,
                             track_difference, FORGET, 1) &&
                         add(&sheet, "of units 1 to 8 (eq. 13)", "difference", t, track_difference,
                             FORGET, SHOWN_UNITS);
    return finish(&sheet, s, "figure4.png", complete, error);
}

static int draw_figure5(const struct scene *s, struct pseg_error *error)
{
    const struct track *ae = &s->track[AE_GRU], *rpm = &s->track[RPM2_GRU];
    struct sheet sheet;
    start(&sheet, s, ae, "Gates of an autoencoder beside errors of a predictor, GRU");
    const int complete =
        add(&sheet, "AE: difference of the update gate's mean", "difference", ae, track_difference,
            UPDATE, 1) &&
        add(&sheet, "AE: differences of units 1 to 8", "difference", ae, track_difference, UPDATE,
            SHOWN_UNITS) &&
        add(&sheet, "RPM, 2 layers: prediction error E", "error", rpm, error_of, 0, 1) &&
        add(&sheet, "RPM: squared errors of dimensions 1 to 8", "error", rpm, error_of, 0,
            SHOWN_UNITS);
    for (int i = 0; complete && i < sheet.n_panels; i++)
        sheet.panel[i].found = &s->found[i < 2 ? AE_GRU : RPM2_GRU];
    return finish(&sheet, s, "figure5.png", complete, error);
}

int pictures_of_signals(const struct results *r, const struct data *d, struct pseg_error *error)
{
    struct scene s = {.results = r, .recording = choose_recording(d)};
    int failed = hear(&s, error);
    if (!failed && s.seed[AE_LSTM] && s.seed[AE_GRU])
        failed = draw_figure3(&s, error);
    if (!failed && s.seed[AE_LSTM])
        failed = draw_figure4(&s, error);
    if (!failed && s.seed[AE_GRU] && s.seed[RPM2_GRU])
        failed = draw_figure5(&s, error);
    for (int i = 0; i < MODELS; i++) {
        track_free(&s.track[i]);
        pseg_times_free(&s.found[i]);
    }
    return failed;
}
