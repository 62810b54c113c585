/* Int8 models made from float ones: the matrices become int8 with a scale for each output, by the
 * arithmetic of int8.h; biases, peepholes, normalisation and readout stay as they are. */
#ifndef PSEG_QUANTISE_H
#define PSEG_QUANTISE_H

#include "phoneseg/host.h"

/* *to = the float model `from` in int8, with a record that says so; free with pseg_model_free. -1:
 * `from` is int8 already, or has no network. */
int pseg_quantise_model(struct pseg_model *to, const struct pseg_model *from,
                        struct pseg_error *error);

/* The largest difference of a weight of that tensor of the network's table from what stands for it
 * in int8. */
double pseg_int8_error(const struct pseg_model *int8, const struct pseg_model *from, int tensor);

/* to[parameters of the float network] = the model's weights as floats: of an int8 matrix, each byte
 * times its scale. */
void pseg_float_weights(float *to, const struct pseg_model *from);

#endif
