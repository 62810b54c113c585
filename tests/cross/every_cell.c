/* Every cell of the table in every topology, on the machine that this is built for: predictions and
 * gates must be those of the golden files (golden/make_cells.py). A cell without a file fails.
 * Plain C and stdio, since cmocka is a PC's: exit status 0 means that all is well. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hashed.h"
#include "network.h"

#define TOLERANCE 1e-5
enum { STEPS = 7, BATCH = 2, D = 3, N_VARIANTS = 5 };
static const int lengths[BATCH] = {7, 5};

/* One network after its last step. */
struct solved {
    struct pseg_network net;
    struct pseg_trace trace;
    float *weights;
};

static int build(struct pseg_network *net, const char *variant, int cell)
{
    static const struct {
        const char *name;
        int topology, residual;
    } of[N_VARIANTS] = {
        {"rpm2", PSEG_TOPOLOGY_RPM2, 0},      {"rpm4", PSEG_TOPOLOGY_RPM4, 0},
        {"ae", PSEG_TOPOLOGY_AE, 0},          {"rpm4+residual", PSEG_TOPOLOGY_RPM4, 1},
        {"ae+residual", PSEG_TOPOLOGY_AE, 1},
    };
    int v = 0;
    while (v < N_VARIANTS && strcmp(of[v].name, variant) != 0)
        v++;
    if (v == N_VARIANTS)
        return -1;
    const struct pseg_config config = {.n_mel = D,
                                       .topology = of[v].topology,
                                       .cell = cell,
                                       .n_dense = 4,
                                       .n_hidden = 3,
                                       .residual = of[v].residual,
                                       .score = PSEG_SCORE_ERROR};
    pseg_network_build(net, &config);
    return 0;
}

static int solve(struct solved *s, const char *variant, int cell, uint32_t seed)
{
    float x[BATCH * D];
    if (build(&s->net, variant, cell))
        return -1;
    s->weights = malloc(s->net.n_parameters * sizeof(float));
    s->trace = (struct pseg_trace){NULL, NULL, STEPS, BATCH};
    s->trace.base = calloc(pseg_trace_size(&s->net, STEPS, BATCH), sizeof(float));
    if (!s->weights || !s->trace.base)
        return -1;
    for (uint32_t i = 0; i < s->net.n_parameters; i++)
        s->weights[i] = i < D ? 0 : i == D ? 1 : hashed(seed, i);
    for (int t = 0; t < STEPS; t++) {
        for (int j = 0; j < BATCH * D; j++)
            x[j] = t < lengths[j / D] ? hashed(seed + 1, (uint32_t)(t * BATCH * D + j)) : 0;
        pseg_network_step(&s->trace, t, x, s->weights, &s->net, pseg_find_kernels(NULL));
    }
    return 0;
}

static void release(struct solved *s)
{
    free(s->weights);
    free(s->trace.base);
    s->weights = s->trace.base = NULL;
}

/* Value i of a golden array: row by row as the file has it. */
static float value(const struct solved *s, const char *what, int i, int cols)
{
    const struct pseg_layer *last = &s->net.layers[s->net.n_layers - 1];
    const struct pseg_layer *first = &s->net.layers[s->net.first_recurrent];
    if (strcmp(what, "gates") == 0) /* [BATCH][gates * n] after the last step */
        return pseg_trace_row(&s->trace, first, PSEG_SLOT_ACT,
                              STEPS)[i / cols * first->width[PSEG_SLOT_ACT] + i % cols];
    const int half = BATCH * D; /* [2 * BATCH][D] after the first and the last step */
    return pseg_trace_row(&s->trace, last, PSEG_SLOT_OUT, i < half ? 1 : STEPS)[i % half];
}

/* Reads the numbers of an array; returns how many were compared, -1: they differ or are no
 * numbers. */
static int compare(const struct solved *s, const char *what, int n, int cols, FILE *f)
{
    const int is_result = strcmp(what, "prediction") == 0 || strcmp(what, "gates") == 0;
    for (int i = 0; i < n; i++) {
        double expected;
        if (fscanf(f, "%lf", &expected) != 1 || (is_result && !s->weights))
            return -1;
        if (is_result && !(fabs((double)value(s, what, i, cols) - expected) <= TOLERANCE)) {
            printf("%s[%d] is %.9g, not %.9g\n", what, i, (double)value(s, what, i, cols),
                   expected);
            return -1;
        }
    }
    return is_result ? n : 0;
}

/* One array of the file: the seed makes the network, its results are compared. How many were; -1 at
 * the end, or where something is wrong. */
static int read_array(struct solved *s, int cell, FILE *f)
{
    char name[32], *what;
    int rows, cols;
    double seed;
    if (fscanf(f, " array %31s %d %d", name, &rows, &cols) != 3 || !(what = strchr(name, '.')))
        return -1;
    *what++ = 0;
    if (strcmp(what, "seed") != 0)
        return compare(s, what, rows * cols, cols, f);
    release(s);
    return fscanf(f, "%lf", &seed) == 1 ? solve(s, name, cell, (uint32_t)seed) : -1;
}

static int check_cell(int cell)
{
    char path[512], line[128];
    struct solved s = {0};
    int total = 0, n;
    snprintf(path, sizeof path, "%s/golden/cells/%s.txt", TESTS_DIR, pseg_cells[cell].name);
    FILE *f = fopen(path, "r");
    if (f && fgets(line, sizeof line, f)) /* what wrote the file */
        while ((n = read_array(&s, cell, f)) >= 0)
            total += n;
    release(&s);
    if (f)
        fclose(f);
    const int wanted = N_VARIANTS * (2 * BATCH * D + BATCH * 3 * pseg_cells[cell].family->n_gates);
    printf("%s %s: %d of %d numbers\n", total == wanted ? "ok    " : "FAILED",
           pseg_cells[cell].name, total, wanted);
    return total != wanted;
}

int main(void)
{
    int failed = 0;
    for (int cell = 0; cell < PSEG_N_CELLS; cell++)
        failed += check_cell(cell);
    return failed > 0;
}
