"""A readout's scores as probabilities: `eval --tune --save` makes them true, `--reliability` shows
it, and the boundaries stay; against a computation of its own from what `segment` prints."""
import json
import math
import os
import tempfile
import unittest

from support import main, run, run_json, write_labelled

# A seed whose log odds are nearly a straight line: so small a training leaves others, which no
# slope and offset make true to within twice what chance does.
SMALL = ("--mel", 8, "--ceps", 0, "--dense", 8, "--hidden", 8, "--batch", 4, "--epochs", 6,
         "--piece", 1, "--teacher", "transition", "--delay", 1, "--rate", "1e-2", "--seed", 5)


def candidates(model, stem):
    """(time, score) of every local maximum, highest first; of equal ones the earliest"""
    done = run("segment", "--model", model, "--threshold", "-1e6", "--format", "jsonl",
               stem + ".wav")
    assert done.returncode == 0, done.stderr
    events = map(json.loads, done.stdout.splitlines())
    return sorted(((e["time"], e["score"]) for e in events), key=lambda e: (-e[1], e[0]))


def references(stem):
    with open(stem + ".phn", encoding="utf-8") as f:
        return [int(line.split()[0]) / 16000 for line in f][1:]


def judge(found, refs):
    """[(score, is a boundary)]: the highest takes the nearest free reference within 20 ms"""
    free, judged = set(refs), []
    for time, score in found:
        near = [r for r in free if abs(r - time) <= 0.02 + 1e-9]
        if near:
            free.remove(min(near, key=lambda r: abs(r - time)))
        judged.append((score, bool(near)))
    return judged


