/* A fuzz target is one file here that defines these two functions. It becomes a test that runs over
 * a fixed set of mutated seeds (standalone.c), and, with clang, a libFuzzer program:
 *
 *     cmake -S . -B build/fuzz -DCMAKE_C_COMPILER=clang -DPHONESEG_LIBFUZZER=ON \
 *         -DCMAKE_C_FLAGS="-g -O1 -fsanitize=fuzzer-no-link,address,undefined"
 *     mkdir seeds && build/release/tests/fuzz_core_model seeds
 *     build/fuzz/tests/fuzz_core_model -max_total_time=300 seeds
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Runs the code under test on data[size]; aborts on what must not be. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Writes the seed of that index to data[room]; returns its size, 0 after the last one. */
size_t fuzz_seed(uint8_t *data, size_t room, int index);

/* abort() with a message; assert() would be compiled out of a release. */
#define FUZZ_REQUIRE(what)                                                                         \
    do {                                                                                           \
        if (!(what))                                                                               \
            fuzz_fail(__FILE__, __LINE__, #what);                                                  \
    } while (0)

_Noreturn void fuzz_fail(const char *file, int line, const char *what);

#endif
