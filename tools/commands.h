#ifndef COMMANDS_H
#define COMMANDS_H

#include "command.h"

int command_segment(int argc, const char **argv);
int command_convert(int argc, const char **argv);
int command_live(int argc, const char **argv);
int command_train(int argc, const char **argv);
int command_eval(int argc, const char **argv);
int command_silence(int argc, const char **argv);
int command_adapt(int argc, const char **argv);
int command_quantize(int argc, const char **argv);
int command_cells(int argc, const char **argv);
int command_bench(int argc, const char **argv);
int command_plot(int argc, const char **argv);
int command_latency(int argc, const char **argv);
int command_inspect(int argc, const char **argv);
int command_reproduce(int argc, const char **argv);

int inspect_gates(int argc, const char **argv);
int inspect_units(int argc, const char **argv);
int inspect_time(int argc, const char **argv);
int inspect_memory(int argc, const char **argv);
int inspect_report(int argc, const char **argv);

extern const char segment_details[], live_details[], latency_details[], cells_details[],
    adapt_details[], reproduce_details[], silence_details[], quantize_details[], convert_details[],
    plot_details[], inspect_details[], inspect_gates_details[], inspect_units_details[],
    inspect_time_details[], inspect_memory_details[], inspect_report_details[];

#endif
