"""Shared by the tests of the command: running it, and making labelled recordings."""
import ast
import json
import math
import os
import random
import struct
import subprocess
import sys
import tempfile
import unittest
import wave

PHONESEG = sys.argv[1] if len(sys.argv) > 1 else ""


def run(*arguments, **options):
    return subprocess.run([PHONESEG, *map(str, arguments)], capture_output=True, text=True,
                          **options)


def run_json(*arguments):
    done = run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def write_wav(path, samples, rate=16000):
    """samples: floats, full scale 1"""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with wave.open(path, "wb") as f:
        f.setnchannels(1)
        f.setsampwidth(2)
        f.setframerate(rate)
        f.writeframes(b"".join(struct.pack("<h", round(32767 * x)) for x in samples))


def write_labelled(stem, seed, seconds=1.5, rate=16000, late=0):
    """stem.wav of hums and hisses of 40 to 180 ms, and stem.phn that says where they change, or
    `late` samples at 16 kHz after that"""
    rng = random.Random(seed)
    samples, edges = [], [0]
    while len(samples) < seconds * rate:
        n = int(rng.uniform(0.04, 0.18) * rate)
        pitch, hiss, loud = rng.uniform(100, 3000), rng.choice([0, 0.3, 1]), rng.uniform(0.05, 0.5)
        samples += [loud * ((1 - hiss) * math.sin(2 * math.pi * pitch * i / rate)
                            + hiss * rng.uniform(-1, 1)) for i in range(n)]
        edges.append(round(len(samples) * 16000 / rate))
    write_wav(stem + ".wav", samples, rate)
    with open(stem + ".phn", "w", encoding="utf-8") as f:
        for start, end in zip(edges, edges[1:]):
            f.write(f"{start + late if start else 0} {end + late} x\n")


def read_npy(path):
    """shape, values; of what `phoneseg inspect` writes, read without NumPy"""
    with open(path, "rb") as f:
        assert f.read(8) == b"\x93NUMPY\x01\x00", path
        header = ast.literal_eval(f.read(struct.unpack("<H", f.read(2))[0]).decode())
        code = {"<f4": "f", "<f8": "d", "<i4": "i"}[header["descr"]]
        n = math.prod(header["shape"])
        values = struct.unpack(f"<{n}{code}", f.read())
    assert not header["fortran_order"]
    return header["shape"], values


# Settings of `train` that make a model in no time.
SMALL = ("--mel", 8, "--ceps", 0, "--dense", 6, "--hidden", 4, "--batch", 2, "--epochs", 1)


class WithSpeech(unittest.TestCase):
    """A folder for the tests of a class, and in it `data`, five labelled seconds."""
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.data = os.path.join(cls.folder.name, "data")
        for i in range(5):
            write_labelled(os.path.join(cls.data, str(i)), i, seconds=1)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def train(self, name, *options):
        done = run("train", "--data", self.data, "--out", self.path(name), *SMALL, *options)
        self.assertEqual(done.returncode, 0, (name, done.stderr))
        return self.path(name)


def main(essential=()):
    """Runs all tests; under sanitizers, which are slow, those that are essential where some are."""
    chosen = essential if os.environ.get("PHONESEG_ESSENTIAL") else ()
    unittest.main(argv=[sys.argv[0], "-v", *chosen])
