/* phoneseg inspect gates: gates over an utterance (000 figures 3 and 4), and what they do around
 * boundaries on average. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "inspect.h"
#include "inspect_averages.h"
#include "numbers.h"
#include "sheet.h"

const char inspect_gates_details[] =
    "Of one recording, the first that has labels: gates.png, each gate's mean over units, the\n"
    "error E and the score; differences.png, the differences of gates, of their means and of "
    "eight\n"
    "units; gates.csv and gates.npy, their numbers. Of all recordings: averages.png, .csv and "
    ".npy,\n"
    "what all of these do within 150 ms of a boundary, beside what they do around random times:\n"
    "a peak less than 4 standard errors from these may be chance.\n";

enum { SHOWN_UNITS = 8 }; /* as in 000 figure 4 */

static const double usual_view = 4, latest = 1e7; /* [s] */

struct looking {
    struct inspect in;
    char *start_text, *end_text;
    double start, end;         /* [s] what is drawn of the recording; end 0: a view's length */
    int layer;                 /* looked at */
    struct pseg_signals shown; /* the recording that is drawn */
    struct averages averages;
};

/* -------------------------------------------------------------------------------- collecting -- */

static int visit(void *user, struct pseg_signals *s, struct pseg_error *error)
{
    struct looking *l = user;
    struct pseg_curves curves;
    const int failed = pseg_curves_make(&curves, s, l->layer, l->in.gate) ||
                       averages_add(&l->averages, &curves, s);
    pseg_curves_free(&curves);
    if (failed)
        return pseg_fail(error, "%s: out of memory", s->name);
    if (!l->shown.n_frames || (s->is_labelled && !l->shown.is_labelled)) {
        pseg_signals_free(&l->shown);
        l->shown = *s;
        memset(s, 0, sizeof *s);
    }
    return 0;
}

/* ----------------------------------------------------------------------------- one utterance -- */

/* Frames from .. to - 1 are drawn. */
struct view {
    const struct looking *l;
    const struct pseg_curves *curves;
    size_t from, to;
};

static void start_sheet(struct sheet *sheet, const struct view *v, const char *what)
{
    const struct pseg_signals *s = &v->l->shown;
    memset(sheet, 0, sizeof *sheet);
    sheet->n = v->to - v->from;
    sheet->step = s->hop;
    sheet->start = (double)v->from * s->hop;
    sheet->reference = s->is_labelled ? &s->ref : NULL;
    snprintf(sheet->title, sizeof sheet->title, "%s of %s, %s  |  %.80s", what,
             s->layer[v->l->layer].name, inspect_model_name(&v->l->in), s->name);
}

static int add_curve(struct sheet *sheet, const struct view *v, const struct pseg_curve *c)
{
    static const char *const names[] = {"error", "score", "change", "mean", "difference", "change"};
    struct sheet_panel *p = sheet_add(sheet, c->name, names[c->kind], 1);
    if (!p)
        return -1;
    memcpy(p->curve[0], c->x + v->from, sheet->n * sizeof *c->x);
    p->offset = c->start;
    if (c->kind == PSEG_CURVE_SCORE)
        p->found = &v->l->shown.found;
    return 0;
}

/* 000 eq. 13, of the first units. */
static int add_units(struct sheet *sheet, const struct view *v, int gate)
{
    const struct pseg_signal_layer *layer = &v->l->shown.layer[v->l->layer];
    const size_t units = (size_t)layer->units;
    const int n = layer->units < SHOWN_UNITS ? layer->units : SHOWN_UNITS;
    char title[64];
    snprintf(title, sizeof title, "%s gate: differences of units 1 to %d", layer->gate_name[gate],
             n);
    struct sheet_panel *p = sheet_add(sheet, title, "difference", n);
    for (int i = 0; p && i < n; i++)
        for (size_t t = v->from > 1 ? v->from : 1; t < v->to; t++) {
            const float *at = layer->gate[gate] + t * units + (size_t)i;
            p->curve[i][t - v->from] = (double)*at - (double)at[-(ptrdiff_t)units];
        }
    if (p)
        p->offset = v->l->shown.time[0] + v->l->shown.change;
    return p ? 0 : -1;
}

static int finish_sheet(struct sheet *sheet, const struct view *v, const char *file, int failed,
                        struct pseg_error *error)
{
    char path[INSPECT_PATH];
    inspect_path(path, &v->l->in, file);
    failed =
        failed ? pseg_fail(error, "out of memory for %s", path) : sheet_draw(sheet, path, error);
    sheet_free(sheet);
    return failed;
}

/* 000 figure 3, with E and the score below. */
static int draw_means(const struct view *v, struct pseg_error *error)
{
    static const enum pseg_curve_kind order[] = {PSEG_CURVE_MEAN, PSEG_CURVE_ERROR,
                                                 PSEG_CURVE_SCORE};
    struct sheet sheet;
    int failed = 0;
    start_sheet(&sheet, v, "Gates");
    for (size_t k = 0; k < sizeof order / sizeof *order; k++)
        for (int i = 0; i < v->curves->n && !failed; i++)
            if (v->curves->curve[i].kind == order[k])
                failed = add_curve(&sheet, v, &v->curves->curve[i]);
    return finish_sheet(&sheet, v, "gates.png", failed, error);
}

