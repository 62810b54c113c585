#!/bin/sh
# shell.sh PROJECT: shellcheck finds nothing in the shell scripts.
set -eu
cd "$1"
command -v shellcheck >/dev/null ||
    { echo "skipped: shellcheck is not installed (tools/check.sh installs it)"; exit 77; }
scripts=$(grep -rlE -m 1 '^#!(/bin/sh|/bin/bash|/usr/bin/env bash)' .ci tools tests samples)
# shellcheck disable=SC2086 # one word a script: their names have no spaces
shellcheck -x $scripts
