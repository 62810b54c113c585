#!/bin/sh
# segment_output.sh PHONESEG PROJECT: where results go, and that they are the same whichever way.
# shellcheck disable=SC2317 # tests are called by their names
# shellcheck source=tests/cli/segment/lib.sh
. "$(dirname "$0")/segment/lib.sh"

# Seven recordings in three folders, one of them no recording.
make_corpus() {
    mkdir -p corpus/b/c corpus/d
    sound corpus/z.wav seconds=1
    sound corpus/b/A.WAV seconds=1.5
    sound corpus/b/c/x.wav seconds=0.7 rate=8000
    sound corpus/b/c/y.wav seconds=0.6 rate=44100 channels=2
    sound corpus/d/w.wav seconds=1.2
    sound corpus/d/v.wav seconds=0.3
    : >corpus/d/u.wav
}

folders_are_mirrored() {
    make_corpus
    every_peak --format phn --output-dir results/phn corpus
    complains_of corpus/d/u.wav
    [ ! -s out ]
    (cd results/phn && find . -type f | LC_ALL=C sort) >found
    printf './b/A.phn\n./b/c/x.phn\n./b/c/y.phn\n./d/v.phn\n./d/w.phn\n./z.phn\n' >expected
    same found expected
}

any_kernel_gives_the_same_bytes() {
    "$phoneseg" segment "$project/samples" >default 2>err || fail "$(cat err)"
    for kernel in scalar avx2 avx512 vnni neon; do
        segment --kernel "$kernel" "$project/samples"
        [ "$status" -eq 2 ] && grep -q "no kernel" err && continue
        cmp -s default out || fail "other results by $kernel"
        [ -s out ] && touch compared
    done
    [ -e compared ] || fail "not even the plain loops ran"
}

any_number_of_jobs_gives_the_same_bytes() {
    make_corpus
    for format in text jsonl; do
        every_peak --format "$format" --jobs 1 corpus corpus
        exits 1
        cp out one
        cp err one.err
        for jobs in 2 4 50; do
            every_peak --format "$format" --jobs "$jobs" corpus corpus
            exits 1
            same one out
            same one.err err
        done
    done
    every_peak --format phn --jobs 1 --output-dir 1 corpus
    every_peak --format phn --jobs 4 --output-dir 4 corpus
    diff -r 1 4
}

standard_input_equals_a_file() {
    for rate in 16000 44100; do
        sound a.wav rate="$rate" channels=2
        sound a.raw rate="$rate" channels=2 raw=1
        for format in text jsonl phn; do
            every_peak --format "$format" a.wav
            cp out file
            every_peak --format "$format" --rate "$rate" --channels 2 - <a.raw
            is_fine
            same file out
            python3 -c 'import sys, time
data = open("a.raw", "rb").read()
for i in range(0, len(data), 4999):
    sys.stdout.buffer.write(data[i:i + 4999])
    sys.stdout.flush()' | "$phoneseg" segment --threshold -1e6 --format "$format" --rate "$rate" \
                --channels 2 - >out
            same file out
        done
    done
}

a_file_of_results_equals_standard_output() {
    make_corpus
    every_peak --jobs 2 corpus
    cp out expected
    every_peak --jobs 2 -o results corpus
    exits 1
    [ ! -s out ]
    same results expected
}

each_formats_lines_have_their_form() {
    sound a.wav
    every_peak a.wav
    [ -s out ]
    [ "$(grep -cvE '^[0-9]+\.[0-9]{6}	-?[0-9.e+-]+$' out)" -eq 0 ]
    every_peak --format jsonl a.wav 'a.wav'
    python3 -c 'import json
for line in open("out"):
    event = json.loads(line)
    assert list(event) == ["file", "time", "decided", "score"], event
    assert event["file"] == "a.wav" and 0 < event["time"] <= event["decided"] <= 2, event'
    every_peak --format phn a.wav
    awk '$1 != last || $2 <= $1 || $3 != "seg" { exit 1 } { last = $2 }
         END { if (last != 32000) exit 1 }' out
    segment --threshold 1e6 --format phn a.wav
    [ "$(cat out)" = "0 32000 seg" ]
}

