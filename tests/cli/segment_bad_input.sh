#!/bin/sh
# segment_bad_input.sh PHONESEG PROJECT: what cannot be segmented is told in one sentence,
# exit status 1.
# shellcheck disable=SC2317 # tests are called by their names
# shellcheck source=tests/cli/segment/lib.sh
. "$(dirname "$0")/segment/lib.sh"

a_missing_file_is_told() {
    segment nowhere.wav
    complains_of nowhere.wav "No such file"
}

a_folder_without_audio_is_told() {
    mkdir folder
    echo notes >folder/notes.txt
    segment folder
    complains_of folder "no audio file"
}

an_empty_file_is_told() {
    : >empty.wav
    segment empty.wav
    complains_of empty.wav "0 bytes"
}

audio_of_no_length_is_told() {
    sound zero.wav samples=0
    segment zero.wav
    complains_of zero.wav "length is zero"
}

empty_standard_input_is_told() {
    segment --rate 16000 - </dev/null
    complains_of "standard input" "length is zero"
}

a_single_sample_is_told() {
    sound one.wav samples=1
    segment one.wav
    complains_of one.wav "less than one analysis window of 25 ms"
}

one_window_is_enough() {
    sound window.wav samples=400
    segment window.wav
    is_fine
}

a_text_named_wav_is_told() {
    yes "To be, or not to be" | head -n 1000 >text.wav
    segment text.wav
    complains_of text.wav "no audio file"
}

a_sample_that_is_no_number_is_told_with_its_place() {
    sound nan.wav bits=float nan=16000
    segment nan.wav
    complains_of nan.wav "sample 16000" "1.000000 s"
    segment --output-dir results nan.wav
    complains_of nan.wav
    [ ! -e results/nan.txt ]
}

a_cut_recording_is_told_and_the_rest_segmented() {
    sound cut.wav seconds=2 cut=32000
    every_peak --format phn cut.wav
    complains_of cut.wav "1.000 s of the 2.000 s"
    tail -n 1 out | grep -q ' 16000 seg$'
    every_peak --format phn --output-dir results cut.wav
    complains_of cut.wav
    [ "$(tail -n 1 results/cut.phn | cut -d" " -f2)" -eq 16000 ]
}

# As every program writes that cannot go back to the header of what it has piped away.
a_length_left_open_is_no_complaint() {
    sound known.wav
    for size in '\0377\0377\0377\0377' '\0000\0360\0377\0177'; do
        { head -c 40 known.wav; printf %b "$size"; tail -c +45 known.wav; } >open.wav
        segment open.wav
        is_fine
    done
}

a_rate_out_of_range_is_told() {
    sound low.wav rate=4000
    segment low.wav
    complains_of low.wav "4000 Hz"
}

half_a_sample_at_the_end_of_stdin_is_told_and_the_rest_segmented() {
    sound speech.raw raw=1 channels=2 cut=3
    every_peak --format phn --rate 16000 --channels 2 - <speech.raw
    complains_of "standard input" "middle of a sample frame"
    tail -n 1 out | grep -q ' 31999 seg$'
}

an_unreadable_folder_is_told_and_the_others_segmented() {
    mkdir -p folder/closed
    sound folder/open.wav
    cp folder/open.wav folder/closed/hidden.wav
    chmod 755 . folder
    chmod 000 folder/closed
    as_nobody=
    if [ "$(id -u)" -eq 0 ]; then
        as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
        $as_nobody "$phoneseg" --version >version 2>&1 || skip "nobody can run $phoneseg"
    fi
    status=0
    $as_nobody "$phoneseg" segment --threshold -1e6 folder >out 2>err || status=$?
    complains_of folder/closed "Permission denied"
    [ -s out ]
}

one_bad_file_does_not_stop_the_others() {
    sound a.wav
    : >b.wav
    cp a.wav c.wav
    every_peak --output-dir results a.wav b.wav missing.wav c.wav
    exits 1
    says b.wav missing.wav
    [ "$(wc -l <err)" -eq 2 ]
    [ -s results/a.txt ]
    [ ! -e results/b.txt ]
    same results/a.txt results/c.txt
    every_peak --jobs 3 a.wav b.wav missing.wav c.wav
    exits 1
    [ "$(grep '^#' out)" = "$(printf '# a.wav\n# c.wav')" ]
}

run_tests a_missing_file_is_told a_folder_without_audio_is_told an_empty_file_is_told \
    audio_of_no_length_is_told empty_standard_input_is_told a_single_sample_is_told \
    one_window_is_enough a_text_named_wav_is_told \
    a_sample_that_is_no_number_is_told_with_its_place \
    a_cut_recording_is_told_and_the_rest_segmented a_length_left_open_is_no_complaint \
    a_rate_out_of_range_is_told half_a_sample_at_the_end_of_stdin_is_told_and_the_rest_segmented \
    an_unreadable_folder_is_told_and_the_others_segmented one_bad_file_does_not_stop_the_others
