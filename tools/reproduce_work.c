#include "reproduce_work.h"

#include <math.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "command.h"
#include "parallel.h"
#include "progress.h"
#include "run.h"

static const double trained = 0.8; /* of the time that a network takes; the rest is scoring */

struct item {
    int system, seed;
};

struct work {
    struct results *results;
    const struct data *data;
    struct pseg_progress *bar;
    pthread_mutex_t lock; /* of messages */
    struct item item[MAX_SYSTEMS * MAX_SEEDS];
    int n, n_failed;
};

/* One item in hand. */
struct task {
    struct work *work;
    struct item item;
    double shown; /* of the item, by the bar */
    int kept;     /* the network is one of an earlier run */
};

static void show(struct task *t, double done)
{
    pseg_progress_add(t->work->bar, (done - t->shown) / t->work->n);
    t->shown = done;
}

static int show_training(void *user, const struct pseg_trainer *trainer, double done)
{
    show(user, trained * (trainer->epoch + done) / trainer->settings.epochs);
    return interrupted;
}

static int show_hearing(void *user, double done)
{
    struct task *t = user;
    const int network = is_network(&t->work->results->plan->system[t->item.system]);
    show(t, network ? trained + (1 - trained) / 2 * done : done / 2);
    return interrupted;
}

static double thread_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void keep_outcome(struct outcome *o, const struct pseg_trainer *t, double seconds)
{
    struct pseg_cost cost;
    pseg_network_cost(&cost, &t->net);
    o->epochs = t->epoch;
    o->seconds = seconds;
    o->loss = t->history[t->epoch - 1].loss;
    o->validation = t->history[t->epoch - 1].validation;
    o->parameters = (double)cost.parameters;
    o->multiply_adds = (double)cost.multiply_adds;
}

static int train(struct pseg_model *model, struct task *t, struct pseg_error *error)
{
    struct results *r = t->work->results;
    const struct pseg_run_hooks hooks = {show_training, NULL, t};
    struct pseg_settings settings;
    struct pseg_trainer trainer;
    plan_settings(&settings, r->plan, &r->plan->system[t->item.system], t->item.seed);
    if (pseg_trainer_init(&trainer, &settings, &t->work->data->dataset, error))
        return -1;
    const double began = thread_seconds();
    int status = pseg_run_epochs(&trainer, 0, &hooks, error);
    if (status > 0)
        pseg_fail(error, "interrupted");
    if (!status) {
        keep_outcome(&r->outcome[t->item.system][t->item.seed], &trainer, thread_seconds() - began);
        status = pseg_run_model(model, &trainer, error);
    }
    pseg_trainer_free(&trainer);
    return status ? -1 : 0;
}

static int score(struct task *t, const struct pseg_model *model, struct pseg_error *error)
{
    struct results *r = t->work->results;
    const struct plan *plan = r->plan;
    struct heard heard;
    int failed = heard_make(&heard, &plan->system[t->item.system], model, t->work->data, plan->snr,
                            show_hearing, t, error);
    for (int row = 0; row < plan->n_rows && !failed; row++)
        if (plan->row[row].system == t->item.system)
            failed = interrupted ? pseg_fail(error, "interrupted")
                                 : score_row(figures_of(r, row, t->item.seed), &plan->row[row],
                                             &heard, t->work->data, error);
    heard_free(&heard);
    return failed;
}

/* The operating point of the system's first row, as far as a model can have it. */
static void set_point(struct pseg_config *c, const struct results *r, const struct item *item)
{
    for (int row = 0; row < r->plan->n_rows; row++)
        if (r->plan->row[row].system == item->system) {
            const struct figure *f = &figures_of(r, row, item->seed)->at[FIXED][CLEAN][STRICT];
            if (r->plan->row[row].score != ROW_BLEND_UNITS)
                return;
            c->threshold = (float)f->threshold;
            c->blend = (float)f->blend;
            c->offset = (int)f->offset;
            return;
        }
}

/* A file of figures says that the network beside it is the one it speaks of: it goes first. */
static int save_network(struct task *t, struct pseg_model *model, struct pseg_error *error)
{
    char path[4200];
    results_path(path, sizeof path, t->work->results, t->item.system, t->item.seed, "csv");
    remove(path);
    set_point(&model->config, t->work->results, &t->item);
    results_path(path, sizeof path, t->work->results, t->item.system, t->item.seed, "pseg");
    return pseg_model_save(model, path, error);
}

