#!/bin/sh
# plot_usage.sh PHONESEG PROJECT: what `phoneseg plot` says, how it exits and what it leaves behind,
# when something is wrong; and that its pictures are what their names say.
set -u
phoneseg=$1
sample=$2/samples/en-first-in-line.flac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

problem() {
    echo "FAILED: $1"
    failed=1
}

# complains STATUS SENTENCE ARGUMENT...: exits so, says so in one line, and leaves no picture.
complains() {
    status=$1 sentence=$2
    shift 2
    "$phoneseg" plot "$@" >"$work/out" 2>"$work/err"
    got=$?
    [ "$got" = "$status" ] || problem "exit status $got, not $status: plot $*"
    grep -qF -e "$sentence" "$work/err" || problem "'$(cat "$work/err")' lacks '$sentence': plot $*"
    [ ! -s "$work/out" ] || problem "something on standard output: plot $*"
    [ "$(grep -vc "^try 'phoneseg help plot'" "$work/err")" = 1 ] || problem "not one line: plot $*"
    for left in "$work"/p.*; do
        [ ! -e "$left" ] || problem "$left is left behind: plot $*"
    done
}

# draws NAME BYTES ARGUMENT...: a picture that starts with those bytes, and nothing else.
draws() {
    name=$1 start=$2
    shift 2
    "$phoneseg" plot "$sample" -o "$work/$name" "$@" || problem "exit status $?: $name"
    [ "$(head -c "${#start}" "$work/$name")" = "$start" ] || problem "$name is something else"
    [ "$(ls "$work"/"${name%.*}"*)" = "$work/$name" ] || problem "a file besides $name"
    rm -f "$work/$name"
}

printf 'RIFF, says the text' >"$work/text.wav"
: >"$work/empty.wav"
printf '0 100 h#\n100 what x\n' >"$work/wrong.phn"
head -c 60000 "$2/models/default.pseg" | tr 'P' 'Q' >"$work/wrong.pseg"
ln -s /dev/full "$work/full.png"

complains 2 "no input" -o "$work/p.png"
complains 2 "nowhere to draw" "$sample"
complains 2 "ends in .png, .svg or .pdf" "$sample" -o "$work/p.jpg"
complains 2 "ends in .png, .svg or .pdf" "$sample" -o "$work/p"
complains 2 "ends in .png, .svg or .pdf" "$sample" -o "$work/.png"
complains 2 "--start" "$sample" -o "$work/p.png" --start=-1
complains 2 "--start" "$sample" -o "$work/p.png" --start soon
complains 2 "--end 1 is not after --start 2" "$sample" -o "$work/p.png" --start 2 --end 1
complains 2 "--end 0 is not after --start 0" "$sample" -o "$work/p.png" --end 0
complains 2 "--width" "$sample" -o "$work/p.png" --width 20
complains 2 "--height" "$sample" -o "$work/p.png" --height 1000000
complains 2 "--bogus" "$sample" -o "$work/p.png" --bogus

complains 1 "nothere.wav: No such file" "$work/nothere.wav" -o "$work/p.png"
mkdir "$work/none"
complains 1 "none holds no audio file" "$work/none" -o "$work/p.png"
complains 1 "empty.wav is empty" "$work/empty.wav" -o "$work/p.svg"
complains 1 "text.wav is no audio file" "$work/text.wav" -o "$work/p.pdf"
complains 1 "before the start asked for" "$sample" -o "$work/p.png" --start 1000
complains 1 "wrong.phn, line 2" "$sample" -o "$work/p.png" --labels "$work/wrong.phn"
complains 1 "nothere.phn" "$sample" -o "$work/p.png" --labels "$work/nothere.phn"
complains 1 "wrong.pseg" "$sample" -o "$work/p.png" --model "$work/wrong.pseg"
complains 1 "nowhere/p.png: No such file" "$sample" -o "$work/nowhere/p.png"
complains 1 "full.png: No space left" "$sample" -o "$work/full.png"

draws a.png "$(printf '\211PNG')"
draws b.svg "<?xml" --start 0.5 --end 1
draws c.PDF "%PDF-" --width 700 --height 500

if command -v xmllint >/dev/null; then
    "$phoneseg" plot "$sample" -o "$work/d.svg"
    xmllint --noout "$work/d.svg" || problem "the SVG is not well-formed"
fi
exit $failed
