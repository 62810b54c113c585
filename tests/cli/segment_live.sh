#!/bin/sh
# segment_live.sh PHONESEG PROJECT: results while the audio is still coming, and runs that are
# interrupted.
# shellcheck disable=SC2317 # tests are called by their names
# shellcheck source=tests/cli/segment/lib.sh
. "$(dirname "$0")/segment/lib.sh"

# feed: a writer's end of the pipe `in` on descriptor 3, and two seconds of sound through it
feed() {
    exec 3>in
    cat speech.raw >&3
}

# there FOLDER TEST...: find finds something there
there() {
    [ -n "$(find "$@" 2>found)" ]
}

events_arrive_while_stdin_is_open() {
    sound speech.raw raw=1
    mkfifo in
    for format in text jsonl; do
        : >out
        "$phoneseg" segment --threshold -1e6 --format "$format" --rate 16000 - <in >out 3>&- &
        feed
        wait_until [ -s out ]
        # all that two seconds hold but the last 100 ms
        wait_until grep -qE '(^|"time":)1\.[89]' out
        exec 3>&-
        wait $!
    done
}

# interrupted SIGNAL: one recording is done, the other is still coming
interrupted() {
    sound good.wav
    sound speech.raw raw=1
    mkfifo in
    "$phoneseg" segment --threshold -1e6 --output-dir results --rate 16000 good.wav - <in >out \
        2>err 3>&- &
    feed
    wait_until [ -e results/good.txt ]
    wait_until there results -name 'stdin.txt.*'
    kill -"$1" $!
    status=0
    wait $! || status=$?
    exec 3>&-
    complains_of "interrupted: 1 of 2 inputs done"
    [ "$(ls results)" = good.txt ] || fail "left behind: $(ls results)"
}

an_interrupted_run_keeps_what_is_done_and_leaves_no_scraps() {
    interrupted INT
}

a_terminated_run_keeps_what_is_done_and_leaves_no_scraps() {
    interrupted TERM
}

events_heard_before_an_interruption_are_kept() {
    sound speech.raw raw=1
    mkfifo in
    "$phoneseg" segment --threshold -1e6 -o events.txt --rate 16000 - <in >out 2>err 3>&- &
    feed
    wait_until there . -name 'events.txt.*' -size +0
    kill -INT $!
    status=0
    wait $! || status=$?
    exec 3>&-
    complains_of "interrupted: 0 of 1 input done"
    [ -s events.txt ]
    [ "$(find . -name 'events.txt*' | wc -l)" -eq 1 ]
}

many_jobs_end_soon_when_interrupted() {
    sound long.wav silent=1 seconds=60000
    for i in 1 2 3 4 5 6; do ln long.wav "long$i.wav"; done
    "$phoneseg" segment --jobs 3 --format phn --output-dir results long?.wav >out 2>err &
    wait_until there results -name '*.phn.*'
    kill -INT $!
    status=0
    wait $! || status=$?
    complains_of "interrupted: 0 of 6 inputs done"
    [ -z "$(find results -name '*.phn.*')" ]
}

progress_is_shown_on_a_terminal_only() {
    sound good.wav
    sound speech.raw raw=1
    python3 "$tests/terminal.py" "$phoneseg" terminal >screen
    grep -q '2 of 2 files' screen || fail "no progress: $(cat screen)"
    rm -r results
    python3 "$tests/terminal.py" "$phoneseg" pipe >screen
    [ ! -s screen ] || fail "progress without a terminal: $(cat screen)"
}

run_tests events_arrive_while_stdin_is_open \
    an_interrupted_run_keeps_what_is_done_and_leaves_no_scraps \
    a_terminated_run_keeps_what_is_done_and_leaves_no_scraps \
    events_heard_before_an_interruption_are_kept many_jobs_end_soon_when_interrupted \
    progress_is_shown_on_a_terminal_only
