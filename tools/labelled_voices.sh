#!/bin/sh
# Speech whose phone boundaries are known without a listener: synthesised, and the synthesiser says
# where each phone ends. A teacher trained on it places boundaries on human speech too.
#
#   tools/labelled_voices.sh DIR [SENTENCES] [-f]
#
# DIR        made if it is not there: DIR/VOICE/NUMBER.wav (16 kHz, mono) and beside it NUMBER.phn,
#            in the form of TIMIT: start and end [samples], label; pauses are pau. Stops are one
#            label, closure and release together, as the synthesiser has them.
# SENTENCES  how many (1200: an hour); the first of a longer run are those of a shorter one
# -f         Festival's voices besides, a quarter of SENTENCES each (at 1200 another three hours and
#            a half): one American; and Catalan, Czech, Finnish, Hindi and Telugu ones, reading
#            their own languages, from which a teacher learns boundaries of any language
#
# Everything is in Debian main. flite: its voices slt, rms and awb (CMU ARCTIC) and kal16 (CMU KAL
# diphones) are Carnegie Mellon University's, free to use, copy, change and sell with its notice.
# The text is fortunes' and fortunes-min's (BSD): sentences of plain letters, in one fixed shuffle,
# each voice and speaking rate in turn. The same files come out again; those there are kept.
# Festival's voices: ked (University of Edinburgh) on such terms too; the Catalan and Finnish ones
# under the LGPL, the Czech, Hindi and Telugu ones under the GPL. What they read, but for ked: Czech
# fortunes, and Catalan, Hindi and Telugu words in random order (all GPL); made-up Finnish.
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

folder='' count='' festival=''
for argument; do
    case $argument in
        -f) festival=yes ;;
        -*) usage ;;
        *)
            [ -z "$count" ] || usage
            if [ -z "$folder" ]; then folder=$argument; else count=$argument; fi
            ;;
    esac
done
[ -n "$folder" ] || usage
count=${count:-1200}
case $count in 0* | *[!0-9]*) usage ;; esac
command -v flite >/dev/null || fail "there is no flite: install Debian's package flite"
books=/usr/share/games/fortunes
[ -r $books/fortunes ] || fail "no $books/fortunes: install Debian's package fortunes-min"
for book in people wisdom; do
    [ -r $books/$book ] || fail "no $books/$book: install Debian's package fortunes"
done

if [ -n "$festival" ]; then
    # shellcheck source=tools/packages.sh
    . "$(dirname "$0")/packages.sh"
    # shellcheck disable=SC2086 # one word a package
    missing=$(missing_packages $voice_packages | tr '\n' ' ')
    # shellcheck disable=SC2086,SC2116
    [ -z "$missing" ] ||
        fail "these are missing: ${missing% }; apt-get install $(echo $voice_packages)"
fi

# The minimal standard generator of Park and Miller: awk's own differs from one awk to the next.
random='function random(n) { state = state * 16807 % 2147483647; return state % n }
    BEGIN { state = 1 }'

# sentences PLAIN BOOK...: one a line, of 31 to 109 bytes that match PLAIN, shuffled
sentences() {
    plain=$1
    shift
    awk -v plain="$plain" "$random"'
        function say(sentence) {
            if (length(sentence) > 30 && length(sentence) < 110 && sentence ~ plain)
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
        }' "$@" |
        sort -n | cut -d ' ' -f 2- | awk '!seen[$0]++'
}

english() {
    sentences "^[A-Za-z][A-Za-z ,.\047?!-]*$" $books/fortunes $books/people $books/wisdom
}

# plan: "NUMBER VOICE RATE SENTENCE" a line; the diphone voice least, it is the least human
plan() {
    english | awk -v count="$count" "$random"'
        BEGIN { split("slt rms awb slt rms awb kal16", voice); split("0.8 0.9 1.0 1.15", rate) }
        NR > count { exit }
        { printf "%05d %s %s %s\n", NR, voice[(NR - 1) % 7 + 1], rate[random(4) + 1], $0 }'
}

# labels SAMPLES: lines "end[s] phone" as those of a .phn file that cover SAMPLES; neighbouring
# pauses are one. Fails where the phones end elsewhere than the recording does.
labels() {
    awk -v samples="$1" '
        function put() {
            if (end > start) print start, end, phone
            start = end
        }
        BEGIN { start = 0; end = 0 }
        {
            if ($2 != "pau" || phone != "pau") put()
            phone = $2
            end = int($1 * 16000 + 0.5)
            if (end > samples) end = samples
        }
        END {
            if (start >= samples || samples - end > 1600) exit 1
            end = samples
            put()
        }'
}

# keep NAME SENTENCE: NAME.new and the ends of its phones become the two files, the recording last
keep() {
    bytes=$(wc -c <"$1.new") # of them 44 are the header
    labels $(((bytes - 44) / 2)) >"$1.phn.new" || fail "what was made of this is not whole: $2"
    mv "$1.phn.new" "$1.phn"
    mv "$1.new" "$1.wav"
}

