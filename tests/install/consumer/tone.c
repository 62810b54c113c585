/* The core alone: boundaries of two tones that take turns every 100 ms. */
#include <math.h>
#include <phoneseg/phoneseg.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    static float audio[16000];
    for (int i = 0; i < 16000; i++)
        audio[i] = 0.1f * sinf(6.2831853f * (i / 1600 % 2 ? 2500 : 400) * (float)i / 16000);

    struct pseg_model model;
    struct pseg *d;
    struct pseg_event events[100];
    size_t n, rest, used;
    if (pseg_model_default(&model) ||
        pseg_init(&d, malloc(pseg_size(&model)), pseg_size(&model), &model) ||
        pseg_process(d, events, 100, &n, audio, 16000, &used) ||
        pseg_flush(d, events + n, 100 - n, &rest))
        return 1;
    for (size_t i = 0; i < n + rest; i++)
        printf("%.4f\n", (double)events[i].at / 16000);
    return 0;
}
