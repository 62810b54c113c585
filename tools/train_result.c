#include "train_result.h"

#include "run.h"

int save_result(const struct pseg_trainer *t, const char *path, struct pseg_error *error)
{
    struct pseg_model model;
    if (pseg_run_model(&model, t, error))
        return -1;
    const int failed = pseg_run_calibrate(&model, t, error) || pseg_model_save(&model, path, error);
    if (!failed)
        printf("%s: blend %.4g, threshold %.4g for %.3g boundaries a second\n", path,
               (double)model.config.blend, (double)model.config.threshold, t->settings.boundaries);
    pseg_model_free(&model);
    return failed ? -1 : 0;
}
