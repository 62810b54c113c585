/* Long short-term memory: 000 eq. 1-6, with peepholes 001 eq. 1-5. */
#ifndef PSEG_LSTM_H
#define PSEG_LSTM_H

#include "cell.h"

enum pseg_lstm_gate { PSEG_FORGET, PSEG_INPUT, PSEG_OUTPUT };

extern const struct pseg_cell_family pseg_lstm;

#endif
