/* What a report says of the model itself. */
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "cost.h"
#include "inspect_html.h"
#include "inspect_report.h"
#include "plot_learning.h"
#include "record.h"

/* ----------------------------------------------------------------------------- configuration -- */

/* A cell's source names a paper by its number: here for readers who have no list of them. */
static void describe_cell(FILE *f, const struct pseg_cell_kind *cell)
{
    static const struct {
        const char *number, *title;
    } papers[] = {
        {"000", "Wang, Chung and Lee, Gate Activation Signal Analysis for Gated Recurrent Neural "
                "Networks and Its Correlation with Phoneme Boundaries"},
        {"001", "Tang, Shi and Wang, Memory Visualization for Gated Recurrent Neural Networks in "
                "Speech Recognition"},
        {"002", "Cheng et al., Refined Gate: A Simple and Effective Gating Mechanism for Recurrent "
                "Units"},
        {"004", "Dey and Salem, Gate-Variants of Gated Recurrent Unit (GRU) Neural Networks"},
    };
    for (size_t i = 0; i < sizeof papers / sizeof *papers; i++)
        if (strncmp(cell->source, papers[i].number, 3) == 0)
            html_row(f, "cell", "%s (%s,%s)", cell->name, papers[i].title, cell->source + 3);
}

static void describe_features(FILE *f, const struct pseg_config *c)
{
    char kind[80];
    if (c->n_ceps)
        snprintf(kind, sizeof kind, "%d cepstra of %d mel bands", c->n_ceps, c->n_mel);
    else
        snprintf(kind, sizeof kind, "%d log-mel bands", c->n_mel);
    html_row(f, "features", "%s, %g to %g Hz%s%s", kind, (double)c->low_hz, (double)c->high_hz,
             c->deltas ? ", with differences over time" : "",
             c->cmvn ? ", mean and variance normalised over each recording" : "");
    html_row(f, "frames", "%g ms window every %g ms, at %d Hz", 1000.0 * c->window / c->rate,
             1000.0 * c->hop / c->rate, c->rate);
}

static void describe_score(FILE *f, const struct inspect *in)
{
    const struct pseg_config *c = &in->model.config;
    if (c->score >= PSEG_SCORE_GAS_MEAN)
        html_row(f, "score", "%s; it sees the %s gate%s", pseg_score_names[c->score],
                 in->net.cell->family->gates[c->gate],
                 c->score == PSEG_SCORE_READOUT && c->readout_state ? " and the state" : "");
    else
        html_row(f, "score", "%s", pseg_score_names[c->score]);
    html_row(f, "threshold", "%g", (double)c->threshold);
    if (pseg_is_offline(c))
        html_row(f, "latency", "none: its features need the whole recording, so it cannot stream");
    else
        html_row(f, "latency", "%s%g ms after a boundary", c->refine ? "at most " : "",
                 1000.0 * pseg_config_latency(c) / c->rate);
}

static void describe_sizes(FILE *f, const struct inspect *in)
{
    struct pseg_cost cost;
    pseg_network_cost(&cost, &in->net);
    html_row(f, "parameters", "%zu, of these %zu in recurrent layers", cost.parameters,
             cost.recurrent_parameters);
    html_row(f, "weights", "%.1f kB, %s", 4.0 * (double)in->model.n_weights / 1000,
             in->net.is_int8 ? "matrices of 8-bit integers" : "floats");
    html_row(f, "compute", "%zu multiply-adds a frame in the network", cost.multiply_adds);
    html_row(f, "memory", "%.1f kB for a detector, besides the weights",
             (double)pseg_size(&in->model) / 1000);
}

