#!/bin/sh
# Makes the recordings of this folder from Debian's packages of Asterisk's voice prompts. Needs
# apt-get (with a Debian 12 archive), dpkg-deb and ffmpeg; writes beside itself.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
apt-get download asterisk-core-sounds-en-g722 asterisk-core-sounds-it-g722
for package in *.deb; do
    dpkg-deb -x "$package" .
done

# decode PROMPT NAME ARTIST LICENCE-URI: G.722 to 16 kHz mono FLAC, nothing cut or filtered
decode() {
    ffmpeg -hide_banner -loglevel error -y -f g722 -i "usr/share/asterisk/sounds/$1.g722" \
        -fflags +bitexact -flags:a +bitexact -c:a flac -sample_fmt s16 -compression_level 12 \
        -metadata "artist=$3" -metadata "license=$4" \
        -metadata "comment=Asterisk core sounds, $1.g722, decoded to FLAC" "$here/$2.flac"
}
by_sa=https://creativecommons.org/licenses/by-sa/3.0/
by=https://creativecommons.org/licenses/by/3.0/
decode en_US_f_Allison/queue-youarenext en-first-in-line "Allison Smith" $by_sa
decode en_US_f_Allison/ss-noservice en-not-in-service "Allison Smith" $by_sa
decode it_IT_m_Carlo/queue-youarenext it-first-in-line "Carlo Flora" $by
