/* CLONES before a function: it is compiled for these instruction sets, too, and the loader takes
 * the fastest that the machine has. For loops whose vectors the compiler makes; their bits are the
 * same. The sanitizers' own code is not ready yet when the loader asks what machine this is. */
#ifndef PSEG_CLONES_H
#define PSEG_CLONES_H

#if defined __x86_64__ && defined __gnu_linux__ && defined __GNUC__ && !defined __clang__ &&       \
    !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
#define CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CLONES
#endif

#endif
