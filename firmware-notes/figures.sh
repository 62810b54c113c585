#!/bin/sh
# figures.sh [--write] [FOLDER]: the tables of README.md as Markdown, from the images in
# FOLDER/cortex-m4, -m7 and -m55 and what is in FOLDER/release (build, where the presets put
# them). QEMU counts, so they are the same every time. --write puts them into README.md. What int8
# costs is measured on PHONESEG_DATA/eval/timit-sample, labelled speech; the rest does not need it.
set -eu
notes=$(cd "$(dirname "$0")" && pwd)
write=
[ "${1:-}" != --write ] || { write=yes; shift; }
builds=${1:-$notes/../build}
models="tiny-int8 tiny default-int8 default"
header="$(echo "$models" | sed 's/ / | /g') |"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# run CPU PROGRAM: what it says, at 500 million instructions a second, at which all of them keep up
run() {
    case $1 in
        m4) board=mps2-an386 ;;
        m7) board=mps2-an500 ;;
        *) board=mps3-an547 ;;
    esac
    qemu-system-arm -M $board -nographic -monitor none -serial none -icount shift=1,sleep=off \
        -semihosting-config enable=on,target=native -kernel "$builds/cortex-$1/$2" </dev/null \
        >"$work/$1-$2" 2>&1 ||
        { cat "$work/$1-$2" >&2; echo "figures.sh: $1 $2 failed" >&2; exit 1; }
    ! grep -q "^# lost" "$work/$1-$2" ||
        { echo "figures.sh: $1 $2 could not keep up, its figures mean nothing" >&2; exit 1; }
}

# said CPU PROGRAM WORDS: the number behind those words
said() {
    sed -n "s/^# $3 \([0-9]*\)$/\1/p" "$work/$1-$2"
}

# instructions CPU PROGRAM WORDS: that number of ticks; each instruction takes 2 ns
instructions() {
    ticks=$(said "$1" "$2" "$3")
    case $1 in m55) echo $((ticks * 1000 / 32 / 2)) ;; *) echo $((ticks * 40 / 2)) ;; esac
}

# size_of CPU MODEL SECTION...: [bytes] together
size_of() {
    program=$builds/cortex-$1/firmware-$2
    shift 2
    for section in "$@"; do
        arm-none-eabi-size -A "$program" | awk -v s="$section" '$1 == s { print $2 }'
    done | awk '{ n += $1 } END { print n + 0 }'
}

# code_of CPU MODEL, ram_of CPU MODEL: [bytes]; RAM as if MEMORY were no more than is needed
code_of() {
    size_of "$1" "$2" .text .ARM.exidx .data
}
ram_of() {
    echo $(($(size_of "$1" "$2" .data .bss) - $(said "$1" "firmware-$2" "bytes of memory") + \
        $(said "$1" "firmware-$2" "bytes of memory used")))
}

# stack_bound CPU: [bytes]
stack_bound() {
    python3 -B "$notes/cortex-m/stack.py" arm-none-eabi-objdump \
        "$builds/cortex-$1/firmware-tiny-int8" 1000000 "$builds/cortex-$1" |
        sed -n 's/^# bytes of stack at most \([0-9]*\).*/\1/p'
}

bytes() {
    echo "Bytes:"
    echo
    echo "| processor | model | code | model | flash, both | RAM | stack measured, bound |"
    echo "| --- | --- | --- | --- | --- | --- | --- |"
    for cpu in m4 m7 m55; do
        bound=$(stack_bound $cpu)
        for model in $models; do
            code=$(code_of $cpu "$model")
            weights=$(size_of $cpu "$model" .model)
            echo "| $cpu | $model | $code | $weights | $((code + weights)) |" \
                "$(ram_of $cpu "$model") |" \
                "$(said $cpu "firmware-$model" "bytes of stack used"), $bound |"
        done
    done
}

# row NAME CPU PROGRAM WORDS: of PROGRAM-MODEL, the instructions for each model
row() {
    echo "| $1 |$(for model in $models; do
        printf ' %s |' "$(instructions "$2" "$3-$model" "$4")"
    done)"
}

