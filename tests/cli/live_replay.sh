#!/bin/sh
# live_replay.sh PHONESEG PROJECT: phoneseg live on files that are played as if by a device.
# shellcheck disable=SC2317 # tests are called by their names
# shellcheck source=tests/cli/segment/lib.sh
. "$(dirname "$0")/segment/lib.sh"

speech=$project/samples/en-first-in-line.flac

# live ARGUMENT...: output into the file out, messages into err, exit status into $status
live() {
    status=0
    "$phoneseg" live "$@" >out 2>err || status=$?
}

# ends_well: exit status 0, and the summary is all that was said
ends_well() {
    exits 0
    says " s heard, "
    [ "$(wc -l <err)" -eq 1 ] || fail "more than the summary"
}

# tells TEXT...: exit status 1, and a single sentence besides the summary, if that came at all
tells() {
    exits 1
    says "$@"
    [ "$(grep -vc ' s heard, ' err)" -eq 1 ] || fail "not one sentence"
}

# of_live FILE: time and score of each boundary
of_live() {
    cut -f 1,2 "$1"
}

# of_json FILE: the same of JSON lines, of segment's and of live's
of_json() {
    python3 - "$1" <<'END'
import json, sys
for line in open(sys.argv[1]):
    e = json.loads(line)
    if "score" in e:
        print("%.6f %.6g" % (e["time"], e["score"]))
END
}

# as_segment FILE: segment's lines into the file expected
as_segment() {
    segment "$1"
    is_fine
    grep -v '^#' out >expected
    [ -s expected ]
}

fast_replay_is_segment() {
    sound 44.wav rate=44100 channels=2
    for file in "$speech" 44.wav; do
        as_segment "$file"
        live --replay "$file" --fast
        ends_well
        of_live out >got
        same got expected
    done
}

fast_replay_is_segment_in_json() {
    segment --format jsonl "$speech"
    is_fine
    of_json out >expected
    live --replay "$speech" --fast --format jsonl
    ends_well
    of_json out >got
    [ -s got ]
    same got expected
    grep -q '"latency"' out && fail "a latency although the replay hurries"
    true
}

# now: milliseconds
now() {
    echo $(($(date +%s%N) / 1000000))
}

# Two seconds take two seconds, and what is said in the first is known before the end.
events_come_while_it_plays() {
    sound two.wav
    begin=$(now)
    "$phoneseg" live --replay two.wav --threshold -1e6 >out 2>err &
    wait_until [ -s out ]
    kill -0 $! || fail "nothing came before the end"
    wait $! || fail "status $?"
    took=$(($(now) - begin))
    [ "$took" -ge 1800 ] || fail "2 s of audio took $took ms"
    grep -q '^1\.' out
    grep -q ' ms$' out || fail "no latency"
    says "2.0 s heard" "0 overruns with 0 samples lost" "latency"
}

a_duration_ends_it() {
    as_segment "$speech"
    live --replay "$speech" --fast --duration 1.5
    ends_well
    says "1.5 s heard"
    of_live out >got
    [ -s got ]
    awk '$1 < 1.3' expected >early
    awk '$1 < 1.3' got >got_early
    same got_early early
    [ -z "$(awk '$1 > 1.5' got)" ]
}

the_recording_gives_the_same_lines() {
    sound 48.wav rate=48000 channels=2
    for file in "$speech" 48.wav; do
        live --replay "$file" --fast --record kept.wav
        ends_well
        of_live out >got
        as_segment kept.wav
        same got expected
        rm kept.wav
    done
}

the_recording_of_a_duration_is_as_long() {
    live --replay "$speech" --fast --duration 2 --record kept.wav
    ends_well
    size=$(wc -c <kept.wav)
    [ "$size" -ge 128000 ] || fail "only $size bytes"
    [ "$size" -lt 129000 ] || fail "$size bytes"
}

