/* Units in words and numbers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "inspect_units.h"
#include "numbers.h"

/* ---------------------------------------------------------------------------------- in words -- */

enum { SHOWN_RECOGNISERS = 5 };

static void print_kinds(const struct unit_layer *l)
{
    const char *before = "  kinds: ";
    for (int t = 0; t < PSEG_N_UNIT_TYPES; t++) {
        const int n = units_of_type(l, (enum pseg_unit_type)t);
        if (n)
            printf("%s%d %s", before, n, pseg_unit_type_names[t]);
        before = n ? ", " : before;
    }
    printf(";");
    for (int p = 0; p < PSEG_N_POLARITIES; p++)
        printf("%s %d %s", p ? "," : "", units_of_polarity(l, (enum pseg_polarity)p),
               pseg_polarity_names[p]);
    printf("\n");
}

static double mean_saturation(const struct unit_layer *l, enum pseg_saturation end, int gate)
{
    double sum = 0;
    for (int j = 0; j < l->activity.units; j++)
        sum += pseg_saturation(&l->activity, end, gate, j);
    return sum / l->activity.units;
}

static void print_gates(const struct unit_layer *l)
{
    for (int g = 0; g < l->activity.n_gates; g++)
        printf(
            "  %s gate: below 0.1 in %.1f %% of all frames, above 0.9 in %.1f %%; prone to close "
            "%d, to open %d\n",
            l->activity.gate_name[g], 100 * mean_saturation(l, PSEG_CLOSED, g),
            100 * mean_saturation(l, PSEG_OPEN, g), units_prone(l, PSEG_CLOSED, g),
            units_prone(l, PSEG_OPEN, g));
}

/* Of n phones with frames enough. */
static void print_responsible(const struct unit_layer *l, size_t phones, int n)
{
    int responsible = 0;
    for (size_t p = 0; p < phones; p++)
        responsible += units_responsible(l, (int)p) > 0;
    printf("  %d of %d phone%s of %d frames or more", responsible, n, n == 1 ? "" : "s",
           PSEG_LEAST_FRAMES);
    if (n < (int)phones)
        printf(" (%d %s fewer)", (int)phones - n, (int)phones - n == 1 ? "has" : "have");
    printf(" %s a unit that is unusual in more than %.0f %% of their frames\n"
           "  (the limit of Tang, Shi and Wang, section 4.2, for %s)\n",
           responsible == 1 ? "has" : "have", 100 * l->considerable, units_paper_cell(l));
}

static void print_recognisers(const struct unit_layer *l, const struct units *u)
{
    char *const *name = u->in.phones.name;
    const int n = units_frequent_phones(l, u->in.phones.n);
    if (!n || !units_any_unusual(l, u->in.phones.n)) {
        if (!u->in.phones.n)
            printf("  The labels name no phones: nothing is said of them.\n");
        else if (!n)
            printf("  No phone has %d frames or more: nothing is said of them.\n",
                   PSEG_LEAST_FRAMES);
        else if (u->beyond > 0)
            printf("  No unit gets beyond +-%g in any phone.\n", u->beyond);
        else
            printf("  No unit is ever unusual in any phone.\n");
        return;
    }
    print_responsible(l, u->in.phones.n, n);
    for (int i = 0; i < SHOWN_RECOGNISERS && i < l->activity.units; i++) {
        const struct pseg_recogniser *r = &l->by_lead[i];
        if (r->next >= 0 && r->share > 0)
            printf("  unit %d: unusual in %.0f %% of '%s', next '%s' with %.0f %%\n", r->unit + 1,
                   100 * r->share, name[r->phone], name[r->next], 100 * r->next_share);
    }
}

void units_print(const struct units *u)
{
    for (int i = 0; i < u->n_layers; i++) {
        const struct unit_layer *l = &u->layer[i];
        printf("%s of %s: %d units over %zu frames\n", l->activity.name, inspect_model_name(&u->in),
               l->activity.units, l->activity.n);
        print_kinds(l);
        print_gates(l);
        if (l->share)
            print_recognisers(l, u);
    }
    if (!u->shown.n_frames)
        printf("No recording has labels: nothing is said of phones.\n");
}

/* ------------------------------------------------------------------------------------- units -- */

enum { FIGURES = 9, MOST_COLUMNS = 24, MOST_TEXTS = 6 };

/* units.csv, column by column: a line for each unit of each layer. */
struct unit_table {
    const struct units *u;
    size_t rows;
    int n_columns;
    struct pseg_column column[MOST_COLUMNS];
    char gate_columns[2 * PSEG_MAX_GATES][48];
    double *numbers;    /* [MOST_COLUMNS][rows] */
    const char **texts; /* [MOST_TEXTS][rows] */
    int n_numbers, n_texts;
};

