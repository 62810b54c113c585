# shellcheck shell=sh
# The Debian packages that this project needs, in one place, and how scripts get them. Sourced.

# To build and run.
# shellcheck disable=SC2034 # used where this is sourced
build_packages="gcc libc6-dev cmake ninja-build pkg-config
    libsndfile1-dev libliquid-dev libopenblas-dev libpopt-dev libcairo2-dev
    portaudio19-dev"

# Besides, to test: unit tests, style, C++, speech with labels, Praat, audio servers, the cross
# builds and their emulators; MPI; what unpacks recordings for the firmware.
# shellcheck disable=SC2034 # used where this is sourced
test_packages="libcmocka-dev clang-format shellcheck python3
    libopenmpi-dev openmpi-bin
    flite fortunes praat pulseaudio pulseaudio-utils libasound2-plugins jackd2 libjack-jackd2-dev
    gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm flac
    clang lld llvm wasi-libc libclang-rt-14-dev-wasm32 nodejs"

# To build for 64-bit ARM, and run that, on another machine.
# shellcheck disable=SC2034 # used where this is sourced
aarch64_packages="gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user"

# For tools/labelled_voices.sh -f: voices of several languages and text for them to read.
# shellcheck disable=SC2034 # used where this is sourced
voice_packages="festival sox festvox-kdlpc16k festvox-ca-ona-hts
    festvox-suopuhe-lj festvox-suopuhe-mv
    festvox-czech-dita festvox-czech-krb festvox-czech-machac festvox-czech-ph
    festvox-hi-nsk festival-hi festvox-te-nsk festival-te
    fortunes-cs wcatalan hunspell-hi hunspell-te"

# missing_packages NAME...: prints those that are not installed
missing_packages() {
    for package in "$@"; do
        status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=absent
        [ "$status" = installed ] || echo "$package"
    done
}

# install_packages NAME...: installs those that are missing, with sudo when not root
install_packages() {
    command -v apt-get >/dev/null || {
        echo "There is no apt-get here: install what matches these Debian packages yourself:"
        echo "$*"
        return 0
    }
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        as_root=sudo
        command -v sudo >/dev/null || {
            echo "As root, please: apt-get install" "$@" >&2
            return 1
        }
    fi
    # shellcheck disable=SC2086 # one word a package
    echo "Installing:" $missing
    log=$(mktemp)
    # shellcheck disable=SC2086
    if {
        $as_root apt-get update -q || echo "The lists of packages are not up to date."
        $as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 $missing
    } >"$log" 2>&1; then
        rm -f "$log"
    else
        cat "$log" >&2
        rm -f "$log"
        echo "The packages could not be installed; apt-get's messages are above." >&2
        return 1
    fi
}
