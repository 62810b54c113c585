/* A group's detectors find what each finds alone, to the last bit, however they are fed. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "detector.h"
#include "synth.h"
#include "toy.h"

enum { MOST = 11, LENGTH = 9000, ROOM = 60 };

/* Two detectors of each stream, which get the same calls: one alone, one in the group. */
struct pair {
    void *memory[2];
    struct pseg *alone, *grouped;
    float *audio; /* [n] */
    size_t n, at;
    struct pseg_event expected[ROOM], actual[ROOM];
};

struct exchange {
    const struct pseg_model *model;
    struct pseg_group *group;
    void *memory;
    struct pair pair[MOST];
    struct rng rng;
    size_t n_events;
};

static struct pseg_group *make_group(void **memory, const struct pseg_model *model, int batch)
{
    struct pseg_group *group = NULL;
    const size_t size = pseg_group_size(model, batch);
    assert_int_equal(posix_memalign(memory, 16, size), 0);
    memset(*memory, 0x7f, size);
    assert_int_equal(pseg_group_init(&group, *memory, size, model, batch), PSEG_OK);
    return group;
}

static void make_pair(struct pair *p, const struct pseg_model *model, size_t n, uint32_t seed)
{
    p->alone = toy_detector(&p->memory[0], model);
    p->grouped = toy_detector(&p->memory[1], model);
    p->n = n;
    p->at = 0;
    p->audio = malloc(n * sizeof *p->audio);
    assert_non_null(p->audio);
    synth_speech(p->audio, n, seed);
}

/* Streams of random lengths, with a bad sample in every third. */
static struct exchange *make_exchange(const struct pseg_model *model, int batch, uint32_t seed)
{
    static const float bad[] = {NAN, INFINITY, -1.1e6f};
    struct exchange *x = calloc(1, sizeof *x);
    assert_non_null(x);
    x->model = model;
    x->rng.state = seed;
    x->group = make_group(&x->memory, model, batch);
    for (int i = 0; i < MOST; i++) {
        struct pair *p = &x->pair[i];
        make_pair(p, model, LENGTH / 2 + rng_below(&x->rng, LENGTH / 2), seed + (uint32_t)i);
        if (i % 3 == 0)
            p->audio[rng_below(&x->rng, (uint32_t)p->n)] = bad[i / 3 % 3];
    }
    return x;
}

static void free_exchange(struct exchange *x)
{
    for (int i = 0; i < MOST; i++) {
        free(x->pair[i].memory[0]);
        free(x->pair[i].memory[1]);
        free(x->pair[i].audio);
    }
    free(x->memory);
    free(x);
}

static void check_same(const struct pair *p, const struct pseg_call *c, int status, size_t made,
                       size_t used)
{
    assert_int_equal(c->status, status);
    assert_int_equal(c->used, used);
    assert_int_equal(c->made, made);
    for (size_t i = 0; i < made; i++) {
        const struct pseg_event *a = &p->expected[i], *b = &p->actual[i];
        assert_true(a->at == b->at && a->decided == b->decided);
        assert_memory_equal(&a->score, &b->score, sizeof a->score);
    }
}

/* What a stream is given next: nothing, a few samples, some frames; now and then hardly room. */
static struct pseg_call next_call(struct exchange *x, struct pair *p)
{
    static const uint32_t most[] = {1, 100, 481, 3000};
    static const uint32_t rooms[] = {1, 2, 3, ROOM + 1};
    const size_t left = p->n - p->at, piece = rng_below(&x->rng, most[rng_below(&x->rng, 4)]);
    return (struct pseg_call){.detector = p->grouped,
                              .events = p->actual,
                              .room = rng_below(&x->rng, rooms[rng_below(&x->rng, 4)]),
                              .audio = p->audio + p->at,
                              .n = piece < left ? piece : left,
                              .made = 99,
                              .used = 99,
                              .status = -1};
}