stages() {
    echo "Instructions for 10 ms, $1:"
    echo
    echo "| stage | $header"
    echo "| --- | --- | --- | --- | --- |"
    for stage in "framing" "window, FFT, power" "mel bands" "logarithm, overlap" network \
        "score, picker, rest" all; do
        row "$stage" "$1" stages "ticks of $stage"
    done
    row "the worst 10 ms, main loop" "$1" firmware "ticks of the worst block"
}

kernels() {
    echo "Instructions for 10 ms in the network alone:"
    echo
    echo "| | $header"
    echo "| --- | --- | --- | --- | --- |"
    row "m4, plain" m4 stages "ticks of plain loops in the network"
    row "m4, \`src/core/kernels_dsp.c\`" m4 stages "ticks of network"
    row "of these, sigmoid and tanh" m4 stages "ticks of sigmoid and tanh in the network"
    row "m55, plain, vectorised by gcc" m55 stages "ticks of plain loops in the network"
    row "m55, \`src/core/kernels_mve.c\`" m55 stages "ticks of network"
    row "of these, sigmoid and tanh" m55 stages "ticks of sigmoid and tanh in the network"
}

# time_of CPU MHZ MODEL: mean [ms], load, worst [ms], and the ring [samples] that holds that and a
# block
time_of() {
    awk -v m="$(instructions "$1" "firmware-$3" "ticks a block")" \
        -v w="$(instructions "$1" "firmware-$3" "ticks of the worst block")" -v mhz="$2" 'BEGIN {
        c = 1.5 / mhz / 1000
        for (ring = 256; ring < w * c * 16 + 160; ring *= 2);
        printf m * c < 10 ? "%.2f ms, %.0f %%, %.1f ms, %d" : "%.2f ms, too slow",
            m * c, m * c * 10, w * c, ring }'
}

estimates() {
    echo "Time for 10 ms (estimate), share of the processor, the worst 10 ms, ring [samples]:"
    echo
    echo "| model | m4 at 64 MHz | m4 at 168 MHz | m7 at 480 MHz |"
    echo "| --- | --- | --- | --- |"
    for model in $models; do
        echo "| $model | $(time_of m4 64 "$model") | $(time_of m4 168 "$model") |" \
            "$(time_of m7 480 "$model") |"
    done
}

# r_value KIND [--int8]: of tiny
r_value() {
    kind=$1
    shift
    "$builds/release/phoneseg" eval --data "$PHONESEG_DATA/eval/timit-sample" \
        --model "$notes/../models/tiny.pseg" --json "$@" |
        python3 -c "import json, sys; print('%.2f' % json.load(sys.stdin)['$kind']['r_value'])"
}

goals() {
    echo "| tiny-int8 on m4 | at most | reached |"
    echo "| --- | --- | --- |"
    echo "| flash for code and model | 96 000 bytes |" \
        "$(($(code_of m4 tiny-int8) + $(size_of m4 tiny-int8 .model))) |"
    echo "| RAM: state, scratch, buffers | 24 000 bytes | $(ram_of m4 tiny-int8) |"
    echo "| the worst 10 ms | 400 000 instructions |" \
        "$(instructions m4 firmware-tiny-int8 "ticks of the worst block") |"
    [ -n "${PHONESEG_DATA:-}" ] ||
        { echo "figures.sh: PHONESEG_DATA is not set: what int8 costs is left out" >&2; return 0; }
    for kind in strict lenient; do
        echo "| R-value lost to int8, clean TIMIT sample, $kind | 0.5 |" \
            "$(r_value $kind) - $(r_value $kind --int8) |"
    done
}

tables() {
    bytes
    for cpu in m4 m7 m55; do
        echo
        stages $cpu
    done
    echo
    kernels
    echo
    estimates
    echo
    echo "Goals, and what was reached:"
    echo
    goals
}

for cpu in m4 m7 m55; do
    for model in $models; do
        run $cpu "firmware-$model"
        run $cpu "stages-$model"
    done
done
if [ -z "$write" ]; then
    tables
    exit
fi
tables >"$work/tables"
awk -v tables="$work/tables" '
    /^<!-- end of figures.sh -->/ { skipped = 0 }
    !skipped { print }
    /^<!-- figures.sh -->/ {
        print ""
        while ((getline line < tables) > 0) print line
        print ""
        skipped = 1
    }' "$notes/README.md" >"$work/README.md"
cat "$work/README.md" >"$notes/README.md"