static int load_file(struct pseg_model *model, const struct task *t)
{
    struct pseg_error error;
    char path[4200];
    results_path(path, sizeof path, t->work->results, t->item.system, t->item.seed, "pseg");
    return pseg_model_load(model, path, &error);
}

/* What an earlier run learned, as it came out of training; -1: nothing of use is kept. */
static int load_network(struct pseg_model *model, struct task *t)
{
    struct results *r = t->work->results;
    struct pseg_settings settings;
    if (!results_read_outcome(r, t->item.system, t->item.seed) || load_file(model, t))
        return -1;
    plan_settings(&settings, r->plan, &r->plan->system[t->item.system], t->item.seed);
    pseg_settings_config(&model->config, &settings);
    return 0;
}

static int run_network(struct task *t, struct pseg_error *error)
{
    struct pseg_model model;
    t->kept = load_network(&model, t) == 0;
    if (!t->kept && train(&model, t, error))
        return -1;
    const int failed = score(t, &model, error) || save_network(t, &model, error);
    pseg_model_free(&model);
    return failed ? -1 : 0;
}

/* A message, with the bar off the screen. */
static void say(struct task *t, const char *problem)
{
    struct work *w = t->work;
    const struct results *r = w->results;
    const struct outcome *o = &r->outcome[t->item.system][t->item.seed];
    const char *name = r->plan->system[t->item.system].name;
    pthread_mutex_lock(&w->lock);
    pseg_progress_clear(w->bar);
    if (problem)
        complain("reproduce", "%s, seed %d: %s", name, t->item.seed, problem);
    else if (t->kept)
        fprintf(stderr, "%s, seed %d: scored again, the network was kept\n", name, t->item.seed);
    else if (o->epochs)
        fprintf(stderr, "%s, seed %d: loss %.4f, validation %.4f after %d epoch%s, %.0f s\n", name,
                t->item.seed, o->loss, o->validation, o->epochs, o->epochs == 1 ? "" : "s",
                o->seconds);
    w->n_failed += problem && !interrupted;
    pthread_mutex_unlock(&w->lock);
}

/* All that an earlier run found is there, and its network too, which pictures are drawn with. */
static int is_kept(struct task *t)
{
    struct results *r = t->work->results;
    struct pseg_model model;
    if (is_network(&r->plan->system[t->item.system])) {
        if (load_file(&model, t))
            return 0;
        pseg_model_free(&model);
    }
    return results_read(r, t->item.system, t->item.seed);
}

static int run_item(void *user, size_t i)
{
    struct work *w = user;
    struct task t = {w, w->item[i], 0, 0};
    struct results *r = w->results;
    struct pseg_error error;
    struct outcome *o = &r->outcome[t.item.system][t.item.seed];
    if (interrupted)
        return -1;
    if (!is_kept(&t)) {
        int failed = is_network(&r->plan->system[t.item.system]) ? run_network(&t, &error)
                                                                 : score(&t, NULL, &error);
        failed = failed || results_write(r, t.item.system, t.item.seed, &error);
        o->done = !failed;
        say(&t, failed && !interrupted ? error.text : NULL);
    }
    show(&t, 1);
    return interrupted;
}

/* All systems of the first seed come first: an early end has something of each. */
static void list_items(struct work *w)
{
    const struct plan *plan = w->results->plan;
    for (int seed = 1; seed <= plan->seeds; seed++)
        for (int s = 0; s < plan->n_systems; s++)
            if (plan->system[s].chosen && seed <= seeds_of(plan, s))
                w->item[w->n++] = (struct item){s, seed};
}

int work_all(struct results *r, const struct data *d, int jobs)
{
    struct work w = {.results = r, .data = d};
    list_items(&w);
    pthread_mutex_init(&w.lock, NULL);
    w.bar = pseg_progress_start(1);
    pseg_parallel((size_t)w.n, jobs, run_item, &w);
    pseg_progress_end(w.bar);
    pthread_mutex_destroy(&w.lock);
    if (interrupted)
        return complain("reproduce", "interrupted: the same command goes on from here, and the "
                                     "tables have what is done");
    return w.n_failed ? EXIT_FAILED : EXIT_DONE;
}
