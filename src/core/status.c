#include "phoneseg/phoneseg.h"

static const char *const sentences[PSEG_N_STATUS] = {
    [PSEG_OK] = "no error",
    [PSEG_E_ARGUMENT] = "a pointer is missing or a size makes no sense",
    [PSEG_E_MEMORY] = "the memory is too small or not aligned to 16 bytes",
    [PSEG_E_SAMPLE] = "a sample is not a finite number of audible size",
    [PSEG_E_FLUSHED] = "the stream has ended and must be reset before it takes audio again",
    [PSEG_E_OFFLINE] = "the model needs the whole recording for its features and cannot stream",
    [PSEG_E_ROOM] = "the end of a stream needs room for PSEG_FLUSH_EVENTS events",
    [PSEG_E_MODEL_ALIGN] = "the model does not start at a multiple of 4 bytes",
    [PSEG_E_MODEL_MAGIC] = "not a phoneseg model",
    [PSEG_E_MODEL_VERSION] = "the model was made for another version of phoneseg",
    [PSEG_E_MODEL_SIZE] = "the model is truncated or has bytes to spare",
    [PSEG_E_MODEL_CHECKSUM] = "the model is damaged: its checksum does not match",
    [PSEG_E_MODEL_FIELD] = "a field of the model's header is out of range",
    [PSEG_E_MODEL_SHAPE] = "the model's weights do not have the shape that its header describes",
    [PSEG_E_MODEL_VALUE] = "the model holds a weight that is no number, or beyond its bounds",
    [PSEG_E_KERNEL] = "this machine has no kernel of that name",
    [PSEG_E_GROUP] = "the detector is of another model than its group",
};

const char *pseg_strerror(int status)
{
    if (status < 0 || status >= PSEG_N_STATUS || !sentences[status])
        return "unknown status";
    return sentences[status];
}
