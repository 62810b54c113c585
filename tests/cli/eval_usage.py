"""What `phoneseg eval` says, and how it exits, when something is wrong."""
import os
import subprocess
import tempfile
import unittest

from support import PHONESEG, main, run, write_labelled, write_wav

DONE, FAILED, USAGE = 0, 1, 2
TRANSITION = ("--score", "transition", "--threshold", "0.3")
HAC = ("--score", "hac", "--threshold", "0.7")


class Usage(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.data = os.path.join(self.folder.name, "data")
        write_labelled(os.path.join(self.data, "ann/1"), 1)
        write_labelled(os.path.join(self.data, "bob/1"), 2)

    def tearDown(self):
        self.folder.cleanup()

    def path(self, *parts):
        return os.path.join(self.folder.name, *parts)

    def check(self, status, sentence, *options, data=None):
        done = run("eval", "--data", data or self.data, *options)
        self.assertIn(sentence, done.stderr)
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def check_nothing_printed(self, *arguments):
        self.assertEqual(self.check(*arguments).stdout, "")

    def test_bad_options_are_usage_errors_with_a_sentence(self):
        for sentence, *options in (
                ("--score sharpness: error, gas, gas-mean, blend", "--score", "sharpness"),
                ("--score periodic-0: ", "--score", "periodic-0"),
                ("--score periodic-x: ", "--score", "periodic-x"),
                ("--tune looks for the threshold", *TRANSITION, "--tune"),
                ("--score transition has no threshold of its own", "--score", "transition"),
                ("--score hac has no threshold of its own", "--score", "hac"),
                ("--save: clustering needs the whole recording", *HAC, "--save", "m.pseg"),
                ("belongs to the score 'blend', not to 'hac'", *HAC, "--blend", "0.5"),
                ("--seed -1: a whole number", "--seed", "-1"),
                ("--seed one: a whole number", "--seed", "one"),
                ("--seed 99999999999999999999: ", "--seed", "99999999999999999999"),
                ("--jobs 0: a whole number from 1", "--jobs", "0"),
                ("--bootstrap 0: a whole number from 1", "--bootstrap", "0"),
                ("--snr loud: a number from", "--snr", "loud"),
                ("--snr 6dB: a number from", "--snr", "6dB"),
                ("--threshold nan: a number from", "--threshold", "nan"),
                ("--threshold : a number from", "--threshold", ""),
                ("--blend 1.5: a number from 0 to 1", "--blend", "1.5"),
                ("--blend belongs to the score 'blend'", *TRANSITION, "--blend", "0.5"),
                ("--min-gap -1: a number from 0", "--min-gap", "-1"),
                ("--offset 25: a boundary lies before the end", *TRANSITION, "--offset", "25"),
                ("--tune: a periodic detector", "--score", "periodic-80", "--tune"),
                ("--threshold: a periodic detector", "--score", "periodic-80", "--threshold", "1"),
                ("'stray' is not expected", "stray"),
                ("--colour", "--colour")):
            with self.subTest(options=options):
                self.check_nothing_printed(USAGE, sentence, *options)

    def test_data_is_required(self):
        done = run("eval")
        self.assertIn("--data DIR is missing", done.stderr)
        self.assertEqual(done.returncode, USAGE)

    def test_scores_that_a_model_lacks_are_refused(self):
        model = self.path("transition.pseg")
        self.check(DONE, "", "--score", "transition", "--tune", "--save", model)
        for score in ("error", "gas", "gas-mean", "blend", "readout"):
            self.check_nothing_printed(FAILED, f"has no network, and so no score '{score}'",
                                       "--model", model, "--score", score, "--tune")

    def test_missing_and_empty_folders_fail(self):
        os.mkdir(self.path("empty"))
        missing = self.path("missing")
        self.check(FAILED, missing, *TRANSITION, data=missing)
        self.check(FAILED, "holds no audio file", *TRANSITION, data=self.path("empty"))

    def test_recordings_without_labels_are_counted_and_left_out(self):
        write_wav(self.path("data", "ann", "unlabelled.wav"), [0.1, -0.1] * 8000)
        self.check(DONE, "1 of 3 recordings have no labels", *TRANSITION)
        os.remove(self.path("data", "ann", "1.phn"))
        os.remove(self.path("data", "bob", "1.phn"))
        self.check(FAILED, "no recording that can be scored", *TRANSITION)

    def test_a_bad_recording_does_not_stop_the_others(self):
        with open(self.path("data", "ann", "1.wav"), "wb") as f:
            f.write(b"this is text")
        done = self.check(FAILED, "ann/1.wav", *TRANSITION)
        self.assertIn("1 recording, 1 speaker", done.stdout)

    def test_bad_labels_are_named_and_left_out(self):
        with open(self.path("data", "ann", "1.phn"), "w", encoding="utf-8") as f:
            f.write("0 100 a\n200 x b\n")
        done = self.check(FAILED, "ann/1.phn, line 2: two sample numbers", *TRANSITION)
        self.assertIn("1 recording, 1 speaker", done.stdout)

    def test_reference_labels_are_never_overwritten(self):
        with open(self.path("data", "ann", "1.phn"), encoding="utf-8") as f:
            before = f.read()
        self.check(FAILED, "these are the labels to score against", *TRANSITION, "--output-dir",
                   self.path("data", "..", "data"))
        with open(self.path("data", "ann", "1.phn"), encoding="utf-8") as f:
            self.assertEqual(f.read(), before)

    def test_places_that_cannot_be_written_fail(self):
        self.check(FAILED, "/dev/null", *TRANSITION, "--output-dir", "/dev/null/x")
        self.check(FAILED, "/nowhere/m.pseg", *TRANSITION, "--save", "/nowhere/m.pseg")
        if os.path.exists("/dev/full"):
            with open("/dev/full", "w", encoding="utf-8") as full:
                done = subprocess.run([PHONESEG, "eval", "--data", self.data, *TRANSITION],
                                      stdout=full, stderr=subprocess.PIPE, text=True)
            self.assertIn("cannot write the report", done.stderr)
            self.assertEqual(done.returncode, FAILED)

    def test_short_and_silent_recordings_are_scored(self):
        write_wav(self.path("data", "bob", "short.wav"), [0.5])
        write_wav(self.path("data", "bob", "silent.wav"), [0] * 16000)
        for name in ("short", "silent"):
            with open(self.path("data", "bob", name + ".phn"), "w", encoding="utf-8") as f:
                f.write("0 1 a\n")
        for score in (TRANSITION, HAC):
            done = self.check(DONE, "", *score, "--snr", "6")
            self.assertIn("4 recordings, 2 speakers", done.stdout)

    def test_no_bar_is_drawn_when_stderr_is_no_terminal(self):
        self.assertEqual(self.check(DONE, "", *TRANSITION).stderr, "")


if __name__ == "__main__":
    main()