class Reliability(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.data = os.path.join(cls.folder.name, "data")
        cls.stems = [os.path.join(cls.data, speaker, str(i))
                     for speaker in ("ann", "bob", "cy") for i in range(3)]
        for i, stem in enumerate(cls.stems):
            write_labelled(stem, i, seconds=4)
        cls.raw, cls.tuned = cls.path("raw.pseg"), cls.path("tuned.pseg")
        done = run("train", "--data", cls.data, "--out", cls.raw, *SMALL)
        assert done.returncode == 0, done.stderr
        cls.said = run_json("eval", "--data", cls.data, "--model", cls.raw, "--tune", "--save",
                            cls.tuned)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder.name, name)

    def judged(self, model):
        return [j for stem in self.stems for j in judge(candidates(model, stem), references(stem))]

    def test_the_figures_are_those_of_what_segment_prints(self):
        said = run_json("eval", "--data", self.data, "--model", self.tuned)["reliability"]
        judged = sorted(self.judged(self.tuned))
        self.assertEqual(said["candidates"], len(judged))
        self.assertEqual(said["boundaries"], sum(is_one for _, is_one in judged))
        error, begin = 0, 0
        for k in said["bins"]:
            part = judged[begin:begin + k["n"]]
            begin += k["n"]
            predicted = sum(score for score, _ in part) / len(part)
            observed = sum(is_one for _, is_one in part) / len(part)
            self.assertAlmostEqual(k["predicted"], predicted, places=5)
            self.assertAlmostEqual(k["observed"], observed, places=5)
            self.assertTrue(k["interval"][0] <= observed <= k["interval"][1])
            error += abs(predicted - observed) * len(part) / len(judged)
        self.assertEqual(begin, len(judged))
        self.assertAlmostEqual(said["error"], error, places=5)
        self.assertEqual(len(said["bins"]), 15)

    def test_calibration_makes_probabilities_true_and_moves_no_boundary(self):
        calibration, after = self.said["calibration"], self.said["reliability"]
        before = run_json("eval", "--data", self.data, "--model", self.raw, "--tune")
        self.assertNotIn("calibration", before)
        self.assertEqual(before["reliability"]["error"], calibration["error_before"])
        self.assertLess(after["error"], min(calibration["error_before"], 2 * after["luck"]))
        # what maximum likelihood promises: as many boundaries as there are predicted
        mean = sum(k["predicted"] * k["n"] for k in after["bins"]) / after["candidates"]
        self.assertAlmostEqual(mean, after["boundaries"] / after["candidates"], places=2)
        self.assertEqual(calibration["moved"], 0)
        for key in ("n_hyp", "hits", "ref_hit", "hyp_hit", "strict", "lenient", "offset_ms"):
            self.assertEqual(before[key], self.said[key], key)
        saved = run_json("eval", "--data", self.data, "--model", self.tuned)
        for key in ("n_hyp", "hits", "threshold", "offset_ms", "reliability"):
            self.assertEqual(saved[key], self.said[key], key)

    def test_scores_follow_the_formula_and_boundaries_stay(self):
        a, c = self.said["calibration"]["a"], self.said["calibration"]["c"]
        at = ("--data", self.data, "--model", self.raw, "--tune", "--output-dir")
        tuned = run_json("eval", *at, self.path("found"))
        run_json("eval", "--data", self.data, "--model", self.tuned, "--output-dir",
                 self.path("found-calibrated"))
        for stem in self.stems:
            raw, calibrated = candidates(self.raw, stem), candidates(self.tuned, stem)
            self.assertEqual(len(raw), len(calibrated))
            for (_, p), (_, q) in zip(raw, calibrated):
                self.assertAlmostEqual(q, 1 / (1 + math.exp(-a * math.log(p / (1 - p)) - c)),
                                       places=4)
            name = os.path.relpath(stem, self.data) + ".phn"
            with open(os.path.join(self.path("found"), name), encoding="utf-8") as f, \
                    open(os.path.join(self.path("found-calibrated"), name), encoding="utf-8") as g:
                self.assertEqual(f.read(), g.read())
        threshold = tuned["threshold"]
        self.assertAlmostEqual(self.said["threshold"], 1 / (1 + math.exp(
            -a * math.log(threshold / (1 - threshold)) - c)), places=2)
        self.assertEqual(self.said["optima"]["mean"]["threshold"], self.said["threshold"])
        scores = [score for stem in self.stems for _, score in candidates(self.raw, stem)]
        self.assertNotIn(self.said["threshold"], scores)  # between two of them

    def test_the_record_keeps_what_was_there_and_says_what_was_done(self):
        again = self.path("again.pseg")
        run_json("eval", "--data", self.data, "--model", self.tuned, "--tune", "--save", again)
        for model, times in ((self.raw, 0), (self.tuned, 1), (again, 1)):
            with open(model, "rb") as f:
                text = f.read().decode("latin-1")
            self.assertEqual(text.count('"calibration":{"a":'), times)
            self.assertEqual(text.count('"settings":{'), 1)
        with open(again, "rb") as f:
            text = f.read().decode("latin-1")
        record = json.JSONDecoder().raw_decode(text[text.index('{"made_by"'):])[0]
        self.assertEqual(record["settings"]["teacher"], "transition")
        # there was nothing left to do
        self.assertAlmostEqual(record["calibration"]["a"], 1, places=2)
        self.assertAlmostEqual(record["calibration"]["c"], 0, places=2)

    def test_text_says_what_json_says(self):
        text = run("eval", "--data", self.data, "--model", self.raw, "--tune", "--save",
                   self.path("text.pseg"), "--reliability", self.path("text.svg")).stdout
        self.assertIn("the boundaries are the same", text)
        self.assertIn(f"error before: {self.said['calibration']['error_before']:.4f}", text)
        self.assertIn(f"error after: {self.said['reliability']['error']:.4f}", text)
        for k in self.said["reliability"]["bins"]:
            self.assertIn(f"{k['n']:10d}  {k['predicted']:9.3f}  {k['observed']:8.3f}", text)

    def test_pictures(self):
        begins = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
        for extension, magic in begins.items():
            picture = self.path("r." + extension)
            run_json("eval", "--data", self.data, "--model", self.tuned, "--reliability", picture)
            with open(picture, "rb") as f:
                self.assertTrue(f.read().startswith(magic), extension)

    def test_a_picture_has_a_dot_and_an_interval_for_each_bin(self):
        blue, orange = "rgb(0%,44.7%,69.8%)", "rgb(90.2%,62.4%,0%)"
        now, both = self.path("now.svg"), self.path("both.svg")
        said = run_json("eval", "--data", self.data, "--model", self.tuned, "--reliability", now)
        run_json("eval", "--data", self.data, "--model", self.raw, "--tune", "--save",
                 self.path("p.pseg"), "--reliability", both)
        n = len(said["reliability"]["bins"])
        for path, befores in ((now, 0), (both, n)):
            with open(path, encoding="utf-8") as f:
                paths = [x.replace(" ", "") for x in f.read().split("<path")[1:]]
            self.assertEqual(sum(f"fill:{blue}" in x for x in paths), n)  # dots
            self.assertEqual(sum(f"stroke:{blue}" in x for x in paths), n + 2)  # curve, legend
            self.assertEqual(sum(f"fill:{orange}" in x for x in paths), befores)

    def test_scores_that_are_no_probabilities_are_left_alone(self):
        for score in ("gas", "error", "transition"):
            saved = self.path(score + ".pseg")
            options = ("eval", "--data", self.data, "--model", self.raw, "--score", score, "--tune")
            said = run_json(*options, "--save", saved)
            self.assertNotIn("calibration", said)
            self.assertNotIn("reliability", said)
            done = run(*options, "--reliability", self.path("no.png"))
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(f"--reliability: the score '{score}' is no probability", done.stderr)
            self.assertFalse(os.path.exists(self.path("no.png")))

    def test_a_picture_of_no_known_kind_is_refused_before_the_work(self):
        done = run("eval", "--data", self.data, "--model", self.raw, "--reliability", "r.gif")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("--reliability r.gif: .png, .svg or .pdf expected", done.stderr)

    def test_labels_that_tell_nothing_calibrate_nothing(self):
        nothing = self.path("nothing")
        write_labelled(os.path.join(nothing, "1"), 1, seconds=2)
        with open(os.path.join(nothing, "1.phn"), "w", encoding="utf-8") as f:
            f.write("0 32000 x\n")
        done = run("eval", "--data", nothing, "--model", self.raw, "--tune", "--save",
                   self.path("nothing.pseg"))
        self.assertEqual(done.returncode, 0)
        self.assertIn("none is a boundary; the scores stay as they are", done.stderr)
        self.assertNotIn("calibrated", done.stdout)


if __name__ == "__main__":
    main()
