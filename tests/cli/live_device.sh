#!/bin/sh
# live_device.sh PHONESEG PROJECT: phoneseg live where there is no device, or not the one asked for.
# shellcheck disable=SC2317 # tests are called by their names
# shellcheck source=tests/cli/segment/lib.sh
. "$(dirname "$0")/segment/lib.sh"

# No audio server can be reached, and nothing starts one.
export PULSE_SERVER=unix:/nowhere JACK_NO_START_SERVER=1
# In sanitizer builds: what the audio libraries leak or leave running is not ours to mend, and they
# are unloaded by the end, so that no suppression could name them.
export ASAN_OPTIONS=detect_leaks=0
TSAN_OPTIONS=suppressions=$project/tests/devices/libraries.tsan
export TSAN_OPTIONS="$TSAN_OPTIONS:report_thread_leaks=0:atexit_sleep_ms=0"

live() {
    status=0
    "$phoneseg" live "$@" >out 2>err || status=$?
}

# needs_no_device: skips where there is one
needs_no_device() {
    live --list
    [ "$status" -ne 0 ] || skip "this machine has an audio device"
}

an_unknown_device_is_one_sentence() {
    for device in "no such device" 4711; do
        live --device "$device" --record kept.wav
        complains_of "'$device'"
        [ ! -s out ]
        [ ! -e kept.wav ]
    done
}

# As of a variable that is not set: it is a part of every name, and no answer to which device.
an_empty_name_is_no_device() {
    live --device "" --record kept.wav
    complains_of "'' is no name of an input device"
    [ ! -e kept.wav ]
}

without_a_device_live_says_so_in_one_sentence() {
    needs_no_device
    live
    complains_of "there is no audio input device"
    [ ! -s out ]
}

without_a_device_the_list_says_so_in_one_sentence() {
    needs_no_device
    live --list
    complains_of "there is no audio input device"
    [ ! -s out ]
}

run_tests an_unknown_device_is_one_sentence an_empty_name_is_no_device \
    without_a_device_live_says_so_in_one_sentence without_a_device_the_list_says_so_in_one_sentence
