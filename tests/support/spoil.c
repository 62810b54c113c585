#include "spoil.h"

#include <string.h>

#include "check.h"
#include "crc32.h"
#include "model.h"

void seal(struct toy_model *toy)
{
    const uint32_t crc = pseg_crc32(toy->bytes, toy->size - 4);
    memcpy((char *)toy->bytes + toy->size - 4, &crc, 4);
}

void poke(struct toy_model *toy, size_t at, const void *word)
{
    memcpy((char *)toy->bytes + at, word, 4);
}

void poke_int(struct toy_model *toy, size_t at, int32_t value)
{
    poke(toy, at, &value);
}

size_t field_at(const char *name)
{
    for (size_t i = 0; i < PSEG_N_FIELDS; i++)
        if (strcmp(pseg_fields[i].name, name) == 0)
            return PSEG_MODEL_PREFIX + 4 * i;
    fail_msg("no field %s", name);
    return 0;
}

void check_refused(struct toy_model *toy, int status, const char *bad_field)
{
    struct pseg_model model;
    struct pseg *d;
    static _Alignas(16) char memory[65536];
    const int actual = pseg_model_open(&model, toy->bytes, toy->size);
    if (actual != status)
        fail_msg("%s: %s, not: %s", bad_field ? bad_field : "-", pseg_strerror(actual),
                 pseg_strerror(status));
    if (bad_field)
        assert_string_equal(model.bad_field, bad_field);
    else
        assert_null(model.bad_field);
    assert_int_equal(pseg_init(&d, memory, sizeof memory, &model), PSEG_E_ARGUMENT);
}