/* The same call to the detector that is alone; steps over a bad sample. */
static int repeat_alone(struct exchange *x, struct pair *p, const struct pseg_call *c)
{
    size_t made = 0, used = 0;
    const int status = pseg_process(p->alone, p->expected, c->room, &made, c->audio, c->n, &used);
    check_same(p, c, status, made, used);
    p->at += used + (status == PSEG_E_SAMPLE);
    x->n_events += made;
    return status;
}

/* Detectors may be fed either way in turn: all calls by pseg_process(). */
static int feed_without_group(struct pseg_call *calls, int n)
{
    int status = PSEG_OK;
    for (int i = 0; i < n; i++) {
        struct pseg_call *c = &calls[i];
        c->status =
            pseg_process(c->detector, c->events, c->room, &c->made, c->audio, c->n, &c->used);
        status = status ? status : c->status;
    }
    return status;
}

/* One round of calls to some of the streams, in any order. */
static void feed_some(struct exchange *x, int n_streams)
{
    struct pseg_call calls[MOST];
    struct pair *of[MOST];
    int n = 0, status = PSEG_OK;
    const uint32_t first = rng_below(&x->rng, (uint32_t)n_streams);
    for (int i = 0; i < n_streams; i++)
        if (rng_below(&x->rng, 5)) {
            of[n] = &x->pair[(first + (uint32_t)i) % (uint32_t)n_streams];
            calls[n] = next_call(x, of[n]);
            n++;
        }
    const int actual = rng_below(&x->rng, 4) ? pseg_group_process(x->group, calls, (size_t)n)
                                             : feed_without_group(calls, n);
    for (int i = 0; i < n; i++) {
        const int one = repeat_alone(x, of[i], &calls[i]);
        status = status ? status : one;
    }
    assert_int_equal(actual, status);
}

static int all_heard(const struct exchange *x, int n_streams)
{
    for (int i = 0; i < n_streams; i++)
        if (x->pair[i].at < x->pair[i].n)
            return 0;
    return 1;
}

/* What was left inside the detectors is the same, too: more audio, alone, then a flush. */
static void end_alone(struct pair *p)
{
    struct pseg_call c = {p->grouped, p->actual, ROOM, p->audio, 1000, 0, 0, 0};
    size_t made, used, again;
    for (size_t i = 0; i < c.n; i++)
        p->audio[i] = isfinite(p->audio[i]) && fabsf(p->audio[i]) <= 1 ? p->audio[i] : 0;
    const int status = pseg_process(p->alone, p->expected, ROOM, &made, c.audio, c.n, &used);
    c.status = pseg_process(p->grouped, p->actual, ROOM, &c.made, c.audio, c.n, &c.used);
    check_same(p, &c, status, made, used);
    assert_int_equal(pseg_flush(p->alone, p->expected, ROOM, &made), PSEG_OK);
    assert_int_equal(pseg_flush(p->grouped, p->actual, ROOM, &again), PSEG_OK);
    c = (struct pseg_call){.made = again};
    check_same(p, &c, PSEG_OK, made, 0);
}

static size_t compare(const struct pseg_model *model, int n_streams, int batch, uint32_t seed)
{
    struct exchange *x = make_exchange(model, batch, seed);
    while (!all_heard(x, n_streams))
        feed_some(x, n_streams);
    for (int i = 0; i < n_streams; i++)
        end_alone(&x->pair[i]);
    feed_some(x, n_streams); /* all are flushed */
    const size_t n_events = x->n_events;
    free_exchange(x);
    return n_events;
}

static void compare_all(const struct pseg_model *model, uint32_t seed)
{
    static const struct {
        int n_streams, batch;
    } sizes[] = {{1, 4}, {3, 8}, {MOST, 1}, {MOST, 4}, {MOST, 7}};
    size_t n_events = 0;
    for (size_t i = 0; i < COUNT(sizes); i++)
        n_events += compare(model, sizes[i].n_streams, sizes[i].batch, seed + 100 * (uint32_t)i);
    assert_true(n_events > 50);
}