results_with_the_same_name_do_not_overwrite() {
    mkdir 1 2
    sound 1/a.wav
    sound 2/a.wav seconds=1
    every_peak --format phn --output-dir results 1 2
    complains_of 2/a.wav 1/a.wav results/a.phn
    tail -n 1 results/a.phn | grep -q ' 32000 seg$'
}

full_disks_are_told() {
    sound a.wav
    [ -c /dev/full ] || skip "no /dev/full here"
    for jobs in 1 2; do
        status=0
        "$phoneseg" segment --threshold -1e6 --jobs "$jobs" a.wav a.wav >/dev/full 2>err ||
            status=$?
        complains_of "standard output" "No space left"
        every_peak --jobs "$jobs" -o /dev/full a.wav a.wav
        complains_of /dev/full "No space left"
    done
}

# segment_without_room ARGUMENT...: into the file log, all that is said, and the exit status. A
# limit of 0 bytes a file stands for the full disk; what is said goes through a pipe, which has
# none.
segment_without_room() {
    {
        (
            # ThreadSanitizer writes a file of its own before main, where the signal is not ignored
            if grep -q __tsan_init "$phoneseg"; then trap '' XFSZ; fi
            ulimit -f 0
            status=0
            "$phoneseg" segment --threshold -1e6 "$@" 2>&1 || status=$?
            echo "status $status"
        ) | cat
    } >log
}

a_result_that_cannot_be_written_leaves_no_file() {
    sound a.wav
    segment_without_room --output-dir results a.wav
    grep -q 'cannot write results/a.txt: File too large' log || fail "$(cat log)"
    grep -q 'status 1' log
    [ -z "$(find results -type f)" ]
}

# Results of several jobs wait for their turn in temporary files: text of a few lines reaches the
# disk when it is whole, JSON's line by line, and that of a long recording block by block.
a_result_that_cannot_wait_for_its_turn_is_told() {
    sound a.wav seconds=1
    sound long.wav seconds=20
    for format in text jsonl; do
        segment_without_room --jobs 2 --format "$format" a.wav missing.wav long.wav
        for name in a long; do
            told="$name.wav: its result cannot be written to a temporary file: File too large"
            [ "$(grep -c "^phoneseg segment: $told" log)" -eq 1 ] || fail "$format: $(cat log)"
        done
        grep -q '^phoneseg segment: cannot open missing.wav: No such file' log || fail "$(cat log)"
        [ "$(tail -n 1 log)" = "status 1" ] || fail "$format: $(cat log)"
        [ "$(wc -l <log)" -eq 4 ] || fail "$format: more than was to be said: $(cat log)"
    done
}

a_closed_pipe_is_told() {
    sound a.wav
    status=0
    python3 -c 'import os, subprocess, sys
read, write = os.pipe()
os.close(read)
sys.exit(subprocess.call(sys.argv[1:], stdout=write))' \
        "$phoneseg" segment --threshold -1e6 a.wav 2>err || status=$?
    complains_of "standard output" "Broken pipe"
}

an_output_that_cannot_be_opened_is_told() {
    sound a.wav
    segment -o missing/folder/out.txt a.wav
    complains_of missing/folder/out.txt
    : >file
    segment --output-dir file/results a.wav
    complains_of file/results
}

run_tests folders_are_mirrored any_kernel_gives_the_same_bytes \
    any_number_of_jobs_gives_the_same_bytes \
    standard_input_equals_a_file a_file_of_results_equals_standard_output \
    each_formats_lines_have_their_form results_with_the_same_name_do_not_overwrite \
    full_disks_are_told a_result_that_cannot_be_written_leaves_no_file \
    a_result_that_cannot_wait_for_its_turn_is_told a_closed_pipe_is_told \
    an_output_that_cannot_be_opened_is_told
