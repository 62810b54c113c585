#!/bin/sh
# consume.sh WAY INSTALLED WORK RECORDING CMAKE CC CFLAGS LIBDIR: builds the programs of consumer/
# against the installed library, WAY is find_package or pkg-config, and looks at what they print.
set -eu
way=$1 installed=$2 work=$3 recording=$4 cmake=$5 cc=$6 flags=$7 libdir=$8
source=$(cd "$(dirname "$0")/consumer" && pwd)
rm -rf "$work"
mkdir -p "$work"

if [ "$way" = find_package ]; then
    "$cmake" -S "$source" -B "$work" -G Ninja -DCMAKE_C_COMPILER="$cc" -DCMAKE_C_FLAGS="$flags" \
        -DCMAKE_PREFIX_PATH="$installed"
    "$cmake" --build "$work"
else
    export PKG_CONFIG_PATH="$installed/$libdir/pkgconfig"
    # shellcheck disable=SC2046,SC2086 # flags are words
    "$cc" $flags -o "$work/tone" "$source/tone.c" $(pkg-config --cflags --libs phoneseg) -lm
    # shellcheck disable=SC2046,SC2086
    "$cc" $flags -o "$work/recording" "$source/recording.c" \
        $(pkg-config --cflags --libs phoneseg-host)
fi

# sensible FILE LEAST MOST END: that many times [s], ascending, all before the end
sensible() {
    awk -v least="$2" -v most="$3" -v end="$4" '
        NF != 1 || $1 <= last || $1 >= end { print FILENAME ": not sensible: " $0; bad = 1 }
        { last = $1 }
        END { print NR " boundaries"; exit bad || NR < least || NR > most }' "$1"
}
# The tones change 9 times; the sentence has about 65 phonemes.
ASAN_OPTIONS=detect_leaks=0 "$work/tone" >"$work/tone.txt"
sensible "$work/tone.txt" 5 40 1
"$work/recording" "$recording" >"$work/recording.txt"
sensible "$work/recording.txt" 30 120 5.362
