#!/bin/sh
# columns.sh PROJECT: no line of C, CMake or shell has more than 100 columns. KISS FFT is others'.
set -eu
cd "$1"
long=$(find . -path ./build -prune -o -path ./.git -prune -o -path ./src/kissfft -prune \
    -o -type f \
    \( -name '*.[ch]' -o -name '*.cmake' -o -name CMakeLists.txt -o -name '*.sh' -o \
    -name '*.py' \) \
    -exec env LC_ALL=C.UTF-8 grep -HnE '^.{101,}' {} +) || true
if [ -n "$long" ]; then
    echo "$long"
    echo "longer than 100 columns"
    exit 1
fi
