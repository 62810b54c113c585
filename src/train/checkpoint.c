#include "checkpoint.h"

#include <stdlib.h>
#include <string.h>

#include "crc32.h"
#include "file.h"

/* The file: this, history[epoch], then parameters, best, m and v, and the CRC-32 of all before.
 * Written and read on one machine: its byte order. */
struct head {
    char magic[8];
    uint64_t fingerprint; /* of the data set */
    uint64_t n_parameters;
    int64_t adam_step;
    int32_t epoch, best_epoch;
    uint64_t settings_size; /* [bytes] another version may have other settings */
    struct pseg_settings settings;
};

static const char magic[8] = "PSEGCK1";

struct piece {
    void *at;
    size_t bytes;
};

enum { N_PIECES = 6 };

/* The same list writes and reads. Returns the sum of their sizes. */
static size_t list_pieces(struct piece pieces[N_PIECES], struct head *head,
                          const struct pseg_trainer *t)
{
    const size_t n = t->net.n_parameters * sizeof(float);
    size_t sum = 0;
    pieces[0] = (struct piece){head, sizeof *head};
    pieces[1] = (struct piece){t->history, (size_t)head->epoch * sizeof *t->history};
    pieces[2] = (struct piece){t->parameters, n};
    pieces[3] = (struct piece){t->best, n};
    pieces[4] = (struct piece){t->adam.m, n};
    pieces[5] = (struct piece){t->adam.v, n};
    for (int i = 0; i < N_PIECES; i++)
        sum += pieces[i].bytes;
    return sum;
}

static void fill_head(struct head *head, const struct pseg_trainer *t)
{
    memset(head, 0, sizeof *head); /* also the bytes between fields */
    memcpy(head->magic, magic, sizeof magic);
    head->fingerprint = t->data->fingerprint;
    head->n_parameters = t->net.n_parameters;
    head->adam_step = t->adam.step;
    head->epoch = t->epoch;
    head->best_epoch = t->best_epoch;
    head->settings_size = sizeof head->settings;
    memcpy(&head->settings, &t->settings, sizeof head->settings);
}

int pseg_checkpoint_save(const struct pseg_trainer *t, const char *path, struct pseg_error *error)
{
    struct head head;
    struct piece pieces[N_PIECES];
    fill_head(&head, t);
    const size_t size = list_pieces(pieces, &head, t);
    unsigned char *bytes = malloc(size + 4), *to = bytes;
    if (!bytes)
        return pseg_fail(error, "out of memory for checkpoint %s", path);
    for (int i = 0; i < N_PIECES; to += pieces[i++].bytes)
        memcpy(to, pieces[i].at, pieces[i].bytes);
    const uint32_t crc = pseg_crc32(bytes, size);
    memcpy(to, &crc, 4);

    struct pseg_output *o = pseg_output_open(path, error);
    if (o)
        fwrite(bytes, 1, size + 4, pseg_output_stream(o));
    free(bytes);
    return o ? pseg_output_commit(o, error) : -1;
}

static int is_sensible(const struct head *head)
{
    return head->settings_size == sizeof head->settings && pseg_settings_valid(&head->settings) &&
           head->epoch >= 1 && head->best_epoch >= 1 && head->best_epoch <= head->epoch &&
           head->adam_step >= 0;
}

/* The bytes of a checkpoint, whole and undamaged, and a copy of their head. */
static unsigned char *read_checked(struct head *head, size_t *size, const char *path,
                                   struct pseg_error *error)
{
    uint32_t crc;
    unsigned char *bytes = pseg_read_file(path, size, error);
    if (!bytes)
        return NULL;
    if (*size < sizeof *head + 4 || memcmp(bytes, magic, sizeof magic)) {
        pseg_fail(error, "%s is not a checkpoint of this version", path);
    } else {
        memcpy(&crc, bytes + *size - 4, 4);
        memcpy(head, bytes, sizeof *head);
        if (crc == pseg_crc32(bytes, *size - 4) && is_sensible(head))
            return bytes;
        pseg_fail(error, "checkpoint %s is truncated, damaged or of another version", path);
    }
    free(bytes);
    return NULL;
}

int pseg_checkpoint_settings(struct pseg_settings *s, const char *path, struct pseg_error *error)
{
    struct head head;
    size_t size;
    unsigned char *bytes = read_checked(&head, &size, path, error);
    if (!bytes)
        return -1;
    free(bytes);
    memcpy(s, &head.settings, sizeof *s);
    return 0;
}

static int restore(struct pseg_trainer *t, struct head *head, const unsigned char *bytes,
                   size_t size, const char *path, struct pseg_error *error)
{
    struct piece pieces[N_PIECES];
    if (head->fingerprint != t->data->fingerprint)
        return pseg_fail(error, "checkpoint %s was made with other audio than this", path);
    if (head->epoch > t->settings.epochs)
        return pseg_fail(error, "checkpoint %s has %d epochs behind it, more than the %d asked for",
                         path, head->epoch, t->settings.epochs);
    if (head->n_parameters != t->net.n_parameters || list_pieces(pieces, head, t) + 4 != size)
        return pseg_fail(error, "checkpoint %s does not fit this run's settings", path);
    bytes += pieces[0].bytes;
    for (int i = 1; i < N_PIECES; bytes += pieces[i++].bytes)
        memcpy(pieces[i].at, bytes, pieces[i].bytes);
    t->epoch = head->epoch;
    t->best_epoch = head->best_epoch;
    t->adam.step = (long)head->adam_step;
    return 0;
}

int pseg_checkpoint_load(struct pseg_trainer *t, const char *path, struct pseg_error *error)
{
    struct head head;
    size_t size;
    unsigned char *bytes = read_checked(&head, &size, path, error);
    const int status = bytes ? restore(t, &head, bytes, size, path, error) : -1;
    free(bytes);
    return status;
}
