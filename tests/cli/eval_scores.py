"""What `phoneseg eval` prints, against a computation of its own from the label files it wrote."""
import math
import os
import tempfile
import unittest

from support import main, run, run_json, write_labelled


def boundaries(path):
    with open(path, encoding="utf-8") as f:
        starts = [int(line.split()[0]) for line in f if line.split()]
    return sorted(set(starts[1:]))


def most_pairs(ref, hyp):
    """maximum matching by augmenting paths; times in samples at 16 kHz, 20 ms are 320"""
    partner = {}

    def place(i, tried):
        for j, h in enumerate(hyp):
            if abs(h - ref[i]) <= 320 and j not in tried:
                tried.add(j)
                if j not in partner or place(partner[j], tried):
                    partner[j] = i
                    return True
        return False

    return sum(place(i, set()) for i in range(len(ref)))


def count(ref, hyp):
    r = [x // 160 for x in ref]
    h = [math.floor(x / 16000 / 0.01 + 0.5) for x in hyp]
    return [len(ref), len(hyp), most_pairs(ref, hyp),
            sum(any(abs(a - b) <= 2 for b in h) for a in r),
            sum(any(abs(a - b) <= 2 for a in r) for b in h)]


def r_value(recall, over):
    return 100 * (1 - (math.hypot(1 - recall, over) + abs(recall - over - 1) / math.sqrt(2)) / 2)


KEYS = ("n_ref", "n_hyp", "hits", "ref_hit", "hyp_hit")
TRANSITION = ("--score", "transition", "--threshold", "0.3")
HAC = ("--score", "hac", "--threshold", "0.7")


class Scores(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.data = os.path.join(cls.folder.name, "data")
        cls.stems = [f"{speaker}/{i}" for speaker in ("ann", "bob", "bob/late") for i in range(3)]
        for i, stem in enumerate(cls.stems):
            write_labelled(os.path.join(cls.data, stem), i, rate=44100 if i == 4 else 16000)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def check_counts(self, *options):
        with tempfile.TemporaryDirectory() as out:
            said = run_json("eval", "--data", self.data, "--by-speaker", "--output-dir", out,
                            *options)
            total, speakers = [0] * 5, {}
            for stem in self.stems:
                c = count(boundaries(os.path.join(self.data, stem + ".phn")),
                          boundaries(os.path.join(out, stem + ".phn")))
                total = [a + b for a, b in zip(total, c)]
                so_far = speakers.get(os.path.dirname(stem), [0] * 5)
                speakers[os.path.dirname(stem)] = [a + b for a, b in zip(so_far, c)]
        self.assertEqual([said[k] for k in KEYS], total)
        self.assertEqual({name: [s[k] for k in KEYS] for name, s in said["by_speaker"].items()},
                         speakers)
        return said

    def check_rates(self, said):
        n_ref, n_hyp, hits, ref_hit, hyp_hit = (said[k] for k in KEYS)
        strict, lenient = said["strict"], said["lenient"]
        precision, recall = hyp_hit / n_hyp, ref_hit / n_ref
        self.assertAlmostEqual(strict["precision"], 100 * hits / n_hyp, 4)
        self.assertAlmostEqual(strict["recall"], 100 * hits / n_ref, 4)
        self.assertAlmostEqual(strict["f1"], 200 * hits / (n_hyp + n_ref), 4)
        self.assertAlmostEqual(strict["over_segmentation"], 100 * (n_hyp / n_ref - 1), 4)
        self.assertAlmostEqual(strict["r_value"], r_value(hits / n_ref, n_hyp / n_ref - 1), 4)
        self.assertAlmostEqual(lenient["r_value"], r_value(recall, recall / precision - 1), 4)
        for kind in (strict, lenient):
            low, high = kind["r_value_interval"]
            self.assertLessEqual(low, high)
            self.assertLess(low - 20, kind["r_value"])
            self.assertGreater(high + 20, kind["r_value"])

    def test_counts_and_rates_equal_an_independent_computation(self):
        for options in (TRANSITION, TRANSITION + ("--snr", "6"),
                        TRANSITION + ("--offset", "-3.3", "--min-gap", "40"),
                        HAC, HAC + ("--snr", "6", "--min-gap", "30", "--offset", "4"),
                        ("--score", "periodic-40"), ("--score", "periodic-75", "--offset", "7")):
            with self.subTest(options=options):
                said = self.check_counts(*options)
                self.assertGreater(said["hits"], 0)
                self.assertEqual((said["files"], said["speakers"]), (9, 3))
                self.check_rates(said)

    def test_the_models_own_score_and_threshold_are_the_default(self):
        said = self.check_counts()
        again = run_json("eval", "--data", self.data, "--threshold", said["threshold"])
        self.assertEqual([said[k] for k in KEYS], [again[k] for k in KEYS])

    def test_any_number_of_jobs_gives_the_same_output(self):
        options = ("eval", "--data", self.data, "--score", "transition", "--tune", "--snr", "10",
                   "--by-speaker")
        outputs = {run(*options, "--jobs", n).stdout for n in (1, 2, 5, 64)}
        self.assertEqual(len(outputs), 1)
        self.assertIn("R-value", outputs.pop())

    def test_noise_depends_on_the_seed_alone(self):
        def noisy(*more):
            said = run_json("eval", "--data", self.data, *TRANSITION, "--snr", "3", *more)
            return [said[k] for k in KEYS]
        self.assertEqual(noisy(), noisy("--seed", "0"))
        self.assertNotEqual(noisy(), noisy("--seed", "1"))

    def test_a_tuned_point_is_what_it_says_and_beats_its_neighbours(self):
        for score in ("transition", "hac"):
            with self.subTest(score=score):
                self.check_tuning(score)

    def check_tuning(self, score):
        tuned = run_json("eval", "--data", self.data, "--score", score, "--tune")
        self.assertTrue(tuned["threshold_tuned"] and tuned["offset_tuned"])

        def at(threshold, offset):
            said = run_json("eval", "--data", self.data, "--score", score, "--threshold",
                            threshold, "--offset", offset)
            self.assertFalse(said["threshold_tuned"] or said["offset_tuned"])
            return said
        same = at(tuned["threshold"], tuned["offset_ms"])
        self.assertEqual([tuned[k] for k in KEYS], [same[k] for k in KEYS])
        best = tuned["strict"]["r_value"] + tuned["lenient"]["r_value"]
        for scale in (0.2, 0.5, 0.8, 1.25, 2, 5):
            other = at(tuned["threshold"] * scale, tuned["offset_ms"])
            self.assertLessEqual(other["strict"]["r_value"] + other["lenient"]["r_value"], best)
        optima = tuned["optima"]
        self.assertGreaterEqual(optima["strict"]["strict"], optima["mean"]["strict"])
        self.assertGreaterEqual(optima["lenient"]["lenient"], optima["mean"]["lenient"])

    def test_labels_that_are_late_are_met_by_the_offset(self):
        with tempfile.TemporaryDirectory() as data:
            for i in range(4):
                write_labelled(os.path.join(data, str(i), "x"), i, late=-560)
            tuned = run_json("eval", "--data", data, "--score", "transition", "--tune")
            fixed = run_json("eval", "--data", data, "--score", "transition", "--tune",
                             "--offset", "12.5")
        self.assertAlmostEqual(tuned["offset_ms"], 12.5 - 35, delta=15)
        self.assertEqual((fixed["offset_ms"], fixed["offset_tuned"]), (12.5, False))
        self.assertGreater(tuned["strict"]["r_value"], fixed["strict"]["r_value"] + 10)
        optimum = tuned["optima"]["mean"]
        self.assertEqual((optimum["offset_ms"], optimum["strict"], optimum["lenient"]),
                         (tuned["offset_ms"], tuned["strict"]["r_value"],
                          tuned["lenient"]["r_value"]))

    def test_boundaries_keep_the_least_distance(self):
        def least(*options):
            with tempfile.TemporaryDirectory() as out:
                run_json("eval", "--data", self.data, *TRANSITION, "--output-dir", out, *options)
                times = [boundaries(os.path.join(out, stem + ".phn")) for stem in self.stems]
            return min(b - a for t in times for a, b in zip(t, t[1:])) / 16
        self.assertLess(least(), 50)
        for gap in (44, 50):  # whole frames are 10 ms
            self.assertGreaterEqual(least("--min-gap", gap), gap)

    def test_a_saved_model_scores_as_it_was_tuned(self):
        with tempfile.TemporaryDirectory() as folder:
            model = os.path.join(folder, "m.pseg")
            tuned = run_json("eval", "--data", self.data, "--score", "transition", "--tune",
                             "--save", model)
            saved = run_json("eval", "--data", self.data, "--model", model)
        for key in KEYS + ("threshold", "offset_ms", "strict", "lenient"):
            self.assertEqual(tuned[key], saved[key])

    def found(self, *options):
        """all boundaries, [(stem, sample)]"""
        with tempfile.TemporaryDirectory() as out:
            run_json("eval", "--data", self.data, "--output-dir", out, *options)
            return {(stem, at) for stem in self.stems
                    for at in boundaries(os.path.join(out, stem + ".phn"))}

    def test_clustering_further_only_takes_boundaries_away(self):
        last = None
        for threshold in (-1, 0.01, 0.1, 0.5, 1, 5, 1e6):
            left = self.found("--score", "hac", "--threshold", threshold)
            if last is not None:
                self.assertLess(left, last)
            else:  # every frame but the first of each recording
                self.assertEqual(left, {(stem, at) for stem, start in left if start < 400
                                        for at in range(start, 1 + max(
                                            x for name, x in left if name == stem), 160)})
                self.assertGreater(len(left), len(self.stems) * 140)
            last = left
        self.assertEqual(last, set())

    def test_clustering_is_marked_as_offline(self):
        self.assertIs(run_json("eval", "--data", self.data, *HAC)["offline"], True)
        self.assertIn("hac (offline) on", run("eval", "--data", self.data, *HAC).stdout)
        self.assertIs(run_json("eval", "--data", self.data, *TRANSITION)["offline"], False)
        self.assertNotIn("offline", run("eval", "--data", self.data, *TRANSITION).stdout)

    def test_clustering_takes_the_features_of_a_model(self):
        fine = ("--score", "hac", "--threshold", "0.01")  # where features matter most
        with tempfile.TemporaryDirectory() as folder:
            model = os.path.join(folder, "m.pseg")  # log-mel bands, in place of cepstra
            run_json("eval", "--data", self.data, "--score", "transition", "--tune", "--save",
                     model)
            bands, cepstra = self.found(*fine, "--model", model), self.found(*fine)
        self.assertGreater(len(bands & cepstra), len(bands | cepstra) / 2)
        self.assertTrue(bands != cepstra)

    def test_clustering_leaves_a_models_network_out(self):
        with tempfile.TemporaryDirectory() as folder:
            model = os.path.join(folder, "m.pseg")
            run_json("eval", "--data", self.data, "--save", model)
            said = run_json("eval", "--data", self.data, *HAC, "--model", model)
        self.assertEqual(said["score"], "hac")
        self.assertGreater(said["hits"], said["n_ref"] / 3)

    def test_one_speaker_is_resampled_by_files(self):
        said = run_json("eval", "--data", os.path.join(self.data, "ann"), *TRANSITION)
        self.assertEqual(said["bootstrap"], {"draws": 1000, "units": "files"})
        said = run_json("eval", "--data", self.data, *TRANSITION, "--bootstrap", 50)
        self.assertEqual(said["bootstrap"], {"draws": 50, "units": "speakers"})

    def test_text_and_json_say_the_same(self):
        said = run_json("eval", "--data", self.data, *TRANSITION)
        text = run("eval", "--data", self.data, *TRANSITION).stdout
        for kind in ("strict", "lenient"):
            line = next(x for x in text.splitlines() if x.startswith(kind))
            self.assertEqual(line.split()[1], f"{said[kind]['r_value']:.2f}")
        self.assertIn(f"{said['n_ref']} boundaries, {said['n_hyp']} found", text)


if __name__ == "__main__":
    main()
