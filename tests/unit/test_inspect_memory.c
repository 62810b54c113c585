/* Decoders and memory signatures, on states whose memory is known. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "detector.h"
#include "model.h"
#include "random.h"
#include "signature.h"
#include "toy.h"
#include "whole.h"

/* ---------------------------------------------------------------------------------- decoders -- */

/* Two classes, Gaussian around -1 and 1: the best there is is right with probability Phi(1). */
static void a_decoder_comes_near_the_best_there_is(void **state)
{
    (void)state;
    enum { N = 4000, DIM = 3 };
    static float x[N * DIM];
    static size_t at[N];
    static signed char class[N], told[N];
    struct pseg_decoder_settings settings = pseg_decoder_defaults;
    struct pseg_random r;
    struct pseg_error error;
    pseg_random_seed(&r, 1, 0);
    for (int i = 0; i < N; i++) {
        class[i] = (signed char)(i % 2);
        at[i] = (size_t)i;
        for (int j = 0; j < DIM; j++) /* one unit tells, one is noise, one never moves */
            x[i * DIM + j] = (float)(j == 2 ? 7 : pseg_random_normal(&r));
        x[i * DIM] = 100 + 0.01f * (x[i * DIM] + (float)(2 * class[i] - 1));
    }
    for (settings.units = 0; settings.units <= 16; settings.units += 16) {
        struct pseg_decoder d;
        const struct pseg_examples learn = {x, at, class, N / 2};
        const struct pseg_examples ask = {x, at + N / 2, class + N / 2, N / 2};
        int right = 0;
        assert_int_equal(pseg_decoder_train(&d, &learn, DIM, 2, &settings, &error), 0);
        assert_int_equal(pseg_decoder_tell(told, &d, &ask, &error), 0);
        for (int i = 0; i < N / 2; i++)
            right += told[i] == class[N / 2 + i];
        /* Phi(1) = 0.8413, of 2000 within three deviations of 0.0082 */
        check_near(right / (N / 2.0), 0.8413, 0.025, "right", settings.units);
        pseg_decoder_free(&d);
    }
}

/* Inside a circle or outside: no line parts them, a hidden layer does. */
static void hidden_units_see_what_a_line_does_not(void **state)
{
    (void)state;
    enum { N = 2000 };
    static float x[N * 2];
    static size_t at[N];
    static signed char class[N], told[N];
    struct pseg_decoder_settings settings = pseg_decoder_defaults;
    struct pseg_random r;
    struct pseg_error error;
    pseg_random_seed(&r, 2, 0);
    for (int i = 0; i < N; i++) {
        const double angle = 8 * atan(1) * pseg_random_uniform(&r);
        class[i] = (signed char)(i % 2);
        at[i] = (size_t)i;
        x[2 * i] = (float)((1 + 2 * class[i]) * cos(angle));
        x[2 * i + 1] = (float)((1 + 2 * class[i]) * sin(angle));
    }
    for (settings.units = 0; settings.units <= 16; settings.units += 16) {
        struct pseg_decoder d;
        const struct pseg_examples all = {x, at, class, N};
        int right = 0;
        assert_int_equal(pseg_decoder_train(&d, &all, 2, 2, &settings, &error), 0);
        assert_int_equal(pseg_decoder_tell(told, &d, &all, &error), 0);
        for (int i = 0; i < N; i++)
            right += told[i] == class[i];
        assert_true(settings.units ? right > 0.99 * N : right < 0.7 * N);
        pseg_decoder_free(&d);
    }
}

/* One in ten is of class 1, which the difference of two units that move together tells: weights
 * have to be large to see it, and examples many to be sure of them. */
