/* The bytes of a model. All numbers are little-endian; all but int8 weights are 4 bytes wide and
 * lie at multiples of 4.
 *
 *   0   "PSEG"
 *   4   uint32  format version
 *   8   uint32  size of the file [bytes]
 *   12  uint32  size of the JSON text [bytes]
 *   16  the fields of pseg_fields[], in its order, int32 or float
 *   ..  JSON text, zeros up to a multiple of 4
 *   ..  the tensors in the order of the network's table, float32 [rows][cols]; but where the field
 *       int8 is 1, a matrix is float32 scales [cols], int8 [rows][cols], zeros to a multiple of 4
 *   ..  uint32  CRC-32 of all before
 *
 * The host's writer ends the JSON text with blanks, such that the largest tensor lies at a multiple
 * of 64 bytes: where the file does so, too, vectors of weights do not lie across lines of a cache.
 */
#ifndef PSEG_MODEL_H
#define PSEG_MODEL_H

#include "config.h"

#define PSEG_MODEL_MAGIC 0x47455350u /* "PSEG" read as a little-endian word */
#define PSEG_MODEL_VERSION 5u
#define PSEG_MODEL_PREFIX 16 /* [bytes] before the fields */
#define PSEG_MODEL_HEADER (PSEG_MODEL_PREFIX + 4 * PSEG_N_FIELDS)

/* No weight is larger: it would be a sign of damage. */
#define PSEG_MAX_WEIGHT 1e6f

/* Bytes of a model with that many weights [words of 4 bytes] and that much JSON. */
size_t pseg_model_bytes(size_t n_weights, size_t json_size);

/* Writes a model to bytes[pseg_model_bytes(...)], aligned to 4. */
void pseg_model_write(void *bytes, const struct pseg_config *config, const float *weights,
                      size_t n_weights, const char *json, size_t json_size);

#endif
