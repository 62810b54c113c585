"""What the shipped models promise: their delay, their size, the memory of a detector; and which of
them is inside."""
import os
import sys
import unittest

from support import main, run, run_json

PROJECT = sys.argv[2] if len(sys.argv) > 2 else "."
SOUND = os.path.join(PROJECT, "samples", "en-first-in-line.flac")
MOST_MS = {"default": 45, "default-int8": 45, "fast": 32.5, "tiny": 42.5, "tiny-int8": 42.5}


def path(name):
    return os.path.join(PROJECT, "models", name + ".pseg")


def bench(*options):
    return run_json("bench", "--seconds", 1, "--repeat", 1, *options)


class Models(unittest.TestCase):
    def test_delay_and_memory_are_within_what_is_promised(self):
        shipped = {f[:-5] for f in os.listdir(os.path.join(PROJECT, "models"))
                   if f.endswith(".pseg")}
        self.assertEqual(shipped, set(MOST_MS))
        for name, most in MOST_MS.items():
            report = bench("--model", path(name))
            self.assertLessEqual(report["latency_ms"], most, name)
            self.assertLessEqual(report["state_bytes"], 32 * 1024, name)

    def test_tiny_is_small(self):
        self.assertLess(os.path.getsize(path("tiny")), 4 * 10000 + 2000)
        self.assertLess(os.path.getsize(path("tiny-int8")), os.path.getsize(path("tiny")) / 2.5)

    def test_the_int8_default_is_inside(self):
        inside = run("segment", SOUND).stdout
        self.assertTrue(inside)
        self.assertEqual(inside, run("segment", "--model", path("default-int8"), SOUND).stdout)
        self.assertNotEqual(inside, run("segment", "--model", path("default"), SOUND).stdout)


if __name__ == "__main__":
    main()
