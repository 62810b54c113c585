"""What `phoneseg eval` makes of recordings before they are heard: noise of a kind, a level; and the
timing that it reports."""
import os
import tempfile
import unittest

from support import main, run, run_json, write_labelled, write_wav

USAGE, FAILED = 2, 1
TRANSITION = ("--score", "transition", "--threshold", "0.3")


class Noise(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.data, self.voices = self.path("data"), self.path("voices")
        write_labelled(os.path.join(self.data, "ann/1"), 1, seconds=4)
        write_labelled(os.path.join(self.data, "bob/1"), 2, seconds=4)
        for seed in range(10):
            write_labelled(os.path.join(self.voices, str(seed)), seed + 10)

    def tearDown(self):
        self.folder.cleanup()

    def path(self, *parts):
        return os.path.join(self.folder.name, *parts)

    def eval(self, *options):
        return run_json("eval", "--data", self.data, *TRANSITION, *options)

    def kinds(self):
        return "white", "pink", "hum", f"babble={self.voices}"

    def refused(self, status, sentence, *options):
        done = run("eval", "--data", self.data, *TRANSITION, *options)
        self.assertIn(sentence, done.stderr)
        self.assertEqual((done.returncode, done.stdout), (status, ""))

    def test_white_is_the_default(self):
        self.assertEqual(self.eval("--snr", "6"), self.eval("--snr", "6", "--noise", "white"))

    def test_every_kind_is_another_noise_the_same_again_and_named(self):
        seen = []
        for kind in self.kinds():
            with self.subTest(kind=kind):
                report = self.eval("--snr", "6", "--noise", kind)
                self.assertEqual(report, self.eval("--snr", "6", "--noise", kind, "--jobs", "1"))
                self.assertIn(kind.split("=")[0], report.pop("noise"))
                self.assertNotIn(report, seen)
                seen.append(report)

    def test_the_seed_draws_another_noise(self):
        for kind in self.kinds():
            with self.subTest(kind=kind):
                reports = [self.eval("--snr", "0", "--noise", kind, "--seed", seed)
                           for seed in (0, 1, 2)]
                for report in reports:
                    del report["seed"]
                self.assertFalse(reports[0] == reports[1] == reports[2])

    def test_faint_noise_changes_nothing_but_the_heading(self):
        clean = self.eval()
        for kind in self.kinds():
            with self.subTest(kind=kind):
                self.assertEqual(self.eval("--snr", "190", "--noise", kind)["strict"],
                                 clean["strict"])

    def test_the_level_is_that_of_the_peak(self):
        """A recording that is set to its own level twice over is the recording at that level."""
        loud = self.path("loud")
        os.mkdir(loud)
        write_wav(os.path.join(loud, "1.wav"), [0.5, -0.5, 0.25] * 4000)
        with open(os.path.join(loud, "1.phn"), "w", encoding="utf-8") as f:
            f.write("0 6000 a\n6000 12000 b\n")
        self.data = loud
        plain, full = self.eval(), self.eval("--level", "-6.0206")
        self.assertIsNone(plain["level_db"])
        self.assertAlmostEqual(full["level_db"], -6.0206)
        self.assertEqual(plain["strict"], full["strict"])

    def test_a_level_far_below_the_floor_is_silence(self):
        self.assertGreater(self.eval("--level", "0")["n_hyp"], 40)
        self.assertLess(self.eval("--level", "-118")["n_hyp"], 10)

    def test_bad_options_are_usage_errors_with_a_sentence(self):
        for sentence, *options in (
                ("--noise pink: how loud it is, say by --snr DB", "--noise", "pink"),
                ("--noise brown: white, pink, hum or babble=DIR", "--snr", "6", "--noise", "brown"),
                ("--noise babble: white, pink, hum or babble=", "--snr", "6", "--noise", "babble"),
                ("--noise babble=: white, pink", "--snr", "6", "--noise", "babble="),
                ("--level 1: a number from -120 to 0", "--level", "1"),
                ("--level low: a number from", "--level", "low")):
            with self.subTest(options=options):
                self.refused(USAGE, sentence, *options)

    def test_voices_that_cannot_be_had_fail(self):
        missing, empty = self.path("missing"), self.path("empty")
        os.mkdir(empty)
        self.refused(FAILED, missing, "--snr", "6", "--noise", f"babble={missing}")
        self.refused(FAILED, "holds no audio file", "--snr", "6", "--noise", f"babble={empty}")


class Timing(unittest.TestCase):
    def test_the_offset_of_what_is_found_is_told(self):
        """Boundaries at multiples of 100 ms; labels 1, 2, 3, 4 or 8 ms after those."""
        with tempfile.TemporaryDirectory() as data:
            write_wav(os.path.join(data, "1.wav"), [0] * 9600)
            late = enumerate((1, 2, 3, 4, 8), 1)
            edges = [0] + [1600 * k + 16 * ms for k, ms in late] + [9600]
            with open(os.path.join(data, "1.phn"), "w", encoding="utf-8") as f:
                for edge in zip(edges, edges[1:]):
                    f.write("%d %d x\n" % edge)
            command = ("eval", "--data", data, "--score", "periodic-100")
            self.assertEqual(run_json(*command)["timing_ms"],
                             {"pairs": 5, "median": -3, "quartiles": [-4, -2]})
            self.assertEqual(run_json(*command, "--offset", "5")["timing_ms"],
                             {"pairs": 5, "median": 2, "quartiles": [1, 3]})
            self.assertIn("timing of the strict pairs: median -3.00 ms, half of them from -4.00 to "
                          "-2.00 ms", run(*command).stdout)

    def test_without_pairs_there_is_no_timing(self):
        with tempfile.TemporaryDirectory() as data:
            write_wav(os.path.join(data, "silent.wav"), [0] * 16000)
            with open(os.path.join(data, "silent.phn"), "w", encoding="utf-8") as f:
                f.write("0 8000 a\n8000 16000 b\n")
            self.assertIsNone(run_json("eval", "--data", data, *TRANSITION)["timing_ms"])


if __name__ == "__main__":
    main()
