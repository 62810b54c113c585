"""What `phoneseg latency` says without devices: its parts add up, its figures are in order, its
picture is one; and how it exits when something is wrong."""
import json
import os
import struct
import tempfile
import unittest

from support import main, run, run_json, write_wav

DONE, FAILED, USAGE = 0, 1, 2
SILENT = ("latency", "--loopback", "none")
QUANTILES = "p50_us", "p90_us", "p99_us", "p99_9_us", "max_us"
WINDOW, HOP = 25, 10  # [ms] of the built-in model


def stage(report, name):
    return next(s for s in report["algorithmic"]["stages"] if s["name"] == name)


class Report(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()

    def tearDown(self):
        self.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def test_stages_add_up_to_the_detectors_latency_and_to_the_total(self):
        for rate in 16000, 44100, 48000:
            for block in 5, 20:
                report = run_json(*SILENT, "--rate", rate, "--block", block)["algorithmic"]
                ms = {s["name"]: s["ms"] for s in report["stages"]}
                detector = sum(ms[n] for n in ("window", "offset", "refine", "picker", "score"))
                self.assertAlmostEqual(detector, report["detector_ms"], places=3)
                self.assertAlmostEqual(sum(ms.values()), report["total_ms"], places=3)
                self.assertAlmostEqual(ms["block"], block, delta=501 / rate)
                self.assertEqual(ms["resampler"] > 0, rate != 16000)
                self.assertEqual((ms["window"], ms["picker"]), (WINDOW, HOP))

    def test_the_detectors_latency_is_that_of_its_events(self):
        write_wav(self.path("x.wav"), [0.001 * (-1) ** i for i in range(8000)]
                  + [0.3 * (-1) ** (i // 3) for i in range(8000)])
        events = run("segment", "--format", "jsonl", self.path("x.wav")).stdout.splitlines()
        self.assertTrue(events)
        first = json.loads(events[0])
        report = run_json(*SILENT)["algorithmic"]
        early = 1e3 * (first["decided"] - first["time"]) - report["detector_ms"]
        self.assertTrue(-2 * stage({"algorithmic": report}, "refine")["ms"] - 0.01 < early < 0.01)

    def test_compute_times_are_of_a_minute_and_ascend(self):
        write_wav(self.path("short.wav"), [0.1 * ((i * i) % 7 - 3) / 3 for i in range(16000)])
        write_wav(self.path("long.wav"), [0.1 * (i % 5 - 2) for i in range(61 * 16000)])
        for inputs, frames in ((), 6000), ((self.path("short.wav"),), 6000), \
                              ((self.path("long.wav"),), 6098):
            compute = run_json(*SILENT, *inputs)["compute"]
            self.assertEqual(compute["frames"], frames)
            self.assertAlmostEqual(compute["seconds"], frames * HOP / 1e3, places=2)
            figures = [compute["clock_us"], *(compute[q] for q in QUANTILES)]
            self.assertEqual(figures, sorted(figures))
            self.assertGreater(figures[0], 0)
            self.assertLess(compute["p50_us"], 1e3 * HOP)

    def test_the_picture_is_a_png_of_its_size(self):
        done = run(*SILENT, "--picture", self.path("p.png"))
        self.assertEqual(done.returncode, DONE, done.stderr)
        with open(self.path("p.png"), "rb") as f:
            head = f.read(24)
        self.assertEqual(head[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(struct.unpack(">II", head[16:]), (840, 460))
        self.assertEqual(os.listdir(self.folder.name), ["p.png"])

    def test_the_picture_may_be_an_svg(self):
        done = run(*SILENT, "--picture", self.path("p.svg"))
        self.assertEqual(done.returncode, DONE, done.stderr)
        with open(self.path("p.svg"), encoding="utf-8") as f:
            self.assertTrue(f.read().startswith("<?xml"))

    def test_the_tables_have_three_parts_and_say_why_one_is_skipped(self):
        done = run(*SILENT)
        self.assertEqual((done.returncode, done.stderr), (DONE, ""))
        for part in ("algorithmic: ", "\ncompute: a frame [us], 6000 frames",
                     "\nend to end: skipped, since nothing was to be played\n"):
            self.assertIn(part, done.stdout)
        report = run_json(*SILENT)
        self.assertEqual(report["end_to_end"], {"skipped": "nothing was to be played"})

    def check(self, status, sentence, *options, **environment):
        done = run("latency", *options, env=dict(os.environ, **environment))
        self.assertIn(sentence, done.stderr)
        self.assertEqual((done.returncode, done.stdout), (status, ""), done.stderr)
        lines = [s for s in done.stderr.splitlines() if s != "try 'phoneseg help latency'"]
        self.assertEqual(len(lines), 1, done.stderr)

    def test_bad_usage_is_told_in_a_sentence(self):
        for sentence, *options in (
                ("--block takes a number from 1 to 1000, not 'soon'", "--block", "soon"),
                ("--block takes a number from 1 to 1000, not '0'", "--block", "0"),
                ("--rate takes a whole number from 8000 to 192000", "--rate", "7999"),
                ("--seconds takes a whole number from 5 to 600", "--seconds", "4"),
                ("a picture's name ends in .png, .svg or .pdf", "--picture", "p.jpg"),
                ("--loopback takes OUT or OUT:IN, not 'speaker:'", "--loopback", "speaker:"),
                ("--loopback takes OUT or OUT:IN, not ':2'", "--loopback", ":2"),
                ("'b.wav' is too many", "a.wav", "b.wav"),
                ("--bogus", "--bogus")):
            with self.subTest(options=options):
                self.check(USAGE, sentence, *options)

    def test_what_cannot_be_done_is_told_in_a_sentence(self):
        write_wav(self.path("tiny.wav"), [0.1] * 200)
        for sentence, *options in (
                ("nothere.wav: No such file", "--loopback", "none", self.path("nothere.wav")),
                ("too few to time frames of 400", "--loopback", "none", self.path("tiny.wav")),
                ("nothere.pseg", "--loopback", "none", "--model", self.path("nothere.pseg")),
                ("no/p.png: No such file", "--loopback", "none", "--picture",
                 self.path("no/p.png"))):
            with self.subTest(options=options):
                self.check(FAILED, sentence, *options)

    def test_an_unknown_device_is_told_in_a_sentence(self):
        # ALSA loads plugins and lets them go again: what they leak has no name to be excused by
        self.check(FAILED, "no output device 'no such device'", "--loopback", "no such device",
                   ASAN_OPTIONS="detect_leaks=0")


main()