static void a_rare_class_is_told_where_examples_are_many(void **state)
{
    (void)state;
    enum { N = 20000 };
    static float x[N * 2];
    static size_t at[N];
    static signed char class[N], told[N];
    struct pseg_decoder d;
    struct pseg_random r;
    struct pseg_error error;
    const struct pseg_examples all = {x, at, class, N};
    int right = 0;
    pseg_random_seed(&r, 3, 0);
    for (int i = 0; i < N; i++) {
        class[i] = (signed char)(i % 10 == 0);
        at[i] = (size_t)i;
        x[2 * i + 1] = (float)pseg_random_normal(&r);
        x[2 * i] = x[2 * i + 1] + 1.0f * (float)(2 * class[i] - 1);
    }
    assert_int_equal(pseg_decoder_train(&d, &all, 2, 2, &pseg_decoder_defaults, &error), 0);
    assert_int_equal(pseg_decoder_tell(told, &d, &all, &error), 0);
    for (int i = 0; i < N; i++)
        right += class[i] && told[i];
    assert_true(right > 0.9 * N / 10);
    pseg_decoder_free(&d);
}

/* -------------------------------------------------------------------------------- signatures -- */

enum { FRAMES = 720, CLASSES = 4, LENGTH = 3, STEPS = 5, WIDTH = CLASSES * (LENGTH + 1) };

/* Classes drawn anew in each frame: what a state does not hold cannot be guessed. */
static void draw_classes(signed char *class, uint64_t seed)
{
    struct pseg_random r;
    pseg_random_seed(&r, seed, 0);
    for (int t = 0; t < FRAMES; t++)
        class[t] = (signed char)pseg_random_below(&r, CLASSES);
}

static void sign(struct pseg_signature *s, const float *x, int dim, const signed char *class,
                 const int *frames, int recordings)
{
    int piece[FRAMES];
    struct pseg_error error;
    struct pseg_decoder_settings settings = pseg_decoder_defaults;
    const struct pseg_recall recall = {class, piece, FRAMES, CLASSES};
    settings.steps = 120; /* enough for what is as plain as this */
    pseg_cut_pieces(piece, frames, recordings);
    assert_int_equal(pseg_signature_of(s, x, dim, &recall, STEPS, &settings, NULL, NULL, &error),
                     0);
}

/* All of it as long as the delay line is, chance after that: 1/4, within four deviations. */
static void expect_delay_line(const struct pseg_signature *s)
{
    const double four_deviations = 4 * sqrt(0.25 * 0.75 / FRAMES);
    for (int delta = 1; delta <= STEPS; delta++) {
        check_near(pseg_guessed(s, delta), 0.25, four_deviations, "guessed", delta);
        if (delta > LENGTH)
            check_near(pseg_recalled(s, delta), 0.25, four_deviations, "after its length", delta);
        else
            assert_true(pseg_recalled(s, delta) == 1);
        for (int k = 0; k < CLASSES; k++) {
            const int i = (delta - 1) * CLASSES + k;
            assert_true(s->asked[i] > FRAMES / CLASSES / 2);
            assert_true(delta > LENGTH ? s->right[i] < s->asked[i] : s->right[i] == s->asked[i]);
        }
    }
}

/* Unit (k, c) is 1 where class c was heard k frames ago. */
static void a_delay_line_is_recalled_up_to_its_length(void **state)
{
    (void)state;
    static float x[FRAMES * WIDTH];
    signed char class[FRAMES];
    struct pseg_signature s;
    const int one = FRAMES, several[] = {200, 220, 160, 140};
    draw_classes(class, 1);
    for (int t = 0; t < FRAMES; t++)
        for (int k = 0; k <= LENGTH && k <= t; k++)
            x[t * WIDTH + k * CLASSES + class[t - k]] = 1;
    sign(&s, x, WIDTH, class, &one, 1);
    expect_delay_line(&s);
    pseg_signature_free(&s);
    sign(&s, x, WIDTH, class, several, 4);
    expect_delay_line(&s);
    pseg_signature_free(&s);
}

/* ------------------------------------------------------------------ a network that remembers -- */

