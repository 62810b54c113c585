"""`phoneseg reproduce`: TIMIT as it is shipped, results that other commands agree with, resuming,
and what it says when something is wrong."""
import csv
import os
import re
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
import unittest
import wave

from support import PHONESEG, main, run, run_json, write_labelled

DONE, FAILED, USAGE = 0, 1, 2
SMALL = ("--set", "hidden=6", "--set", "dense=8", "--set", "batch=4", "--jobs", 2)
QUICK = ("--quick", "--epochs", 1, *SMALL)


def write_sphere(path, wav):
    """The samples of a WAV file as NIST SPHERE, which begins with 1024 bytes of text."""
    with wave.open(wav) as f:
        n, rate, samples = f.getnframes(), f.getframerate(), f.readframes(f.getnframes())
    header = ("NIST_1A\n   1024\nchannel_count -i 1\n"
              f"sample_count -i {n}\nsample_rate -i {rate}\nsample_n_bytes -i 2\n"
              "sample_byte_format -s2 01\nsample_sig_bits -i 16\nend_head\n")
    with open(path, "wb") as f:
        f.write(header.encode().ljust(1024, b"\n") + samples)


def write_timit(folder, sentences=4):
    """TRAIN and TEST, a speaker each, SPHERE files and labels with upper-case names"""
    for part, speaker in (("TRAIN", "FCJF0"), ("TEST", "MDAB0")):
        home = os.path.join(folder, part, "DR1", speaker)
        os.makedirs(home)
        for i in range(sentences):
            stem = os.path.join(home, f"SX{i}")
            write_labelled(stem, f"{part}{i}", seconds=2)
            write_sphere(stem + ".WAV", stem + ".wav")
            os.remove(stem + ".wav")
            os.rename(stem + ".phn", stem + ".PHN")


def write_speech(folder, n, labels=True):
    for i in range(n):
        stem = os.path.join(folder, f"speaker{i % 2}", f"s{i}")
        write_labelled(stem, i, seconds=2)
        if not labels:
            os.remove(stem + ".phn")


