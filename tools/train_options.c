/* What `train` is told: where things are, and settings of a recipe, a model, a file, options. */
#include "train_options.h"

#include <stdlib.h>
#include <string.h>

#include "checkpoint.h"
#include "commands.h"
#include "recipes.h"

enum { N_OWN = 10 };

static void describe_recipes(char *text, size_t room)
{
    size_t used = (size_t)snprintf(text, room, "settings that belong together:");
    for (int i = 0; i < PSEG_N_RECIPES && used < room; i++)
        used += (size_t)snprintf(text + used, room - used, "%s %s, %s", i ? ";" : "",
                                 pseg_recipes[i].name, pseg_recipes[i].about);
}

int train_options_parse(struct train_options *o, int argc, const char **argv)
{
    static char help[PSEG_N_SETTINGS][512], recipe_help[512];
    describe_recipes(recipe_help, sizeof recipe_help);
    struct poptOption table[N_OWN + PSEG_N_SETTINGS + 1] = {
        {"data", 0, POPT_ARG_STRING, &o->data, 0, "folder of speech, searched for audio", "DIR"},
        {"out", 'o', POPT_ARG_STRING, &o->out, 0, "the model to write", "F.pseg"},
        {"recipe", 0, POPT_ARG_STRING, &o->recipe, 0, recipe_help, "NAME"},
        {"config", 0, POPT_ARG_STRING, &o->config, 0,
         "file of `name value` lines, the names being those of the options below", "F"},
        {"resume", 0, POPT_ARG_STRING, &o->resume, 0,
         "go on from this checkpoint, with its settings", "F"},
        {"from", 0, POPT_ARG_STRING, &o->from, 0,
         "begin with this model, or default, and its settings: to fine-tune it, for 10 epochs at "
         "an "
         "eighth of its rate, on labels with --labels",
         "F"},
        {"tier", 0, POPT_ARG_STRING, &o->tier, 0,
         "of label files with tiers (the only one, or the first with 'phon' in its name)", "NAME"},
        {"checkpoint", 0, POPT_ARG_STRING, &o->checkpoint, 0,
         "where to keep one after each epoch (default: the model's name and .ckpt)", "F"},
        {"curve", 0, POPT_ARG_STRING, &o->curve, 0,
         "picture of the losses, png, svg or pdf (default: the model's name and .png)", "F"},
        {"stop-after", 0, POPT_ARG_INT, &o->stop_after, 0,
         "stop after so many epochs of this run, leaving a checkpoint", "N"},
    };
    for (int i = 0; i < PSEG_N_SETTINGS; i++) {
        const struct pseg_setting *t = &pseg_settings_table[i];
        char names[256] = "", initial[64];
        pseg_settings_default(&o->settings);
        pseg_setting_text(initial, sizeof initial, &o->settings, i);
        if (t->kind == PSEG_SETTING_NAME)
            pseg_setting_names(names, sizeof names, t);
        snprintf(help[i], sizeof help[i], "%s%s%s (%s)", t->help, *names ? ": " : "", names,
                 initial);
        const char *shape = t->kind == PSEG_SETTING_NAME ? "NAME" : "X";
        table[N_OWN + i] =
            t->kind == PSEG_SETTING_FLAG
                ? (struct poptOption){t->name, 0, POPT_ARG_NONE, &o->flags[i], 0, help[i], NULL}
                : (struct poptOption){t->name, 0,    POPT_ARG_STRING, &o->values[i], 0,
                                      help[i], shape};
    }
    struct options options;
    const char **rest = options_parse(&options, argc, argv, table);
    if (!rest)
        return -1;
    const char *stray = rest[0];
    if (stray)
        complain_usage("train", "what is '%s'? The folder goes after --data", stray);
    options_free(&options);
    return stray ? -1 : 0;
}

