/* The pictures of 000: gates over an utterance, precision against recall; and what cells cost. */
#ifndef REPRODUCE_PICTURES_H
#define REPRODUCE_PICTURES_H

#include "reproduce_tables.h"

/* figure3.png, figure4.png, figure5.png: signals of the trained networks over one utterance; each
 * is drawn if its networks are there. */
int pictures_of_signals(const struct results *r, const struct data *d, struct pseg_error *error);

/* figure6.png: rows of table 2 */
int picture_of_curves(const struct results *r, struct pseg_error *error);

/* cells.png */
int picture_of_costs(const struct results *r, struct pseg_error *error);

#endif
