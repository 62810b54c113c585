#!/bin/sh
# train.sh PHONESEG PROJECT: training from the command line: repeatable, resumable, and clear about
# what it cannot do. Also bench, which takes what train makes.
# shellcheck disable=SC2317 # tests are called by their names
# shellcheck source=tests/cli/segment/lib.sh
. "$(dirname "$0")/segment/lib.sh"

# speech: a folder of five short recordings, and the settings of a small, quick run
speech() {
    mkdir -p speech/more
    printf '%s\n' "mel 8" "ceps 0" "dense 6" "hidden 4" "batch 2" "epochs 4" \
        "schedule constant" >small
    for name in a b more/c more/d more/e; do
        sound "speech/$name.wav" seconds=1
    done
}

# run ARGUMENT...: output into out, messages into err, exit status into $status
run() {
    status=0
    "$phoneseg" train "$@" >out 2>err || status=$?
}

# train ARGUMENT...: the same with the settings of a small run
train() {
    run --config small "$@"
}

a_trained_model_segments_and_is_timed() {
    speech
    train --data speech --out m.pseg
    exits 0
    [ "$(grep -c '^epoch ' err)" -eq 4 ]
    every_peak --model m.pseg speech/a.wav
    exits 0
    [ "$(wc -l <out)" -gt 5 ]
    "$phoneseg" bench --model m.pseg --seconds 2 --repeat 1 --json >out
    python3 -c "
import json
b = json.load(open('out'))
assert b['real_time_factor'] > 0 and b['stages_us']['network'] > 0 and b['latency_ms'] == 27.5, b"
}

same_seed_gives_the_same_file() {
    speech
    train --data speech --out a.pseg --seed 5
    train --data speech --out b.pseg --seed 5
    train --data speech --out c.pseg --seed 6
    cmp a.pseg b.pseg
    ! cmp -s a.pseg c.pseg
}

a_resumed_run_equals_an_uninterrupted_one() {
    speech
    train --data speech --out whole.pseg
    train --data speech --out parts.pseg --stop-after 1
    exits 0
    says "after epoch 1" "--resume parts.pseg.ckpt"
    [ ! -e parts.pseg ]
    run --data speech --out parts.pseg --resume parts.pseg.ckpt --stop-after 2
    run --data speech --out parts.pseg --resume parts.pseg.ckpt
    cmp whole.pseg parts.pseg
}

more_epochs_go_on_where_the_rate_is_constant() {
    speech
    train --data speech --out six.pseg --epochs 6
    train --data speech --out four.pseg
    run --data speech --out four.pseg --resume four.pseg.ckpt --epochs 6
    exits 0
    # the record in the model is the same too, since the settings are
    cmp six.pseg four.pseg
}

a_resumed_run_keeps_its_settings_and_its_audio() {
    speech
    train --data speech --out m.pseg --stop-after 1
    run --data speech --out m.pseg --resume m.pseg.ckpt --rate 0.5
    exits 2
    says "--rate is 0.5" "0.002"
    sound speech/f.wav seconds=2
    run --data speech --out m.pseg --resume m.pseg.ckpt
    complains_last "other audio"
    printf 'PSEGCK1 and no more' >broken.ckpt
    run --data speech --out m.pseg --resume broken.ckpt
    complains_last "broken.ckpt"
}

# complains_last TEXT: exit status 1, and the last message holds the text
complains_last() {
    exits 1
    tail -n 1 err | grep -qF -- "$1" || fail "the last message does not say '$1'"
}

settings_come_from_a_file_too() {
    speech
    printf '# a comment\nseed 7\nhidden = 5 # units\n\n' >settings
    run --data speech --out a.pseg --epochs 1 --config settings
    run --data speech --out b.pseg --epochs 1 --hidden 5 --seed 7
    cmp a.pseg b.pseg
    printf 'seed 7\nhidden 0\n' >settings
    run --data speech --out c.pseg --config settings
    complains_of "settings, line 2" "hidden is 0"
    printf 'seed 7 8\n' >settings
    run --data speech --out c.pseg --config settings
    complains_of "settings, line 1"
    [ ! -e c.pseg ]
}

bad_usage_is_told() {
    speech
    for option in "--epochs 0" "--batch 1.5" "--rate fast" "--cell lstn" "--topology deep" \
        "--score readout" "--dropout 1" "--seed -1" "--bogus"; do
        # shellcheck disable=SC2086 # two words
        train --data speech --out m.pseg $option
        misused "${option%% *}"
    done
    train --out m.pseg
    misused "--data"
    train --data speech
    misused "--out"
    train --data speech --out m.pseg --cell lstm --gate update
    misused "cell lstm lacks; it has: forget, input, output"
    train --data speech --out m.pseg --cell gru3 --score gas
    misused "never change"
    train --data speech --out m.pseg --topology rpm2 --residual
    misused "one recurrent layer"
    train --data speech --out m.pseg --snr-low 20 --snr-high 10
    misused "snr-low"
    train --data speech --out m.pseg speech
    misused "'speech'"
    [ ! -e m.pseg ]
}

bad_data_are_told() {
    speech
    train --data nowhere --out m.pseg
    complains_last "nowhere"
    mkdir empty
    train --data empty --out m.pseg
    complains_last "empty holds no audio"
    mkdir short
    sound short/a.wav samples=800
    train --data short --out m.pseg
    complains_last "too little speech"
    [ ! -e m.pseg ]
}

a_bad_file_is_told_and_left_out() {
    speech
    train --data speech --out without.pseg
    echo "no audio at all" >speech/more/bad.wav
    train --data speech --out with.pseg
    exits 1
    says speech/more/bad.wav
    cmp with.pseg without.pseg
}

a_place_that_cannot_be_written_is_told_at_once() {
    speech
    train --data speech --out nowhere/m.pseg
    complains_last "nowhere/m.pseg"
    ! grep -q '^epoch' err
}

run_tests a_trained_model_segments_and_is_timed same_seed_gives_the_same_file \
    a_resumed_run_equals_an_uninterrupted_one more_epochs_go_on_where_the_rate_is_constant \
    a_resumed_run_keeps_its_settings_and_its_audio settings_come_from_a_file_too bad_usage_is_told \
    bad_data_are_told a_bad_file_is_told_and_left_out a_place_that_cannot_be_written_is_told_at_once
