"""`phoneseg eval --gate`: another gate of the same model."""
import struct
import zlib

from support import WithSpeech, main, run, run_json

READOUT, SCORE_AT = 5, 16 + 4 * 19 # in enum pseg_score, and its place in a model file
GAS = ("--score", "gas", "--threshold", "0")


class Gate(WithSpeech):
    def score(self, model, *options):
        return run_json("eval", "--data", self.data, "--model", model, *options)

    def with_readout(self, name, model):
        """the model with readout weights of 1 for log E, each unit's gate and the constant"""
        with open(model, "rb") as f:
            body = bytearray(f.read()[:-4])
        struct.pack_into("<i", body, SCORE_AT, READOUT)
        body += struct.pack("<6f", *[1] * 6)
        struct.pack_into("<I", body, 8, len(body) + 4)
        with open(self.path(name), "wb") as f:
            f.write(body + struct.pack("<I", zlib.crc32(body)))
        return self.path(name)

    def complains(self, status, sentence, *options):
        done = run("eval", "--data", self.data, *options)
        self.assertEqual((done.returncode, done.stdout), (status, ""), options)
        self.assertIn(sentence, done.stderr)

    def test_each_gate_gives_what_a_model_of_that_gate_gives(self):
        results = set()
        of_own = self.train("forget.pseg", "--cell", "lstm", "--score", "gas")
        for gate in ("forget", "input", "output"):
            model = self.train(gate + "_own.pseg", "--cell", "lstm", "--score", "gas",
                               "--gate", gate)
            found = self.score(of_own, *GAS, "--gate", gate)
            expected = self.score(model, *GAS)
            self.assertEqual((found["gate"], expected["gate"]), (gate, gate))
            self.assertEqual(found["strict"], expected["strict"])
            self.assertEqual(found["n_hyp"], expected["n_hyp"])
            results.add((found["n_hyp"], found["hits"], str(found["timing_ms"])))
        self.assertEqual(len(results), 3)

    def test_first_is_the_update_or_forget_gate(self):
        for cell, gate in (("gru", "update"), ("mgu", "forget"), ("lstm", "forget")):
            model = self.train(cell + "_first.pseg", "--cell", cell)
            self.assertEqual(self.score(model, *GAS, "--gate", "first")["gate"], gate)

    def test_a_saved_model_keeps_the_gate(self):
        model, saved = self.train("gru.pseg"), self.path("saved.pseg")
        self.score(model, *GAS, "--gate", "reset", "--save", saved)
        self.assertEqual(self.score(saved)["gate"], "reset")

    def test_the_report_names_the_gate_where_one_is_scored(self):
        model = self.train("named.pseg")
        done = run("eval", "--data", self.data, "--model", model, *GAS, "--gate", "reset")
        self.assertIn("gate reset, threshold 0, ", done.stdout)
        self.assertIsNone(self.score(model, "--score", "error", "--threshold", "0")["gate"])
        self.assertIsNone(self.score(model, "--score", "transition", "--threshold", "0")["gate"])

    def test_a_threshold_of_another_gate_does_not_fit(self):
        model = self.train("own.pseg", "--score", "gas", "--gate", "reset")
        self.complains(2, "threshold does not fit", "--model", model, "--gate", "update")
        self.assertEqual(self.score(model, "--gate", "reset"), self.score(model))

    def test_gates_that_are_not_there_are_told(self):
        mgu, gru3 = self.train("mgu.pseg", "--cell", "mgu"), self.train("3.pseg", "--cell", "gru3")
        for status, sentence, *options in (
                (2, "gate 'reset' is one that cell mgu lacks; it has: forget",
                 "--model", mgu, *GAS, "--gate", "reset"),
                (2, "gate 'upd' is one that cell gru3 lacks; it has: update, reset",
                 "--model", gru3, "--gate", "upd"),
                (1, "the gates of cell gru3 never change: there is no score 'gas'",
                 "--model", gru3, *GAS),
                (2, "--gate belongs to scores of gates: gas, gas-mean, blend; not to 'error'",
                 "--model", mgu, "--score", "error", "--threshold", "0", "--gate", "forget"),
                (2, "not to 'hac'", "--score", "hac", "--threshold", "0", "--gate", "update"),
                (2, "--gate: a periodic detector", "--score", "periodic-80", "--gate", "update")):
            self.complains(status, sentence, *options)

    def test_a_readout_belongs_to_the_gate_that_it_was_fitted_to(self):
        model = self.with_readout("readout.pseg", self.train("plain.pseg"))
        self.assertEqual(self.score(model, "--gate", "update")["gate"], "update")
        self.complains(2, "--gate reset: the model's readout was fitted to gate 'update'",
                       "--model", model, "--gate", "reset")


if __name__ == "__main__":
    main()
