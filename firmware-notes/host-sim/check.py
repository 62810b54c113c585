#!/usr/bin/env python3
"""check.py SIM PHONESEG MODEL RECORDING: two threads find what `phoneseg segment` finds; and where
the main loop rests for ten blocks, the loss is told to the sample and nothing is found in it."""
import json
import subprocess
import sys

STALL, BLOCK, RING, RATE = 100, 160, 512, 16000
sim, phoneseg, model, recording = sys.argv[1:]


def run(*command):
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.splitlines()


def boundaries(lines):
    return [tuple(map(float, line.split("\t")[:3])) for line in lines if line[0] != "#"]


found = boundaries(run(sim, model, recording))
expected = [json.loads(line) for line in
            run(phoneseg, "segment", "--format", "jsonl", "--model", model, recording)]
assert len(found) == len(expected) > 0, (len(found), len(expected))
millionth = 1.01e-6  # the digits of jsonl
for (at, score, decided), event in zip(found, expected):
    assert abs(at - event["time"]) < millionth, (at, event)
    assert abs(decided - event["decided"]) < millionth, (decided, event)
    assert abs(score - event["score"]) < millionth, (score, event)

stalled = run(sim, model, recording, "--stall", str(STALL))
start, end = (STALL * BLOCK + RING) / RATE, (STALL + 10) * BLOCK / RATE
losses = [line for line in stalled if line.startswith("#")]
assert losses == [f"# lost {end - start:.7f} s from {start:.7f} s on"], losses
left = boundaries(stalled)
assert [b for b in left if b[2] <= start] == [b for b in found if b[2] <= start]
assert not [b for b in left if start < b[0] <= end] and [b for b in left if b[0] > end]
print(f"{len(found)} boundaries as from phoneseg; {losses[0][2:]}")
