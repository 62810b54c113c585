/* Runs a fuzz target without libFuzzer: each seed as it is, and then with a fixed series of
 * mutations, the same on every machine. With a folder as argument: writes the seeds there, for
 * libFuzzer to start from. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "synth.h"

#define ROOM 65536
#define ROUNDS 500

/* One of: some bits, a byte, a word with an awkward value, a cut, a repeated stretch. */
static size_t mutate(uint8_t *data, size_t size, struct rng *rng)
{
    static const uint32_t awkward[] = {0,          1,          0x7fffffff, 0x80000000,
                                       0xffffffff, 0x7fc00000, 0x7f800000, 0x3f800000};
    const size_t at = rng_below(rng, (uint32_t)size), rest = size - at;
    switch (rng_below(rng, 5)) {
    case 0:
        data[at] ^= (uint8_t)(1u << rng_below(rng, 8));
        return size;
    case 1:
        data[at] = (uint8_t)rng_next(rng);
        return size;
    case 2:
        if (rest >= 4)
            memcpy(data + at / 4 * 4, &awkward[rng_below(rng, 8)], 4);
        return size;
    case 3:
        return at > 0 ? at : size;
    default:
        if (size + rest > ROOM)
            return size;
        memcpy(data + size, data + at, rest);
        return size + rest;
    }
}

/* A copy in memory of exactly that size, so that a sanitizer sees any read beyond it. */
static void run(const uint8_t *data, size_t size)
{
    uint8_t *copy = calloc(1, size ? size : 1);
    FUZZ_REQUIRE(copy);
    memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void write_seeds(const char *folder)
{
    static uint8_t seed[ROOM];
    char path[4096];
    size_t size;
    for (int s = 0; (size = fuzz_seed(seed, ROOM, s)) > 0; s++) {
        snprintf(path, sizeof path, "%s/seed%d", folder, s);
        FILE *f = fopen(path, "wb");
        FUZZ_REQUIRE(f && fwrite(seed, 1, size, f) == size && fclose(f) == 0);
    }
}

static long run_all(void)
{
    static uint8_t seed[ROOM], data[ROOM];
    struct rng rng = {2023};
    size_t size;
    long runs = 0;
    run(seed, 0);
    for (int s = 0; (size = fuzz_seed(seed, ROOM, s)) > 0; s++)
        for (int round = 0; round < ROUNDS; round++, runs++) {
            size_t now = size;
            memcpy(data, seed, size);
            for (int m = 0; m < round % 6; m++)
                now = mutate(data, now, &rng);
            run(data, now);
        }
    return runs;
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        write_seeds(argv[1]);
        return 0;
    }
    const long runs = run_all();
    printf("%ld inputs\n", runs);
    return runs > 0 ? 0 : 1;
}
