#!/bin/sh
# Unlabelled speech in five languages from Debian's packages: the telephone prompts of Asterisk,
# single words and short sentences of one speaker each, for training.
#
#   tools/prompts.sh DIR
#
# DIR  made if it is not there: DIR/VOICE/NAME.flac, 16 kHz, mono. Files that are there are kept.
#
# Licences: CC BY-SA 3.0 (English, Spanish: Allison Smith; French: June Wallack; Italian: Carlo
# Flora), CC BY 3.0 (Russian: Maxim Topal); see /usr/share/doc/asterisk-core-sounds-*/copyright.
set -eu
sounds=/usr/share/asterisk/sounds
packages=
for language in en es fr it ru; do
    packages="$packages asterisk-core-sounds-$language-g722"
done
fail() {
    echo "prompts.sh: $1" >&2
    exit 1
}

if [ $# -ne 1 ]; then
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
command -v ffmpeg >/dev/null || fail "there is no ffmpeg: install Debian's package ffmpeg"
for package in $packages; do
    [ -d "/usr/share/doc/$package" ] || fail "there are not all prompts: apt-get install$packages"
done

# Those that are nothing but silence or tones have folders of their own.
find "$sounds" -type f -name '*.g722' ! -path '*/silence/*' | LC_ALL=C sort |
    while IFS= read -r prompt; do
        voice=${prompt#"$sounds"/}
        voice=${voice%%/*}
        name=$(basename "$prompt" .g722)
        flac=$1/$voice/$name.flac
        [ ! -e "$flac" ] || continue
        mkdir -p "$1/$voice"
        ffmpeg -nostdin -v error -f g722 -i "$prompt" -ar 16000 -ac 1 -y "$flac.part.flac" ||
            fail "ffmpeg cannot read $prompt"
        mv "$flac.part.flac" "$flac"
    done
