/* What the trainer has for each cell of the core's table. */
#include <stdio.h>
#include <string.h>

#include "backprop.h"
#include "cell_backward.h"
#include "check.h"
#include "settings.h"

static void every_cell_has_a_step_back(void **state)
{
    (void)state;
    for (int i = 0; i < PSEG_N_CELLS; i++)
        if (!pseg_cell_step_backward(&pseg_cells[i]))
            fail_msg("the family of cell %s has no row in cell_backward.c", pseg_cells[i].name);
}

static void set(struct pseg_settings *s, const char *name, const char *value)
{
    struct pseg_error error;
    if (pseg_settings_set(s, name, value, &error))
        fail_msg("%s", error.text);
}

static void every_cell_and_each_of_its_gates_can_be_trained_by_name(void **state)
{
    (void)state;
    for (int i = 0; i < PSEG_N_CELLS; i++) {
        const struct pseg_cell_family *family = pseg_cells[i].family;
        for (int g = 0; g < family->n_gates; g++) {
            struct pseg_settings s;
            struct pseg_config config;
            struct pseg_error error;
            pseg_settings_default(&s);
            set(&s, "cell", pseg_cells[i].name);
            set(&s, "gate", family->gates[g]);
            if (pseg_settings_check(&s, &error))
                fail_msg("%s", error.text);
            pseg_settings_config(&config, &s);
            assert_int_equal(config.cell, i);
            assert_int_equal(config.gate, g);
        }
    }
}

static void an_unknown_cell_is_answered_with_the_names_of_all(void **state)
{
    (void)state;
    struct pseg_settings s;
    struct pseg_error error;
    char listed[64];
    pseg_settings_default(&s);
    assert_int_equal(pseg_settings_set(&s, "cell", "lstn", &error), -1);
    assert_non_null(strstr(error.text, "cell is 'lstn', which is none of: gru, "));
    for (int i = 0; i < PSEG_N_CELLS; i++) {
        snprintf(listed, sizeof listed, i + 1 < PSEG_N_CELLS ? " %s," : " %s", pseg_cells[i].name);
        if (!strstr(error.text, listed))
            fail_msg("%s is not in: %s", pseg_cells[i].name, error.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_cell_has_a_step_back),
        cmocka_unit_test(every_cell_and_each_of_its_gates_can_be_trained_by_name),
        cmocka_unit_test(an_unknown_cell_is_answered_with_the_names_of_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
