#include "reproduce_tables.h"

#include <math.h>
#include <string.h>

#include "cell.h"

/* A cell of a table: both measures, mean and deviation; "-" of what was not done. */
static void print_both(FILE *f, const struct results *r, int row, enum protocol protocol,
                       enum condition condition)
{
    for (int i = 0; i < N_MEASURES; i++) {
        const struct spread s = spread_of(r, row, protocol, condition, i ? STRICT : LENIENT);
        fprintf(f, i ? " / " : " ");
        if (!s.n)
            fprintf(f, "-");
        else if (s.n == 1)
            fprintf(f, "%.1f", s.mean);
        else
            fprintf(f, "%.1f ± %.1f", s.mean, s.deviation);
    }
    fprintf(f, " |");
}

static void print_paper(FILE *f, double value)
{
    if (isnan(value))
        fprintf(f, " |");
    else
        fprintf(f, " %.2f |", value);
}

static int is_done(const struct results *r, int row)
{
    return first_seed(r, r->plan->row[row].system) > 0;
}

/* ------------------------------------------------------------------------------------- head -- */

static void print_settings(FILE *f, const struct pseg_settings *s)
{
    char text[64];
    for (int i = 0; i < PSEG_N_SETTINGS; i++) {
        const char *name = pseg_settings_table[i].name;
        const char *const no_matter[] = {"topology", "cell",  "residual", "score",
                                         "gate",     "blend", "seed",     "boundaries"};
        int matters = 1;
        for (size_t k = 0; k < sizeof no_matter / sizeof *no_matter; k++)
            matters &= strcmp(no_matter[k], name) != 0;
        pseg_setting_text(text, sizeof text, s, i);
        if (matters)
            fprintf(f, "%s%s %s", i ? ", " : "", name, text);
    }
    fprintf(f, ".\n");
}

static void print_data(FILE *f, const struct results *r, const struct data *d)
{
    double seconds = 0;
    for (size_t i = 0; i < d->n; i++)
        seconds += d->refs[i]->end;
    fprintf(f, "Learned from %.1f minutes of speech without labels", d->dataset.train.seconds / 60);
    if (d->dataset.validation.seconds > 0)
        fprintf(f, ", %.1f more for validation", d->dataset.validation.seconds / 60);
    fprintf(f, "; scored on %zu recordings, %.1f minutes", d->n, seconds / 60);
    if (strcmp(d->train_folder, d->test_folder) == 0)
        fprintf(f, ", the same ones");
    fprintf(f, ". The paper: TIMIT, 4620 and 1680 utterances%s.\n",
            d->is_timit ? "; so here: its folders TRAIN and TEST" : "");
    fprintf(f, "Noise: white, %g dB below the speech over each recording.\n\n", r->plan->snr);
}

static void print_head(FILE *f, const struct results *r, const struct data *d, const char *command)
{
    fprintf(f, "# Tables 1 and 2 of Wang, Chung and Lee (2017), and every cell\n\n    %s\n\n",
            command);
    print_data(f, r, d);
    fprintf(f,
            "R-values in per cent: **lenient / strict**. Lenient counts 10 ms frames, two to "
            "either side, hits may repeat:\nthe paper's way. Strict pairs boundaries one to "
            "one within 20 ms. Mean ± standard deviation over %d seed%s.\n\n",
            r->plan->seeds, r->plan->seeds == 1 ? "" : "s");
    fprintf(f, "- *tuned*: the best threshold, and w of RPM + GAS, for each condition and measure, "
               "on the very recordings that are\n  scored, as the paper has it; a boundary lies "
               "midway between the two frames that are compared. No fair figure of a detector.\n"
               "- *shifted*: the same, with the distance of boundaries from their frames tuned "
               "too.\n"
               "- *one threshold*: threshold, w and distance chosen once, on the clean recordings "
               "for the mean of both measures,\n  and left alone in noise.\n"
               "- *offline*: needs the whole recording, or looks ahead: no detector.\n\n");
}

/* ----------------------------------------------------------------------------------- tables -- */

static void print_gates(FILE *f, const struct results *r)
{
    const struct plan *plan = r->plan;
    fprintf(f, "## Table 1: gates of an autoencoder\n\n");
    fprintf(f,
            "The paper's score is the difference of the gate's mean (eq. 12). No theory says "
            "whether that rises or falls at a boundary,\nand a gate may be defined the other way "
            "round; so beside it, of our own, the fall, the magnitude, and the mean over the\n"
            "units of their magnitudes (of eq. 13). All %s.\n\n",
            plan->paper.deltas || plan->paper.cmvn ? "offline" : "causal");
    fprintf(f,
            "| gate | paper, clean | eq. 12, clean | eq. 12, %g dB | eq. 12, clean, shifted | "
            "fall, clean | magnitude, clean | units, clean | units, %g dB |\n",
            plan->snr, plan->snr);
    fprintf(f, "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (int row = 0; row < plan->n_rows; row++) {
        if (plan->row[row].table != TABLE_GATES || plan->row[row].score != ROW_MEAN ||
            !is_done(r, row))
            continue;
        fprintf(f, "| %s |", plan->row[row].label);
        print_paper(f, plan->row[row].paper[0]);
        print_both(f, r, row, TUNED, CLEAN);
        print_both(f, r, row, TUNED, NOISY);
        print_both(f, r, row, SHIFTED, CLEAN);
        print_both(f, r, row + 1, TUNED, CLEAN); /* the rows that follow are its other scores */
        print_both(f, r, row + 2, TUNED, CLEAN);
        print_both(f, r, row + 3, TUNED, CLEAN);
        print_both(f, r, row + 3, TUNED, NOISY);
        fprintf(f, "\n");
    }
    fprintf(f, "\n");
}

