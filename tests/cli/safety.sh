#!/bin/sh
# safety.sh PHONESEG PROJECT: nothing of the user's is lost, nothing goes wrong in silence.
# shellcheck disable=SC2317 # tests are called by their names
# shellcheck source=tests/cli/segment/lib.sh
. "$(dirname "$0")/segment/lib.sh"

labels_beside_a_recording_are_not_replaced() {
    mkdir lab
    sound lab/x.wav
    sound lab/y.wav
    printf '0 100 h#\n100 200 ix\n' >lab/x.phn
    cp lab/x.phn gold
    segment --format phn --output-dir lab lab
    exits 1
    says lab/x.phn "not replaced"
    cmp gold lab/x.phn
    [ -s lab/y.phn ] # there was none
}

a_recording_is_not_replaced() {
    sound a.wav
    cp a.wav kept
    segment -o a.wav a.wav
    misused "a.wav"
    "$phoneseg" train --data . --out a.wav --epochs 1 >out 2>err && fail "trained over a recording"
    says "a.wav exists and is no model"
    cmp a.wav kept
}

a_link_stays_a_link() {
    sound a.wav
    echo old >target
    ln -s target link
    segment -o link a.wav
    exits 0
    [ -L link ]
    [ "$(cat target)" != old ]
}

outputs_obey_the_umask() {
    sound a.wav
    mkdir many
    for i in 1 2 3 4 5 6 7 8 9; do cp a.wav many/"$i".wav; done
    (umask 027 && "$phoneseg" segment --jobs 8 --output-dir result many)
    [ "$(find result -type f -perm 640 | wc -l)" -eq 9 ] || fail "$(ls -l result)"
}

a_folder_is_no_file() {
    sound a.wav
    mkdir folder
    segment -o folder a.wav
    complains_of "folder: it is a folder"
}

a_missing_model_is_told_as_missing() {
    sound a.wav
    segment --model nosuch.pseg a.wav
    complains_of "nosuch.pseg" "No such file"
}

an_audio_file_is_no_raw_audio() {
    sound a.wav
    segment --rate 16000 - <a.wav
    complains_of "standard input" "name the file itself"
    cp a.wav b.raw
    segment b.raw
    complains_of b.raw "no header"
}

every_subcommand_tells_an_unknown_option() {
    for name in $("$phoneseg" help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
        status=0
        "$phoneseg" "$name" --bogus >out 2>err || status=$?
        misused "--bogus"
    done
    "$phoneseg" -h | grep -q segment
}

what_cannot_be_printed_is_told() {
    [ -c /dev/full ] || skip "there is no /dev/full"
    for arguments in --version help "help segment" "bench --seconds 1 --repeat 1"; do
        status=0
        # shellcheck disable=SC2086 # words
        "$phoneseg" $arguments >/dev/full 2>err || status=$?
        complains_of "cannot write to standard output"
    done
}

run_tests labels_beside_a_recording_are_not_replaced a_recording_is_not_replaced \
    a_link_stays_a_link outputs_obey_the_umask a_folder_is_no_file \
    a_missing_model_is_told_as_missing an_audio_file_is_no_raw_audio \
    every_subcommand_tells_an_unknown_option what_cannot_be_printed_is_told
