#!/bin/sh
# figures.sh [FOLDER]: the tables of README.md, from the images in FOLDER/cortex-m4, -m7 and -m55
# (build, where the presets put them), as Markdown. QEMU counts, so they are the same every time.
set -eu
notes=$(cd "$(dirname "$0")" && pwd)
builds=${1:-$notes/../build}
models="tiny-int8 tiny default-int8 default"
ns=16 # [ns] an instruction, of -icount shift=4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# run CPU PROGRAM: what it says
run() {
    case $1 in
        m4) board=mps2-an386 ;;
        m7) board=mps2-an500 ;;
        *) board=mps3-an547 ;;
    esac
    qemu-system-arm -M $board -nographic -monitor none -serial none -icount shift=4,sleep=off \
        -semihosting-config enable=on,target=native -kernel "$builds/cortex-$1/$2" </dev/null 2>&1
}

# instructions CPU TICKS
instructions() {
    case $1 in m55) echo $(($2 * 1000000000 / 32000000 / ns)) ;; *) echo $(($2 * 40 / ns)) ;; esac
}

# said FILE WORDS: the number behind those words
said() {
    sed -n "s/^# $2 //p" "$1"
}

# size_of CPU MODEL SECTION...: [bytes] together
size_of() {
    program=$builds/cortex-$1/firmware-$2
    shift 2
    for section in "$@"; do
        arm-none-eabi-size -A "$program" | awk -v s="$section" '$1 == s { print $2 }'
    done | awk '{ n += $1 } END { print n + 0 }'
}

for cpu in m4 m7 m55; do
    for model in $models; do
        run $cpu "firmware-$model" >"$work/$cpu-$model"
        run $cpu "stages-$model" >"$work/$cpu-$model-stages"
    done
    python3 -B "$notes/cortex-m/stack.py" arm-none-eabi-objdump \
        "$builds/cortex-$cpu/firmware-tiny-int8" 1000000 "$builds/cortex-$cpu" |
        sed -n 's/^# bytes of stack at most \([0-9]*\).*/\1/p' >"$work/$cpu-bound"
done

echo "Bytes:"
echo
echo "| processor | model | code | model | flash, both | RAM | stack measured, bound |"
echo "| --- | --- | --- | --- | --- | --- | --- |"
for cpu in m4 m7 m55; do
    for model in $models; do
        code=$(size_of $cpu "$model" .text .ARM.exidx .data)
        weights=$(size_of $cpu "$model" .model)
        echo "| $cpu | $model | $code | $weights | $((code + weights)) |" \
            "$(size_of $cpu "$model" .data .bss) |" \
            "$(said "$work/$cpu-$model" "bytes of stack used"), $(cat "$work/$cpu-bound") |"
    done
done
echo
echo "The recording is not counted: $(size_of m4 tiny .recording) bytes of flash more."

for cpu in m4 m7 m55; do
    echo
    echo "Instructions a frame, $cpu:"
    echo
    echo "| stage | $(echo "$models" | sed 's/ / | /g') |"
    echo "| --- | --- | --- | --- | --- |"
    for stage in "framing" "window, logarithm, overlap" FFT "mel bands" network \
        "score, picker, rest" all; do
        row="| $stage |"
        for model in $models; do
            ticks=$(said "$work/$cpu-$model-stages" "ticks of $stage")
            row="$row $(instructions $cpu "$ticks") |"
        done
        echo "$row"
    done
    row="| the worst 10 ms, main loop |"
    for model in $models; do
        ticks=$(said "$work/$cpu-$model" "ticks of the worst block")
        row="$row $(instructions $cpu "$ticks") |"
    done
    echo "$row"
done

# time_of CPU MHZ MODEL: mean [ms], load, worst [ms], with 1.5 cycles an instruction
time_of() {
    mean=$(instructions "$1" "$(said "$work/$1-$3" "ticks a block")")
    worst=$(instructions "$1" "$(said "$work/$1-$3" "ticks of the worst block")")
    awk -v m="$mean" -v w="$worst" -v mhz="$2" 'BEGIN {
        c = 1.5 / mhz / 1000
        printf "%.2f ms, %.0f %%, %.1f ms", m * c, m * c * 10, w * c }'
}

echo
echo "Time a frame (estimate), share of the processor, the worst 10 ms:"
echo
echo "| model | m4 at 64 MHz | m4 at 168 MHz | m7 at 480 MHz |"
echo "| --- | --- | --- | --- |"
for model in $models; do
    echo "| $model | $(time_of m4 64 "$model") | $(time_of m4 168 "$model") |" \
        "$(time_of m7 480 "$model") |"
done
