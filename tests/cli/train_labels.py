"""Labels in training: a model is fine-tuned on them, a tutor learns them."""
import json
import os

from support import WithSpeech, main, run, run_json, write_labelled

TAUGHT = ("--teacher", "transition", "--topology", "rpm2", "--hidden", 8, "--delay", 4,
          "--noise", 0, "--rate", 0.02)


def record_of(path):
    with open(path, "rb") as f:
        text = f.read().split(b'{"made_by"', 1)[1]
    return json.JSONDecoder().raw_decode('{"made_by"' + text.decode("utf-8", "replace"))[0]


class TrainLabels(WithSpeech):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.early = os.path.join(cls.folder.name, "early")
        for i in range(8):  # boundaries 30 ms before what can be heard
            write_labelled(os.path.join(cls.early, str(i)), i, seconds=4, late=-480)

    def fine_tune(self, name, *options):
        return run("train", "--data", self.early, "--out", self.path(name), *options)

    def strict(self, model):
        """the best that a threshold can do on the early labels, with the model's own timing"""
        scored = run_json("eval", "--data", self.early, "--model", model, "--tune", "--offset",
                          -30)
        return scored["strict"]["r_value"]

    def test_fine_tuning_goes_where_the_labels_are(self):
        before = self.train("a.pseg", *TAUGHT)
        done = self.fine_tune("b.pseg", "--from", before, "--labels", "--epochs", 60, "--rate",
                              0.01)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater(self.strict(self.path("b.pseg")), self.strict(before) + 3)

    def test_fine_tuning_keeps_the_models_settings_and_says_its_own(self):
        before = self.train("c.pseg", *TAUGHT)
        done = self.fine_tune("d.pseg", "--from", before, "--labels", "--seed", 5)
        self.assertEqual(done.returncode, 0, done.stderr)
        was, now = (record_of(self.path(n))["settings"] for n in ("c.pseg", "d.pseg"))
        changed = {k for k in was if was[k] != now[k]}
        self.assertEqual(changed, {"labels", "epochs", "rate", "seed"})
        self.assertEqual((now["epochs"], now["rate"]), (10, was["rate"] / 8))

    def test_labels_that_are_asked_for_have_to_be_there(self):
        before = self.train("m.pseg", *TAUGHT)
        bare = os.path.join(self.folder.name, "bare")
        for i in range(3):
            write_labelled(os.path.join(bare, str(i)), i, seconds=1)
            os.remove(os.path.join(bare, f"{i}.phn"))
        done = run("train", "--data", bare, "--from", before, "--labels", "--out",
                   self.path("n.pseg"))
        self.assertEqual((done.returncode, done.stderr), (
            1, f"phoneseg train: no recording in {bare} has labels beside it\n"))
        self.assertFalse(os.path.exists(self.path("n.pseg")))
        with open(self.path("settings"), "w", encoding="utf-8") as f:
            f.write("labels 1\n")  # as in a recipe: where there are any
        done = run("train", "--data", bare, "--from", before, "--config", self.path("settings"),
                   "--epochs", 1, "--out", self.path("n.pseg"))
        self.assertEqual(done.returncode, 0, done.stderr)

    def scores(self, model):
        done = run("segment", "--model", model, "--threshold", -1e6, "--format", "jsonl",
                   os.path.join(self.data, "0.wav"))
        return [json.loads(line)["score"] for line in done.stdout.splitlines()]

    def test_a_run_that_learns_nothing_gives_the_model_it_began_with(self):
        before = self.train("k.pseg", *TAUGHT)
        done = self.fine_tune("l.pseg", "--from", before, "--rate", 1e-9, "--epochs", 1)
        self.assertEqual(done.returncode, 0, done.stderr)
        was, now = self.scores(before), self.scores(self.path("l.pseg"))
        self.assertGreater(len(was), 5)
        self.assertEqual(len(was), len(now))
        for a, b in zip(was, now):
            self.assertAlmostEqual(a, b, places=4)

    def test_a_tutor_learns_the_labelled_and_the_student_hears_the_others(self):
        mixed = os.path.join(self.folder.name, "mixed")
        for i in range(8):
            write_labelled(os.path.join(mixed, "labelled", str(i)), i, seconds=4)
        write_labelled(os.path.join(mixed, "a"), 20, seconds=3)
        os.remove(os.path.join(mixed, "a.phn"))
        done = run("train", "--data", mixed, "--out", self.path("e.pseg"), *TAUGHT, "--labels",
                   "--tutor", 1, "--epochs", 2, "--validation", 0)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("0.1 minutes to learn from", done.stderr)
        done = run("train", "--data", mixed, "--out", self.path("k.pseg"), *TAUGHT, "--tutor", 1,
                   "--epochs", 1)  # without --labels nothing is labelled
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("no recording is labelled: the teacher marks without a tutor", done.stderr)
        done = run("train", "--data", self.early, "--out", self.path("f.pseg"), *TAUGHT, "--labels",
                   "--tutor", 1)
        self.assertEqual((done.returncode, done.stderr.splitlines()[-1]), (
            1, "phoneseg train: all recordings are labelled: a tutor has nothing to mark"))

    def test_bad_labels_are_named_and_their_recording_left_out(self):
        bad = os.path.join(self.folder.name, "bad")
        for i in range(3):
            write_labelled(os.path.join(bad, str(i)), i, seconds=1)
        with open(os.path.join(bad, "1.phn"), "a", encoding="utf-8") as f:
            f.write("5 x y\n")
        done = run("train", "--data", bad, "--out", self.path("g.pseg"), *TAUGHT, "--labels",
                   "--epochs", 1)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(done.stderr, r"1\.phn, line \d+: two sample numbers")
        self.assertTrue(os.path.exists(self.path("g.pseg")))

    def test_an_int8_model_is_begun_with_as_floats(self):
        model = self.train("h.pseg", *TAUGHT)
        self.assertEqual(run("quantize", model, "-o", self.path("i.pseg")).returncode, 0)
        done = self.fine_tune("k.pseg", "--from", self.path("i.pseg"))
        self.assertEqual(done.returncode, 0, done.stderr)
        scored = run_json("eval", "--data", self.early, "--model", self.path("k.pseg"))
        self.assertFalse(scored["int8"])

    def test_what_cannot_be_begun_with_is_refused_in_one_sentence(self):
        model = self.train("h.pseg", *TAUGHT)
        for options, status, sentence in (
                (("--from", model, "--hidden", 9), 1, "what the settings make"),
                (("--from", model, "--recipe", "tiny"), 2, "--from keeps the model's settings"),
                (("--from", self.path("no.pseg")), 1, "cannot read")):
            done = self.fine_tune("j.pseg", *options)
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertIn(sentence, done.stderr)
            self.assertFalse(os.path.exists(self.path("j.pseg")))


if __name__ == "__main__":
    main()
