#!/bin/sh
# segment_usage.sh PHONESEG PROJECT: bad usage is told, exit status 2; bad models, exit status 1.
# shellcheck disable=SC2317 # tests are called by their names
# shellcheck source=tests/cli/segment/lib.sh
. "$(dirname "$0")/segment/lib.sh"

wrong_numbers_are_told() {
    sound a.wav samples=800
    for option in "--rate 0" "--rate x" "--rate 7999" "--channels 0" "--jobs 0" "--jobs -1" \
        "--jobs 1.5" "--threshold high" "--threshold nan" "--min-gap -1" "--min-gap 1e9"; do
        # shellcheck disable=SC2086 # two words
        segment $option a.wav
        misused "${option% *}" "'${option#* }'"
    done
}

what_does_not_go_together_is_told() {
    sound a.wav samples=800
    segment
    misused "no input"
    segment --bogus a.wav
    misused --bogus
    segment -o x --output-dir y a.wav
    misused "--output-dir"
    segment --format xml a.wav
    misused xml text jsonl phn
    segment --kernel abacus a.wav
    misused abacus scalar
    segment --format phn a.wav a.wav
    misused "2 inputs" "--output-dir"
    segment - <a.wav
    misused "--rate"
    segment --rate 16000 a.wav
    misused "--rate"
    segment --rate 16000 - - <a.wav
    misused "once"
    [ "$(ls)" = "$(printf 'a.wav\nerr\nout')" ]
}

kernels_told_are_those_that_there_are() {
    sound a.wav samples=800
    segment --kernel abacus a.wav
    told="$(sed -n "s/.*no kernel 'abacus': it has//p" err) "
    for kernel in scalar avx2 avx512 vnni neon; do
        segment --kernel "$kernel" a.wav
        case "$told" in
            *" $kernel "*) [ "$status" -eq 0 ] || fail "there is no $kernel" ;;
            *) misused "$kernel" ;;
        esac
    done
}

help_shows_every_option_and_examples() {
    "$phoneseg" help segment >out
    for option in model format output output-dir jobs kernel threshold min-gap channel start end \
        rate channels help; do
        grep -q -- "--$option" out || fail "no word of --$option"
    done
    [ "$(grep -c '^  .*phoneseg segment ' out)" -ge 2 ]
}

# change FILE OFFSET VALUE [OTHER]: the default model with another word there, OTHER where it is
# VALUE already, and a checksum that fits
change() {
    python3 - "$project/models/default.pseg" "$@" <<'END'
import struct, sys, zlib
source, path, offset, *values = sys.argv[1:]
data = bytearray(open(source, "rb").read()[:-4])
old = struct.unpack_from("<i", data, int(offset))[0]
new = [int(v) for v in values if int(v) != old][0]
struct.pack_into("<i", data, int(offset), new)
open(path, "wb").write(data + struct.pack("<I", zlib.crc32(data)))
END
}

# The words: magic, version, rate, topology.
bad_models_are_told() {
    sound a.wav samples=800
    change magic.pseg 0 1
    change version.pseg 4 99
    change field.pseg 16 1
    change shape.pseg 68 2 1
    cp "$project/models/default.pseg" damaged.pseg
    printf X | dd of=damaged.pseg bs=1 seek=60 conv=notrunc status=none
    head -c 100 "$project/models/default.pseg" >short.pseg
    : >empty.pseg
    for model in magic version field shape damaged short empty missing; do
        segment --model "$model.pseg" a.wav
        complains_of "$model.pseg"
        [ ! -s out ]
        sed "s/$model//" err >>sentences
    done
    [ "$(sort -u sentences | wc -l)" -ge 7 ] || fail "different faults, the same sentence"
}

threshold_and_gap_replace_the_models() {
    sound a.wav
    every_peak --min-gap 0 a.wav
    is_fine
    all=$(wc -l <out)
    every_peak --min-gap 100 a.wav
    awk 'NR > 1 && $1 - last < 0.1 - 1e-4 { exit 1 } { last = $1 }' out
    [ "$(wc -l <out)" -lt "$all" ]
    segment --threshold 1e6 a.wav
    is_fine
    [ ! -s out ]
}

run_tests wrong_numbers_are_told what_does_not_go_together_is_told \
    kernels_told_are_those_that_there_are \
    help_shows_every_option_and_examples bad_models_are_told threshold_and_gap_replace_the_models
