#include "cell.h"

#include "gru.h"
#include "lstm.h"

#define ALL PSEG_HEARS_ALL
#define STATE PSEG_HEARS_STATE
#define BIAS PSEG_HEARS_BIAS
#define MEMORY PSEG_HEARS_MEMORY

/* Refinements by gate: LSTM forget, input, output; GRU update, reset; MGU forget, which is refined
 * where it resets only. Never of a gate that keeps the state: its product over time explodes (002
 * section 3.2). */
#define INPUT(how)                                                                                 \
    {                                                                                              \
        0, how, 0                                                                                  \
    }
#define OUTPUT(how)                                                                                \
    {                                                                                              \
        0, 0, how                                                                                  \
    }
#define BOTH(how)                                                                                  \
    {                                                                                              \
        0, how, how                                                                                \
    }
#define RESET(how)                                                                                 \
    {                                                                                              \
        0, how, 0                                                                                  \
    }
#define FORGET(how)                                                                                \
    {                                                                                              \
        how, 0, 0                                                                                  \
    }

/* clang-format off */
const struct pseg_cell_kind pseg_cells[PSEG_N_CELLS] = {
    [PSEG_CELL_GRU] = {"gru", "000 eq. 7-10", &pseg_gru, ALL, {0}, 0},
    [PSEG_CELL_GRU1] = {"gru1", "004 eq. 12-13", &pseg_gru, STATE | BIAS, {0}, 0},
    [PSEG_CELL_GRU2] = {"gru2", "004 eq. 14-15", &pseg_gru, STATE, {0}, 0},
    [PSEG_CELL_GRU3] = {"gru3", "004 eq. 16-17", &pseg_gru, BIAS, {0}, 0},
    [PSEG_CELL_GRU_RR_PLUS] = {"gru-rr+", "002 eq. 7", &pseg_gru, ALL, RESET(PSEG_PLUS), 0},
    [PSEG_CELL_GRU_RR_TIMES] = {"gru-rrx", "002 eq. 7", &pseg_gru, ALL, RESET(PSEG_TIMES), 0},
    [PSEG_CELL_MGU] = {"mgu", "002 eq. 3", &pseg_mgu, ALL, {0}, 0},
    [PSEG_CELL_MGU_RF_PLUS] = {"mgu-rf+", "002 eq. 8", &pseg_mgu, ALL, FORGET(PSEG_PLUS), 0},
    [PSEG_CELL_MGU_RF_TIMES] = {"mgu-rfx", "002 eq. 8", &pseg_mgu, ALL, FORGET(PSEG_TIMES), 0},
    [PSEG_CELL_LSTM] = {"lstm", "000 eq. 1-6", &pseg_lstm, ALL, {0}, 0},
    [PSEG_CELL_LSTM_PEEPHOLE] = {"lstm-peephole", "001 eq. 1-5", &pseg_lstm, ALL | MEMORY, {0}, 0},
    [PSEG_CELL_LSTM_RI_PLUS] = {"lstm-ri+", "002 eq. 5a", &pseg_lstm, ALL, INPUT(PSEG_PLUS), 0},
    [PSEG_CELL_LSTM_RI_TIMES] = {"lstm-rix", "002 eq. 5a", &pseg_lstm, ALL, INPUT(PSEG_TIMES), 0},
    [PSEG_CELL_LSTM_RO_PLUS] = {"lstm-ro+", "002 eq. 5b", &pseg_lstm, ALL, OUTPUT(PSEG_PLUS), 0},
    [PSEG_CELL_LSTM_RO_TIMES] = {"lstm-rox", "002 eq. 5b", &pseg_lstm, ALL, OUTPUT(PSEG_TIMES), 0},
    [PSEG_CELL_LSTM_RIO_PLUS] = {"lstm-rio+", "002 eq. 5", &pseg_lstm, ALL, BOTH(PSEG_PLUS), 0},
    [PSEG_CELL_LSTM_RIO_TIMES] = {"lstm-riox", "002 eq. 5", &pseg_lstm, ALL, BOTH(PSEG_TIMES), 0},
    [PSEG_CELL_LSTM_EXPOSED] = {"lstm-exposed", "001 sec. 5.1", &pseg_lstm, ALL, {0}, 1},
};
/* clang-format on */

int pseg_cell_is_refined(const struct pseg_cell_kind *kind)
{
    int refined = 0;
    for (int g = 0; g < kind->family->n_gates; g++)
        refined |= kind->refinement[g] != PSEG_PLAIN;
    return refined;
}
