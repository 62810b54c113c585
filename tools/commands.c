/* The list of subcommands: a new one is a line here and a file of its own. */
#include "commands.h"

const struct command commands[] = {
    {"segment", "[OPTION...] INPUT...",
     "boundaries of recordings, folders of them, or raw audio on stdin", command_segment,
     segment_details},
    {"convert", "[OPTION...] A B", "label files of one format as those of another", command_convert,
     convert_details},
    {"live", "[OPTION...]", "boundaries from a microphone, while somebody speaks", command_live,
     live_details},
    {"train", "--data DIR --out MODEL [OPTION...]", "learn a model from unlabelled speech",
     command_train, NULL},
    {"eval", "--data DIR [OPTION...]", "score a model against labelled speech", command_eval, NULL},
    {"silence", "[OPTION...] [INPUT...]", "false boundaries a second where nobody speaks",
     command_silence, silence_details},
    {"adapt", "--data DIR --out MODEL [OPTION...]",
     "fit a model's threshold and timing to a few labelled recordings", command_adapt,
     adapt_details},
    {"quantize", "MODEL -o OUT", "the same model with int8 weights, for microcontrollers too",
     command_quantize, quantize_details},
    {"cells", "[OPTION...]", "every recurrent cell: its paper, its gates and what it costs",
     command_cells, cells_details},
    {"bench", "[OPTION...] [INPUT]", "speed, and where the time goes", command_bench, NULL},
    {"plot", "[OPTION...] INPUT -o PICTURE",
     "picture of a recording, its spectrum, score and boundaries", command_plot, NULL},
    {"inspect", "PART [OPTION...] INPUT... -o DIR",
     "what goes on inside a network: gates, units, time, memory", command_inspect, inspect_details},
    {"latency", "[OPTION...] [INPUT]", "how late boundaries are, and why", command_latency,
     latency_details},
    {"reproduce", "--data DIR --out DIR [OPTION...]",
     "the papers' tables and figures: train, score, compare", command_reproduce, reproduce_details},
};
const int n_commands = sizeof commands / sizeof *commands;
