/* Means over seeds, and all figures as columns. */
#include <math.h>

#include "offline.h"
#include "reproduce_tables.h"

struct spread spread_of(const struct results *r, int row, enum protocol protocol,
                        enum condition condition, enum measure measure)
{
    const int system = r->plan->row[row].system;
    struct spread s = {0, 0, 0};
    double squares = 0;
    for (int seed = 1; seed <= seeds_of(r->plan, system); seed++)
        if (r->outcome[system][seed].done) {
            const double x = figures_of(r, row, seed)->at[protocol][condition][measure].r_value;
            s.n++;
            s.mean += x;
            squares += x * x;
        }
    if (s.n)
        s.mean /= s.n;
    if (s.n > 1)
        s.deviation = sqrt(fmax(0, (squares - s.n * s.mean * s.mean) / (s.n - 1)));
    return s;
}

int is_offline_row(const struct results *r, int row)
{
    const struct system *s = &r->plan->system[r->plan->row[row].system];
    struct pseg_settings settings;
    struct pseg_config config;
    if (!is_network(s))
        return s->kind == SYSTEM_HAC;
    plan_settings(&settings, r->plan, s, 1);
    pseg_settings_config(&config, &settings);
    return pseg_is_offline(&config);
}

int first_seed(const struct results *r, int system)
{
    for (int seed = 1; seed <= seeds_of(r->plan, system); seed++)
        if (r->outcome[system][seed].done)
            return seed;
    return 0;
}

struct pseg_output *tables_open(const struct results *r, const char *name, struct pseg_error *error)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", r->folder, name);
    return pseg_output_open(path, error);
}

/* ---------------------------------------------------------------------------------- columns -- */

static void write_figures(FILE *f, const struct results *r, int row, int seed)
{
    const struct row *w = &r->plan->row[row];
    const struct outcome *o = &r->outcome[w->system][seed];
    for (int p = 0; p < N_PROTOCOLS; p++)
        for (int c = 0; c < N_CONDITIONS; c++)
            for (int m = 0; m < N_MEASURES; m++) {
                const struct figure *g = &figures_of(r, row, seed)->at[p][c][m];
                fprintf(f, "%s,%s,%s,%d,%s,%s,%s,%s,", table_names[w->table], w->name,
                        r->plan->system[w->system].name, seed,
                        is_offline_row(r, row) ? "yes" : "no", protocol_names[p],
                        condition_names[c], measure_names[m]);
                fprintf(f, "%.2f,%.2f,%.2f,%.6g,%.4g,%.4g,", g->r_value, g->precision, g->recall,
                        g->threshold, g->blend, g->offset / 16);
                fprintf(f, "%.0f,%.0f,%d,%.5g,%.5g,%.3g\n", o->parameters, o->multiply_adds,
                        o->epochs, o->loss, o->validation, o->seconds);
            }
}

static void write_results(FILE *f, const struct results *r)
{
    fprintf(f, "table,row,system,seed,offline,protocol,condition,measure,r_value,precision,recall,"
               "threshold,w,offset_ms,parameters,multiply_adds,epochs,loss,validation,"
               "train_seconds\n");
    for (int row = 0; row < r->plan->n_rows; row++)
        for (int seed = 1; seed <= r->plan->seeds; seed++)
            if (r->outcome[r->plan->row[row].system][seed].done)
                write_figures(f, r, row, seed);
}

static void write_curves(FILE *f, const struct results *r)
{
    fprintf(f, "row,seed,measure,threshold,precision,recall,r_value\n");
    for (int row = 0; row < r->plan->n_rows; row++) {
        const int seed = first_seed(r, r->plan->row[row].system);
        const struct figures *g = figures_of(r, row, seed);
        for (int m = 0; seed && m < N_MEASURES; m++)
            for (int i = 0; i < g->n_curve[m]; i++)
                fprintf(f, "%s,%d,%s,%.6g,%.2f,%.2f,%.2f\n", r->plan->row[row].name, seed,
                        measure_names[m], g->curve[m][i].threshold, g->curve[m][i].precision,
                        g->curve[m][i].recall, g->curve[m][i].r_value);
    }
}

int tables_write_numbers(const struct results *r, struct pseg_error *error)
{
    static const struct {
        const char *name;
        void (*write)(FILE *f, const struct results *r);
    } files[] = {{"results.csv", write_results}, {"curves.csv", write_curves}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct pseg_output *o = tables_open(r, files[i].name, error);
        if (!o)
            return -1;
        files[i].write(pseg_output_stream(o), r);
        if (pseg_output_commit(o, error))
            return -1;
    }
    return 0;
}
