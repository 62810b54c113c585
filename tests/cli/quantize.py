"""phoneseg quantize and eval --int8: the same arithmetic, told truly.

PHONESEG_DATA: a folder with eval/timit-sample, recordings with .phn files; where it is set, what
int8 costs the models default and tiny there is tested.
"""
import json
import os
import struct
import sys
import unittest

from support import WithSpeech, main, run, run_json

MODEL = os.path.join(sys.argv[2] if len(sys.argv) > 2 else ".", "models", "default.pseg")
DATA = os.environ.get("PHONESEG_DATA")


def read(path):
    """The record and the words after it, as floats."""
    with open(path, "rb") as f:
        data = f.read()
    size, start = struct.unpack_from("<I", data, 12)[0], data.index(b"{")
    words = data[start + (size + 3) // 4 * 4:-4]
    return (json.loads(data[start:start + size]),
            struct.unpack(f"<{len(words) // 4}f", words))


def record(path):
    return read(path)[0]


class Quantize(WithSpeech):
    def quantize(self, model=MODEL, name="int8.pseg"):
        done = run("quantize", model, "-o", self.path(name))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return self.path(name), done.stdout

    def test_the_table_tells_sizes_and_errors(self):
        path, table = self.quantize()
        rows = [line.split() for line in table.splitlines()]
        matrices = rows[1:-1]
        self.assertEqual([row[0] for row in matrices],
                         ["encode.W", "rec1.W", "rec1.U", "predict.W"])
        weights = read(MODEL)[1][27:]  # after means and gain
        for name, rows_in, _, cols, in_float, in_int8, largest, error in matrices:
            rows_in, cols = int(rows_in), int(cols)
            own, weights = weights[:rows_in * cols], weights[rows_in * cols:]
            weights = weights if name == "rec1.W" else weights[cols:]  # biases
            self.assertEqual(largest, f"{max(map(abs, own)):.4g}")
            self.assertEqual((int(in_float), int(in_int8)),
                             (4 * rows_in * cols, 4 * cols + rows_in * cols))
            self.assertTrue(0 < float(error) <= 1.01 * float(largest) / 254)
        whole = rows[-1]
        self.assertEqual([int(n) for n in whole[2:4]],
                         [os.path.getsize(MODEL), os.path.getsize(path)])
        self.assertEqual(float(whole[4]), max(float(row[-1]) for row in matrices))
        self.assertLess(os.path.getsize(path), 0.3 * os.path.getsize(MODEL))

    def test_the_record_is_kept_and_says_so(self):
        path, _ = self.quantize()
        was, now = record(MODEL), record(path)
        self.assertTrue(now.pop("quantized")["largest_error"] > 0)
        self.assertEqual(now, was)

    def test_eval_in_memory_agrees_with_the_file(self):
        path, _ = self.quantize()
        as_file = run_json("eval", "--data", self.data, "--model", path)
        again = run_json("eval", "--data", self.data, "--model", path, "--int8")
        in_memory = run_json("eval", "--data", self.data, "--model", MODEL, "--int8")
        in_float = run_json("eval", "--data", self.data, "--model", MODEL)
        self.assertEqual([r["int8"] for r in (as_file, again, in_memory, in_float)],
                         [True, True, True, False])
        self.assertEqual(again, as_file)
        for report in (as_file, in_memory, in_float):
            report.pop("model")
            report.pop("int8")
        self.assertEqual(in_memory, as_file)
        self.assertNotEqual(in_memory, in_float)
        text = run("eval", "--data", self.data, "--model", MODEL, "--int8").stdout
        self.assertIn("int8 weights", text.splitlines()[0])

    def test_a_readout_is_quantised_tuned_and_saved(self):
        model = self.train("readout.pseg", "--recipe", "tiny", "--tutor", 0)
        path, _ = self.quantize(model, "readout8.pseg")
        tuned = []
        for source, options in ((path, ()), (model, ("--int8",))):
            out = self.path("tuned.pseg")
            tuned.append(run_json("eval", "--data", self.data, "--model", source, "--tune",
                                  "--save", out, *options))
            tuned[-1].pop("model")
            self.assertIn("quantized", record(out))
            again = run_json("eval", "--data", self.data, "--model", out)
            self.assertTrue(again["int8"])
            self.assertEqual(again["strict"], tuned[-1]["strict"])
        self.assertEqual(*tuned)
        gas = "eval", "--data", self.data, "--score", "gas", "--threshold", "0.001", "--model"
        self.assertEqual(run_json(*gas, path), dict(run_json(*gas, model, "--int8"), model=path))

    def test_segment_and_bench_take_it(self):
        path, _ = self.quantize()
        sound = os.path.join(self.data, "0.wav")
        done = run("segment", "--model", path, sound)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertNotEqual(done.stdout, run("segment", "--model", MODEL, sound).stdout)  # scores
        self.assertTrue(len(done.stdout.splitlines()) > 3)
        self.assertEqual(run("bench", "--model", path, sound).returncode, 0)

    def test_misuse_is_told(self):
        path, _ = self.quantize()
        none = os.path.join(self.folder.name, "none.pseg")
        for arguments, word in (((), "which model"), ((MODEL,), "-o"),
                                ((MODEL, path, "-o", "x"), "one model"),
                                ((path, "-o", path), "lost")):
            done = run("quantize", *arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(word, done.stderr)
        for arguments, word in (((path, "-o", none), "already"),
                                ((none, "-o", path), "none.pseg"),
                                ((MODEL, "-o", os.path.join(self.data, "0.wav")), "not replaced"),
                                ((os.path.join(self.data, "0.wav"), "-o", none), "not a phoneseg")):
            done = run("quantize", *arguments)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn(word, done.stderr)
            self.assertFalse(os.path.exists(none))
        for score, *more in (("transition",), ("hac",), ("hac", "--model", MODEL),
                             ("periodic-80",)):
            done = run("eval", "--data", self.data, "--int8", "--score", score, *more)
            self.assertEqual(done.returncode, 2)
            self.assertIn("--int8", done.stderr)
            self.assertIn(score, done.stderr)

    @unittest.skipUnless(DATA, "PHONESEG_DATA is not set: what int8 costs is not measured")
    def test_models_lose_less_than_half_a_point(self):
        data = os.path.join(DATA, "eval", "timit-sample")
        for model in (MODEL, MODEL.replace("default", "tiny")):
            in_float, in_int8 = (run_json("eval", "--data", data, "--model", model, *o)
                                 for o in ((), ("--int8",)))
            for kind in ("strict", "lenient"):
                self.assertLess(in_float[kind]["r_value"] - in_int8[kind]["r_value"], 0.5)


if __name__ == "__main__":
    main()
