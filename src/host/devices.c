#include "devices.h"

#include <fcntl.h>
#include <portaudio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* ALSA and JACK tell stderr about every device that they did not find; that is no user's concern.
 * Returns what pseg_restore_stderr wants. */
int pseg_mute_stderr(void)
{
    fflush(stderr);
    const int saved = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);
    if (saved >= 0 && null >= 0)
        dup2(null, STDERR_FILENO);
    if (null >= 0)
        close(null);
    return saved;
}

void pseg_restore_stderr(int saved)
{
    if (saved < 0)
        return;
    dup2(saved, STDERR_FILENO);
    close(saved);
}

int pseg_devices_begin(struct pseg_error *error)
{
    const int saved = pseg_mute_stderr();
    const PaError status = Pa_Initialize();
    pseg_restore_stderr(saved);
    return status == paNoError
               ? 0
               : pseg_fail(error, "no audio system can be reached: %s", Pa_GetErrorText(status));
}

void pseg_devices_end(void)
{
    const int saved = pseg_mute_stderr();
    Pa_Terminate();
    pseg_restore_stderr(saved);
}

static void describe(struct pseg_device *d, int index)
{
    const PaDeviceInfo *info = Pa_GetDeviceInfo(index);
    d->index = index;
    snprintf(d->name, sizeof d->name, "%s", info->name);
    snprintf(d->api, sizeof d->api, "%s", Pa_GetHostApiInfo(info->hostApi)->name);
    d->channels = info->maxInputChannels;
    d->rate = (int)(info->defaultSampleRate + 0.5);
    d->is_default = index == Pa_GetDefaultInputDevice();
}

struct pseg_device *pseg_list_devices(int *n, struct pseg_error *error)
{
    *n = 0;
    if (pseg_devices_begin(error))
        return NULL;
    const int all = Pa_GetDeviceCount();
    struct pseg_device *devices = calloc((size_t)(all > 0 ? all : 1), sizeof *devices);
    for (int i = 0; devices && i < all; i++)
        if (Pa_GetDeviceInfo(i)->maxInputChannels > 0)
            describe(&devices[(*n)++], i);
    pseg_devices_end();
    if (!devices)
        pseg_fail(error, "out of memory for the list of devices");
    return devices;
}

static int matches(const char *name, const char *part)
{
    const size_t length = strlen(part);
    for (; *name; name++)
        if (strncasecmp(name, part, length) == 0)
            return 1;
    return 0;
}

static int is_number(const char *text)
{
    return *text && text[strspn(text, "0123456789")] == 0;
}

static const char *const direction_names[] = {"input", "output"};

static int channels(int index, enum pseg_direction direction)
{
    const PaDeviceInfo *info = Pa_GetDeviceInfo(index);
    return direction == PSEG_INPUT ? info->maxInputChannels : info->maxOutputChannels;
}

static int find_default(enum pseg_direction direction, struct pseg_error *error)
{
    const int found =
        direction == PSEG_INPUT ? Pa_GetDefaultInputDevice() : Pa_GetDefaultOutputDevice();
    return found >= 0 ? found
                      : pseg_fail(error, "there is no audio %s device", direction_names[direction]);
}

int pseg_find_device(const char *wanted, enum pseg_direction direction, struct pseg_error *error)
{
    const char *const name = direction_names[direction];
    const char *const hint = direction == PSEG_INPUT ? "; --list shows what there is" : "";
    const int all = Pa_GetDeviceCount();
    int found = -1;
    if (!wanted)
        return find_default(direction, error);
    if (!*wanted) /* as of an unset variable: a part of every name */
        return pseg_fail(error, "'' is no name of an %s device%s", name, hint);
    if (is_number(wanted) && atol(wanted) < all)
        found = (int)atol(wanted);
    for (int i = 0; found < 0 && i < all; i++)
        if (channels(i, direction) > 0 && matches(Pa_GetDeviceInfo(i)->name, wanted))
            found = i;
    if (found < 0)
        return pseg_fail(error, "there is no %s device '%s'%s", name, wanted, hint);
    if (channels(found, direction) < 1)
        return pseg_fail(error, "device %d, '%s', has no %s", found, Pa_GetDeviceInfo(found)->name,
                         name);
    return found;
}
