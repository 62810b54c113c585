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

# fit FOLDER COUNT: COUNT recordings, each of 16 kHz and covered by labels that follow one another
fit() {
    [ "$(find "$1" -name '*.wav' | wc -l)" -eq "$2" ] || fail "not $2 recordings"
    [ "$(find "$1" -type f | wc -l)" -eq $((2 * $2)) ] || fail "there are other files"
    for wav in "$1"/*/*.wav; do
        [ "$(od -An -tu4 -j24 -N4 "$wav")" -eq 16000 ] || fail "$wav is not of 16 kHz"
        samples=$((($(wc -c <"$wav") - 44) / 2))
        awk -v samples="$samples" '
            NF != 3 || $1 != end + 0 || $2 <= $1 { print "line " NR ": " $0; bad = 1 }
            NR == 1 && $3 != "pau" { print "no pause first"; bad = 1 }
            $3 == "pau" && phone == "pau" { print "line " NR ": two pauses"; bad = 1 }
            { end = $2; phone = $3 }
            END { exit bad || NR < 10 || $3 != "pau" || end != samples }' "${wav%.wav}.phn" ||
            fail "the labels do not fit $wav"
    done
}

labels_cover_the_recording_in_order() {
    voices made 3
    exits 0
    fit made 3
}

# with_packages: skips unless those of -f are installed
with_packages() {
    # shellcheck source=tools/packages.sh
    . "$project/tools/packages.sh"
    # shellcheck disable=SC2086 # one word a package
    missing=$(missing_packages $voice_packages | tr '\n' ' ')
    [ -z "$missing" ] || skip "not installed: $missing"
}

voices_of_other_languages_join_in() {
    with_packages
    voices made 8 -f
    exits 0
    fit made 28 # of ten voices a quarter of 8 each
    [ "$(find made -path '*czech*' -name '*.wav' | wc -l)" -eq 8 ]
    cat made/*/*.phn >first
    rm -r made/czech_ph made/upc_ca_ona_hts/00002.wav
    voices -f made 8
    cat made/*/*.phn | same - first
    voices shorter 4 -f
    (cd shorter && find . -type f) >names
    while read -r name; do same "shorter/$name" "made/$name"; done <names
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
    mkdir bin
    # shellcheck disable=SC2016 # for the script it writes
    printf '#!/bin/sh\n[ "$4" = sox ] || echo installed\n' >bin/dpkg-query
    chmod +x bin/dpkg-query
    PATH=$PWD/bin:$PATH voices made 3 -f
    complains_of "missing: sox; apt-get install festival sox festvox-" "hunspell-te"
    voices made 1000000
    complains_of "fewer than 1000000"
    for count in 0 -1 many; do
        voices made "$count"
        exits 2
    done
    voices made 1 2
    exits 2
    voices -f
    exits 2
    voices
    exits 2
    [ ! -e made ]
}

run_tests labels_cover_the_recording_in_order voices_of_other_languages_join_in \
    labels_are_where_speech_changes \
    same_files_every_time_and_a_shorter_run_begins_a_longer_one files_that_are_there_are_kept \
    what_is_wrong_is_told
