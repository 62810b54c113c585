/* Backward of src/core/lstm.c. */
#ifndef PSEG_LSTM_BACKWARD_H
#define PSEG_LSTM_BACKWARD_H

#include "cell_backward.h"

pseg_cell_backward_step pseg_lstm_backward_step;

#endif