static float *tensor(const struct pseg_network *net, float *weights, const char *name)
{
    for (int k = 0; k < net->n_tensors; k++)
        if (strcmp(net->tensors[k].name, name) == 0)
            return weights + net->tensors[k].offset;
    fail_msg("no tensor %s", name);
    return NULL;
}

/* Weights by hand: all gates are open, but the forget gate of an LSTM is shut, so a unit is tanh of
 * what it hears. Units of the first block hear a class each, those of block k the block before: in
 * that they are a frame late each. tanh(20 times what is not 0) is 1 or -1, so nothing fades. */
static void make_delay_line(float *weights, const struct pseg_network *net)
{
    const int n = WIDTH, gates = net->cell->family->n_gates;
    const int blocks = pseg_cell_blocks(net->cell) * n, candidate = gates * n;
    memset(weights, 0, net->n_parameters * sizeof *weights);
    *tensor(net, weights, "feature.gain") = 1;
    float *w = tensor(net, weights, "rec1.W") + candidate;
    float *u = tensor(net, weights, "rec1.U") + candidate, *b = tensor(net, weights, "rec1.b");
    for (int j = 0; j < candidate; j++)
        b[j] = net->cell->family->has_memory && j < n ? -100 : 100;
    for (int c = 0; c < CLASSES; c++) {
        tensor(net, weights, "encode.W")[c * net->layers[0].out + c] = 1;
        w[c * blocks + c] = 40;
        b[candidate + c] = -20;
    }
    for (int j = 0; j + CLASSES < n; j++)
        u[j * blocks + j + CLASSES] = 20;
}

struct states {
    float *x; /* [FRAMES][WIDTH] */
};

static void keep_state(void *user, const struct pseg_frame *frame)
{
    const struct states *s = user;
    memcpy(s->x + frame->index * WIDTH, frame->state, WIDTH * sizeof *s->x);
}

/* The detector itself hears the classes, one feature each. */
static void listen(float *x, const struct pseg_model *model, const signed char *class)
{
    struct states states = {x};
    struct pseg_event event;
    struct pseg_error error;
    struct pseg *d = pseg_create_whole(model, &error);
    assert_non_null(d);
    pseg_observe(d, keep_state, &states);
    for (int t = 0; t < FRAMES; t++) {
        float features[10] = {0};
        features[class[t]] = 1;
        pseg_feed(&event, d, features);
    }
    pseg_destroy(d);
}

static void a_network_that_is_a_delay_line_is_recalled_up_to_its_length(void **state)
{
    (void)state;
    static float x[FRAMES * WIDTH];
    static const int cells[] = {PSEG_CELL_GRU, PSEG_CELL_MGU, PSEG_CELL_LSTM,
                                PSEG_CELL_LSTM_PEEPHOLE};
    signed char class[FRAMES];
    draw_classes(class, 4);
    for (size_t i = 0; i < COUNT(cells); i++) {
        struct pseg_config c = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_ERROR);
        struct toy_model toy;
        struct pseg_network net;
        struct pseg_signature s;
        const int one = FRAMES;
        c.cell = cells[i];
        c.n_hidden = WIDTH;
        toy_model_make(&toy, &c, 1);
        pseg_network_build(&net, &c);
        make_delay_line((float *)toy.model.weights, &net);
        listen(x, &toy.model, class);
        sign(&s, x, WIDTH, class, &one, 1);
        expect_delay_line(&s);
        pseg_signature_free(&s);
        toy_model_free(&toy);
    }
}

/* States by dice. Of the third recording those tell who learned from 48 frames only; whoever was
 * asked what he learned would know it by heart. */