# stopped_by SIGNAL: the end within a second, and the recording is whole
stopped_by() {
    "$phoneseg" live --replay "$speech" --threshold -1e6 --record kept.wav >out 2>err &
    wait_until grep -q '^1\.' out
    begin=$(now)
    kill -"$1" $!
    status=0
    wait $! || status=$?
    took=$(($(now) - begin))
    ends_well
    [ "$took" -lt 1000 ] || fail "the end took $took ms"
    [ "$(find . -name 'kept.wav*')" = ./kept.wav ]
    of_live out >got
    every_peak kept.wav
    is_fine
    grep -v '^#' out >expected
    same got expected
    [ "$(tail -n 1 got | cut -d . -f 1)" -lt 5 ] || fail "it went on to the end"
}

ctrl_c_keeps_all_and_ends() {
    stopped_by INT
}

termination_keeps_all_and_ends() {
    stopped_by TERM
}

# recording: some of it is there, under its temporary name
recording() {
    [ -n "$(find . -name 'kept.wav.*' -size +64)" ]
}

# With the reader the slower side the ring is never empty: still a signal is heard.
ctrl_c_ends_a_fast_replay() {
    sound long.wav silent=1 seconds=30000
    "$phoneseg" live --replay long.wav --fast --record kept.wav >out 2>err &
    wait_until recording
    kill -INT $!
    status=0
    wait $! || status=$?
    ends_well
    heard=$(sed 's/\..*//' err)
    [ "$heard" -lt 29000 ] || fail "it went on to the end"
    segment kept.wav
    is_fine
}

a_full_output_is_a_sentence() {
    status=0
    "$phoneseg" live --replay "$speech" >/dev/full 2>err || status=$?
    tells "cannot write to standard output: No space left on device"
}

a_closed_output_is_a_sentence() {
    status=0
    "$phoneseg" live --replay "$speech" --fast >&- 2>err || status=$?
    tells "cannot write to standard output"
}

a_recording_onto_a_full_device_is_a_sentence() {
    live --replay "$speech" --fast --record /dev/full
    tells "/dev/full"
}

a_recording_in_no_folder_is_a_sentence() {
    live --replay "$speech" --record nowhere/kept.wav
    complains_of "cannot write nowhere/kept.wav: No such file or directory"
    [ ! -s out ]
}

bad_files_are_a_sentence() {
    live --replay nothing.wav
    complains_of "nothing.wav" "No such file"
    echo "no audio at all" >text.wav
    live --replay text.wav
    complains_of "text.wav is no audio file"
    sound cut.wav cut=20000
    live --replay cut.wav --fast --threshold -1e6
    tells "cut.wav is truncated: it holds 1.375 s of the 2.000 s that it promises"
    grep -q '^1\.' out || fail "what came before the cut is not there"
    sound nan.wav bits=float nan=20000
    live --replay nan.wav --fast --threshold -1e6
    tells "nan.wav: sample 20000 of channel 1 (at 1.250000 s) is no number"
    grep -q '^1\.' out || fail "what came before the bad sample is not there"
    live --replay "$speech" --fast --model text.wav
    complains_of "text.wav"
}

bad_usage_is_told() {
    for option in rate channels block duration threshold; do
        for value in x '' 1x -1e9 1e30; do
            live "--$option" "$value"
            misused "--$option takes a " "not '$value'"
        done
    done
    live --format xml
    misused "there is no format 'xml'"
    live --fast
    misused "--fast is for a replay"
    for option in "--device x" "--rate 16000" "--channels 1"; do
        # shellcheck disable=SC2086 # two words
        live --replay "$speech" $option
        misused "--replay has no device"
    done
    live "$speech"
    misused "what is '$speech'?"
    live --nonsense
    misused "--nonsense"
    live --replay
    misused "--replay"
}

run_tests fast_replay_is_segment fast_replay_is_segment_in_json events_come_while_it_plays \
    a_duration_ends_it the_recording_gives_the_same_lines \
    the_recording_of_a_duration_is_as_long ctrl_c_keeps_all_and_ends \
    termination_keeps_all_and_ends ctrl_c_ends_a_fast_replay a_full_output_is_a_sentence \
    a_closed_output_is_a_sentence a_recording_onto_a_full_device_is_a_sentence \
    a_recording_in_no_folder_is_a_sentence bad_files_are_a_sentence bad_usage_is_told
