#include "checkpoint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crc32.h"

/* The file: this, the settings, history[epoch], then parameters, best, m and v, and a CRC-32 of
 * them. Written and read on one machine: its byte order. */
struct head {
    char magic[8];
    uint64_t fingerprint; /* of the data set */
    uint64_t n_parameters;
    int64_t adam_step;
    int32_t epoch, best_epoch;
    struct pseg_settings settings;
};

static const char magic[8] = "PSEGCK1";

struct piece {
    void *at;
    size_t bytes;
};

enum { N_PIECES = 6 };

/* The same list writes and reads. */
static void list_pieces(struct piece pieces[N_PIECES], struct head *head,
                        const struct pseg_trainer *t)
{
    const size_t n = t->net.n_parameters * sizeof(float);
    pieces[0] = (struct piece){head, sizeof *head};
    pieces[1] = (struct piece){t->history, (size_t)head->epoch * sizeof *t->history};
    pieces[2] = (struct piece){t->parameters, n};
    pieces[3] = (struct piece){t->best, n};
    pieces[4] = (struct piece){t->adam.m, n};
    pieces[5] = (struct piece){t->adam.v, n};
}

int pseg_checkpoint_save(const struct pseg_trainer *t, const char *path, struct pseg_error *error)
{
    struct head head;
    struct piece pieces[N_PIECES];
    memset(&head, 0, sizeof head); /* also the bytes between fields */
    memcpy(head.magic, magic, sizeof magic);
    head.fingerprint = t->data->fingerprint;
    head.n_parameters = t->net.n_parameters;
    head.adam_step = t->adam.step;
    head.epoch = t->epoch;
    head.best_epoch = t->best_epoch;
    memcpy(&head.settings, &t->settings, sizeof head.settings);
    list_pieces(pieces, &head, t);

    struct pseg_output *o = pseg_output_open(path, error);
    if (!o)
        return -1;
    uint32_t crc = 0;
    for (int i = 0; i < N_PIECES; i++) {
        fwrite(pieces[i].at, 1, pieces[i].bytes, pseg_output_stream(o));
        crc ^= pseg_crc32(pieces[i].at, pieces[i].bytes) + (uint32_t)i;
    }
    fwrite(&crc, sizeof crc, 1, pseg_output_stream(o));
    return pseg_output_commit(o, error);
}

static FILE *open_head(struct head *head, const char *path, struct pseg_error *error)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        pseg_fail(error, "cannot read checkpoint %s: %s", path, strerror(errno));
        return NULL;
    }
    if (fread(head, sizeof *head, 1, f) == 1 && memcmp(head->magic, magic, sizeof magic) == 0 &&
        head->epoch > 0 && head->epoch <= head->settings.epochs)
        return f;
    fclose(f);
    pseg_fail(error, "%s is not a checkpoint of this version, or is damaged", path);
    return NULL;
}

int pseg_checkpoint_settings(struct pseg_settings *s, const char *path, struct pseg_error *error)
{
    struct head head;
    FILE *f = open_head(&head, path, error);
    if (!f)
        return -1;
    fclose(f);
    *s = head.settings;
    return 0;
}

static int read_pieces(FILE *f, const struct piece *pieces)
{
    uint32_t crc = pseg_crc32(pieces[0].at, pieces[0].bytes), stored;
    for (int i = 1; i < N_PIECES; i++) {
        if (fread(pieces[i].at, 1, pieces[i].bytes, f) != pieces[i].bytes)
            return -1;
        crc ^= pseg_crc32(pieces[i].at, pieces[i].bytes) + (uint32_t)i;
    }
    return fread(&stored, sizeof stored, 1, f) == 1 && stored == crc ? 0 : -1;
}

int pseg_checkpoint_load(struct pseg_trainer *t, const char *path, struct pseg_error *error)
{
    struct head head;
    struct piece pieces[N_PIECES];
    FILE *f = open_head(&head, path, error);
    if (!f)
        return -1;
    int status = 0;
    list_pieces(pieces, &head, t);
    if (head.fingerprint != t->data->fingerprint)
        status =
            pseg_fail(error, "checkpoint %s was made with other audio than this folder's", path);
    else if (head.n_parameters != t->net.n_parameters || head.epoch > t->settings.epochs)
        status = pseg_fail(error, "checkpoint %s does not fit this run's settings", path);
    else if (read_pieces(f, pieces))
        status = pseg_fail(error, "checkpoint %s is truncated or damaged", path);
    fclose(f);
    t->epoch = head.epoch;
    t->best_epoch = head.best_epoch;
    t->adam.step = (long)head.adam_step;
    return status;
}