class Reproduce(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.data = self.path("data")
        self.out = self.path("new", "results")

    def tearDown(self):
        self.folder.cleanup()

    def path(self, *names):
        return os.path.join(self.folder.name, *names)

    def reproduce(self, *options, data=None):
        return run("reproduce", "--data", data or self.data, "--out", self.out, *options)

    def done(self, *options, **more):
        result = self.reproduce(*options, **more)
        self.assertEqual(result.returncode, DONE, result.stderr)
        return result

    def text(self, name):
        with open(os.path.join(self.out, name), encoding="utf-8") as f:
            return f.read()

    def rows(self):
        with open(os.path.join(self.out, "results.csv"), newline="", encoding="utf-8") as f:
            return list(csv.DictReader(f))

    def figures(self):
        """All but what depends on the machine"""
        return [{k: v for k, v in row.items() if k != "train_seconds"} for row in self.rows()]

    def r_value(self, row, protocol, condition, measure):
        found = [r for r in self.rows() if (r["row"], r["protocol"], r["condition"],
                                            r["measure"]) == (row, protocol, condition, measure)]
        self.assertEqual(len(found), 1)
        return float(found[0]["r_value"])

    def fails(self, status, *words, options=(), data=None):
        result = self.reproduce(*options, data=data)
        self.assertEqual(result.returncode, status, result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.out, "reproduce.md")))

    # ------------------------------------------------------------------------------- data ----

    def test_timit_as_it_is_shipped_is_learned_from_and_scored(self):
        write_timit(os.path.join(self.data, "TIMIT"))
        result = self.done(*QUICK)
        page = self.text("reproduce.md")
        self.assertIn("scored on 4 recordings", page)
        self.assertIn("folders TRAIN and TEST", page)
        for table in ("## Table 1", "## Table 2", "## Every cell"):
            self.assertIn(table, page)
        for label in ("LSTM forget gate | 79.15", "(d) RPM + GAS (4 layers) | offline | 83.16",
                      "(f) HAC", "gru-rrx", "lstm+residual"):
            self.assertIn(label, page)
        self.assertNotRegex(page, r"nan|inf\b")
        for name in ("figure3", "figure4", "figure5", "figure6", "cells"):
            with open(os.path.join(self.out, name + ".png"), "rb") as f:
                self.assertEqual(f.read(4), b"\x89PNG")
        self.assertIn("reproduce.md", result.stdout)
        self.assertNotIn(self.folder.name, page)

    def test_lower_case_folders_are_timit_too(self):
        write_timit(self.data)
        os.rename(os.path.join(self.data, "TRAIN"), os.path.join(self.data, "train"))
        os.rename(os.path.join(self.data, "TEST"), os.path.join(self.data, "Test"))
        self.done(*QUICK, "--only", "periodic-80")
        self.assertIn("scored on 4 recordings", self.text("reproduce.md"))

    def test_any_folder_of_labelled_speech_will_do(self):
        write_speech(self.data, 6)
        self.done(*QUICK, "--only", "rpm2-gru")
        self.assertIn("the same ones", self.text("reproduce.md"))
        write_speech(self.path("train"), 3, labels=False)
        self.done(*QUICK, "--only", "rpm2-gru", "--train", self.path("train"))
        self.assertIn("scored on 6 recordings", self.text("reproduce.md"))
        self.assertNotIn("the same ones", self.text("reproduce.md"))

    # ---------------------------------------------------------------------------- figures ----

    def test_eval_finds_the_same_for_a_network(self):
        write_speech(self.data, 6)
        self.done(*QUICK, "--only", "cell:mgu,cell:gru3")
        model = os.path.join(self.out, "runs", "cell-mgu-1.pseg")
        for condition, options in (("clean", ()), ("noisy", ("--snr", 6))):
            found = run_json("eval", "--data", self.data, "--model", model, *options)
            for measure in ("strict", "lenient"):
                self.assertAlmostEqual(
                    found[measure]["r_value"],
                    self.r_value("cell:mgu", "fixed", condition, measure), delta=0.006)
        weights = {r["row"]: float(r["w"]) for r in self.rows() if r["protocol"] == "fixed"}
        self.assertGreater(weights["cell:mgu"], 0)
        self.assertEqual(weights["cell:gru3"], 0)  # its gates never move

    def test_eval_finds_the_same_for_each_score(self):
        write_speech(self.data, 6)
        self.done(*QUICK, "--only", "ae-gru,rpm2-gru")
        for row, model, options in (("gru-update", "ae-gru", ("gas-mean",)),
                                    ("gru-reset", "ae-gru", ("gas-mean", "--gate", "reset")),
                                    ("gru-reset:units", "ae-gru", ("gas", "--gate", "reset")),
                                    ("rpm2", "rpm2-gru", ("error",))):
            path = os.path.join(self.out, "runs", model + "-1.pseg")
            found = run_json("eval", "--data", self.data, "--model", path, "--tune", "--score",
                             *options)
            for measure in ("strict", "lenient"):
                self.assertAlmostEqual(found[measure]["r_value"],
                                       self.r_value(row, "fixed", "clean", measure), delta=0.006)
        self.assertNotEqual(self.r_value("gru-update", "tuned", "clean", "lenient"),
                            self.r_value("gru-update:minus", "tuned", "clean", "lenient"))

    def test_eval_finds_the_same_for_baselines(self):
        write_speech(self.data, 6)
        self.done("--only", "periodic-80,hac,transition")
        for score in ("periodic-80", "hac", "transition"):
            options = () if score == "periodic-80" else ("--tune",)
            found = run_json("eval", "--data", self.data, "--score", score, *options)
            for measure in ("strict", "lenient"):
                self.assertAlmostEqual(found[measure]["r_value"],
                                       self.r_value(score, "fixed", "clean", measure), delta=0.006)

    def test_more_freedom_is_never_worse(self):
        write_speech(self.data, 5)
        self.done(*QUICK, "--only", "rpm4-gru")
        for condition in ("clean", "noisy"):
            for measure in ("strict", "lenient"):
                error = self.r_value("rpm4", "tuned", condition, measure)
                blend = self.r_value("rpm4+gas", "tuned", condition, measure)
                shifted = self.r_value("rpm4+gas", "shifted", condition, measure)
                self.assertLessEqual(error, blend)
                self.assertLessEqual(blend, shifted)
                self.assertLessEqual(self.r_value("rpm4", "fixed", "clean", measure),
                                     self.r_value("rpm4", "shifted", "clean", measure))

    def test_threads_change_nothing(self):
        write_speech(self.data, 5)
        self.done(*QUICK, "--only", "gates", "--jobs", 1)
        one = self.figures()
        shutil.rmtree(self.out)
        self.done(*QUICK, "--only", "gates", "--jobs", 3)
        self.assertEqual(one, self.figures())

    def test_settings_reach_the_networks(self):
        write_speech(self.data, 4)
        self.done(*QUICK, "--only", "rpm2-gru")
        parameters = {r["parameters"] for r in self.rows() if r["row"] == "rpm2"}
        # 39 inputs, dense 8, GRU 6, 39 outputs
        self.assertEqual(parameters, {str((39 * 8 + 8) + 3 * (8 * 6 + 6 * 6 + 6) + (6 * 39 + 39))})
        self.assertTrue(all(r["offline"] == "yes" for r in self.rows()))
        self.done(*QUICK, "--only", "rpm2-gru", "--streaming")
        self.assertTrue(all(r["offline"] == "no" for r in self.rows()))

    def test_seeds_differ_and_are_spread(self):
        write_speech(self.data, 4)
        self.done(*QUICK, "--only", "rpm2-gru", "--seeds", 2)
        losses = {r["seed"]: r["loss"] for r in self.rows()}
        self.assertEqual(sorted(losses), ["1", "2"])
        self.assertNotEqual(losses["1"], losses["2"])
        values = [float(r["r_value"]) for r in self.rows() if (
            r["row"], r["protocol"], r["condition"], r["measure"]
        ) == ("rpm2", "tuned", "clean", "lenient")]
        told = re.search(r"\(a\) RPM[^|]*\|[^|]*\|[^|]*\| (\d+\.\d) ± (\d+\.\d) /",
                         self.text("reproduce.md"))
        self.assertAlmostEqual(float(told[1]), statistics.mean(values), delta=0.06)
        self.assertAlmostEqual(float(told[2]), statistics.stdev(values), delta=0.06)
        self.assertGreater(float(told[2]), 0)

    # --------------------------------------------------------------------------- resuming ----

    def test_what_is_there_is_not_done_again(self):
        write_speech(self.data, 4)
        first = self.done(*QUICK, "--only", "rpm2-gru,hac")
        self.assertIn("rpm2-gru, seed 1", first.stderr)
        before, page = self.rows(), self.text("reproduce.md")
        curves = self.text("curves.csv")
        again = self.done(*QUICK, "--only", "rpm2-gru,hac")
        self.assertEqual(again.stderr, "")
        self.assertEqual((before, page, curves),
                         (self.rows(), self.text("reproduce.md"), self.text("curves.csv")))

    def test_other_settings_or_damage_are_done_again(self):
        write_speech(self.data, 4)
        options = ("--quick", *SMALL, "--only", "rpm2-gru")
        self.done(*options, "--epochs", 1)
        self.assertIn("loss", self.done(*options, "--epochs", 2).stderr)
        kept = os.path.join(self.out, "runs", "rpm2-gru-1.csv")
        before = self.figures()
        with open(kept, "r+", encoding="utf-8") as f:
            f.truncate(os.path.getsize(kept) - 5)
        self.assertIn("scored again", self.done(*options, "--epochs", 2).stderr)
        self.assertEqual(before, self.figures())
        with open(kept, "r+", encoding="utf-8") as f:
            lines = [line for line in f if not line.startswith("rpm2+gas:units,")]
            f.seek(0)
            f.truncate()
            f.writelines(lines)  # as of a version that had fewer rows
        self.assertIn("scored again", self.done(*options, "--epochs", 2).stderr)
        self.assertEqual(before, self.figures())
        with open(kept.replace(".csv", ".pseg"), "r+b") as f:
            f.truncate(100)
        self.assertIn("loss", self.done(*options, "--epochs", 2).stderr)
        self.assertEqual(before, self.figures())
        os.remove(kept)  # whose the network is cannot be known
        self.assertIn("loss", self.done(*options, "--epochs", 2).stderr)
        self.assertEqual(before, self.figures())
        write_labelled(os.path.join(self.data, "more"), 99, seconds=2)
        self.assertIn("loss", self.done(*options, "--epochs", 2).stderr)

    def test_an_interrupted_run_goes_on(self):
        write_speech(self.data, 4)
        # periodic-80 is done at once, the network is not
        command = [PHONESEG, "reproduce", "--data", self.data, "--out", self.out, "--jobs", "2",
                   "--seeds", "1", "--only", "periodic-80,rpm2-gru", "--epochs", "100000"]
        kept = os.path.join(self.out, "runs", "periodic-80-1.csv")
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as p:
            while not os.path.exists(kept) and p.poll() is None:
                time.sleep(0.02)
            p.send_signal(signal.SIGINT)
            _, messages = p.communicate(timeout=60)
        self.assertEqual(p.returncode, FAILED, messages)
        self.assertIn("interrupted", messages)
        self.assertIn("(g) every 80 ms", self.text("reproduce.md"))
        self.assertNotIn("RPM", re.sub("Settings.*", "", self.text("reproduce.md").split(
            "## Table 2")[1], flags=re.S))
        self.assertEqual(os.listdir(os.path.join(self.out, "runs")), ["periodic-80-1.csv"])

    # -------------------------------------------------------------------------- bad input ----

    def test_bad_usage_is_named(self):
        write_speech(self.data, 2)
        self.fails(USAGE, "'nosuch'", "gates", "ae-lstm", "cell:gru-rrx",
                   options=("--only", "hac,nosuch"))
        self.fails(USAGE, "NAME=VALUE", options=("--set", "epochs"))
        self.fails(USAGE, "there is no setting 'color'", options=("--set", "color=3"))
        self.fails(USAGE, "the tables vary", options=("--set", "cell=gru"))
        self.fails(USAGE, "dropout", options=("--set", "dropout=2"))
        self.fails(USAGE, "--seeds", options=("--seeds", "0"))
        self.fails(USAGE, "what is 'stray'", options=("stray",))
        self.fails(USAGE, "--only", options=("--cells", "gru"))
        for options in (("--data", self.data), ("--out", self.out)):
            result = run("reproduce", *options)
            self.assertEqual(result.returncode, USAGE)
            self.assertIn("say where", result.stderr)

    def test_folders_without_what_is_needed_are_named(self):
        os.makedirs(self.data)
        self.fails(FAILED, self.data, "no audio")
        self.fails(FAILED, "is no folder", data=self.path("missing"))
        write_speech(self.data, 3, labels=False)
        self.fails(FAILED, self.data, ".phn")
        write_speech(self.data, 3)
        self.fails(FAILED, "no audio", options=("--train", tempfile.mkdtemp(dir=self.folder.name),
                                                "--only", "rpm2-gru"))

    def test_a_bad_recording_is_left_out_and_told(self):
        write_speech(self.data, 4)
        with open(os.path.join(self.data, "speaker0", "s0.phn"), "w", encoding="utf-8") as f:
            f.write("no labels\n")
        with open(os.path.join(self.data, "speaker1", "s1.wav"), "w", encoding="utf-8") as f:
            f.write("no audio")
        result = self.reproduce("--only", "periodic-80")
        self.assertEqual(result.returncode, FAILED)
        self.assertIn("s0.phn", result.stderr)
        self.assertIn("s1.wav", result.stderr)
        self.assertIn("scored on 2 recordings", self.text("reproduce.md"))


if __name__ == "__main__":
    main(essential=["Reproduce.test_threads_change_nothing",
                    "Reproduce.test_an_interrupted_run_goes_on"])
