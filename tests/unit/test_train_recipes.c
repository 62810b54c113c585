/* Recipes make models that go together and keep what they promise; the picture of a run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "config.h"
#include "cost.h"
#include "plot_learning.h"
#include "recipes.h"

static struct pseg_settings settings_of(const char *name)
{
    struct pseg_settings s;
    struct pseg_error error;
    assert_int_equal(pseg_settings_recipe(&s, name, &error), 0);
    assert_int_equal(pseg_settings_check(&s, &error), 0);
    return s;
}

static double latency_of(const char *name)
{
    const struct pseg_settings s = settings_of(name);
    struct pseg_config c;
    pseg_settings_config(&c, &s);
    return 1000.0 * pseg_config_latency(&c) / c.rate;
}

static void every_recipe_makes_a_model(void **state)
{
    (void)state;
    for (int i = 0; i < PSEG_N_RECIPES; i++) {
        settings_of(pseg_recipes[i].name);
        assert_true(strlen(pseg_recipes[i].about) > 5);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(pseg_recipes[i].name, pseg_recipes[k].name);
    }
}

static void latencies_and_sizes_are_as_promised(void **state)
{
    const struct pseg_settings tiny = settings_of("tiny");
    struct pseg_config c;
    struct pseg_network net;
    struct pseg_cost cost;
    (void)state;
    /* before tuning, which puts boundaries later: tests/cli/models.py has what is shipped */
    assert_true(latency_of("fast") <= 35);
    assert_true(latency_of("tiny") <= 45);
    assert_true(latency_of("default") <= 47.5);
    pseg_settings_config(&c, &tiny);
    pseg_network_build(&net, &c);
    pseg_network_cost(&cost, &net);
    assert_true(cost.parameters <= 10000);
}

static void paper_is_what_train_does_by_itself(void **state)
{
    const struct pseg_settings paper = settings_of("paper");
    struct pseg_settings initial;
    (void)state;
    pseg_settings_default(&initial);
    assert_memory_equal(&paper, &initial, sizeof paper);
}

static void an_unknown_recipe_is_told_with_those_that_there_are(void **state)
{
    struct pseg_settings s;
    struct pseg_error error;
    (void)state;
    assert_int_equal(pseg_settings_recipe(&s, "cake", &error), -1);
    assert_string_equal(error.text,
                        "recipe is 'cake', which is none of: paper, default, fast, tiny");
}

/* ---------------------------------------------------------------------------------- picture -- */

static int strokes(const char *text, const char *colour)
{
    int n = 0;
    for (const char *at = text; (at = strstr(at, colour)); at++)
        n++;
    return n;
}

static char *draw(const double *train, const double *validation, size_t n)
{
    char path[64];
    struct pseg_error error;
    char *text = calloc(1, 100000);
    assert_non_null(text);
    snprintf(path, sizeof path, "/tmp/phoneseg-curve-%ld.svg", (long)getpid());
    const struct pseg_learning run = {"run", train, validation, n};
    assert_int_equal(pseg_plot_learning(path, "a run", &run, 1, &error), 0);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    assert_true(fread(text, 1, 99999, f) > 1000);
    fclose(f);
    unlink(path);
    return text;
}

static void both_losses_are_drawn(void **state)
{
    static const double train[] = {3, 1, 0.4, 0.2}, validation[] = {2, 0.8, 0.5, 0.6};
    static const double zeros[] = {0, 0};
    (void)state;
    for (size_t n = 1; n <= 4; n++) { /* a single epoch is no line, but no failure */
        char *text = draw(train, validation, n);
        assert_true(strokes(text, "stroke:rgb(33.7%,70.6%,91.4%)") >= 1);
        assert_true(strokes(text, "stroke:rgb(83.5%,36.9%,0%)") >= 1);
        free(text);
    }
    free(draw(zeros, zeros, 2)); /* a loss of nothing has no logarithm, and still a picture */
}

static void a_place_that_is_none_is_told(void **state)
{
    static const double loss[] = {1, 2};
    const struct pseg_learning run = {"run", loss, loss, 2};
    struct pseg_error error;
    (void)state;
    assert_int_equal(pseg_plot_learning("/nowhere/x.png", "", &run, 1, &error), -1);
    assert_non_null(strstr(error.text, "/nowhere/x.png"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_recipe_makes_a_model),
        cmocka_unit_test(latencies_and_sizes_are_as_promised),
        cmocka_unit_test(paper_is_what_train_does_by_itself),
        cmocka_unit_test(an_unknown_recipe_is_told_with_those_that_there_are),
        cmocka_unit_test(both_losses_are_drawn),
        cmocka_unit_test(a_place_that_is_none_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