static void nobody_is_asked_what_he_learned(void **state)
{
    (void)state;
    static float x[FRAMES * WIDTH];
    signed char class[FRAMES];
    struct pseg_random r;
    struct pseg_signature s;
    const int three[] = {FRAMES / 30, FRAMES / 30, FRAMES - 2 * (FRAMES / 30)};
    draw_classes(class, 2);
    pseg_random_seed(&r, 3, 0);
    for (int i = 0; i < FRAMES * WIDTH; i++)
        x[i] = (float)pseg_random_normal(&r);
    sign(&s, x, WIDTH, class, three, 3);
    for (int delta = 1; delta <= STEPS; delta++)
        check_near(pseg_recalled(&s, delta), 0.25, 4 * sqrt(0.25 * 0.75 / FRAMES), "dice", delta);
    pseg_signature_free(&s);
}

static void pieces_are_recordings_or_thirds_of_one(void **state)
{
    (void)state;
    int piece[10];
    const int one = 10, two[] = {4, 6};
    const int of_one[] = {0, 0, 0, 0, 1, 1, 1, 2, 2, 2}, of_two[] = {0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
    pseg_cut_pieces(piece, &one, 1);
    assert_memory_equal(piece, of_one, sizeof piece);
    pseg_cut_pieces(piece, two, 2);
    assert_memory_equal(piece, of_two, sizeof piece);
}

/* Of 9 frames in thirds of 3: two frames ago lies in the same third for one frame of each; of
 * these one class is not known. Always class 0: who guesses is right. */
static void nothing_is_recalled_across_a_border(void **state)
{
    (void)state;
    const float x[9] = {0};
    const signed char class[9] = {0, 0, 0, -1, 0, 0, 0, 0, 0};
    const int piece[9] = {0, 0, 0, 1, 1, 1, 2, 2, 2};
    const struct pseg_recall recall = {class, piece, 9, 2};
    struct pseg_signature s;
    struct pseg_error error;
    assert_int_equal(
        pseg_signature_of(&s, x, 1, &recall, 3, &pseg_decoder_defaults, NULL, NULL, &error), 0);
    const long asked[] = {5, 0, 2, 0, 0, 0};
    assert_memory_equal(s.asked, asked, sizeof asked);
    assert_memory_equal(s.right, asked, sizeof asked);
    assert_true(pseg_recalled(&s, 2) == 1 && pseg_guessed(&s, 2) == 1);
    assert_true(isnan(pseg_recalled(&s, 3)) && isnan(pseg_guessed(&s, 3)));
    pseg_signature_free(&s);
}

static int stop_at_once(void *user, double decoders)
{
    (void)user;
    return decoders > 0;
}

static void what_cannot_be_told_says_why(void **state)
{
    (void)state;
    const float x[4] = {0};
    const signed char unknown[4] = {-1, -1, -1, -1}, known[4] = {0, 0, 0, 0};
    const int piece[4] = {0, 0, 1, 1};
    const struct pseg_recall nothing = {unknown, piece, 4, 1}, something = {known, piece, 4, 1};
    struct pseg_signature s;
    struct pseg_error error;
    assert_int_equal(
        pseg_signature_of(&s, x, 1, &nothing, 1, &pseg_decoder_defaults, NULL, NULL, &error), -1);
    assert_string_equal(error.text, "there is too little speech to learn from");
    assert_int_equal(pseg_signature_of(&s, x, 1, &something, 1, &pseg_decoder_defaults,
                                       stop_at_once, NULL, &error),
                     -1);
    assert_string_equal(error.text, "interrupted while decoders learned");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decoder_comes_near_the_best_there_is),
        cmocka_unit_test(hidden_units_see_what_a_line_does_not),
        cmocka_unit_test(a_rare_class_is_told_where_examples_are_many),
        cmocka_unit_test(a_delay_line_is_recalled_up_to_its_length),
        cmocka_unit_test(a_network_that_is_a_delay_line_is_recalled_up_to_its_length),
        cmocka_unit_test(nobody_is_asked_what_he_learned),
        cmocka_unit_test(pieces_are_recordings_or_thirds_of_one),
        cmocka_unit_test(nothing_is_recalled_across_a_border),
        cmocka_unit_test(what_cannot_be_told_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