static void a_group_finds_what_each_finds_alone_with_every_cell_and_score(void **state)
{
    (void)state;
    for (int m = 0; m < TOY_N_MODELS; m++) {
        const struct pseg_config config = toy_config_of(m);
        struct toy_model toy;
        toy_model_make(&toy, &config, (uint32_t)m);
        compare_all(&toy.model, 1000 * (uint32_t)m + 1);
        toy_model_free(&toy);
    }
}

/* The file's bytes; free them. */
static void *read_model(struct pseg_model *model, const char *path)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    const size_t size = (size_t)ftell(f);
    void *bytes = malloc(size);
    assert_non_null(bytes);
    rewind(f);
    assert_int_equal(fread(bytes, 1, size, f), size);
    fclose(f);
    assert_int_equal(pseg_model_open(model, bytes, size), PSEG_OK);
    return bytes;
}

static void a_group_finds_what_each_finds_alone_with_the_models_that_ship(void **state)
{
    static const char *const paths[] = {
        PROJECT_DIR "/models/default-int8.pseg", PROJECT_DIR "/models/default.pseg",
        PROJECT_DIR "/models/fast.pseg", PROJECT_DIR "/models/tiny.pseg",
        PROJECT_DIR "/models/tiny-int8.pseg"};
    (void)state;
    for (size_t i = 0; i < COUNT(paths); i++) {
        struct pseg_model model;
        void *bytes = read_model(&model, paths[i]);
        compare_all(&model, 31 * (uint32_t)i + 5);
        free(bytes);
    }
}

/* --------------------------------------------------------------------------------- observers -- */

struct seen {
    const struct pseg *d;
    uint64_t frames;
    double sum; /* of all numbers of all frames: bits that differ show in it */
};

static double sum_of(const float *x, int n)
{
    double sum = 0;
    for (int i = 0; x && i < n; i++)
        sum += (i + 1) * (double)x[i];
    return sum;
}

/* Of all that every layer computed for this frame and the one before. */
static double sum_of_layers(const struct pseg *d)
{
    const struct pseg_network *net = pseg_detector_network(d);
    const struct pseg_trace *trace = pseg_detector_trace(d);
    double sum = 0;
    for (int l = 0; l < net->n_layers; l++)
        for (int s = 0; s < PSEG_N_SLOTS; s++)
            for (int row = 0; row < 2; row++)
                sum = sum * 0.9 + sum_of(pseg_trace_row(trace, &net->layers[l], s, row),
                                         net->layers[l].width[s]);
    return sum;
}

static void watch(void *user, const struct pseg_frame *f)
{
    struct seen *s = user;
    const int n = f->n_gates * f->n_hidden;
    s->frames++;
    s->sum = s->sum * 0.9 + sum_of(f->features, f->n_features) + sum_of(f->gates, n) +
             2 * sum_of(f->last_gates, n) + sum_of(f->state, f->n_hidden) +
             sum_of(f->error, f->n_features) + (f->scored ? (double)f->score : 0) +
             sum_of_layers(s->d);
}

static void feed_all(struct exchange *x, int n_streams, size_t from, size_t to)
{
    struct pseg_call calls[MOST];
    for (int i = 0; i < n_streams; i++) {
        struct pair *p = &x->pair[i];
        p->at = from;
        calls[i] = (struct pseg_call){
            .detector = p->grouped, .events = p->actual, .room = ROOM, .n = to - from};
        calls[i].audio = p->audio + from;
    }
    pseg_group_process(x->group, calls, (size_t)n_streams);
    for (int i = 0; i < n_streams; i++)
        repeat_alone(x, &x->pair[i], &calls[i]);
}

