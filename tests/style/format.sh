#!/bin/sh
# format.sh PROJECT: every C file is as clang-format 14 with .clang-format writes it, save for KISS
# FFT's.
set -eu
cd "$1"
format=$(command -v clang-format-14 || command -v clang-format) ||
    { echo "skipped: clang-format is not installed (tools/check.sh installs it)"; exit 77; }
"$format" --version | grep -q 'version 14\.' ||
    { echo "skipped: $format is not version 14, whose layout this project has"; exit 77; }
if ! find src include tools tests examples -path src/kissfft -prune -o -name '*.[ch]' \
    -exec "$format" --dry-run -Werror {} +; then
    echo "Run: clang-format -i FILE"
    exit 1
fi
