#!/bin/sh
# labelled_voices.sh PHONESEG PROJECT: tools/labelled_voices.sh makes recordings whose labels fit
# them, the same ones every time. Skipped where flite or its text is not installed.
# shellcheck disable=SC2317 # tests are called by their names
# shellcheck source=tests/cli/segment/lib.sh
. "$(dirname "$0")/segment/lib.sh"

command -v flite >/dev/null || { echo "skipped: flite is not installed"; exit 77; }
[ -r /usr/share/games/fortunes/people ] ||
    { echo "skipped: the texts of Debian's package fortunes are not installed"; exit 77; }

# voices ARGUMENT...: output into out, messages into err, exit status into $status
voices() {
    status=0
    "$project/tools/labelled_voices.sh" "$@" >out 2>err || status=$?
}

labels_cover_the_recording_in_order() {
    voices made 3
    exits 0
    [ "$(find made -name '*.wav' | wc -l)" -eq 3 ]
    [ "$(find made -type f | wc -l)" -eq 6 ]
    for wav in made/*/*.wav; do
        samples=$((($(wc -c <"$wav") - 44) / 2))
        awk -v samples="$samples" '
            NF != 3 || $1 != end + 0 || $2 <= $1 { print "line " NR ": " $0; bad = 1 }
            NR == 1 && $3 != "pau" { print "no pause first"; bad = 1 }
            { end = $2 }
            END { exit bad || NR < 10 || $3 != "pau" || end != samples }' "${wav%.wav}.phn" ||
            fail "the labels do not fit $wav"
    done
}

# Half of what the embedded model finds there is within 20 ms of a label; a third by chance.
labels_are_where_speech_changes() {
    voices made 3
    "$phoneseg" eval --data made --json >out 2>err
    precision=$(sed 's/.*"strict":{"precision":\([0-9]*\).*/\1/' out)
    [ "$precision" -ge 50 ] || fail "$(cat out)"
}

same_files_every_time_and_a_shorter_run_begins_a_longer_one() {
    voices first 3
    voices second 4
    [ "$(find second -name '*.wav' | wc -l)" -eq 4 ]
    (cd first && find . -type f) >names
    while read -r name; do cmp "first/$name" "second/$name"; done <names
}

files_that_are_there_are_kept() {
    voices made 2
    wav=$(find made -name 00001.wav)
    echo mine >"$wav"
    voices made 2
    exits 0
    [ "$(cat "$wav")" = mine ]
}

what_is_wrong_is_told() {
    PATH=/nowhere voices made
    complains_of "install Debian's package flite"
    voices made 1000000
    complains_of "fewer than 1000000"
    for count in 0 -1 many; do
        voices made "$count"
        exits 2
    done
    voices
    exits 2
    [ ! -e made ]
}

run_tests labels_cover_the_recording_in_order labels_are_where_speech_changes \
    same_files_every_time_and_a_shorter_run_begins_a_longer_one files_that_are_there_are_kept \
    what_is_wrong_is_told
