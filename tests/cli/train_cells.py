"""A trained model of each cell does what models are for: segment, live, plot."""
import json
import os
import re

from support import WithSpeech, main, run, run_json

EVERY_PEAK = ("--threshold", "-1e6")


class TrainCells(WithSpeech):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wav = os.path.join(cls.data, "0.wav")

    def train(self, name, *options):
        return super().train(name + ".pseg", *options)

    def boundaries(self, model):
        done = run("segment", "--model", model, *EVERY_PEAK, "--format", "jsonl", self.wav)
        self.assertEqual((done.returncode, done.stderr), (0, ""), model)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def check_segments(self, name, *options):
        """the scores that a model of these options finds, so that others can be told from it"""
        found = self.boundaries(self.train(name, *options))
        times = [b["time"] for b in found]
        self.assertGreater(len(times), 5, name)
        self.assertEqual(times, sorted(set(times)), name)
        self.assertTrue(all(0 < t < 1.5 for t in times), name)
        return tuple(b["score"] for b in found)

    def test_a_trained_model_of_every_cell_segments_and_no_two_are_alike(self):
        names = [c["name"] for c in run_json("cells")["cells"]]
        scores = {self.check_segments(name, "--cell", name) for name in names}
        self.assertGreaterEqual(len(names), 18)
        self.assertEqual(len(scores), len(names))

    def test_each_family_trains_with_a_memory_residual_and_as_an_autoencoder(self):
        for cell in ("gru-rr+", "mgu", "lstm-exposed"):
            scores = {self.check_segments(cell + "_" + "".join(more), "--cell", cell, *more)
                      for more in ((), ("--residual",), ("--topology", "ae"),
                                   ("--topology", "ae", "--residual"), ("--topology", "rpm2"))}
            self.assertEqual(len(scores), 5, cell)

    def test_the_named_gate_is_the_one_that_is_scored(self):
        scores = {self.check_segments("lstm_" + gate, "--cell", "lstm", "--score", "gas",
                                      "--gate", gate)
                  for gate in ("forget", "input", "output")}
        self.assertEqual(len(scores), 3)

    def test_a_replayed_recording_gives_an_lstm_the_same_boundaries_as_the_file(self):
        model = self.train("live", "--cell", "lstm-peephole")
        done = run("live", "--model", model, "--replay", self.wav, "--fast", *EVERY_PEAK,
                   "--format", "jsonl")
        self.assertEqual(done.returncode, 0, done.stderr)
        live = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertGreater(len(live), 5)
        self.assertEqual([(b["time"], b["score"]) for b in live],
                         [(b["time"], b["score"]) for b in self.boundaries(model)])

    def colours_of_curves(self, cell):
        picture = self.path(cell + ".svg")
        done = run("plot", "--model", self.train(cell + "_plotted", "--cell", cell), self.wav,
                   "-o", picture)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(picture, encoding="utf-8") as f:
            return set(re.findall(r'stroke[:=]"?(rgb\([^)]*\))', f.read()))

    def test_a_plot_has_a_curve_of_its_own_colour_for_every_gate(self):
        mgu, gru, lstm = (self.colours_of_curves(cell) for cell in ("mgu", "gru", "lstm"))
        self.assertEqual((len(gru - mgu), len(lstm - gru)), (1, 1))
        self.assertTrue(mgu < gru < lstm)


if __name__ == "__main__":
    main()
