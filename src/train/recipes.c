#include "recipes.h"

#include <stdlib.h>
#include <string.h>

/* A student of the spectral transition and, where the folder has labelled recordings too, of a
 * tutor that learned these: what it hears is faster or slower, padded, hissed at, soft or loud, and
 * in noise. */
#define STUDENT                                                                                    \
    "teacher transition labels 1 tutor 1 topology rpm2 mel 26 ceps 0 readout-state 1 rate 0.004 "  \
    "piece 5 speed 0.3 pad 0.5 hiss 1 noise 0.7 "

/* Shorter frames, with half the power in a band: less delay, and less work for the FFT. */
#define SHORT_FRAMES "window 20 fft 320 ceiling 1.2e7 "

const struct pseg_recipe pseg_recipes[PSEG_N_RECIPES] = {
    {"paper", "the recurrent predictor and its gates, as in the papers, made causal", ""},
    {"default", "a readout taught by the spectral transition and by labelled voices, if any",
     STUDENT "dense 128 hidden 128 delay 2 refine 1 ceiling 2.4e7 silence 350 gain -42 gain-high 4 "
             "epochs 60"},
    {"fast", "the same with the least delay",
     STUDENT SHORT_FRAMES "dense 128 hidden 128 delay 1 refine 1 gain -42 gain-high 4 epochs 60"},
    {"tiny", "for a microcontroller: fewer than 10 000 parameters",
     STUDENT SHORT_FRAMES
     "dense 32 hidden 36 delay 2 refine 1 silence 100 gain -42 gain-high 4 epochs 60"},
};

void pseg_recipe_names(char *text, size_t room)
{
    size_t used = 0;
    text[0] = 0;
    for (int i = 0; i < PSEG_N_RECIPES && used < room; i++)
        used +=
            (size_t)snprintf(text + used, room - used, "%s%s", i ? ", " : "", pseg_recipes[i].name);
}

static const struct pseg_recipe *find(const char *name)
{
    for (int i = 0; i < PSEG_N_RECIPES; i++)
        if (strcmp(pseg_recipes[i].name, name) == 0)
            return &pseg_recipes[i];
    return NULL;
}

int pseg_settings_recipe(struct pseg_settings *s, const char *name, struct pseg_error *error)
{
    char names[128], *rest = NULL;
    const struct pseg_recipe *recipe = find(name);
    pseg_recipe_names(names, sizeof names);
    if (!recipe)
        return pseg_fail(error, "recipe is '%s', which is none of: %s", name, names);
    char *text = strdup(recipe->settings);
    if (!text)
        return pseg_fail(error, "out of memory for a recipe");
    pseg_settings_default(s);
    int status = 0;
    for (const char *key = strtok_r(text, " ", &rest); key && !status;
         key = strtok_r(NULL, " ", &rest))
        status = pseg_settings_set(s, key, strtok_r(NULL, " ", &rest), error);
    free(text);
    return status;
}
