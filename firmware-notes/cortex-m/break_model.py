#!/usr/bin/env python3
"""break_model.py old|damaged MODEL OUT: a model as another version would have made it, or one whose
flash has lost a bit."""
import sys

kind, source, to = sys.argv[1:]
with open(source, "rb") as f:
    model = bytearray(f.read())
if kind == "old":
    model[4] -= 1  # the format's version
else:
    model[len(model) // 2] ^= 4
with open(to, "wb") as f:
    f.write(model)
