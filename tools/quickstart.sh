#!/bin/sh
# Builds phoneseg and finds the phoneme boundaries of a bundled recording. Debian 12; installs the
# packages it needs first.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh
recording=samples/en-first-in-line.flac

# quietly COMMAND...: its output is shown only when it fails
quietly() {
    "$@" >build/quickstart.log 2>&1 && return
    cat build/quickstart.log >&2
    echo "quickstart: this failed, see above: $*" >&2
    exit 1
}

# shellcheck disable=SC2086 # one word a package
install_packages $build_packages
mkdir -p build
echo "Building ..."
quietly cmake --preset release -DPHONESEG_TESTS=OFF
quietly cmake --build --preset release --target phoneseg

phoneseg=build/release/phoneseg
echo "seconds	score, one phoneme boundary a line, of $recording:"
$phoneseg segment $recording
$phoneseg plot $recording -o build/quickstart.png
echo "Built $phoneseg, listed the boundaries of $recording, drew build/quickstart.png."
echo "Next: $phoneseg segment --format jsonl YOUR.wav    and: $phoneseg help"