static double *add_numbers(struct unit_table *t, const char *name)
{
    double *x = t->numbers + (size_t)t->n_numbers++ * t->rows;
    t->column[t->n_columns++] = (struct pseg_column){name, x, NULL};
    return x;
}

static const char **add_texts(struct unit_table *t, const char *name)
{
    const char **x = t->texts + (size_t)t->n_texts++ * t->rows;
    t->column[t->n_columns++] = (struct pseg_column){name, NULL, x};
    return x;
}

static void add_figures(struct unit_table *t)
{
    static const char *const names[FIGURES] = {
        "unit", "mean", "deviation", "5 %", "95 %", "positive", "negative", "within 1", "within 5"};
    const char **layer = add_texts(t, "layer");
    double *x[FIGURES];
    for (int f = 0; f < FIGURES; f++)
        x[f] = add_numbers(t, names[f]);
    const char **type = add_texts(t, "type"), **polarity = add_texts(t, "polarity");
    size_t row = 0;
    for (int i = 0; i < t->u->n_layers; i++) {
        const struct unit_layer *l = &t->u->layer[i];
        for (int j = 0; j < l->activity.units; j++, row++) {
            const struct pseg_unit *u = &l->unit[j];
            const double figures[FIGURES] = {j + 1,       u->mean,     u->deviation,
                                             u->low,      u->high,     u->positive,
                                             u->negative, u->within_1, u->within_5};
            for (int f = 0; f < FIGURES; f++)
                x[f][row] = figures[f];
            layer[row] = l->activity.name;
            type[row] = pseg_unit_type_names[u->type];
            polarity[row] = pseg_polarity_names[u->polarity];
        }
    }
}

static void add_gates(struct unit_table *t)
{
    static const char *const ends[] = {[PSEG_CLOSED] = "below 0.1", [PSEG_OPEN] = "above 0.9"};
    const struct pseg_activity *first = &t->u->layer[0].activity;
    for (int k = 0; k < 2 * first->n_gates; k++) {
        char *name = t->gate_columns[k];
        snprintf(name, sizeof t->gate_columns[k], "%s gate %s", first->gate_name[k / 2],
                 ends[k % 2]);
        double *x = add_numbers(t, name);
        for (int i = 0; i < t->u->n_layers; i++)
            for (int j = 0; j < t->u->layer[i].activity.units; j++)
                *x++ = pseg_saturation(&t->u->layer[i].activity, (enum pseg_saturation)(k % 2),
                                       k / 2, j);
    }
}

static void add_phones(struct unit_table *t)
{
    const char **phone = add_texts(t, "phone"), **next = add_texts(t, "next phone");
    double *share = add_numbers(t, "responsibility"),
           *other = add_numbers(t, "next responsibility");
    char *const *names = t->u->in.phones.name;
    size_t first = 0; /* row of the layer's first unit */
    for (int i = 0; i < t->u->n_layers; i++) {
        const struct unit_layer *l = &t->u->layer[i];
        for (int k = 0; k < l->activity.units; k++) {
            const struct pseg_recogniser *r = &l->by_lead[k];
            const size_t row = first + (size_t)r->unit;
            phone[row] = r->phone < 0 ? "" : names[r->phone];
            next[row] = r->next < 0 ? "" : names[r->next];
            share[row] = r->phone < 0 ? NAN : r->share;
            other[row] = r->next < 0 ? NAN : r->next_share;
        }
        first += (size_t)l->activity.units;
    }
}

static int write_units(const struct units *u, struct pseg_error *error)
{
    struct unit_table t = {.u = u};
    char path[INSPECT_PATH];
    for (int i = 0; i < u->n_layers; i++)
        t.rows += (size_t)u->layer[i].activity.units;
    t.numbers = malloc(MOST_COLUMNS * t.rows * sizeof *t.numbers);
    t.texts = malloc(MOST_TEXTS * t.rows * sizeof *t.texts);
    int failed = !t.numbers || !t.texts;
    if (!failed) {
        add_figures(&t);
        add_gates(&t);
        if (u->layer[0].share)
            add_phones(&t);
    }
    inspect_path(path, &u->in, "units.csv");
    failed = failed ? pseg_fail(error, "out of memory for %s", path)
                    : pseg_write_csv(path, t.column, t.n_columns, t.rows, error);
    free(t.numbers);
    free(t.texts);
    return failed;
}

/* ------------------------------------------------------------------------------------ phones -- */

