#!/bin/sh
# kissfft.sh DIR: the source of KISS FFT, as Debian packages it, becomes the folder DIR. The
# firmware compiles it. Needs the network and Debian's dpkg-dev, not root; /etc/apt stays as it is.
set -eu
[ $# -eq 1 ] || { echo "usage: kissfft.sh DIR" >&2; exit 2; }
to=$1
[ -f "$to/kiss_fftr.c" ] && exit 0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/sources" "$(dirname "$to")"

# The machine's own list of packages, asking for sources instead.
for list in /etc/apt/sources.list.d/*.sources; do
    [ -f "$list" ] && sed 's/^Types:.*/Types: deb-src/' "$list" >"$work/sources/$(basename "$list")"
done
cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
    sed -n 's/^deb /deb-src /p' >"$work/sources/all.list"

# Whoever may not become the user _apt downloads as himself.
apt() {
    apt-get -q -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/sources" \
        -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work" -o APT::Sandbox::User=root "$@"
}

if (cd "$work" && apt update && apt source kissfft) >"$work/log" 2>&1; then
    rm -rf "$to"
    mv "$work"/kissfft-*/ "$to"
else
    cat "$work/log" >&2
    echo "KISS FFT's source could not be had from Debian; apt-get's messages are above." >&2
    exit 1
fi
