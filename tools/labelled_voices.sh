#!/bin/sh
# Speech whose phone boundaries are known without a listener: synthesised, and the synthesiser says
# where each phone ends. A teacher trained on it places boundaries on human speech too.
#
#   tools/labelled_voices.sh DIR [SENTENCES]
#
# DIR        made if it is not there: DIR/VOICE/NUMBER.wav (16 kHz, mono) and beside it NUMBER.phn,
#            in the form of TIMIT: start and end [samples], label; pauses are pau. Stops are one
#            label, closure and release together, as the synthesiser has them.
# SENTENCES  how many (1200: an hour); the first of a longer run are those of a shorter one
#
# Everything is in Debian main. flite: its voices slt, rms and awb (CMU ARCTIC) and kal16 (CMU KAL
# diphones) are Carnegie Mellon University's, free to use, copy, change and sell with its notice.
# The text is fortunes' and fortunes-min's (BSD): sentences of plain letters, in one fixed shuffle,
# each voice and speaking rate in turn. The same files come out again; those there are kept.
set -eu
LC_ALL=C
export LC_ALL
usage() {
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" >&2
    exit 2
}
fail() {
    echo "labelled_voices.sh: $1" >&2
    exit 1
}

[ $# -eq 1 ] || [ $# -eq 2 ] || usage
folder=$1 count=${2:-1200}
case $folder in -*) usage ;; esac
case $count in '' | 0* | *[!0-9]*) usage ;; esac
command -v flite >/dev/null || fail "there is no flite: install Debian's package flite"
books=/usr/share/games/fortunes
[ -r $books/fortunes ] || fail "no $books/fortunes: install Debian's package fortunes-min"
for book in people wisdom; do
    [ -r $books/$book ] || fail "no $books/$book: install Debian's package fortunes"
done

# The minimal standard generator of Park and Miller: awk's own differs from one awk to the next.
random='function random(n) { state = state * 16807 % 2147483647; return state % n }
    BEGIN { state = 1 }'

# sentences: one a line, of 31 to 109 letters and plain marks, shuffled
sentences() {
    awk "$random"'
        function say(sentence) {
            if (length(sentence) > 30 && length(sentence) < 110 &&
                sentence ~ /^[A-Za-z][A-Za-z ,.\047?!-]*$/)
                print random(2147483647), sentence
        }
        BEGIN { RS = "%" }
        {
            gsub(/[ \t\n]+/, " ")
            sub(/^ /, "")
            while (match($0, /[.?!] /)) {
                say(substr($0, 1, RSTART))
                $0 = substr($0, RSTART + 2)
            }
            sub(/ $/, "")
            say($0)
        }' $books/fortunes $books/people $books/wisdom |
        sort -n | cut -d ' ' -f 2- | awk '!seen[$0]++'
}

# plan: "NUMBER VOICE RATE SENTENCE" a line; the diphone voice least, it is the least human
plan() {
    sentences | awk -v count="$count" "$random"'
        BEGIN { split("slt rms awb slt rms awb kal16", voice); split("0.8 0.9 1.0 1.15", rate) }
        NR > count { exit }
        { printf "%05d %s %s %s\n", NR, voice[(NR - 1) % 7 + 1], rate[random(4) + 1], $0 }'
}

# labels SAMPLES: flite's "phone:end[s] ..." as lines of a .phn file that cover SAMPLES; pauses that
# follow one another are one. Fails where the phones end elsewhere than the recording does.
labels() {
    tr ' ' '\n' | awk -F : -v samples="$1" '
        function put() {
            if (end > start) print start, end, phone
            start = end
        }
        BEGIN { start = 0; end = 0 }
        NF == 2 {
            if ($1 != "pau" || phone != "pau") put()
            phone = $1
            end = int($2 * 16000 + 0.5)
            if (end > samples) end = samples
        }
        END {
            if (start >= samples || samples - end > 1600) exit 1
            end = samples
            put()
        }'
}

# speak NUMBER VOICE RATE SENTENCE: the two files, the recording last
speak() {
    name=$folder/$2/$1
    mkdir -p "$folder/$2"
    ends=$(flite -voice "$2" -psdur --setf "duration_stretch=$3" -t "$4" -o "$name.new") ||
        fail "flite cannot say: $4"
    bytes=$(wc -c <"$name.new") # of them 44 are the header
    echo "$ends" | labels $(((bytes - 44) / 2)) >"$name.phn.new" ||
        fail "what flite made of this is not whole: $4"
    mv "$name.phn.new" "$name.phn"
    mv "$name.new" "$name.wav"
}

plan=$(plan)
[ "$(echo "$plan" | wc -l)" -eq "$count" ] ||
    fail "the text has $(echo "$plan" | wc -l) sentences, fewer than $count"
echo "$plan" | while read -r number voice rate sentence; do
    [ -e "$folder/$voice/$number.wav" ] || speak "$number" "$voice" "$rate" "$sentence"
done
