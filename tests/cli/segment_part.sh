#!/bin/sh
# segment_part.sh PHONESEG PROJECT: one channel, or a part of each recording.
# shellcheck disable=SC2317 # tests are called by their names
# shellcheck source=tests/cli/segment/lib.sh
. "$(dirname "$0")/segment/lib.sh"

# cut_wav FROM TO SOURCE TARGET: samples of a WAV file, FROM up to but without TO, as another one
cut_wav() {
    python3 - "$@" <<'END'
import sys, wave
start, end, source, target = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]
with wave.open(source) as f, wave.open(target, "wb") as g:
    g.setparams(f.getparams())
    f.setpos(start)
    g.writeframes(f.readframes(end - start))
END
}

# are_later SECONDS FILE OTHER: the same scores, times so much later, to the last digit's rounding
are_later() {
    paste "$2" "$3" | awk -v by="$1" '
        { late = $3 - $1 - by }
        late > 1.5e-6 || late < -1.5e-6 || $2 != $4 { exit 1 }' || fail "$3 is not $2, $1 s later"
}

# The detector hears what lies between, and nothing before it.
a_part_is_segmented_as_a_recording_of_its_own() {
    sound a.wav
    cut_wav 8000 24000 a.wav b.wav
    every_peak b.wav
    is_fine
    mv out expected
    every_peak --start 0.5 --end 1.5 a.wav
    is_fine
    are_later 0.5 expected out
    tail -c +45 a.wav | every_peak --start 0.5 --end 1.5 --rate 16000 -
    is_fine
    are_later 0.5 expected out
    every_peak --start 0 --end 99 a.wav
    cp out expected
    every_peak a.wav
    same expected out
}

folders_and_threads_take_the_same_part_of_each() {
    mkdir in
    for i in 1 2 3; do sound "in/$i.wav" "seconds=$i"; done
    every_peak --start 0.5 --end 0.9 --output-dir out1 in
    is_fine
    every_peak --start 0.5 --end 0.9 --output-dir out3 --jobs 3 in
    is_fine
    diff -r out1 out3
    every_peak --start 0.5 --end 0.9 in/2.wav
    same out out1/2.txt
    every_peak --start 1.5 --output-dir out2 in
    complains_of in/1.wav "ends at 1.000 s: there is nothing from 1.5 s on"
    [ "$(ls out2)" = "$(printf '2.txt\n3.txt')" ]
}

segments_still_go_from_0_to_the_end_of_the_file() {
    sound a.wav
    every_peak --start 0.5 --end 1.5 a.wav
    cp out text
    every_peak --start 0.5 --end 1.5 -f phn a.wav
    is_fine
    python3 - <<'END'
times = [float(line.split()[0]) for line in open("text")]
edges = [tuple(map(int, line.split()[:2])) for line in open("out")]
assert edges[0][0] == 0 and edges[-1][1] == 32000, edges
assert [end for _, end in edges[:-1]] == [start for start, _ in edges[1:]] == \
    [round(16000 * t) for t in times], (edges, times)
END
    tail -c +45 a.wav | every_peak --start 0.5 --end 1.5 -f phn --rate 16000 -
    is_fine
    [ "$(tail -n 1 out | cut -d ' ' -f 2)" = 24000 ]
    every_peak --start 0.5 --end 1.5 -f json a.wav
    grep -q '"duration":2.0' out
}

# Two voices, one a channel.
a_channel_is_heard_alone() {
    sound a.wav
    sound b.wav seconds=1
    python3 - <<'END'
import wave
voices = []
for name in "a.wav", "b.wav":
    with wave.open(name) as f:
        voices.append(f.readframes(16000))
with wave.open("c.wav", "wb") as f:
    f.setparams((2, 2, 16000, 16000, "NONE", ""))
    f.writeframes(b"".join(voices[k][i:i + 2][::1 - 2 * k] for i in range(0, 32000, 2)
                           for k in (0, 1)))
END
    cut_wav 0 16000 a.wav first.wav
    every_peak first.wav
    cp out expected
    every_peak --channel 1 c.wav
    is_fine
    same expected out
    every_peak --channel 2 c.wav
    is_fine
    cmp -s expected out && fail "both channels have the same boundaries"
    tail -c +45 c.wav | every_peak --rate 16000 --channels 2 --channel 1 -
    is_fine
    same expected out
    segment --channel 3 c.wav
    complains_of c.wav "has 2 channels: there is no channel 3"
    segment --channel 2 a.wav
    complains_of a.wav "has 1 channel: there is no channel 2"
}

what_cannot_be_is_told_in_a_sentence() {
    sound a.wav
    for option in "--start -1" "--start soon" "--start nan" "--end 0" "--end -1" "--channel 0" \
        "--channel 1.5" "--channel left" "--start 1 --end 1"; do
        # shellcheck disable=SC2086 # words
        segment $option a.wav
        misused "${option%% *}"
    done
    segment --start 2 a.wav
    complains_of a.wav "ends at 2.000 s: there is nothing from 2 s on"
    segment --start 1 --end 1.02 a.wav
    complains_of a.wav "20 ms of audio in the part asked for, less than one analysis window"
    tail -c +45 a.wav | segment --rate 16000 --start 3 -
    complains_of "standard input ends at 2.000 s"
}

run_tests a_part_is_segmented_as_a_recording_of_its_own \
    folders_and_threads_take_the_same_part_of_each segments_still_go_from_0_to_the_end_of_the_file \
    a_channel_is_heard_alone what_cannot_be_is_told_in_a_sentence
