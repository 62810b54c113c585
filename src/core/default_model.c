#include "phoneseg/phoneseg.h"

/* models/default-int8.pseg, turned into an array by the build (cmake/embed.cmake) */
extern const unsigned char pseg_default_model_bytes[];
extern const unsigned long pseg_default_model_size;

int pseg_model_default(struct pseg_model *model)
{
    return pseg_model_open(model, pseg_default_model_bytes, pseg_default_model_size);
}
