#include "reproduce_plan.h"

#include <math.h>
#include <string.h>

#include "cell.h"

const char *const table_names[N_TABLES] = {"gates", "approaches", "cells"};

/* --------------------------------------------------------------------------------- systems -- */

static int add_system(struct plan *plan, struct system s, const char *name)
{
    snprintf(s.name, sizeof s.name, "%s", name);
    plan->system[plan->n_systems] = s;
    return plan->n_systems++;
}

static void add_paper_systems(struct plan *plan)
{
    static const struct {
        const char *name;
        struct system system;
    } all[] = {
        {"ae-lstm", {.kind = SYSTEM_PAPER, .topology = PSEG_TOPOLOGY_AE, .cell = PSEG_CELL_LSTM}},
        {"ae-gru", {.kind = SYSTEM_PAPER, .topology = PSEG_TOPOLOGY_AE, .cell = PSEG_CELL_GRU}},
        {"rpm2-gru", {.kind = SYSTEM_PAPER, .topology = PSEG_TOPOLOGY_RPM2, .cell = PSEG_CELL_GRU}},
        {"rpm4-gru", {.kind = SYSTEM_PAPER, .topology = PSEG_TOPOLOGY_RPM4, .cell = PSEG_CELL_GRU}},
        {"hac", {.kind = SYSTEM_HAC}},
        {"periodic-80", {.kind = SYSTEM_PERIODIC, .period = 80}},
        {"periodic-40", {.kind = SYSTEM_PERIODIC, .period = 40}},
        {"transition", {.kind = SYSTEM_TRANSITION}},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        add_system(plan, all[i].system, all[i].name);
}

/* -------------------------------------------------------------------------------------- rows -- */

static struct row *add_row(struct plan *plan, const char *name, const char *system)
{
    struct row *row = &plan->row[plan->n_rows++];
    memset(row, 0, sizeof *row);
    snprintf(row->name, sizeof row->name, "%s", name);
    row->system = plan_find_system(plan, system);
    row->paper[0] = row->paper[1] = NAN;
    return row;
}

/* 000 table 1; each gate with the paper's score and three of our own, since no theory says whether
 * a gate's mean rises or falls at a boundary. */
static void add_gates(struct plan *plan)
{
    static const struct {
        const char *name, *label, *system;
        int gate;
        double paper;
    } gates[] = {
        {"lstm-forget", "LSTM forget gate", "ae-lstm", 0, 79.15},
        {"lstm-input", "LSTM input gate", "ae-lstm", 1, 70.75},
        {"lstm-output", "LSTM output gate", "ae-lstm", 2, 61.97},
        {"gru-update", "GRU update gate", "ae-gru", 0, 82.54},
        {"gru-reset", "GRU reset gate", "ae-gru", 1, 78.94},
    };
    static const struct {
        const char *suffix;
        enum row_score score;
    } scores[] = {
        {"", ROW_MEAN}, {":minus", ROW_MINUS_MEAN}, {":abs", ROW_ABS_MEAN}, {":units", ROW_UNITS}};
    for (size_t i = 0; i < sizeof gates / sizeof *gates; i++)
        for (size_t k = 0; k < sizeof scores / sizeof *scores; k++) {
            char name[SYSTEM_NAME + 16];
            snprintf(name, sizeof name, "%s%s", gates[i].name, scores[k].suffix);
            struct row *row = add_row(plan, name, gates[i].system);
            snprintf(row->label, sizeof row->label, "%s", gates[i].label);
            row->table = TABLE_GATES;
            row->score = scores[k].score;
            row->gate = gates[i].gate;
            row->paper[0] = k == 0 ? gates[i].paper : NAN;
        }
}

/* 000 table 2, and the 40 ms of its section 5.1; rows without a letter are our own. */
static void add_approaches(struct plan *plan)
{
    static const struct {
        const char *name, *label, *system;
        enum row_score score;
        double clean, noisy;
    } all[] = {
        {"rpm2", "(a) RPM (2 layers)", "rpm2-gru", ROW_ERROR, 76.02, 73.7},
        {"rpm2+gas", "(b) RPM + GAS (2 layers)", "rpm2-gru", ROW_BLEND_MEAN, 79.94, 79.16},
        {"rpm2+gas:units", "RPM + per-unit GAS (2 layers)", "rpm2-gru", ROW_BLEND_UNITS, NAN, NAN},
        {"rpm4", "(c) RPM (4 layers)", "rpm4-gru", ROW_ERROR, 76.10, 73.65},
        {"rpm4+gas", "(d) RPM + GAS (4 layers)", "rpm4-gru", ROW_BLEND_MEAN, 83.16, 81.54},
        {"rpm4+gas:units", "RPM + per-unit GAS (4 layers)", "rpm4-gru", ROW_BLEND_UNITS, NAN, NAN},
        {"ae-grnn", "(e) AE-GRNN, update gate", "ae-gru", ROW_MEAN, 82.54, 81.22},
        {"hac", "(f) HAC", "hac", ROW_PEAKS, 81.61, 80.41},
        {"periodic-80", "(g) every 80 ms", "periodic-80", ROW_PEAKS, 62.17, 62.17},
        {"periodic-40", "every 40 ms (section 5.1)", "periodic-40", ROW_PEAKS, 30.53, NAN},
        {"transition", "spectral transition, no network", "transition", ROW_PEAKS, NAN, NAN},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct row *row = add_row(plan, all[i].name, all[i].system);
        snprintf(row->label, sizeof row->label, "%s", all[i].label);
        row->table = TABLE_APPROACHES;
        row->score = all[i].score;
        row->paper[0] = all[i].clean;
        row->paper[1] = all[i].noisy;
    }
}

/* A row of the blend, and one of the gate alone, where it moves. */
static void add_cell(struct plan *plan, const char *variant, int cell, int topology, int residual)
{
    struct system s = {
        .kind = SYSTEM_CELL, .topology = topology, .cell = cell, .residual = residual};
    char name[SYSTEM_NAME];
    snprintf(name, sizeof name, "cell:%s%s", pseg_cells[cell].name, variant);
    add_system(plan, s, name);
    struct row *row = add_row(plan, name, name);
    snprintf(row->label, sizeof row->label, "%s%s", pseg_cells[cell].name, variant);
    row->table = TABLE_CELLS;
    row->score = ROW_BLEND_UNITS;
    if (pseg_cell_is_constant(&pseg_cells[cell]))
        return;
    char gate_name[SYSTEM_NAME + 16];
    snprintf(gate_name, sizeof gate_name, "%s:gate", name);
    row = add_row(plan, gate_name, name);
    row->table = TABLE_CELLS;
    row->score = ROW_UNITS;
}

static void add_cells(struct plan *plan)
{
    for (int cell = 0; cell < PSEG_N_CELLS; cell++)
        add_cell(plan, "", cell, PSEG_TOPOLOGY_RPM4, 0);
    add_cell(plan, "+residual", PSEG_CELL_LSTM, PSEG_TOPOLOGY_RPM4, 1);
    add_cell(plan, "+residual", PSEG_CELL_GRU, PSEG_TOPOLOGY_RPM4, 1);
    add_cell(plan, "/ae", PSEG_CELL_GRU, PSEG_TOPOLOGY_AE, 0);
    add_cell(plan, "/rpm2", PSEG_CELL_GRU, PSEG_TOPOLOGY_RPM2, 0);
}

/* -------------------------------------------------------------------------------- settings -- */

/* 000 section 3.1. Not in the paper: epochs, batch, rate. Pieces are longer than any utterance of
 * TIMIT, so that mean and variance are those of utterances. */
static void paper_settings(struct pseg_settings *s)
{
    pseg_settings_default(s);
    s->ceps = 13;
    s->deltas = 2;
    s->cmvn = 1;
    s->dense = 64;
    s->hidden = 32;
    s->dropout = 0.3;
    s->noise = 0;
    s->gain = 0;
    s->epochs = 10;
    s->piece = 8;
}

void plan_make(struct plan *plan)
{
    memset(plan, 0, sizeof *plan);
    add_paper_systems(plan);
    add_gates(plan);
    add_approaches(plan);
    add_cells(plan);
    paper_settings(&plan->paper);
    pseg_settings_default(&plan->streaming);
    plan->streaming.piece = 8;
    plan->seeds = 3;
    plan->snr = 6;
}

void plan_settings(struct pseg_settings *s, const struct plan *plan, const struct system *system,
                   int seed)
{
    *s = system->kind == SYSTEM_PAPER ? plan->paper : plan->streaming;
    s->topology = system->topology;
    s->cell = system->cell;
    s->residual = system->residual;
    s->gate = PSEG_GATE_FIRST;
    s->score = PSEG_SCORE_BLEND;
    s->seed = seed;
}

/* ---------------------------------------------------------------------------------- choice -- */

int plan_find_system(const struct plan *plan, const char *name)
{
    for (int i = 0; i < plan->n_systems; i++)
        if (strcmp(plan->system[i].name, name) == 0)
            return i;
    return -1;
}

int plan_find_row(const struct plan *plan, const char *name)
{
    for (int i = 0; i < plan->n_rows; i++)
        if (strcmp(plan->row[i].name, name) == 0)
            return i;
    return -1;
}

/* Systems of that name, and those of the table of that name; how many. */
static int choose(struct plan *plan, const char *name)
{
    int n = 0;
    for (int i = 0; i < plan->n_rows; i++) {
        struct system *s = &plan->system[plan->row[i].system];
        if (strcmp(table_names[plan->row[i].table], name) == 0 || strcmp(s->name, name) == 0)
            n += s->chosen = 1;
    }
    return n;
}

static int unknown(const struct plan *plan, const char *name, struct pseg_error *error)
{
    char names[800] = "";
    for (int i = 0; i < N_TABLES; i++)
        strcat(strcat(names, i ? ", " : ""), table_names[i]);
    for (int i = 0; i < plan->n_systems; i++) {
        const size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, ", %s", plan->system[i].name);
    }
    return pseg_fail(error, "there is no system '%.40s'; there are: %s", name, names);
}

int plan_choose(struct plan *plan, const char *names, struct pseg_error *error)
{
    char text[1024], *rest = NULL;
    for (int i = 0; i < plan->n_systems; i++)
        plan->system[i].chosen = !names;
    if (!names)
        return 0;
    snprintf(text, sizeof text, "%s", names);
    char *name = strtok_r(text, ",", &rest);
    if (!name)
        return unknown(plan, "", error);
    for (; name; name = strtok_r(NULL, ",", &rest))
        if (!choose(plan, name))
            return unknown(plan, name, error);
    return 0;
}

int plan_has_table(const struct plan *plan, enum table table)
{
    for (int i = 0; i < plan->n_rows; i++)
        if (plan->row[i].table == table && plan->system[plan->row[i].system].chosen)
            return 1;
    return 0;
}