/* A line for each phone: its frames, and how many units of each layer are responsible for it. */
static int write_phones(const struct units *u, struct pseg_error *error)
{
    const size_t n = u->in.phones.n;
    struct pseg_column column[2 + PSEG_MAX_LAYERS] = {
        {"phone", NULL, (const char *const *)u->in.phones.name}};
    char path[INSPECT_PATH], names[PSEG_MAX_LAYERS][64];
    double *x = calloc((size_t)(1 + u->n_layers) * n + 1, sizeof *x);
    if (!x)
        return pseg_fail(error, "out of memory for phones");
    const struct pseg_activity *first = &u->layer[0].activity;
    for (size_t t = 0; t < first->n; t++)
        if (first->phone[t] >= 0)
            x[first->phone[t]]++;
    column[1] = (struct pseg_column){"frames", x, NULL};
    for (int i = 0; i < u->n_layers; i++) {
        double *count = x + (size_t)(1 + i) * n;
        for (size_t p = 0; p < n; p++)
            count[p] = units_responsible(&u->layer[i], (int)p);
        snprintf(names[i], sizeof names[i], "%s: responsible units", u->layer[i].activity.name);
        column[2 + i] = (struct pseg_column){names[i], count, NULL};
    }
    inspect_path(path, &u->in, "phones.csv");
    const int failed = pseg_write_csv(path, column, 2 + u->n_layers, n, error);
    free(x);
    return failed;
}

/* ------------------------------------------------------------------------------ each layer -- */

/* WHAT-LAYER.npy of x[rows][cols] */
static int write_array(const struct units *u, const struct unit_layer *l, const char *what,
                       const double *x, size_t rows, size_t cols, struct pseg_error *error)
{
    char file[64], path[INSPECT_PATH];
    snprintf(file, sizeof file, "%s-%s.npy", what, l->activity.name);
    inspect_path(path, &u->in, file);
    return pseg_write_npy(path, x, PSEG_NPY_DOUBLE, (size_t[]){rows, cols}, 2, error);
}

/* WHAT-LAYER.csv: that first column, and one for each unit. x[units][rows] */
static int write_table(const struct units *u, const struct unit_layer *l, const char *what,
                       struct pseg_column first, const double *x, size_t rows,
                       struct pseg_error *error)
{
    const size_t units = (size_t)l->activity.units;
    char file[64], path[INSPECT_PATH];
    struct pseg_column *column = malloc((1 + units) * sizeof *column);
    char(*name)[32] = malloc(units * sizeof *name);
    snprintf(file, sizeof file, "%s-%s.csv", what, l->activity.name);
    inspect_path(path, &u->in, file);
    for (size_t j = 0; column && name && j < units; j++) {
        snprintf(name[j], sizeof *name, "unit %zu", j + 1);
        column[1 + j] = (struct pseg_column){name[j], x + j * rows, NULL};
    }
    int result = pseg_fail(error, "out of memory for %s", path);
    if (column && name) {
        column[0] = first;
        result = pseg_write_csv(path, column, 1 + (int)units, rows, error);
    }
    free(column);
    free(name);
    return result;
}

static int write_density(const struct units *u, const struct unit_layer *l,
                         struct pseg_error *error)
{
    double middle[UNITS_BINS];
    const struct pseg_column value = {"value", middle, NULL};
    for (int b = 0; b < UNITS_BINS; b++)
        middle[b] = l->limit * ((2 * b + 1.0) / UNITS_BINS - 1);
    return write_array(u, l, "density", l->density, (size_t)l->activity.units, UNITS_BINS, error) ||
           write_table(u, l, "density", value, l->density, UNITS_BINS, error);
}

static int write_responsibility(const struct units *u, const struct unit_layer *l,
                                struct pseg_error *error)
{
    const size_t phones = u->in.phones.n, units = (size_t)l->activity.units;
    const struct pseg_column phone = {"phone", NULL, (const char *const *)u->in.phones.name};
    double *by_unit = malloc((units * phones + 1) * sizeof *by_unit);
    if (!by_unit)
        return pseg_fail(error, "out of memory for responsibilities");
    for (size_t i = 0; i < units * phones; i++)
        by_unit[i] = l->share[i % phones * units + i / phones];
    const int failed = write_array(u, l, "responsibility", l->share, phones, units, error) ||
                       write_table(u, l, "responsibility", phone, by_unit, phones, error);
    free(by_unit);
    return failed;
}

int units_write(const struct units *u, struct pseg_error *error)
{
    int failed = write_units(u, error);
    for (int i = 0; i < u->n_layers && !failed; i++)
        failed = write_density(u, &u->layer[i], error) ||
                 (u->layer[i].share && write_responsibility(u, &u->layer[i], error));
    return failed || (u->layer[0].share && write_phones(u, error)) ? -1 : 0;
}
