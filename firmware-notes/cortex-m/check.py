#!/usr/bin/env python3
"""Runs an image and judges what it says by semihosting.

    check.py equals SIM MODEL RECORDING -- COMMAND...
        its boundaries are those of the PC, SIM: times to the sample, scores to the last bit
    check.py refuses CODE NOTES -- COMMAND...
        it ends with that code before anything else, and says so; the notes explain the code
    check.py overruns -- COMMAND...
        it tells its losses, and nothing is found in them
    check.py fits FLASH RAM INSTRUCTIONS TICKS SIZE IMAGE -- COMMAND...
        code and model in FLASH [bytes], all but the stack in RAM [bytes], by the tool SIZE; no 10
        ms take more instructions, of 16 ns, where TICKS are a second
"""
import subprocess
import sys

SKIP = 77


def run(command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
    return done.returncode, (done.stdout + done.stderr).decode().splitlines()


def boundaries(lines):
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def lost(lines):
    """(from, to) [s] of each loss: "# lost LENGTH s from START s on"."""
    words = [line.split() for line in lines if line.startswith("# lost")]
    return [(float(w[5]), float(w[5]) + float(w[2])) for w in words]


def equals(command, simulation, model, recording):
    try:
        _, expected = run([simulation, model, recording])
    except FileNotFoundError:
        print(f"There is no {simulation} to compare with: build the preset release first")
        sys.exit(SKIP)
    code, lines = run(command)
    ours, theirs = boundaries(lines), boundaries(expected)
    print("\n".join(line for line in lines if line.startswith("#")))
    wrong = [pair for pair in zip(ours, theirs) if pair[0] != pair[1]]
    print(f"{len(ours)} boundaries, {len(theirs)} on the PC, different: {wrong}")
    return code == 0 and len(ours) == len(theirs) > 0 and not wrong and not lost(lines)


def refuses(command, expected, notes):
    code, lines = run(command)
    print("\n".join(lines))
    with open(notes, encoding="utf-8") as f:
        explained = f"\n| {expected} | " in f.read()
    return (code == int(expected) and explained and f"refused, code {code}:" in lines[0] and
            all(line.startswith("#") for line in lines))


def overruns(command):
    code, lines = run(command)
    found, gaps = [float(b[0]) for b in boundaries(lines)], lost(lines)
    inside = [t for t in found for a, b in gaps if a < t <= b]
    print(f"{len(found)} boundaries, losses {gaps}, boundaries in them {inside}")
    return code == 0 and gaps and found and not inside and found == sorted(found)


def fits(command, flash, ram, instructions, ticks, size, image):
    rows = [line.split() for line in run([size, "-A", image])[1]]
    sizes = {row[0]: int(row[1]) for row in rows if row and row[0].startswith(".")}
    in_flash = sum(sizes[section] for section in (".text", ".ARM.exidx", ".model", ".data"))
    code, lines = run(command)
    worst = next(int(line.split()[-1]) for line in lines if line.startswith("# ticks of the worst"))
    used = {
        "bytes of flash": (in_flash, flash),
        "bytes of RAM": (sizes[".data"] + sizes[".bss"], ram),
        "instructions in the worst 10 ms": (worst * 1000000000 // int(ticks) // 16, instructions),
    }
    for what, (n, most) in used.items():
        print(f"{n} {what}, of {most}")
    return code == 0 and all(n <= int(most) for n, most in used.values())


split = sys.argv.index("--")
check, *values = sys.argv[1:split]
passed = {"equals": equals, "refuses": refuses, "overruns": overruns, "fits": fits}[check](
    sys.argv[split + 1:], *values)
sys.exit(0 if passed else 1)
