# shellcheck shell=sh
# What the tests of the command share. Sourced, with $1 the phoneseg binary and $2 the
# project's folder. A test is a function, run in a folder of its own; at its first failing command
# it ends and counts as failed.
set -u
phoneseg=$1
# shellcheck disable=SC2034 # used where this is sourced
project=$2
# shellcheck disable=SC2034
tests=$project/tests/cli/segment

# sound FILE [KEY=VALUE...]: makes a recording, see sound.py
sound() {
    python3 "$tests/sound.py" "$@"
}

# transition_model FILE: a model of the spectral transition alone, without a network, so that what
# is tested is the audio's way and not how a network was trained
transition_model() {
    python3 - "$1" <<'END'
import struct, sys, zlib
fields = struct.pack("<8i5f10i2f3i", 16000, 400, 160, 512, 26, 0, 0, 0, 0.97, 0, 8000, 1, 0,
                     0, 0, 1, 1, 0, 0, 0, 0, 0, 2, 0, 0, 1, 0, 200)
body = b"PSEG" + struct.pack("<3I", 5, 16 + len(fields) + 4, 0) + fields
open(sys.argv[1], "wb").write(body + struct.pack("<I", zlib.crc32(body)))
END
}

# segment ARGUMENT...: output into the file out, messages into err, exit status into $status
segment() {
    status=0
    "$phoneseg" segment "$@" >out 2>err || status=$?
}

# every_peak ARGUMENT...: segment, so that whatever the model there are many boundaries
every_peak() {
    segment --threshold -1e6 "$@"
}

fail() {
    echo "    $1"
    if [ -f err ]; then sed 's/^/    stderr: /' err; fi
    exit 1
}

# exits WANTED: the last run's exit status
exits() {
    [ "$status" -eq "$1" ] || fail "exit status $status, not $1"
}

# says TEXT...: the last run's messages hold each text
says() {
    for text in "$@"; do
        grep -qF -- "$text" err || fail "no message says '$text'"
    done
}

# complains_of TEXT...: exit status 1 and a single sentence that holds each text
complains_of() {
    exits 1
    says "$@"
    [ "$(wc -l <err)" -eq 1 ] || fail "more than one sentence"
}

# misused TEXT...: exit status 2, nothing on stdout, and a sentence that holds each text
misused() {
    exits 2
    says "$@" "try 'phoneseg help"
    [ ! -s out ] || fail "output in spite of bad usage"
}

# is_fine: exit status 0 and not a word
is_fine() {
    exits 0
    [ ! -s err ] || fail "a message although all went well"
}

same() {
    cmp "$1" "$2" || fail "$1 and $2 differ"
}

# wait_until COMMAND...: until it succeeds, a minute at most
wait_until() {
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt 600 ] || fail "still not true: $*"
        sleep 0.1
    done
}

skip() {
    echo "    $1"
    exit 77
}

# run_tests NAME...: runs them all and exits
run_tests() {
    failures=0
    for name in "$@"; do
        folder=$(mktemp -d)
        (
            set -e
            cd "$folder"
            "$name"
        )
        case $? in
        0) echo "ok      $name" ;;
        77) echo "skipped $name" ;;
        *)
            echo "FAILED  $name"
            failures=$((failures + 1))
            ;;
        esac
        chmod -R u+rwx "$folder"
        rm -rf "$folder"
    done
    [ "$failures" -eq 0 ]
    exit
}