/* Section 5.1's figures of the 40 ms predictor. */
static void print_periodic(FILE *f, const struct results *r)
{
    const int row = plan_find_row(r->plan, "periodic-40");
    if (!is_done(r, row))
        return;
    const struct figure *g = &figures_of(r, row, 1)->at[TUNED][CLEAN][LENIENT];
    fprintf(f,
            "Every 40 ms, lenient: precision %.2f (paper 55.13), recall %.2f (99.99), F1 %.2f "
            "(71.07), R-value %.2f (30.53).\n\n",
            g->precision, g->recall, 2 * g->precision * g->recall / (g->precision + g->recall),
            g->r_value);
}

static void print_approaches(FILE *f, const struct results *r)
{
    const struct plan *plan = r->plan;
    fprintf(f, "## Table 2: approaches\n\nRows without a letter are not in the paper's table.\n\n");
    fprintf(f,
            "| approach | offline | paper, clean | tuned, clean | paper, 6 dB | tuned, %g dB | "
            "shifted, clean | one threshold, clean | one threshold, %g dB |\n",
            plan->snr, plan->snr);
    fprintf(f, "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (int row = 0; row < plan->n_rows; row++) {
        const struct row *w = &plan->row[row];
        if (w->table != TABLE_APPROACHES || !is_done(r, row))
            continue;
        fprintf(f, "| %s | %s |", w->label, is_offline_row(r, row) ? "offline" : "");
        print_paper(f, w->paper[0]);
        print_both(f, r, row, TUNED, CLEAN);
        print_paper(f, w->paper[1]);
        print_both(f, r, row, TUNED, NOISY);
        print_both(f, r, row, SHIFTED, CLEAN);
        print_both(f, r, row, FIXED, CLEAN);
        print_both(f, r, row, FIXED, NOISY);
        fprintf(f, "\n");
    }
    fprintf(f, "\n");
    print_periodic(f, r);
    fprintf(f, "![Precision against recall](figure6.png)\n\n");
}

/* Means over the seeds that are done; how many. */
static int mean_outcome(struct outcome *mean, const struct results *r, int system)
{
    int n = 0;
    memset(mean, 0, sizeof *mean);
    for (int seed = 1; seed <= r->plan->seeds; seed++) {
        const struct outcome *o = &r->outcome[system][seed];
        if (!o->done)
            continue;
        n++;
        mean->parameters = o->parameters;
        mean->multiply_adds = o->multiply_adds;
        mean->seconds += o->seconds;
    }
    mean->seconds /= n ? n : 1;
    return n;
}

static void print_cell(FILE *f, const struct results *r, int row)
{
    const struct plan *plan = r->plan;
    const int system = plan->row[row].system;
    const struct pseg_cell_kind *cell = &pseg_cells[plan->system[system].cell];
    const int gate = pseg_cell_is_constant(cell) ? -1 : row + 1; /* the row of the gate alone */
    struct outcome mean;
    if (!mean_outcome(&mean, r, system))
        return;
    fprintf(f, "| %s | %s | %.0f | %.0f |", plan->row[row].label, cell->source, mean.parameters,
            mean.multiply_adds);
    print_both(f, r, row, FIXED, CLEAN);
    print_both(f, r, row, FIXED, NOISY);
    print_both(f, r, row, TUNED, NOISY);
    for (int condition = 0; condition < N_CONDITIONS; condition++)
        if (gate < 0)
            fprintf(f, " - |");
        else
            print_both(f, r, gate, FIXED, condition);
    fprintf(f, " %.0f |\n", mean.seconds);
}

static void print_cells(FILE *f, const struct results *r)
{
    const struct plan *plan = r->plan;
    fprintf(f,
            "## Every cell\n\nTopology rpm4 unless the name says otherwise. Scores: the error "
            "blended with the first gate's per-unit difference, and that\ndifference alone%s. "
            "Multiply-adds are those of the network, a frame. Training: seconds of processor "
            "time in the\nthread that trains, features not counted.\n\n",
            plan->streaming.deltas || plan->streaming.cmvn ? "; offline" : "; causal, 27.5 ms");
    fprintf(f,
            "| cell | source | parameters | multiply-adds | blend, one threshold, clean | "
            "%g dB | blend, tuned, %g dB | gate alone, one threshold, clean | %g dB | "
            "training [s] |\n",
            plan->snr, plan->snr, plan->snr);
    fprintf(f, "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (int row = 0; row < plan->n_rows; row++)
        if (plan->row[row].table == TABLE_CELLS && plan->row[row].score == ROW_BLEND_UNITS)
            print_cell(f, r, row);
    fprintf(f, "\n![R-value against cost](cells.png)\n\n");
}

static void print_foot(FILE *f, const struct results *r)
{
    fprintf(f, "## Settings\n\nTables 1 and 2; the paper does not say epochs, batch, rate and "
               "clipping:\n");
    print_settings(f, &r->plan->paper);
    fprintf(f, "\nCells:\n");
    print_settings(f, &r->plan->streaming);
    fprintf(f, "\n`results.csv` has every seed and figure, `curves.csv` precision and recall by "
               "threshold of the first seed.\n");
}

int tables_write_page(const struct results *r, const struct data *d, const char *command,
                      struct pseg_error *error)
{
    static void (*const print[N_TABLES])(FILE *, const struct results *) = {
        print_gates, print_approaches, print_cells};
    struct pseg_output *o = tables_open(r, "reproduce.md", error);
    if (!o)
        return -1;
    FILE *f = pseg_output_stream(o);
    print_head(f, r, d, command);
    for (int table = 0; table < N_TABLES; table++)
        if (plan_has_table(r->plan, table))
            print[table](f, r);
    print_foot(f, r);
    return pseg_output_commit(o, error);
}
