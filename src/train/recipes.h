/* Recipes: settings that belong together, by one name. What a recipe leaves open has its initial
 * value, and what is set after it overrides it. */
#ifndef PSEG_RECIPES_H
#define PSEG_RECIPES_H

#include "settings.h"

struct pseg_recipe {
    const char *name, *about;
    const char *settings; /* `name value` pairs, separated by blanks */
};

#define PSEG_N_RECIPES 4
extern const struct pseg_recipe pseg_recipes[PSEG_N_RECIPES];

/* The names, separated by commas. */
void pseg_recipe_names(char *text, size_t room);

/* -1: there is none of that name, and *error lists those that there are. */
int pseg_settings_recipe(struct pseg_settings *s, const char *name, struct pseg_error *error);

#endif
