#!/usr/bin/env python3
"""Makes a recording: sound.py FILE [KEY=VALUE...]

A row of sounds of 130 ms, each with partials of its own up to 7 kHz. They change 2.5 ms after a
multiple of 10 ms, in the middle of an analysis frame. They are defined in continuous time, so that
the same recording exists at every rate.

rate=HZ seconds=S channels=N bits=8|16|24|32|float   what it says (16000, 2, 1, 16)
samples=N    that many instead of seconds
silent=1     zeros, as a hole in the file: long ones take no room
raw=1        no header
nan=N        sample N is no number (bits=float)
cut=BYTES    as many are missing at the end
"""
import math, random, struct, sys

SOUND, CHANGE, PARTIALS = 0.13, 0.0025, 24  # [s] of one sound, [s] when the first one ends


def sounds(seconds):
    """For each sound its partials: frequency [rad/s], phase, amplitude."""
    rng = random.Random(1)
    for _ in range(int(seconds / SOUND) + 2):
        yield [(2 * math.pi * rng.uniform(100, 7000), rng.uniform(0, 6.28), 0.04 * rng.random())
               for _ in range(PARTIALS)]


def samples(n, rate):
    """16-bit numbers, so that every format of 16 bits or more holds the very same signal."""
    rows = list(sounds(n / rate))
    for i in range(n):
        t = i / rate
        partials = rows[int((t - CHANGE) / SOUND + 1)]
        yield round(32767 * sum(a * math.sin(w * t + p) for w, p, a in partials))


def encode(v, bits):
    if bits == "float":
        return struct.pack("<f", v / 32768)
    if bits == "8":
        return struct.pack("B", (v >> 8) + 128)
    return struct.pack("<i", v << 16)[4 - int(bits) // 8:]


def header(rate, channels, bits, size):
    width = 4 if bits == "float" else int(bits) // 8
    kind = 3 if bits == "float" else 1
    return (b"RIFF" + struct.pack("<I", size + 36) + b"WAVEfmt " +
            struct.pack("<IHHIIHH", 16, kind, channels, rate, rate * channels * width,
                        channels * width, 8 * width) + b"data" + struct.pack("<I", size))


def main(path, *settings):
    s = dict(x.split("=") for x in settings)
    rate, channels = int(s.get("rate", 16000)), int(s.get("channels", 1))
    bits = s.get("bits", "16")
    n = int(s["samples"]) if "samples" in s else round(float(s.get("seconds", 2)) * rate)
    size = n * channels * (4 if bits == "float" else int(bits) // 8)
    with open(path, "wb") as f:
        if "raw" not in s:
            f.write(header(rate, channels, bits, size))
        if "silent" in s:
            f.truncate(f.tell() + size)
        else:
            data = [encode(v, bits) * channels for v in samples(n, rate)]
            if "nan" in s:
                data[int(s["nan"])] = struct.pack("<f", math.nan) * channels
            f.write(b"".join(data))
        if "cut" in s:
            f.seek(0, 2)
            f.truncate(f.tell() - int(s["cut"]))


main(*sys.argv[1:])
