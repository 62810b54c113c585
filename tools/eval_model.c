/* Which score is evaluated: the model's own, another of the same model, or a baseline. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "eval.h"
#include "gate.h"
#include "network.h"
#include "quantise.h"

/* The baseline of every table: spectral transition on 26 log-mel bands, no network. Its floor is
 * 1e-10 on a full scale of 1, so that digital silence alone is below it. */
static struct pseg_model transition_model(void)
{
    static const float no_weights[1];
    return (struct pseg_model){
        .config =
            {
                .rate = 16000,
                .window = 400,
                .hop = 160,
                .fft_size = 512,
                .n_mel = 26,
                .pre_emphasis = 0.97f,
                .low_hz = 0,
                .high_hz = 8000,
                .log_floor = 0.107f,
                .topology = PSEG_TOPOLOGY_NONE,
                .n_dense = 1,
                .n_hidden = 1,
                .score = PSEG_SCORE_TRANSITION,
                .slope = 2,
                .min_gap = 1,
                .offset = 200, /* the middle of the window */
            },
        .weights = no_weights,
        .json = "",
    };
}

/* A boundary each `period` [ms]: a detector of that hop whose every frame is a peak of height 1. */
static struct pseg_model periodic_model(int period)
{
    struct pseg_model model = transition_model();
    model.config.hop = period * (model.config.rate / 1000);
    model.config.threshold = model.config.offset = 0;
    return model;
}

/* The usual 13 cepstra, on the same bands. */
static struct pseg_model hac_model(void)
{
    struct pseg_model model = transition_model();
    model.config.n_ceps = 13;
    return model;
}

/* PERIOD of "periodic-PERIOD" [ms]; 0: not that; -1: bad. */
static int parse_period(const char *score)
{
    const char *digits = score + strlen("periodic-");
    char *end;
    if (strncmp(score, "periodic-", strlen("periodic-")) != 0)
        return 0;
    const long period = strtol(digits, &end, 10);
    return end > digits && !*end && period >= 1 && period <= 10000 ? (int)period : -1;
}

static int find_score(const char *name)
{
    for (int i = 0; i < PSEG_N_SCORES; i++)
        if (strcmp(pseg_score_names[i], name) == 0)
            return i;
    return -1;
}

static int unknown_score(const char *name)
{
    return complain_usage("eval",
                          "--score %s: error, gas, gas-mean, blend, readout, transition, hac or "
                          "periodic-N (a boundary every N ms, 1 to 10000) expected",
                          name);
}

/* Another score of the same network. A readout's weights, which are the last ones, are left out
 * where it is not the score. */
static int change_score(struct pseg_model *model, int score)
{
    struct pseg_config *c = &model->config;
    struct pseg_network net;
    const char *name = pseg_score_names[score];
    if (score == c->score)
        return EXIT_DONE;
    if (score != PSEG_SCORE_TRANSITION && c->topology == PSEG_TOPOLOGY_NONE)
        return complain("eval", "the model has no network, and so no score '%s'", name);
    if (score == PSEG_SCORE_READOUT)
        return complain("eval", "the model has no readout: its score is '%s'",
                        pseg_score_names[c->score]);
    if (pseg_cell_is_constant(&pseg_cells[c->cell]) &&
        (score == PSEG_SCORE_GAS || score == PSEG_SCORE_GAS_MEAN))
        return complain("eval", "the gates of cell %s never change: there is no score '%s'",
                        pseg_cells[c->cell].name, name);
    c->score = score;
    if (score == PSEG_SCORE_TRANSITION)
        c->offset = c->window / 2;
    pseg_network_build(&net, c);
    model->n_weights = net.n_parameters;
    return EXIT_DONE;
}

/* Another gate of the same network. A readout's weights are those of the units of one gate. */
static int change_gate(struct evaluation *e)
{
    struct pseg_config *c = &e->model.config;
    struct pseg_error error;
    char score[32];
    eval_score_name(score, e);
    if (!eval_gate_name(e))
        return complain_usage("eval",
                              "--gate belongs to scores of gates: gas, gas-mean, blend; "
                              "not to '%s'",
                              score);
    const int gate = pseg_find_gate(&pseg_cells[c->cell], e->options->gate, &error);
    if (gate < 0)
        return complain_usage("eval", "--gate: %.900s", error.text);
    if (gate != c->gate && c->score == PSEG_SCORE_READOUT)
        return complain_usage("eval", "--gate %s: the model's readout was fitted to gate '%s'",
                              e->options->gate, eval_gate_name(e));
    c->gate = gate;
    return EXIT_DONE;
}

static int make_periodic(struct evaluation *e, int period)
{
    const struct eval_options *o = e->options;
    const struct {
        const void *given;
        const char *option;
    } useless[] = {
        {o->model, "--model"},      {o->threshold_text, "--threshold"},
        {o->save, "--save"},        {o->blend_text, "--blend"},
        {o->gap_text, "--min-gap"}, {o->tune ? o : NULL, "--tune"},
        {o->gate, "--gate"},
    };
    for (size_t i = 0; i < sizeof useless / sizeof *useless; i++)
        if (useless[i].given)
            return complain_usage("eval", "%s: a periodic detector listens to nothing and has none",
                                  useless[i].option);
    e->model = periodic_model(period);
    e->segmenter = EVAL_PERIODIC;
    return EXIT_DONE;
}

