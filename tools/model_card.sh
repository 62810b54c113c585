#!/bin/sh
# The figures of a model card, as Markdown on standard output: one threshold for clean speech, for
# noises and levels; silence; latency. All come from the command itself, on the streamed path.
#
#   tools/model_card.sh MODEL LABELLED [-v VOICES] [OTHER...]
#
# MODEL      a model file, or - for the embedded one
# LABELLED   recordings with .phn files: clean, in noise at 6 dB, at levels from -40 to 0 dBFS
# VOICES     a folder of speech that babble is made of; without it there is no babble
# OTHER      more folders of recordings with .phn files: clean only
#
# PHONESEG is the command (build/release/phoneseg), SEED that of the noises (0).
set -eu
usage() {
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

[ $# -ge 2 ] || usage
phoneseg=${PHONESEG:-$(dirname "$0")/../build/release/phoneseg}
model=$1 labelled=$2 voices=
shift 2
if [ "${1:-}" = -v ]; then
    [ $# -ge 2 ] || usage
    voices=$2
    shift 2
fi
seed=${SEED:-0}

# run SUBCOMMAND OPTION...: with the model, as JSON
run() {
    subcommand=$1
    shift
    if [ "$model" = - ]; then
        "$phoneseg" "$subcommand" --json "$@"
    else
        "$phoneseg" "$subcommand" --json --model "$model" "$@"
    fi
}

# r_value lenient|strict JSON: "87.9 (87.0 .. 88.9)"
r_value() {
    rates=$(echo "$2" | sed "s/.*\"$1\":{\([^}]*\)}.*/\1/")
    echo "$rates" | sed 's/.*"r_value":\([^,]*\),"r_value_interval":\[\([^]]*\)\].*/\1,\2/' |
        awk -F, '{ printf "%.1f (%.1f .. %.1f)", $1, $2, $3 }'
}

# timing JSON: "+1.3 (-2.5 .. +7.3)", or - where there is no pair
timing() {
    echo "$1" | sed -n 's/.*"timing_ms":{\([^}]*\)}.*/\1/p' |
        sed 's/.*"median":\([^,]*\),"quartiles":\[\([^]]*\)\].*/\1,\2/' |
        awk -F, '{ printf "%+.1f (%+.1f .. %+.1f)", $1, $2, $3 } END { if (!NR) printf "-" }'
}

# row NAME OPTION...: of eval
row() {
    name=$1
    shift
    json=$(run eval --seed "$seed" "$@")
    echo "| $name | $(r_value lenient "$json") | $(r_value strict "$json") | $(timing "$json") |"
}

echo "R-value in per cent with its 95 % interval; timing: median of the strict pairs, found minus"
echo "labelled, and its quartiles. Noise: seed $seed, SNR over a recording. Level: of the peak."
echo
echo "| recordings | lenient | strict | timing, ms |"
echo "| --- | --- | --- | --- |"
set_name=$(basename "$labelled")
row "$set_name" --data "$labelled"
for noise in white pink hum; do
    row "$set_name, $noise at 6 dB" --data "$labelled" --snr 6 --noise $noise
done
if [ -n "$voices" ]; then
    row "$set_name, babble at 6 dB" --data "$labelled" --snr 6 --noise "babble=$voices"
fi
for level in -40 -30 -20 -10 0; do
    row "$set_name at $level dBFS" --data "$labelled" --level $level
done
for other in "$@"; do
    row "$(basename "$other")" --data "$other"
done

echo
echo "| ten seconds of | boundaries a second |"
echo "| --- | --- |"
run silence --seed "$seed" |
    sed -n 's/^{"sound":"\([^"]*\)".*"per_second":\([0-9.]*\).*/\1,\2/p' |
    awk -F, '{ printf "| %s | %.1f |\n", $1, $2 }'
echo
run latency --loopback none |
    sed 's/.*"detector_ms":\([0-9.]*\).*"p50_us":\([0-9.]*\).*/\1 \2/' |
    awk '{ printf "Algorithmic latency %g ms; a frame is computed in %.1f us (median).\n", $1, $2 }'
