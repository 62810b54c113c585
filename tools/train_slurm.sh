#!/bin/sh
# train_slurm.sh DATA OUT [OPTION...]: `phoneseg train` by all tasks of a Slurm job. All nodes have
# to see DATA and OUT at the same place; options are those of train. For example
#
#     sbatch --nodes 4 --ntasks-per-node 16 tools/train_slurm.sh speech mine.pseg --recipe default
#
# A job that ends early, by a rank that died or by its time limit, goes on from its checkpoint when
# the same command is given again, with any number of tasks; after a node's failure Slurm does so.
# PHONESEG names the command, built with PHONESEG_MPI=ON.
#SBATCH --job-name=phoneseg
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=phoneseg-%j.log
set -eu
[ $# -ge 2 ] || {
    echo "usage: sbatch [--nodes N] [--ntasks-per-node N] tools/train_slurm.sh DATA OUT [OPTION...]"
    exit 2
}
data=$1 out=$2
shift 2
if [ -e "$out.ckpt" ]; then # its settings are those of the first time
    set -- --resume "$out.ckpt"
fi
mpirun "${PHONESEG:-build/mpi/phoneseg}" train --data "$data" --out "$out" "$@" || {
    status=$?
    [ ! -e "$out.ckpt" ] || echo "It ended early: submit the same again to go on from $out.ckpt"
    exit $status
}
