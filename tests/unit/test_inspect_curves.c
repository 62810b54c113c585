/* Curves of a layer: by hand, and of every cell and topology. */
#include "curves.h"

#include <math.h>
#include <string.h>

#include "check.h"
#include "synth.h"
#include "toy.h"

static void means_and_differences_are_over_units(void **state)
{
    const float x[3][2] = {{0.25f, 0.75f}, {1, 0.5f}, {0, 1}};
    double mean[3], difference[3], change[3];
    (void)state;
    pseg_unit_means(mean, x[0], 3, 2);
    pseg_differences(difference, mean, 3);
    pseg_unit_changes(change, x[0], 3, 2);
    const double means[] = {0.5, 0.75, 0.5}, differences[] = {0, 0.25, -0.25};
    const double changes[] = {0, 0.5, 0.75};
    for (int t = 0; t < 3; t++) {
        assert_true(mean[t] == means[t]);
        assert_true(difference[t] == differences[t]);
        assert_true(change[t] == changes[t]);
    }
}

static const struct pseg_curve *find(const struct pseg_curves *c, const char *name)
{
    for (int i = 0; i < c->n; i++)
        if (strcmp(c->curve[i].name, name) == 0)
            return &c->curve[i];
    fail_msg("there is no curve '%s'", name);
    return NULL;
}

static void hear(struct pseg_signals *s, struct toy_model *toy, int m)
{
    enum { N = 5000 };
    const struct pseg_config config = toy_config_of(m);
    struct pseg_error error;
    float x[N];
    synth_speech(x, N, 5);
    toy_model_make(toy, &config, (uint32_t)m);
    assert_int_equal(pseg_signals_hear(s, &toy->model, x, N, &error), 0);
}

/* The difference GAS of the model's own gate, as the core computes it, is one of the curves. */
static void check_own_gate(const struct pseg_signals *s, const struct pseg_curves *c)
{
    char name[64];
    const struct pseg_signal_layer *layer = &s->layer[s->first_recurrent];
    snprintf(name, sizeof name, "%s gate: difference", layer->gate_name[s->gate]);
    const struct pseg_curve *difference = find(c, name);
    for (size_t t = 0; t < s->n_frames; t++)
        check_near(difference->x[t], s->gas_mean[t], 1e-5, "difference GAS", (long)t);
}

static void every_model_has_the_curves_of_each_layer(void **state)
{
    (void)state;
    for (int m = 2; m < TOY_N_MODELS; m++) {
        struct toy_model toy;
        struct pseg_signals s;
        hear(&s, &toy, m);
        for (int l = 0; l < s.n_layers; l++) {
            struct pseg_curves c;
            if (!s.layer[l].is_recurrent)
                continue;
            assert_int_equal(pseg_curves_make(&c, &s, l, -1), 0);
            assert_int_equal(c.n, 3 + 3 * s.layer[l].n_gates);
            for (int i = 0; i < c.n; i++)
                for (size_t t = 0; t < c.n_frames; t++)
                    assert_true(isfinite(c.curve[i].x[t]));
            if (l == s.first_recurrent)
                check_own_gate(&s, &c);
            pseg_curves_free(&c);
        }
        pseg_signals_free(&s);
        toy_model_free(&toy);
    }
}

static void one_gate_alone_can_be_asked_for(void **state)
{
    struct toy_model toy;
    struct pseg_signals s;
    struct pseg_curves c;
    (void)state;
    hear(&s, &toy, TOY_N_SCORES + PSEG_CELL_LSTM);
    assert_int_equal(pseg_curves_make(&c, &s, s.first_recurrent, 2), 0);
    assert_int_equal(c.n, 6);
    const struct pseg_curve *mean = find(&c, "output gate: mean");
    double sum = 0;
    for (int j = 0; j < 8; j++)
        sum += (double)s.layer[s.first_recurrent].gate[2][5 * 8 + j] / 8;
    check_near(mean->x[5], sum, 1e-12, "mean of frame", 5);
    pseg_curves_free(&c);
    pseg_signals_free(&s);
    toy_model_free(&toy);
}

/* GRU3's gates are of a bias alone (004 eq. 16, 17). */
static void gates_of_a_bias_never_move(void **state)
{
    struct toy_model toy;
    struct pseg_signals s;
    struct pseg_curves c;
    (void)state;
    hear(&s, &toy, TOY_N_SCORES + PSEG_CELL_GRU3);
    assert_int_equal(pseg_curves_make(&c, &s, s.first_recurrent, -1), 0);
    const struct pseg_curve *sizes = find(&c, "update gate: |differences|");
    const struct pseg_curve *state_change = find(&c, "change of the state");
    double moved = 0;
    for (size_t t = 1; t < c.n_frames; t++) {
        assert_true(sizes->x[t] == 0);
        moved += state_change->x[t];
    }
    assert_true(moved > 0.01);
    pseg_curves_free(&c);
    pseg_signals_free(&s);
    toy_model_free(&toy);
}

/* What compares frames says nothing at the first; E is at the change for a predictor, and at the
 * middle for an autoencoder: that of the first cell. */
static void curves_know_their_times(void **state)
{
    static const struct {
        int model;
        double told;
    } of[] = {{2, 0.0075}, {TOY_N_SCORES, 0.0125}};
    (void)state;
    for (size_t i = 0; i < COUNT(of); i++) {
        struct toy_model toy;
        struct pseg_signals s;
        struct pseg_curves c;
        hear(&s, &toy, of[i].model);
        assert_int_equal(pseg_curves_make(&c, &s, s.first_recurrent, -1), 0);
        check_near(find(&c, "E")->start, of[i].told, 1e-12, "E of model", of[i].model);
        check_near(find(&c, "update gate: mean")->start, 0.0125, 1e-12, "mean", of[i].model);
        check_near(find(&c, "update gate: difference")->start, 0.0075, 1e-12, "difference",
                   of[i].model);
        assert_int_equal(find(&c, "E")->from, 1);
        assert_int_equal(find(&c, "update gate: mean")->from, 0);
        assert_int_equal(find(&c, "update gate: difference")->from, 1);
        assert_int_equal(find(&c, "score")->to, s.n_frames);
        pseg_curves_free(&c);
        pseg_signals_free(&s);
        toy_model_free(&toy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_and_differences_are_over_units),
        cmocka_unit_test(every_model_has_the_curves_of_each_layer),
        cmocka_unit_test(one_gate_alone_can_be_asked_for),
        cmocka_unit_test(gates_of_a_bias_never_move),
        cmocka_unit_test(curves_know_their_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