/* 000 figure 4, for each gate. */
static int draw_differences(const struct view *v, struct pseg_error *error)
{
    struct sheet sheet;
    int failed = 0, gate = v->l->in.gate < 0 ? 0 : v->l->in.gate;
    start_sheet(&sheet, v, "Differences of gates");
    for (int i = 0; i < v->curves->n && !failed; i++)
        if (v->curves->curve[i].kind == PSEG_CURVE_DIFFERENCE)
            failed = add_curve(&sheet, v, &v->curves->curve[i]) || add_units(&sheet, v, gate++);
    return finish_sheet(&sheet, v, "differences.png", failed, error);
}

/* Whole curves, each with its own times: the array is [curves][time, value][n_frames]. */
static int write_curves(const struct view *v, struct pseg_error *error)
{
    const struct pseg_curves *c = v->curves;
    const size_t shape[] = {(size_t)c->n, 2, c->n_frames};
    struct pseg_column columns[2 * PSEG_MAX_CURVES];
    char path[INSPECT_PATH], names[PSEG_MAX_CURVES][64];
    double *x = malloc((size_t)c->n * 2 * c->n_frames * sizeof *x);
    if (!x)
        return pseg_fail(error, "out of memory for numbers of gates");
    for (int i = 0; i < c->n; i++) {
        double *time = x + 2 * (size_t)i * c->n_frames, *value = time + c->n_frames;
        for (size_t t = 0; t < c->n_frames; t++)
            time[t] = c->curve[i].start + (double)t * c->hop;
        memcpy(value, c->curve[i].x, c->n_frames * sizeof *value);
        snprintf(names[i], sizeof names[i], "%s: time [s]", c->curve[i].name);
        columns[2 * i] = (struct pseg_column){names[i], time, NULL};
        columns[2 * i + 1] = (struct pseg_column){c->curve[i].name, value, NULL};
    }
    inspect_path(path, &v->l->in, "gates.csv");
    int failed = pseg_write_csv(path, columns, 2 * c->n, c->n_frames, error);
    inspect_path(path, &v->l->in, "gates.npy");
    failed = failed || pseg_write_npy(path, x, PSEG_NPY_DOUBLE, shape, 3, error);
    free(x);
    return failed;
}

/* Some frames at least, whatever is asked for. */
static int choose_view(struct view *v, struct pseg_error *error)
{
    const struct pseg_signals *s = &v->l->shown;
    const double end = v->l->end > 0 ? v->l->end : v->l->start + usual_view;
    v->from = (size_t)(v->l->start / s->hop);
    v->to = end / s->hop < (double)s->n_frames ? (size_t)(end / s->hop) : s->n_frames;
    return v->from + 2 <= v->to
               ? 0
               : pseg_fail(error, "%s: there are fewer than two frames from %g s to %g s", s->name,
                           v->l->start, end);
}

static int show_utterance(const struct looking *l, struct pseg_error *error)
{
    struct pseg_curves curves;
    struct view v = {.l = l, .curves = &curves};
    if (choose_view(&v, error))
        return -1;
    if (pseg_curves_make(&curves, &l->shown, l->layer, l->in.gate))
        return pseg_fail(error, "out of memory for curves");
    const int failed =
        draw_means(&v, error) || draw_differences(&v, error) || write_curves(&v, error);
    pseg_curves_free(&curves);
    return failed;
}

/* ------------------------------------------------------------------------------- all of them -- */

static int show_averages(const struct looking *l, struct pseg_error *error)
{
    char title[256], picture[INSPECT_PATH], csv[INSPECT_PATH], npy[INSPECT_PATH];
    const struct averages *a = &l->averages;
    const enum averages_set set = averages_shown(a);
    printf("%s of %s\n", l->shown.layer[l->layer].name, inspect_model_name(&l->in));
    if (!averages_print(a))
        return 0;
    snprintf(title, sizeof title, "%s of %.120s around %zu boundaries",
             l->shown.layer[l->layer].name, inspect_model_name(&l->in), a->curve[0].around[set].n);
    inspect_path(picture, &l->in, "averages.png");
    inspect_path(csv, &l->in, "averages.csv");
    inspect_path(npy, &l->in, "averages.npy");
    return averages_draw(a, title, picture, error) || averages_write(a, csv, npy, error);
}

static int run(struct looking *l)
{
    struct pseg_error error;
    if (parse_real(&l->start, l->start_text, "--start", 0, latest, l->in.name) ||
        parse_real(&l->end, l->end_text, "--end", 0, latest, l->in.name))
        return EXIT_USAGE;
    if (l->end_text && l->end <= l->start)
        return complain_usage(l->in.name, "--end %g is not after --start %g", l->end, l->start);
    l->layer = l->in.layer < 0 ? l->in.net.first_recurrent : l->in.layer;
    const int status = inspect_hear(&l->in, visit, l);
    if (status)
        return status;
    if (show_utterance(l, &error) || show_averages(l, &error))
        return complain(l->in.name, "%s", error.text);
    return inspect_status(&l->in);
}

int inspect_gates(int argc, const char **argv)
{
    struct looking l = {0};
    const struct poptOption own[] = {
        {"start", 's', POPT_ARG_STRING, &l.start_text, 0, "draw from here (default: 0)", "SECONDS"},
        {"end", 'e', POPT_ARG_STRING, &l.end_text, 0, "draw up to here (default: 4 s of it)",
         "SECONDS"},
        POPT_TABLEEND,
    };
    int status = inspect_open(&l.in, argc, argv, own);
    if (!status)
        status = run(&l);
    averages_free(&l.averages);
    pseg_signals_free(&l.shown);
    inspect_close(&l.in);
    free(l.start_text);
    free(l.end_text);
    return status;
}