/* Settings of a resumed run stay as they were, save for the number of epochs. */
static int agrees(const struct train_options *o, const struct pseg_settings *given, int i)
{
    char was[64], is[64];
    pseg_setting_text(was, sizeof was, &o->settings, i);
    pseg_setting_text(is, sizeof is, given, i);
    if (strcmp(was, is) == 0 || strcmp(pseg_settings_table[i].name, "epochs") == 0)
        return 1;
    complain_usage("train", "--%s is %s, but the run of %s has %s", pseg_settings_table[i].name, is,
                   o->resume, was);
    return 0;
}

/* Those of a model, for a short run that changes it little. */
static int settings_of_model(struct pseg_settings *s, struct train_options *o)
{
    struct pseg_error error;
    if (load_model(&o->model, strcmp(o->from, "default") == 0 ? NULL : o->from, "train"))
        return EXIT_FAILED;
    if (pseg_settings_read_record(s, o->model.json, o->model.json_size, &error))
        return complain("train", "--from %s: %s", o->from, error.text);
    s->tutor = 0;
    s->epochs = 10;
    s->rate /= 8;
    return EXIT_DONE;
}

static int gather_settings(struct train_options *o)
{
    struct pseg_error error;
    struct pseg_settings given;
    pseg_settings_default(&given);
    if (o->resume && (o->config || o->recipe))
        return complain_usage("train", "--resume keeps the run's settings: leave --%s out",
                              o->config ? "config" : "recipe");
    if (o->from && (o->resume || o->recipe))
        return complain_usage("train", "--from keeps the model's settings: leave --%s out",
                              o->resume ? "resume" : "recipe");
    if (o->from && settings_of_model(&given, o))
        return EXIT_FAILED;
    if (o->recipe && pseg_settings_recipe(&given, o->recipe, &error))
        return complain_usage("train", "%s", error.text);
    if (o->resume && pseg_checkpoint_settings(&given, o->resume, &error))
        return complain("train", "%s", error.text);
    o->settings = given;
    if (o->config && pseg_settings_read(&given, o->config, &error))
        return complain("train", "%s", error.text);
    for (int i = 0; i < PSEG_N_SETTINGS; i++) {
        const char *value = o->flags[i] ? "1" : o->values[i];
        if (!value)
            continue;
        if (o->flags[i] && strcmp(pseg_settings_table[i].name, "labels") == 0)
            o->labels.some = 1; /* asked for here, not by a recipe */
        if (pseg_settings_set(&given, pseg_settings_table[i].name, value, &error))
            return complain_usage("train", "--%s", error.text);
        if (o->resume && !agrees(o, &given, i))
            return EXIT_USAGE;
    }
    if (o->resume && given.epochs != o->settings.epochs && given.schedule != PSEG_RATE_CONSTANT)
        return complain_usage("train",
                              "a cosine schedule is laid out for its %d epochs: "
                              "resume it with that number",
                              o->settings.epochs);
    if (pseg_settings_check(&given, &error))
        return complain_usage("train", "%s", error.text);
    if (o->tier && !given.labels)
        return complain_usage("train", "--tier is that of the labels: say --labels too");
    o->settings = given;
    o->labels.tier = o->tier;
    return EXIT_DONE;
}

int train_options_check(struct train_options *o)
{
    if (!o->data)
        return complain_usage("train", "say where the speech is: --data DIR");
    if (!o->out)
        return complain_usage("train", "say where the model goes: --out F.pseg");
    if (o->stop_after < 0)
        return complain_usage("train", "--stop-after is %d, which is no number of epochs",
                              o->stop_after);
    return gather_settings(o);
}

void train_options_free(struct train_options *o)
{
    pseg_model_free(&o->model);
    for (int i = 0; i < PSEG_N_SETTINGS; i++)
        free(o->values[i]);
    const char *const texts[] = {o->data,   o->out,   o->config, o->resume, o->checkpoint,
                                 o->recipe, o->curve, o->from,   o->tier};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free((void *)texts[i]); /* popt's copies of the arguments */
}
