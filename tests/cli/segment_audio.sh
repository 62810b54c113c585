#!/bin/sh
# segment_audio.sh PHONESEG PROJECT: the same sound in another format has the same boundaries.
# shellcheck disable=SC2317 # tests are called by their names
# shellcheck source=tests/cli/segment/lib.sh
. "$(dirname "$0")/segment/lib.sh"

bits_and_channels_change_nothing() {
    sound a.wav
    every_peak a.wav
    is_fine
    cp out expected
    for format in "bits=24" "bits=32" "bits=float" "channels=2" "bits=24 channels=5"; do
        # shellcheck disable=SC2086 # words
        sound b.wav $format
        every_peak b.wav
        is_fine
        same expected out
    done
}

# found_again REFERENCE OTHER EXCEPT: the 10 strongest boundaries of the one are among the stronger
# ones of the other, within 2 ms but for EXCEPT of them, which are in the next frame: where two
# frames are about as good, little decides which has the peak
found_again() {
    python3 - "$@" <<'END'
import sys
def strongest(path, n):
    events = [tuple(map(float, line.split())) for line in open(path)]
    return [time for time, score in sorted(events, key=lambda e: -e[1])[:n]]
there = strongest(sys.argv[2], 25)
away = sorted(min(abs(t - time) for t in there) for time in strongest(sys.argv[1], 10))
assert away[9 - int(sys.argv[3])] <= 0.002 and away[9] <= 0.012, away
END
}

other_rates_give_the_same_boundaries() {
    transition_model t.pseg
    sound a.wav
    every_peak --model t.pseg a.wav
    cp out expected
    for format in "rate=44100" "rate=48000 channels=2" "rate=96000" "rate=22050 bits=24"; do
        # shellcheck disable=SC2086 # words
        sound b.wav $format
        every_peak --model t.pseg b.wav
        is_fine
        found_again expected out 1 || fail "not with $format"
    done
}

eight_noisy_bits_give_about_the_same_boundaries() {
    transition_model t.pseg
    sound a.wav
    every_peak --model t.pseg a.wav
    cp out expected
    sound b.wav bits=8
    every_peak --model t.pseg b.wav
    is_fine
    found_again expected out 4
}

# peak COMMAND...: its largest resident memory [kB]
peak() {
    python3 -c 'import resource, subprocess, sys
subprocess.check_call(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}

# Ten minutes more would be 38 MB more if they were kept.
# Ten minutes more are 19 MB of samples.
memory_does_not_grow_with_the_recording() {
    sound short.wav silent=1 seconds=5
    sound long.wav silent=1 seconds=605
    short=$(peak "$phoneseg" segment short.wav)
    long=$(peak "$phoneseg" segment long.wav)
    [ "$long" -lt $((short + 8000)) ] || fail "$short kB for 5 s, $long kB for 605 s"
}

run_tests bits_and_channels_change_nothing other_rates_give_the_same_boundaries \
    eight_noisy_bits_give_about_the_same_boundaries memory_does_not_grow_with_the_recording