/* Of a model that is given, the front end alone is used: the network is left out. */
static int make_hac(struct evaluation *e)
{
    struct pseg_config *c = &e->model.config;
    const struct eval_options *o = e->options;
    if (o->save)
        return complain_usage("eval", "--save: clustering needs the whole recording, and a model "
                                      "is for streams");
    if (!o->model)
        e->model = hac_model();
    else if (load_model(&e->model, o->model, "eval"))
        return EXIT_FAILED;
    c->score = PSEG_SCORE_TRANSITION; /* none of the network's */
    c->min_gap = 1;
    c->offset = (c->window - c->hop) / 2; /* halfway between the middles of two frames */
    e->segmenter = EVAL_HAC;
    return EXIT_DONE;
}

/* The model with the score that is asked for. *own = its configuration as loaded; a baseline that
 * is built here has none, which own->score = -1 says. */
static int choose_score(struct pseg_config *own, struct evaluation *e)
{
    const struct eval_options *o = e->options;
    *own = (struct pseg_config){.score = -1};
    if (o->score && strcmp(o->score, "hac") == 0)
        return make_hac(e);
    const int period = o->score ? parse_period(o->score) : 0;
    const int score = o->score && !period ? find_score(o->score) : 0;
    if (period < 0 || score < 0)
        return unknown_score(o->score);
    if (period > 0)
        return make_periodic(e, period);
    if (o->score && score == PSEG_SCORE_TRANSITION && !o->model) {
        e->model = transition_model();
        return EXIT_DONE;
    }
    if (load_model(&e->model, o->model, "eval"))
        return EXIT_FAILED;
    *own = e->model.config;
    return o->score ? change_score(&e->model, score) : EXIT_DONE;
}

/* The same model, its matrices in int8. */
static int quantise(struct evaluation *e)
{
    struct pseg_model int8;
    struct pseg_error error;
    char score[32];
    eval_score_name(score, e);
    if (e->segmenter != EVAL_DETECTOR || e->model.config.topology == PSEG_TOPOLOGY_NONE)
        return complain_usage("eval", "--int8: there is no network behind '%s'", score);
    if (e->model.config.int8)
        return EXIT_DONE;
    if (pseg_quantise_model(&int8, &e->model, &error))
        return complain("eval", "--int8: %s", error.text);
    pseg_model_free(&e->model);
    e->model = int8;
    return EXIT_DONE;
}

static int samples(double ms, int rate)
{
    return (int)lround(ms / 1000 * rate);
}

static int edit_config(struct evaluation *e)
{
    struct pseg_config *c = &e->model.config;
    const struct eval_options *o = e->options;
    char score[32];
    eval_score_name(score, e);
    if (o->gate && change_gate(e))
        return EXIT_USAGE;
    if (o->blend_text && c->score != PSEG_SCORE_BLEND)
        return complain_usage("eval", "--blend belongs to the score 'blend', not to '%s'", score);
    if (o->blend_text)
        c->blend = (float)o->blend;
    if (o->threshold_text)
        c->threshold = (float)o->threshold;
    if (o->offset_text)
        c->offset = samples(o->offset, c->rate);
    if (o->gap_text)
        c->min_gap = frames_of(o->gap, c);
    if (c->offset >= c->window)
        return complain_usage("eval",
                              "--offset %s: a boundary lies before the end of its frame, "
                              "%g ms after the start",
                              o->offset_text, 1000.0 * c->window / c->rate);
    const char *bad = pseg_config_check(c);
    return bad ? complain_usage("eval", "these options do not fit the model: %s", bad) : EXIT_DONE;
}

/* A threshold fits one score only. */
static int check_threshold(const struct pseg_config *own, const struct evaluation *e)
{
    const struct pseg_config *c = &e->model.config;
    const struct eval_options *o = e->options;
    if (o->tune || o->threshold_text)
        return EXIT_DONE;
    if (own->score < 0)
        return complain_usage("eval",
                              "--score %s has no threshold of its own: give --threshold X "
                              "or --tune",
                              o->score);
    if (c->score != own->score || c->blend != own->blend || c->gate != own->gate)
        return complain_usage("eval", "the model's threshold does not fit this score: give "
                                      "--threshold X or --tune");
    return EXIT_DONE;
}

int eval_make_model(struct evaluation *e)
{
    const struct eval_options *o = e->options;
    struct pseg_config *c = &e->model.config, own;
    int status = choose_score(&own, e);
    if (!status && o->int8)
        status = quantise(e);
    const int is_periodic = e->segmenter == EVAL_PERIODIC;
    if (!status && is_periodic && o->offset_text)
        c->offset = samples(o->offset, c->rate);
    if (status || is_periodic)
        return status;
    status = edit_config(e);
    return status ? status : check_threshold(&own, e);
}

void eval_score_name(char *text, const struct evaluation *e)
{
    const struct pseg_config *c = &e->model.config;
    if (e->segmenter == EVAL_HAC)
        snprintf(text, 32, "hac");
    else if (e->segmenter == EVAL_PERIODIC)
        snprintf(text, 32, "periodic-%d", c->hop / (c->rate / 1000));
    else
        snprintf(text, 32, "%s", pseg_score_names[c->score]);
}

const char *eval_gate_name(const struct evaluation *e)
{
    const struct pseg_config *c = &e->model.config;
    const int has_gate = e->segmenter == EVAL_DETECTOR && c->score != PSEG_SCORE_TRANSITION &&
                         c->score != PSEG_SCORE_ERROR;
    return has_gate ? pseg_cells[c->cell].family->gates[c->gate] : NULL;
}

int eval_is_offline(const struct evaluation *e)
{
    const struct pseg_config *c = &e->model.config;
    return e->segmenter == EVAL_HAC || c->deltas || c->cmvn;
}