# with_flite: makes what the plan on standard input says and is not there
with_flite() {
    while read -r number voice rate sentence; do
        name=$folder/$voice/$number
        [ ! -e "$name.wav" ] || continue
        mkdir -p "$folder/$voice"
        ends=$(flite -voice "$voice" -psdur --setf "duration_stretch=$rate" -t "$sentence" \
            -o "$name.new") || fail "flite cannot say: $sentence"
        echo "$ends" | tr ' ' '\n' | awk -F : 'NF == 2 { print $2, $1 }' | keep "$name" "$sentence"
    done
}

# words BYTES LETTERS: words on standard input, of 3 to 12 of LETTERS of BYTES bytes each, in lines
# of five to nine drawn at random: enough for two voices
words() {
    awk -v bytes="$1" -v letters="^[$2]+\$" -v lines=$((2 * each)) "$random"'
        $0 ~ letters && length($0) > 2 * bytes && length($0) < 13 * bytes { word[n++] = $0 }
        END {
            for (; lines > 0; lines--) {
                line = word[random(n)]
                for (more = 4 + random(5); more > 0; more--) line = line " " word[random(n)]
                print line
            }
        }'
}

# finnish: 6000 words of Finnish syllables, as Debian has no list of real ones
finnish() {
    awk -v count=6000 "$random"'
        BEGIN {
            onsets = split("k t p s l m n r v j h d k t s n", onset)
            nuclei = split("a e i o u y ä ö aa ii uu ee ai ei ui ie uo", nucleus)
            codas = split("n s l r t k", coda)
            for (; count > 0; count--) {
                word = ""
                for (more = 2 + random(3); more > 0; more--) {
                    word = word onset[1 + random(onsets)] nucleus[1 + random(nuclei)]
                    if (random(3) == 0) word = word coda[1 + random(codas)]
                }
                print word
            }
        }'
}

# czech: sentences of the fortunes; beside each book lie its index and a second name of it
czech() {
    for book in "$books"/cs/*; do
        case $book in *.dat | *.u8 | *-sk) ;; *) set -- "$@" "$book" ;; esac
    done
    sentences "^[A-Za-z\200-\377][A-Za-z\200-\377 ,.?!]*\$" "$@"
}

# commands VOICE: Festival's, to say the lines "NUMBER SENTENCE" of standard input
commands() {
    cat <<'END'
(define (say name text stretch)
    (Parameter.set 'Duration_Stretch stretch)
    (let ((said (utt.synth (eval (list 'Utterance 'Text text)))))
        (utt.save.wave said (string-append name ".raw") 'riff)
        (utt.save.segs said (string-append name ".ends"))))
END
    echo "(voice_$1)"
    awk '
        BEGIN { split("0.85 0.95 1.05 1.2", rate) }
        {
            number = $1
            sub(/^[^ ]* /, "")
            printf "(say \"%s\" \"%s\" %s)\n", number, $0, rate[number % 4 + 1]
        }'
}

# with_festival ENCODING VOICE...: the lines of standard input by the voices in turn, a quarter of
# SENTENCES each; one process a voice, as it takes longer to start than a sentence does
with_festival() {
    encoding=$1
    shift
    text=$(cat)
    [ "$(echo "$text" | wc -l)" -ge $((each * $#)) ] ||
        fail "the text has fewer than the $((each * $#)) sentences for $*"
    turn=0
    for voice; do
        mkdir -p "$folder/$voice"
        wanted=$(echo "$text" | awk -v turn=$turn -v voices=$# -v each="$each" '
            (NR - 1) % voices == turn && n < each { printf "%05d %s\n", ++n, $0 }' |
            while read -r number sentence; do
                [ -e "$folder/$voice/$number.wav" ] || echo "$number $sentence"
            done)
        turn=$((turn + 1))
        [ -n "$wanted" ] || continue
        echo "$wanted" | commands "$voice" | iconv -c -f UTF-8 -t "$encoding" |
            (cd "$folder/$voice" && festival --pipe >/dev/null 2>&1) || :
        echo "$wanted" | while read -r number sentence; do
            name=$folder/$voice/$number
            [ -s "$name.ends" ] || fail "Festival's $voice cannot say: $sentence"
            sox -V1 -D -t wav "$name.raw" -t wav -r 16000 "$name.new"
            awk 'NF == 3 { sub(/^#$/, "pau", $3); print $1, $3 }' "$name.ends" |
                keep "$name" "$sentence"
            rm "$name.raw" "$name.ends"
        done
    done
}

plan=$(plan)
[ "$(echo "$plan" | wc -l)" -eq "$count" ] ||
    fail "the text has $(echo "$plan" | wc -l) sentences, fewer than $count"
echo "$plan" | with_flite
[ -n "$festival" ] || exit 0
each=$(((count + 3) / 4))
english | with_festival ASCII ked_diphone
words 1 "a-z\200-\377" </usr/share/dict/catalan | with_festival ISO-8859-1 upc_ca_ona_hts
finnish | words 1 "a-z\200-\377" | with_festival ISO-8859-1 suo_fi_lj_diphone hy_fi_mv_diphone
czech | with_festival ISO-8859-2 czech_dita czech_krb czech_machac czech_ph
words 3 "\200-\377" </usr/share/hunspell/hi_IN.dic | with_festival UTF-8 hindi_NSK_diphone
words 3 "\200-\377" </usr/share/hunspell/te_IN.dic | with_festival UTF-8 telugu_NSK_diphone