/* Stream i is watched in part k of the audio where bit k of i is set. */
static void watch_parts(struct exchange *x, struct seen seen[][2], int n_streams)
{
    enum { PART = LENGTH / 2 / 3 };
    for (int part = 0; part < 3; part++) {
        for (int i = 0; i < n_streams; i++) {
            struct pair *p = &x->pair[i];
            pseg_observer *const observer = i >> part & 1 ? watch : NULL;
            seen[i][0].d = p->alone;
            seen[i][1].d = p->grouped;
            pseg_observe(p->alone, observer, &seen[i][0]);
            pseg_observe(p->grouped, observer, &seen[i][1]);
        }
        feed_all(x, n_streams, (size_t)part * PART, (size_t)(part + 1) * PART);
    }
}

static void observers_in_a_group_see_the_same(void **state)
{
    enum { N_STREAMS = 8 };
    (void)state;
    for (int m = 0; m < TOY_N_MODELS; m++) {
        const struct pseg_config config = toy_config_of(m);
        struct toy_model toy;
        struct seen seen[N_STREAMS][2] = {0};
        toy_model_make(&toy, &config, (uint32_t)m);
        struct exchange *x = make_exchange(&toy.model, 4, 77);
        watch_parts(x, seen, N_STREAMS);
        for (int i = 0; i < N_STREAMS; i++) {
            assert_int_equal(seen[i][0].frames, seen[i][1].frames);
            assert_memory_equal(&seen[i][0].sum, &seen[i][1].sum, sizeof seen[i][0].sum);
        }
        assert_true(seen[5][1].frames > 10 && seen[7][1].frames > 20);
        free_exchange(x);
        toy_model_free(&toy);
    }
}

/* ------------------------------------------------------------------------------------- edges -- */

/* Calls of one detector are made in their order, whoever sits beside it. */
static void a_detector_may_have_several_calls(void **state)
{
    enum { PIECE = 500, PIECES = 8 };
    const struct pseg_config config = toy_config(PSEG_TOPOLOGY_RPM4, PSEG_SCORE_BLEND);
    struct toy_model toy;
    struct pseg_call calls[2 * PIECES];
    struct pseg_event events[2 * PIECES][ROOM];
    (void)state;
    toy_model_make(&toy, &config, 3);
    struct exchange *x = make_exchange(&toy.model, 4, 5);
    for (int i = 0; i < 2 * PIECES; i++) {
        struct pair *p = &x->pair[1 + i % 2];
        calls[i] = (struct pseg_call){
            .detector = p->grouped, .events = events[i], .room = ROOM, .n = PIECE};
        calls[i].audio = p->audio + (size_t)(i / 2) * PIECE;
    }
    assert_int_equal(pseg_group_process(x->group, calls, 2 * PIECES), PSEG_OK);
    for (int i = 0; i < 2 * PIECES; i++) {
        struct pair *p = &x->pair[1 + i % 2];
        memcpy(p->actual, events[i], sizeof events[i]);
        repeat_alone(x, p, &calls[i]);
    }
    assert_true(x->n_events > 2);
    free_exchange(x);
    toy_model_free(&toy);
}

static void a_detector_of_another_model_takes_nothing(void **state)
{
    struct pseg_config config = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_GAS);
    struct toy_model ours, same_shape;
    struct pseg_event events[ROOM];
    void *memory[2];
    (void)state;
    toy_model_make(&ours, &config, 1);
    toy_model_make(&same_shape, &config, 1);
    struct exchange *x = make_exchange(&ours.model, 4, 1);
    struct pseg_model other_field = ours.model;
    other_field.config.threshold = 0.5f;
    struct pseg *strangers[] = {toy_detector(&memory[0], &same_shape.model),
                                toy_detector(&memory[1], &other_field)};
    for (int i = 0; i < 2; i++) {
        struct pair *p = &x->pair[1 + i];
        struct pseg_call calls[] = {{strangers[i], events, ROOM, p->audio, 1000, 9, 9, 9},
                                    {p->grouped, p->actual, ROOM, p->audio, 1000, 9, 9, 9}};
        assert_int_equal(pseg_group_process(x->group, calls, 2), PSEG_E_GROUP);
        assert_int_equal(calls[0].status, PSEG_E_GROUP);
        assert_true(calls[0].made == 0 && calls[0].used == 0);
        repeat_alone(x, p, &calls[1]);
        free(memory[i]);
    }
    free_exchange(x);
    toy_model_free(&ours);
    toy_model_free(&same_shape);
}

