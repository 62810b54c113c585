#include "reproduce_results.h"

#include <stdlib.h>
#include <string.h>

void results_path(char *path, size_t size, const struct results *r, int system, int seed,
                  const char *extension)
{
    char name[SYSTEM_NAME];
    snprintf(name, sizeof name, "%s", r->plan->system[system].name);
    for (char *c = name; *c; c++)
        if (*c == ':' || *c == '/')
            *c = '-';
    snprintf(path, size, "%s/runs/%s-%d.%s", r->folder, name, seed, extension);
}

/* One line that says all that the figures depend on. */
static void write_key(FILE *f, const struct results *r, int system, int seed)
{
    const struct plan *plan = r->plan;
    const struct system *s = &plan->system[system];
    fprintf(f, "# {\"phoneseg\":\"%s\",\"system\":\"%s\",\"snr\":%.15g,\"test\":%llu", PSEG_VERSION,
            s->name, plan->snr, (unsigned long long)r->test);
    if (is_network(s)) {
        struct pseg_settings settings;
        plan_settings(&settings, plan, s, seed);
        fprintf(f, ",\"train\":%llu,\"minutes\":%.15g,", (unsigned long long)r->train,
                plan->train_minutes);
        pseg_settings_write_json(f, &settings);
    }
    fprintf(f, "}\n");
}

static void write_figure(FILE *f, const char *row, const char *protocol, const char *condition,
                         const char *measure, const struct figure *g)
{
    fprintf(f, "%s,%s,%s,%s,%.17g,%.17g,%.17g,%.17g,%.17g,%.17g\n", row, protocol, condition,
            measure, g->r_value, g->precision, g->recall, g->threshold, g->blend, g->offset);
}

static void write_row(FILE *f, const char *name, const struct figures *g)
{
    for (int p = 0; p < N_PROTOCOLS; p++)
        for (int c = 0; c < N_CONDITIONS; c++)
            for (int m = 0; m < N_MEASURES; m++)
                write_figure(f, name, protocol_names[p], condition_names[c], measure_names[m],
                             &g->at[p][c][m]);
    for (int m = 0; m < N_MEASURES; m++)
        for (int i = 0; i < g->n_curve[m]; i++)
            write_figure(f, name, "curve", condition_names[CLEAN], measure_names[m],
                         &g->curve[m][i]);
}

int results_write(const struct results *r, int system, int seed, struct pseg_error *error)
{
    char path[4200];
    const struct outcome *o = &r->outcome[system][seed];
    results_path(path, sizeof path, r, system, seed, "csv");
    struct pseg_output *output = pseg_output_open(path, error);
    if (!output)
        return -1;
    FILE *f = pseg_output_stream(output);
    write_key(f, r, system, seed);
    fprintf(f, "# epochs %d seconds %.17g loss %.17g validation %.17g parameters %.0f adds %.0f\n",
            o->epochs, o->seconds, o->loss, o->validation, o->parameters, o->multiply_adds);
    fprintf(f, "row,protocol,condition,measure,r_value,precision,recall,threshold,w,offset\n");
    for (int row = 0; row < r->plan->n_rows; row++)
        if (r->plan->row[row].system == system)
            write_row(f, r->plan->row[row].name, figures_of(r, row, seed));
    return pseg_output_commit(output, error);
}

/* ---------------------------------------------------------------------------------- reading -- */

static int is_same_key(FILE *f, const struct results *r, int system, int seed)
{
    char *key = NULL, *line = NULL;
    size_t size = 0, room = 0;
    FILE *memory = open_memstream(&key, &size);
    if (!memory)
        return 0;
    write_key(memory, r, system, seed);
    const int same = !fclose(memory) && getline(&line, &room, f) > 0 && strcmp(line, key) == 0;
    free(key);
    free(line);
    return same;
}

static int index_of(const char *const *names, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

static int read_line(struct results *r, int seed, const char *line)
{
    char name[64], protocol[16], condition[16], measure[16];
    struct figure g;
    if (sscanf(line, "%63[^,],%15[^,],%15[^,],%15[^,],%lf,%lf,%lf,%lf,%lf,%lf", name, protocol,
               condition, measure, &g.r_value, &g.precision, &g.recall, &g.threshold, &g.blend,
               &g.offset) != 10)
        return -1;
    const int row = plan_find_row(r->plan, name);
    const int p = index_of(protocol_names, N_PROTOCOLS, protocol);
    const int c = index_of(condition_names, N_CONDITIONS, condition);
    const int m = index_of(measure_names, N_MEASURES, measure);
    if (row < 0 || c < 0 || m < 0)
        return -1;
    struct figures *f = figures_of(r, row, seed);
    if (p >= 0)
        f->at[p][c][m] = g;
    else if (f->n_curve[m] < CURVE_POINTS)
        f->curve[m][f->n_curve[m]++] = g;
    return 0;
}

/* Each row that the system has now. */
static int has_all_rows(const struct results *r, int system, int seed)
{
    for (int row = 0; row < r->plan->n_rows; row++)
        if (r->plan->row[row].system == system && !figures_of(r, row, seed)->n_curve[LENIENT])
            return 0;
    return 1;
}

static int read_outcome(FILE *f, struct outcome *o)
{
    char *line = NULL;
    size_t room = 0;
    const int good =
        getline(&line, &room, f) > 0 &&
        sscanf(line, "# epochs %d seconds %lf loss %lf validation %lf parameters %lf adds %lf",
               &o->epochs, &o->seconds, &o->loss, &o->validation, &o->parameters,
               &o->multiply_adds) == 6;
    free(line);
    return good;
}

static int read_figures(FILE *f, struct results *r, int system, int seed)
{
    char *line = NULL;
    size_t room = 0;
    int status = getline(&line, &room, f) > 0 ? 0 : -1; /* the columns' names */
    while (!status && getline(&line, &room, f) > 0)
        status = read_line(r, seed, line);
    free(line);
    return !status && has_all_rows(r, system, seed);
}

/* The file, after key and outcome; NULL where they are not those of these settings. */
static FILE *open_kept(struct results *r, int system, int seed)
{
    char path[4200];
    results_path(path, sizeof path, r, system, seed, "csv");
    FILE *f = fopen(path, "r");
    if (f && is_same_key(f, r, system, seed) && read_outcome(f, &r->outcome[system][seed]))
        return f;
    if (f)
        fclose(f);
    return NULL;
}

int results_read_outcome(struct results *r, int system, int seed)
{
    FILE *f = open_kept(r, system, seed);
    if (f)
        fclose(f);
    return f != NULL;
}

int results_read(struct results *r, int system, int seed)
{
    FILE *f = open_kept(r, system, seed);
    if (!f)
        return 0;
    for (int row = 0; row < r->plan->n_rows; row++)
        if (r->plan->row[row].system == system)
            memset(figures_of(r, row, seed), 0, sizeof(struct figures));
    r->outcome[system][seed].done = read_figures(f, r, system, seed);
    fclose(f);
    return r->outcome[system][seed].done;
}
