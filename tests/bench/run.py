#!/usr/bin/env python3
"""The tables on segmenting of tests/bench/README.md: run.py BUILD [OPTION...], --help tells which.

Commands run in turn, so that what else the machine does meets all of them; medians count. Times are
the processor's, user and system, but for two jobs and for the start, which are told by the clock.
Needs Debian's sox, flac and time; aubio-tools for the peer. Ten minutes on a quiet machine; --quick
leaves out ten hours in one file, and has a tenth of the short ones.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import wave

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KERNELS = ("vnni", "avx512", "avx2", "neon", "scalar")
SECONDS = 600
# Older builds load OpenBLAS with any command; it starts a thread for each core then, which spin for
# 0.1 s and do nothing.
QUIET = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}


def run(command):
    """[s] of the processor, [s] by the clock"""
    began = time.monotonic()
    with subprocess.Popen(command, env=QUIET, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as p:
        _, status, used = os.wait4(p.pid, 0)
        p.returncode = os.waitstatus_to_exitcode(status)
    if p.returncode:
        sys.exit(f"{' '.join(command)}: exit status {p.returncode}")
    return used.ru_utime + used.ru_stime, time.monotonic() - began


def memory(command):
    """[MB] at most, as the command `time` has it: what Python would tell includes its own"""
    said = subprocess.run(["/usr/bin/time", "-f", "%M", *command], check=True, env=QUIET,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True).stderr
    return int(said.split()[-1]) / 1024


def medians(commands, rounds, what=0):
    """of {name: command}, in turn; `what` of run() counts"""
    times = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            times[name].append(run(command)[what])
    return {name: statistics.median(t) for name, t in times.items()}


def print_table(head, rows):
    print("\n| " + " | ".join(head) + " |")
    print("| " + " | ".join("---" for _ in head) + " |")
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)


def sox(*arguments):
    subprocess.run(["sox", "-D", *arguments], check=True)


def make_recordings(folder):
    sample = os.path.join(ROOT, "samples", "en-first-in-line.flac")
    place = {name: os.path.join(folder, name) for name in ("16k.wav", "48k.wav", "44k1.flac")}
    sox(sample, "-r", "16000", place["16k.wav"], "repeat", "111", "trim", "0", str(SECONDS))
    sox(place["16k.wav"], "-r", "48000", place["48k.wav"])
    sox(place["16k.wav"], "-r", "44100", "-c", "2", place["44k1.flac"])
    return place


def make_files(folder, speech, n):
    """n files of a second each, a hundred to a folder"""
    with wave.open(speech) as whole:
        for i in range(n):
            place = os.path.join(folder, f"{i // 100:03d}")
            os.makedirs(place, exist_ok=True)
            whole.setpos(i * 900 % (whole.getnframes() - 16000))
            with wave.open(os.path.join(place, f"{i % 100:02d}.wav"), "wb") as part:
                part.setparams((1, 2, 16000, 0, "NONE", ""))
                part.writeframes(whole.readframes(16000))


def has_kernel(phoneseg, kernel):
    done = subprocess.run([phoneseg, "bench", "--kernel", kernel, "--seconds", "1"],
                          capture_output=True, check=False)
    return done.returncode == 0


def tell_segment(phoneseg, before, place, rounds):
    commands = {}
    if before:
        commands["`default`, before"] = [before, "segment", place["16k.wav"]]
        commands["48 kHz WAV, before"] = [before, "segment", place["48k.wav"]]
    for kernel in KERNELS:
        if has_kernel(phoneseg, kernel):
            commands[f"`default`, `--kernel {kernel}`"] = [
                phoneseg, "segment", "--kernel", kernel, place["16k.wav"]]
    models = os.path.join(ROOT, "models")
    for name in sorted(os.listdir(models)):
        if name.endswith(".pseg") and name != "default-int8.pseg":
            commands[f"`{name[:-5]}`"] = [phoneseg, "segment", "--model",
                                          os.path.join(models, name), place["16k.wav"]]
    commands["48 kHz WAV"] = [phoneseg, "segment", place["48k.wav"]]
    commands["44.1 kHz FLAC, two channels"] = [phoneseg, "segment", place["44k1.flac"]]
    peer = "`aubioonset -r 16000 -B 512 -H 160`"
    if shutil.which("aubioonset"):
        commands[peer] = ["aubioonset", "-r", "16000", "-B", "512", "-H", "160", "-i",
                          place["16k.wav"]]
    took = medians(commands, rounds)
    print_table(("`segment`, file in, text out", "time", "x real time", "against `aubioonset`"),
                [(name, f"{t:.3f} s", f"{SECONDS / t:.0f}",
                  f"{took[peer] / t:.2f}" if peer in took else "") for name, t in took.items()])


def tell_stages(builds, speech):
    found = [json.loads(subprocess.check_output([b, "bench", "--json", "--repeat", "7", speech]))
             for b in builds]
    names = list(dict.fromkeys(stage for f in found for stage in f["stages_us"]))
    print_table(("stage, default model [us a frame]", *("before", "now")[-len(found):]),
                [(stage, *(f"{f['stages_us'][stage]:.2f}" if stage in f["stages_us"] else ""
                           for f in found)) for stage in names])
    print(f"\n{found[-1]['real_time_factor']:.0f} x real time, kernel {found[-1]['kernel']}, "
          f"{found[-1]['state_bytes']} bytes of state and scratch")


def tell_files(phoneseg, folder, speech, rounds, quick):
    n = 1000 if quick else 10000
    many = os.path.join(folder, "many")
    make_files(many, speech, n)
    jobs = {j: [phoneseg, "segment", "--jobs", str(j), many] for j in (1, 2)}
    clock = medians(jobs, rounds, 1)
    print(f"\nTwo jobs are {clock[1] / clock[2]:.2f} x as fast as one: {clock[2]:.2f} s and "
          f"{clock[1]:.2f} s by the clock, of {os.cpu_count()} cores, for {n} files of a second.")
    inputs = {"600 s": speech, f"{n} files": many}
    if not quick:
        inputs["ten hours"] = os.path.join(folder, "long.wav")
        sox(speech, inputs["ten hours"], "repeat", "59")
    print_table(("input", "processor's time", "memory at most"),
                [(name, f"{run([phoneseg, 'segment', path])[0]:.2f} s",
                  f"{memory([phoneseg, 'segment', path]):.1f} MB")
                 for name, path in inputs.items()])


def first_byte(command):
    """[s] from exec to the first of the output"""
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as p:
        p.stdout.read(1)
        took = time.monotonic() - began
        p.stdout.read()
    return took


def tell_start(phoneseg):
    sample = os.path.join(ROOT, "samples", "it-first-in-line.flac")
    took = [first_byte([phoneseg, "segment", "--format", "jsonl", sample]) for _ in range(31)]
    print(f"\nFrom exec to the first event: {1e3 * statistics.median(took):.1f} ms in the median, "
          f"{1e3 * max(took):.1f} ms at most of 31.")


def tell_streams(build, speech):
    for n, seconds in ((10, 100), (1000, 10)):
        said = subprocess.check_output([os.path.join(build, "many_streams"), speech, str(n),
                                        str(seconds)], text=True)
        print("\n" + said.strip())


def tell_frames(phoneseg, speech):
    subprocess.run([phoneseg, "latency", "--loopback", "none", speech], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("build", help="folder with phoneseg and many_streams")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--before", help="folder of an older build, to be compared with")
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    phoneseg = os.path.join(given.build, "phoneseg")
    before = os.path.join(given.before, "phoneseg") if given.before else None
    print(f"{time.strftime('%F')}, load {os.getloadavg()[0]:.1f}, {given.rounds} rounds")
    with tempfile.TemporaryDirectory() as folder:
        place = make_recordings(folder)
        tell_segment(phoneseg, before, place, given.rounds)
        tell_stages([b for b in (before, phoneseg) if b], place["16k.wav"])
        tell_streams(given.build, place["16k.wav"])
        tell_start(phoneseg)
        print("", flush=True)
        tell_frames(phoneseg, place["16k.wav"])
        tell_files(phoneseg, folder, place["16k.wav"], min(given.rounds, 5), given.quick)


if __name__ == "__main__":
    main()