static void list_layers(FILE *f, const struct inspect *in)
{
    char name[PSEG_LAYER_NAME];
    fprintf(f, "<table>\n<tr><th>layer</th><th>kind</th><th>inputs</th><th>units</th></tr>\n");
    for (int l = 0; l < in->net.n_layers; l++) {
        const struct pseg_layer *layer = &in->net.layers[l];
        pseg_layer_name(name, &in->net, l);
        fprintf(f, "<tr><td>%s</td><td>%s%s</td><td>%d</td><td>%d</td></tr>\n", name,
                layer->kind == PSEG_LAYER_RECURRENT ? "recurrent" : "dense",
                layer->kind == PSEG_LAYER_DENSE && layer->activation == PSEG_RELU ? ", ReLU" : "",
                layer->in, layer->out);
    }
    fprintf(f, "</table>\n");
}

/* ------------------------------------------------------------------------------------ record -- */

static int is(const struct pseg_member *m, const char *name)
{
    return m->name_size == strlen(name) && memcmp(m->name, name, m->name_size) == 0;
}

static void write_slice(FILE *f, const char *text, size_t n)
{
    char *copy = strndup(text, n);
    if (copy)
        html_text(f, copy);
    free(copy);
}

/* A text without its quotation marks. */
static void write_value(FILE *f, const struct pseg_member *m)
{
    const size_t quotes = *m->value == '"' && m->value_size > 1;
    write_slice(f, m->value + quotes, m->value_size - 2 * quotes);
}

static void write_setting(void *user, const struct pseg_member *m)
{
    FILE *f = user;
    fputs("<li>", f);
    write_slice(f, m->name, m->name_size);
    fputc(' ', f);
    write_value(f, m);
    fputs("</li>", f);
}

static void write_member(void *user, const struct pseg_member *m)
{
    FILE *f = user;
    if (is(m, "loss") || is(m, "validation"))
        return;
    fprintf(f, "<tr><th>");
    write_slice(f, m->name, m->name_size);
    fprintf(f, "</th><td>");
    if (*m->value == '{') {
        fputs("<ul>", f);
        pseg_record_each(m->value, m->value_size, write_setting, f);
        fputs("</ul>", f);
    } else
        write_value(f, m);
    fprintf(f, "</td></tr>\n");
}

/* Where the record has losses. */
static int draw_losses(FILE *f, const struct inspect *in, struct pseg_error *error)
{
    const char *json = in->model.json;
    const size_t size = in->model.json_size;
    double *train = NULL, *validation = NULL;
    size_t n = 0, n_validation = 0;
    struct pseg_error none;
    char path[INSPECT_PATH];
    int result = 0;
    if (!pseg_record_numbers(&train, &n, json, size, "loss", &none) &&
        !pseg_record_numbers(&validation, &n_validation, json, size, "validation", &none) && n &&
        n == n_validation) {
        const struct pseg_learning run = {"", train, validation, n};
        inspect_path(path, in, "model-learning.png");
        result = pseg_plot_learning(path, "Losses while it was trained", &run, 1, error);
        if (!result)
            result = html_picture(f, path, "Losses after each epoch, as the record has them.",
                                  error) < 0;
    }
    free(train);
    free(validation);
    return result ? -1 : 0;
}

static int write_record(FILE *f, const struct inspect *in, struct pseg_error *error)
{
    fprintf(f, "<h2>Training record</h2>\n");
    if (!in->model.json_size) {
        fprintf(f, "<p>The model has none.</p>\n");
        return 0;
    }
    fprintf(f, "<table>\n");
    pseg_record_each(in->model.json, in->model.json_size, write_member, f);
    fprintf(f, "</table>\n");
    return draw_losses(f, in, error);
}

int report_model(FILE *f, const struct inspect *in, struct pseg_error *error)
{
    const struct pseg_config *c = &in->model.config;
    fprintf(f, "<h2>Model</h2>\n<table>\n");
    describe_cell(f, in->net.cell);
    html_row(f, "topology", "%s%s", pseg_topology_names[c->topology],
             c->residual ? ", with a memory residual" : "");
    describe_features(f, c);
    describe_score(f, in);
    describe_sizes(f, in);
    fprintf(f, "</table>\n");
    list_layers(f, in);
    return write_record(f, in, error);
}
