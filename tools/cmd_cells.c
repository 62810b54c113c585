/* phoneseg cells: every recurrent cell that there is, and what it costs. */
#include <stdlib.h>
#include <string.h>

#include "cell.h"
#include "commands.h"
#include "config.h"
#include "cost.h"

struct cells {
    char *topology_text, *input_text, *dense_text, *hidden_text;
    int topology, input, dense, hidden, json;
};

const char cells_details[] =
    "Train one with `phoneseg train --cell NAME`; * is the gate whose difference is scored unless\n"
    "--gate names another (gate activation signal, GAS). Sources: 000 Wang, Chung, Lee 2017; 001\n"
    "Tang, Shi, Wang 2017; 002 Cheng and others 2020; 004 Dey, Salem 2017.\n";

static int read_topology(struct cells *c)
{
    for (int t = PSEG_TOPOLOGY_NONE + 1; c->topology_text && t < PSEG_N_TOPOLOGIES; t++)
        if (strcmp(pseg_topology_names[t], c->topology_text) == 0) {
            c->topology = t;
            return 0;
        }
    if (!c->topology_text)
        return 0;
    return complain_usage("cells", "--topology %s: rpm2, rpm4 or ae expected", c->topology_text);
}

static int parse(struct cells *c, struct options *options, int argc, const char **argv)
{
    const struct poptOption table[] = {
        {"topology", 0, POPT_ARG_STRING, &c->topology_text, 0, "rpm2, rpm4 or ae (default: rpm4)",
         "NAME"},
        {"input", 0, POPT_ARG_STRING, &c->input_text, 0, "features of a frame (13)", "N"},
        {"dense", 0, POPT_ARG_STRING, &c->dense_text, 0, "units of a dense layer (64)", "N"},
        {"hidden", 0, POPT_ARG_STRING, &c->hidden_text, 0, "units of a recurrent layer (32)", "N"},
        {"json", 0, POPT_ARG_NONE, &c->json, 0, "print one JSON object", NULL},
        POPT_TABLEEND,
    };
    const char **rest = options_parse(options, argc, argv, table);
    if (!rest)
        return -1;
    if (rest[0])
        return complain_usage("cells", "'%s' is not expected: options only", rest[0]);
    return read_topology(c) ||
           parse_integer(&c->input, c->input_text, "--input", 1, 1024, "cells") ||
           parse_integer(&c->dense, c->dense_text, "--dense", 1, 1024, "cells") ||
           parse_integer(&c->hidden, c->hidden_text, "--hidden", 1, 1024, "cells");
}

static struct pseg_cost cost_of(const struct cells *c, int cell)
{
    const struct pseg_config config = {.n_mel = c->input,
                                       .topology = c->topology,
                                       .cell = cell,
                                       .n_dense = c->dense,
                                       .n_hidden = c->hidden};
    struct pseg_network net;
    struct pseg_cost cost;
    pseg_network_build(&net, &config);
    pseg_network_cost(&cost, &net);
    return cost;
}

/* "update* reset": text[64] */
static void list_gates(char *text, const struct pseg_cell_kind *kind)
{
    size_t used = 0;
    for (int g = 0; g < kind->family->n_gates; g++)
        used +=
            (size_t)snprintf(text + used, 64 - used, "%s%s%s", g ? " " : "", kind->family->gates[g],
                             g == 0 && !pseg_cell_is_constant(kind) ? "*" : "");
}

static void print_table(const struct cells *c)
{
    printf("%52s %20s\n", "whole network", "recurrent layers");
    printf("%-14s%-15s%-22s%10s %10s %10s %10s\n", "cell", "paper", "gates", "parameters",
           "mult-adds", "parameters", "mult-adds");
    for (int i = 0; i < PSEG_N_CELLS; i++) {
        const struct pseg_cost cost = cost_of(c, i);
        char gates[64];
        list_gates(gates, &pseg_cells[i]);
        printf("%-14s%-15s%-22s%10zu %10zu %10zu %10zu\n", pseg_cells[i].name, pseg_cells[i].source,
               gates, cost.parameters, cost.multiply_adds, cost.recurrent_parameters,
               cost.recurrent_multiply_adds);
    }
    printf(
        "\nTopology %s, %d features, %d dense and %d hidden units. Multiply-adds of a frame: one "
        "for each\nweight of a product; sigma, tanh and the products of gates with states are "
        "not counted.\nRecurrent layers include the projections that refined gates (+, x) want "
        "where the input is not as\nwide as they are. * is scored unless --gate says "
        "otherwise; gates without it never change.\n",
        pseg_topology_names[c->topology], c->input, c->dense, c->hidden);
}

static void print_json_cell(const struct pseg_cell_kind *kind, const struct pseg_cost *cost)
{
    printf("{\"name\":\"%s\",\"source\":\"%s\",\"gates\":[", kind->name, kind->source);
    for (int g = 0; g < kind->family->n_gates; g++)
        printf("%s\"%s\"", g ? "," : "", kind->family->gates[g]);
    if (pseg_cell_is_constant(kind))
        printf("],\"default_gate\":null,");
    else
        printf("],\"default_gate\":\"%s\",", kind->family->gates[0]);
    printf("\"parameters\":%zu,\"multiply_adds\":%zu,\"recurrent_parameters\":%zu,"
           "\"recurrent_multiply_adds\":%zu}",
           cost->parameters, cost->multiply_adds, cost->recurrent_parameters,
           cost->recurrent_multiply_adds);
}

static void print_json(const struct cells *c)
{
    printf("{\"topology\":\"%s\",\"input\":%d,\"dense\":%d,\"hidden\":%d,\"cells\":[",
           pseg_topology_names[c->topology], c->input, c->dense, c->hidden);
    for (int i = 0; i < PSEG_N_CELLS; i++) {
        const struct pseg_cost cost = cost_of(c, i);
        printf(i ? ",\n" : "\n");
        print_json_cell(&pseg_cells[i], &cost);
    }
    printf("]}\n");
}

int command_cells(int argc, const char **argv)
{
    struct cells c = {.topology = PSEG_TOPOLOGY_RPM4, .input = 13, .dense = 64, .hidden = 32};
    struct options options = {0};
    const int status = parse(&c, &options, argc, argv) ? EXIT_USAGE : EXIT_DONE;
    if (!status)
        (c.json ? print_json : print_table)(&c);
    char *const texts[] = {c.topology_text, c.input_text, c.dense_text, c.hidden_text};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    if (options.context)
        options_free(&options);
    return status;
}
