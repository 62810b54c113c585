/* Any bytes as a model file: as they are, and with magic, version, size and checksum made right, so
 * that what lies behind the checksum is reached too. What opens must also run. */
#include <stdlib.h>
#include <string.h>

#include "crc32.h"
#include "fuzz.h"
#include "model.h"
#include "synth.h"
#include "toy.h"

#define AUDIO 6000

static void run_detector(const struct pseg_model *model)
{
    static float audio[AUDIO];
    static struct pseg_event events[AUDIO / 8 + PSEG_FLUSH_EVENTS];
    const size_t room = sizeof events / sizeof *events, size = pseg_size(model);
    size_t made, used, more;
    struct pseg *d;
    void *memory = aligned_alloc(16, size);
    FUZZ_REQUIRE(memory && size % 16 == 0);
    if (audio[AUDIO - 1] == 0)
        synth_speech(audio, AUDIO, 3);
    const int status = pseg_init(&d, memory, size, model);
    if (model->config.deltas || model->config.cmvn) {
        FUZZ_REQUIRE(status == PSEG_E_OFFLINE);
        free(memory);
        return;
    }
    FUZZ_REQUIRE(status == PSEG_OK);
    FUZZ_REQUIRE(pseg_latency(d) > 0);
    FUZZ_REQUIRE(pseg_process(d, events, room, &made, audio, AUDIO, &used) == PSEG_OK);
    FUZZ_REQUIRE(used == AUDIO);
    FUZZ_REQUIRE(pseg_flush(d, events + made, PSEG_FLUSH_EVENTS, &more) == PSEG_OK);
    for (size_t i = 0; i < made + more; i++)
        FUZZ_REQUIRE(events[i].at > (i ? events[i - 1].at : 0) && events[i].at < AUDIO &&
                     events[i].score > model->config.threshold);
    free(memory);
}

static void open_and_run(const void *bytes, size_t size)
{
    struct pseg_model model;
    const int status = pseg_model_open(&model, bytes, size);
    FUZZ_REQUIRE(status >= 0 && status < PSEG_N_STATUS);
    FUZZ_REQUIRE(!!model.bad_field ==
                 (status == PSEG_E_MODEL_FIELD || status == PSEG_E_MODEL_VALUE));
    if (status == PSEG_OK)
        run_detector(&model);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned char *bytes = malloc(size + 4);
    FUZZ_REQUIRE(bytes);
    memcpy(bytes, data, size);
    open_and_run(bytes, size);
    if (size >= 20) {
        const uint32_t prefix[3] = {PSEG_MODEL_MAGIC, PSEG_MODEL_VERSION, (uint32_t)size};
        memcpy(bytes, prefix, sizeof prefix);
        const uint32_t crc = pseg_crc32(bytes, size - 4);
        memcpy(bytes + size - 4, &crc, 4);
        open_and_run(bytes, size);
    }
    free(bytes);
    return 0;
}

size_t fuzz_seed(uint8_t *data, size_t room, int index)
{
    struct toy_model toy;
    if (index >= TOY_N_MODELS)
        return 0;
    struct pseg_config config = toy_config_of(index);
    config.n_dense = 3;
    config.n_hidden = 2;
    toy_model_make(&toy, &config, (uint32_t)index);
    const size_t size = toy.size;
    FUZZ_REQUIRE(size <= room);
    memcpy(data, toy.bytes, size);
    toy_model_free(&toy);
    return size;
}
