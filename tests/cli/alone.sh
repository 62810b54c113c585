#!/bin/sh
# alone.sh PHONESEG PROJECT: a build without MPI refuses to be one of several processes of a job, by
# the variables of those that start jobs, and is not kept from working alone.
# shellcheck disable=SC2317 # tests are called by their names
# shellcheck source=tests/cli/segment/lib.sh
. "$(dirname "$0")/segment/lib.sh"

if grep -q MPI_Init_thread "$phoneseg"; then skip "this build knows MPI"; fi
unset OMPI_COMM_WORLD_SIZE PMI_RANK PMI_SIZE PMIX_RANK SLURM_NTASKS

# started VARIABLE=VALUE...: segment as a process that was started with these
started() {
    status=0
    env "$@" "$phoneseg" segment --output-dir results a.wav >out 2>err || status=$?
}

# Else all would write the same files.
one_of_several_is_told() {
    sound a.wav
    for variables in OMPI_COMM_WORLD_SIZE=2 "PMI_RANK=0 PMI_SIZE=2" "PMI_RANK=1 SLURM_NTASKS=2" \
        "PMIX_RANK=0 SLURM_NTASKS=4"; do
        # shellcheck disable=SC2086 # words
        started $variables
        complains_of "this build knows no MPI" "-DPHONESEG_MPI=ON"
        [ ! -e results ] || fail "results by one of several: $variables"
    done
}

# Slurm's word is that of the whole allocation, in which one process may be started, too: by the
# batch script itself, or by mpirun.
a_lone_process_goes_on() {
    sound a.wav
    for variables in OMPI_COMM_WORLD_SIZE=1 "PMI_RANK=0 PMI_SIZE=1" SLURM_NTASKS=4 \
        "PMI_RANK=0 PMI_SIZE=1 SLURM_NTASKS=4" "PMIX_RANK=0 SLURM_NTASKS=1" PMIX_RANK=0 \
        "OMPI_COMM_WORLD_SIZE=1 PMIX_RANK=0 SLURM_NTASKS=4"; do
        # shellcheck disable=SC2086 # words
        started $variables
        is_fine
        [ -s results/a.txt ] || fail "no results: $variables"
        rm -r results
    done
}

run_tests one_of_several_is_told a_lone_process_goes_on
