#include "promise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Sizes from here on mean "not known yet": sox writes 0x7FFFF000 and more, ffmpeg 0xFFFFFFFF. */
static const uint32_t SIZE_UNKNOWN = 0x7FFFF000;

static uint32_t word(const unsigned char *b, int big_endian)
{
    return big_endian ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]
                      : (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

/* Moves to the body of the first chunk of that name (IFF and RIFF: name, size, body, even). */
static int find_chunk(uint32_t *size, FILE *f, const char *name, int big_endian)
{
    unsigned char head[8];
    if (fseek(f, 12, SEEK_SET))
        return 0;
    while (fread(head, 1, sizeof head, f) == sizeof head) {
        *size = word(head + 4, big_endian);
        if (memcmp(head, name, 4) == 0)
            return 1;
        if (fseek(f, (long)*size + (long)(*size & 1), SEEK_CUR))
            return 0;
    }
    return 0;
}

/* The format chunk's block is one frame of PCM, or several of a compressed format, which are left
 * to libsndfile. */
static uint64_t wav_frames(FILE *f, int big_endian)
{
    unsigned char format[16];
    uint32_t size;
    if (!find_chunk(&size, f, "fmt ", big_endian) || fread(format, 1, 16, f) != 16)
        return 0;
    const uint32_t tag = word(format, big_endian), block = word(format + 12, big_endian);
    const uint32_t kind = big_endian ? tag >> 16 : tag & 0xFFFF;
    const uint32_t frame = big_endian ? block >> 16 : block & 0xFFFF;
    const int plain = kind == 1 || kind == 3 || kind == 6 || kind == 7 || kind == 0xFFFE;
    if (!plain || frame == 0 || !find_chunk(&size, f, "data", big_endian))
        return 0;
    return size >= SIZE_UNKNOWN ? 0 : size / frame;
}

static uint64_t aiff_frames(FILE *f)
{
    unsigned char common[6];
    uint32_t size;
    if (!find_chunk(&size, f, "COMM", 1) || fread(common, 1, 6, f) != 6)
        return 0;
    const uint32_t frames = word(common + 2, 1);
    return frames >= SIZE_UNKNOWN ? 0 : frames;
}

/* Sun/NeXT: offset and size of the data, encoding, rate, channels. */
static uint64_t au_frames(const unsigned char *head)
{
    static const unsigned width[8] = {0, 1, 1, 2, 3, 4, 4, 8}; /* [bytes] by encoding */
    const uint32_t size = word(head + 8, 1), encoding = word(head + 12, 1);
    const uint32_t channels = word(head + 20, 1);
    if (encoding > 7 || width[encoding] == 0 || channels == 0 || size >= SIZE_UNKNOWN)
        return 0;
    return size / width[encoding] / channels;
}

/* A header of lines such as "sample_count -i 63488". */
static uint64_t sphere_frames(FILE *f)
{
    char line[256];
    rewind(f);
    for (int i = 0; i < 64 && fgets(line, sizeof line, f); i++) {
        if (strncmp(line, "sample_count -i ", 16) == 0)
            return strtoull(line + 16, NULL, 10);
        if (strncmp(line, "end_head", 8) == 0)
            break;
    }
    return 0;
}

uint64_t pseg_promised_frames(const char *path)
{
    unsigned char head[24];
    struct stat status;
    uint64_t frames = 0;
    if (stat(path, &status) || !S_ISREG(status.st_mode))
        return 0; /* what is read from a pipe is gone */
    FILE *f = fopen(path, "rb");
    if (f && fread(head, 1, sizeof head, f) == sizeof head) {
        if (memcmp(head, "RIFF", 4) == 0 || memcmp(head, "RIFX", 4) == 0)
            frames = wav_frames(f, head[3] == 'X');
        else if (memcmp(head, "FORM", 4) == 0)
            frames = aiff_frames(f);
        else if (memcmp(head, ".snd", 4) == 0)
            frames = au_frames(head);
        else if (memcmp(head, "NIST_1A", 7) == 0)
            frames = sphere_frames(f);
    }
    if (f)
        fclose(f);
    return frames;
}