static void wrong_arguments_are_refused(void **state)
{
    const struct pseg_config config = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_GAS);
    struct toy_model toy;
    struct pseg_event events[ROOM];
    (void)state;
    toy_model_make(&toy, &config, 1);
    struct exchange *x = make_exchange(&toy.model, 4, 1);
    struct pair *p = &x->pair[1];
    struct pseg_call calls[] = {{NULL, events, ROOM, p->audio, 100, 9, 9, 9},
                                {p->grouped, NULL, ROOM, p->audio, 100, 9, 9, 9},
                                {p->grouped, events, ROOM, NULL, 100, 9, 9, 9},
                                {p->grouped, p->actual, ROOM, p->audio, 100, 9, 9, 9}};
    assert_int_equal(pseg_group_process(NULL, calls, 1), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_group_process(x->group, NULL, 1), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_group_process(x->group, NULL, 0), PSEG_OK);
    assert_int_equal(pseg_group_process(x->group, calls, COUNT(calls)), PSEG_E_ARGUMENT);
    for (int i = 0; i < 3; i++)
        assert_true(calls[i].status == PSEG_E_ARGUMENT && !calls[i].made && !calls[i].used);
    repeat_alone(x, p, &calls[3]);
    free_exchange(x);
    toy_model_free(&toy);
}

static void a_group_that_cannot_be_is_refused(void **state)
{
    struct pseg_config config = toy_config(PSEG_TOPOLOGY_RPM2, PSEG_SCORE_GAS);
    struct toy_model toy;
    struct pseg_group *group;
    char *memory;
    (void)state;
    toy_model_make(&toy, &config, 1);
    const struct pseg_model *model = &toy.model;
    const size_t size = pseg_group_size(model, 4);
    struct pseg_model offline = *model, unseen = *model;
    offline.config.cmvn = 1;
    unseen.n_weights--;
    assert_int_equal(posix_memalign((void **)&memory, 16, size + 16), 0);
    assert_int_equal(pseg_group_size(NULL, 4), 0);
    assert_int_equal(pseg_group_size(model, 0), 0);
    assert_int_equal(pseg_group_size(model, PSEG_MAX_BATCH + 1), 0);
    assert_true(pseg_group_size(model, PSEG_MAX_BATCH) > size);
    assert_int_equal(pseg_group_init(NULL, memory, size, model, 4), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_group_init(&group, NULL, size, model, 4), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_group_init(&group, memory, size, NULL, 4), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_group_init(&group, memory, size, model, 0), PSEG_E_ARGUMENT);
    assert_int_equal(pseg_group_init(&group, memory, size - 1, model, 4), PSEG_E_MEMORY);
    assert_int_equal(pseg_group_init(&group, memory + 8, size, model, 4), PSEG_E_MEMORY);
    assert_int_equal(pseg_group_init(&group, memory, size, &offline, 4), PSEG_E_OFFLINE);
    assert_int_equal(pseg_group_init(&group, memory, size, &unseen, 4), PSEG_E_MODEL_SHAPE);
    assert_int_equal(pseg_group_init(&group, memory, size, model, 4), PSEG_OK);
    free(memory);
    toy_model_free(&toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_finds_what_each_finds_alone_with_every_cell_and_score),
        cmocka_unit_test(a_group_finds_what_each_finds_alone_with_the_models_that_ship),
        cmocka_unit_test(observers_in_a_group_see_the_same),
        cmocka_unit_test(a_detector_may_have_several_calls),
        cmocka_unit_test(a_detector_of_another_model_takes_nothing),
        cmocka_unit_test(wrong_arguments_are_refused),
        cmocka_unit_test(a_group_that_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
