#!/bin/sh
# cplusplus.sh PROJECT: the public headers can be included from C++.
set -eu
compiler=$(command -v c++ || command -v g++ || command -v clang++) ||
    { echo "skipped: there is no C++ compiler (tools/check.sh installs one)"; exit 77; }
for header in phoneseg.h host.h; do
    printf '#include "phoneseg/%s"\nint pseg_test() { return pseg_strerror(0) == 0; }\n' $header |
        "$compiler" -std=c++11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c++ \
            -I"$1/include" -
done
