#!/bin/sh
# Builds everything that the project has and runs every test: the release build with warnings as
# errors, two sanitizer builds, the core for WebAssembly and 64-bit ARM, and firmware for three
# Cortex-M, whose boundaries have to be the PC's. Debian 12; installs the packages it needs first.
# Ends with CTest's summary and a verdict; exit status 0 means green.
# Under ThreadSanitizer run the tests that have threads, save for JACK, whose server gives up blocks
# that come late, as all do there; under both sanitizers, of some long tests of the command the
# essential part. CMakePresets.json says which.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=tools/packages.sh
. tools/packages.sh
others="cortex-m4 cortex-m7 cortex-m55 wasm"
if [ "$(uname -m)" != aarch64 ]; then # where it is, the release build has its kernels tested
    others="$others aarch64"
    test_packages="$test_packages $aarch64_packages"
fi
builds="$others release asan-ubsan tsan"
tests="$others tsan asan-ubsan release"
start=$(date +%s)
mkdir -p build/check

# step WHAT: a heading with the time so far
step() {
    echo "=== $1 ($(($(date +%s) - start)) s)"
}

# fail WHAT: the verdict when something is wrong
fail() {
    echo "check.sh: FAILED: $1"
    exit 1
}

# build PRESET: chatter is shown only when it fails
build() {
    log=build/check/$1.log
    if cmake --preset "$1" -DPHONESEG_TESTS=ON -DPHONESEG_WERROR=ON >"$log" 2>&1 &&
        cmake --build --preset "$1" >>"$log" 2>&1; then
        return
    fi
    cat "$log"
    fail "the build $1"
}

# ThreadSanitizer of gcc 12 cannot map its memory where the kernel randomises 32 bits of addresses;
# there, the tests run without randomisation.
no_randomisation=
tsan_works() {
    $no_randomisation build/tsan/phoneseg --version >build/check/tsan-probe.log 2>&1
}

# test_build PRESET
test_build() {
    run=
    if [ "$1" = tsan ] && ! tsan_works; then
        no_randomisation="setarch $(uname -m) -R"
        tsan_works || { cat build/check/tsan-probe.log; fail "ThreadSanitizer does not run here"; }
        run=$no_randomisation
    fi
    # Tests that listen and draw in real time can be starved by a busy machine: what fails is run
    # once more, and CTest says so.
    # shellcheck disable=SC2086 # nothing, or a command of several words
    $run ctest --preset "$1" -j "$(nproc)" --repeat until-pass:2 || fail "tests of the build $1"
    passed="$passed $1"
}

step "Packages"
# shellcheck disable=SC2086 # one word a package
install_packages $build_packages $test_packages
for preset in $builds; do
    step "Build $preset"
    build "$preset"
done
passed=
for preset in $tests; do
    step "Test $preset"
    test_build "$preset"
done
echo "check.sh: all tests passed in all builds:$passed ($(($(date +%s) - start)) s)"
