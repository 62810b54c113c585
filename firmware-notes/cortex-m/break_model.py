#!/usr/bin/env python3
"""break_model.py old|damaged|erased MODEL OUT: a model as another version would have made it, one
whose flash has lost a bit, or flash that nobody has written to."""
import sys

kind, source, to = sys.argv[1:]
with open(source, "rb") as f:
    model = bytearray(f.read())
if kind == "old":
    model[4] -= 1  # the format's version
elif kind == "erased":
    model = b"\xff" * len(model)
else:
    model[len(model) // 2] ^= 4
with open(to, "wb") as f:
    f.write(model)
