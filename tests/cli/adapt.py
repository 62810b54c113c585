"""`phoneseg adapt`: a model fitted to a few labelled recordings, and what it says of that."""
import json
import os
import tempfile
import unittest

from support import main, run, run_json, write_labelled

KINDS = ("strict", "lenient")
SMALL = ("--mel", 8, "--ceps", 0, "--dense", 8, "--hidden", 8, "--batch", 4, "--epochs", 6,
         "--piece", 1, "--teacher", "transition", "--delay", 1, "--rate", "1e-2")


class Adapt(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.data, cls.other = cls.path("data"), cls.path("other")
        for i in range(8):
            write_labelled(os.path.join(cls.data, "ab"[i % 2], str(i)), i, seconds=5)
            write_labelled(os.path.join(cls.other, str(i)), 50 + i, seconds=5)
        raw = cls.path("raw.pseg")
        done = run("train", "--data", cls.data, "--out", raw, *SMALL)
        assert done.returncode == 0, done.stderr
        # 60 ms too late, and a threshold far too high
        cls.good, cls.bad = cls.path("good.pseg"), cls.path("bad.pseg")
        run_json("eval", "--data", cls.data, "--model", raw, "--tune", "--save", cls.good)
        tuned = run_json("eval", "--data", cls.data, "--model", cls.good, "--tune")
        run_json("eval", "--data", cls.data, "--model", cls.good, "--offset",
                 tuned["offset_ms"] - 60, "--threshold", "0.9", "--save", cls.bad)
        # nothing is stricter on these very recordings, wherever in time it puts its boundaries
        strict = tuned["optima"]["strict"]
        cls.best = cls.path("best.pseg")
        run_json("eval", "--data", cls.data, "--model", cls.good, "--threshold",
                 strict["threshold"], "--offset", strict["offset_ms"], "--save", cls.best)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def path(cls, *parts):
        return os.path.join(cls.folder.name, *parts)

    def adapt(self, *options, data=None, model=None, out="out.pseg"):
        return run_json("adapt", "--data", data or self.data, "--model", model or self.bad,
                        "--out", self.path(out), *options)

    def score(self, model, data=None):
        return run_json("eval", "--data", data or self.data, "--model", model)

    def test_its_figures_are_those_of_eval(self):
        said = self.adapt()
        before, after = self.score(self.bad), self.score(self.path("out.pseg"))
        tuned = run_json("eval", "--data", self.data, "--model", self.bad, "--tune")
        self.assertEqual((said["recordings"], said["speakers"], said["boundaries"], said["goal"]),
                         (8, 2, before["n_ref"], "mean"))
        for kind in KINDS:
            for key, other in (("before", before), ("tuned", tuned), ("tuned", after)):
                for figure in ("r_value", "r_value_interval"):
                    self.assertEqual(said[key][kind][figure], other[kind][figure], (key, kind))
        for key in ("threshold", "offset_ms"):
            self.assertEqual(said["before"][key], before[key])
            self.assertEqual(said["tuned"][key], tuned[key])
            self.assertEqual(said[key], after[key])
        self.assertEqual(said["reliability"], after["reliability"])

    def test_it_helps_recordings_that_it_has_not_heard(self):
        said = self.adapt()
        before, after = self.score(self.bad, self.other), self.score(self.path("out.pseg"),
                                                                      self.other)
        self.assertTrue(said["takes_tuned"])
        self.assertGreater(after["strict"]["r_value"], before["strict"]["r_value"] + 20)
        self.assertLess(after["reliability"]["error"], before["reliability"]["error"])

    def test_what_is_held_out_is_scored_by_what_the_others_are_tuned_to(self):
        said = self.adapt()["held_out"]
        self.assertEqual((said["units"], said["parts"]), ("speakers", 2))
        hits = found = refs = 0
        for own, other in ("ab", "ba"):
            tuned = run_json("eval", "--data", self.path("data", other), "--model", self.bad,
                             "--tune")
            at = ("--threshold", tuned["threshold"], "--offset", tuned["offset_ms"])
            got = run_json("eval", "--data", self.path("data", own), "--model", self.bad, *at)
            hits, found, refs = hits + got["hits"], found + got["n_hyp"], refs + got["n_ref"]
        recall, over = hits / refs, found / refs - 1
        r1, r2 = ((1 - recall) ** 2 + over ** 2) ** 0.5, (recall - over - 1) / 2 ** 0.5
        self.assertAlmostEqual(said["strict"]["r_value"], 100 - 50 * (abs(r1) + abs(r2)), places=4)

    def test_one_speaker_is_held_out_by_recordings(self):
        said = self.adapt(data=self.other)["held_out"]
        self.assertEqual((said["units"], said["parts"]), ("files", 8))

    def test_what_does_not_help_is_not_done(self):
        before = self.score(self.best)
        said = self.adapt("--goal", "strict", model=self.best)  # tuned to these very recordings
        after = self.score(self.path("out.pseg"))
        self.assertFalse(said["takes_tuned"])
        self.assertEqual(said["offset_ms"], before["offset_ms"])
        for key in ("n_hyp", "hits", "strict"):
            self.assertEqual(after[key], before[key])
        text = run("adapt", "--data", self.data, "--model", self.best, "--goal", "strict",
                   "--out", self.path("t.pseg")).stdout
        self.assertIn("tuning does not help recordings that it has not seen; kept:", text)

    def test_a_point_that_is_kept_is_the_models_own(self):
        """models a little off the point that fits best: for some of them tuning is not worth it"""
        at, kept = self.score(self.best), 0
        for late in (-2, -1, 1, 2):
            near = self.path("near.pseg")
            run_json("eval", "--data", self.data, "--model", self.best, "--offset",
                     at["offset_ms"] + late, "--save", near)
            said = self.adapt("--goal", "strict", model=near)
            before = self.score(near)
            after = self.score(self.path("out.pseg"))
            self.assertNotEqual(said["tuned"]["offset_ms"], before["offset_ms"])
            if not said["takes_tuned"]:
                kept += 1
                self.assertEqual(after["offset_ms"], before["offset_ms"])
                self.assertEqual((after["n_hyp"], after["hits"]), (before["n_hyp"], before["hits"]))
                self.assertLessEqual(said["held_out"]["strict"]["r_value"],
                                     before["strict"]["r_value"])
        self.assertGreater(kept, 0)

    def test_a_goal_is_what_is_tuned_for(self):
        optima = run_json("eval", "--data", self.data, "--model", self.bad, "--tune")["optima"]
        for goal in ("mean", "strict", "lenient"):
            said = self.adapt("--goal", goal)
            self.assertEqual(said["goal"], goal)
            for key in ("threshold", "offset_ms"):
                self.assertEqual(said["tuned"][key], optima[goal][key])

    def test_the_record_says_what_was_done(self):
        said = self.adapt(out="record.pseg")
        with open(self.path("record.pseg"), "rb") as f:
            text = f.read().decode("latin-1")
        record = json.JSONDecoder().raw_decode(text[text.index('{"made_by"'):])[0]
        self.assertEqual(record["adapted"]["boundaries"], said["boundaries"])
        self.assertEqual(record["adapted"]["held_out"], said["held_out"])
        self.assertEqual(record["calibration"], said["calibration"])
        self.assertNotIn(self.folder.name, text)

    def test_other_scores_are_adapted_without_probabilities(self):
        model = self.path("transition.pseg")
        run_json("eval", "--data", self.data, "--score", "transition", "--threshold", "3",
                 "--save", model)
        said = self.adapt(model=model)
        self.assertTrue(said["takes_tuned"])
        self.assertNotIn("calibration", said)
        self.assertNotIn("reliability", said)

    def test_text_says_how_much_it_was_fitted_to(self):
        said = self.adapt()
        text = run("adapt", "--data", self.data, "--model", self.bad, "--out",
                   self.path("t.pseg")).stdout
        n = said["boundaries"]
        self.assertIn(f"fitted to {n} boundaries of 8 recordings, 2 speakers", text)
        for row, key in (("before", "before"), ("tuned", "tuned"), ("held out", "held_out")):
            line = next(x for x in text.splitlines() if x.startswith(row))
            self.assertIn(f"{said[key]['strict']['r_value']:.2f}", line)
            self.assertIn(f"{said[key]['lenient']['r_value_interval'][1]:.2f}", line)

    def refused(self, status, sentence, *options):
        done = run("adapt", *options)
        self.assertIn(sentence, done.stderr)
        self.assertEqual((done.returncode, done.stdout), (status, ""))

    def test_too_small_a_set_is_refused_with_the_limit(self):
        few, short = self.path("few"), self.path("short")
        for i in range(4):
            write_labelled(os.path.join(few, str(i)), i, seconds=8)
        for i in range(6):
            write_labelled(os.path.join(short, str(i)), i, seconds=1)
        out = self.path("small.pseg")
        for folder, sentence in ((few, "4 recordings with "), (short, "6 recordings with ")):
            self.refused(1, sentence, "--data", folder, "--out", out)
            self.refused(1, "are too few to say anything: 5 with 200 are needed", "--data", folder,
                         "--out", out)
        self.assertFalse(os.path.exists(out))

    def test_bad_usage_is_a_sentence(self):
        data, out = ("--data", self.data), ("--out", self.path("no.pseg"))
        self.refused(2, "--data DIR is missing", *out)
        self.refused(2, "say where the model goes: --out", *data)
        self.refused(2, "--goal best: mean, strict or lenient expected", *data, *out, "--goal",
                     "best")
        self.refused(2, "--jobs takes a whole number", *data, *out, "--jobs", "0")
        self.refused(2, "'stray' is not expected", *data, *out, "stray")
        self.refused(1, "no.pseg", *data, *out, "--model", self.path("no.pseg"))
        for folder in (self.data, self.path("missing")):  # before any work
            self.refused(1, "is no model: it is not replaced", "--data", folder, "--out",
                         os.path.join(self.data, "a", "0.phn"))
        self.assertFalse(os.path.exists(self.path("no.pseg")))


if __name__ == "__main__":
    main()
