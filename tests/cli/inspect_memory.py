"""`phoneseg inspect memory`: what is counted, models side by side; and what it says when something
is wrong."""
import collections
import csv
import math
import os
import shutil
import unittest

from support import WithSpeech, main, read_npy, run

PNG = b"\x89PNG\r\n"


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


class Memory(WithSpeech):
    @classmethod
    def setUpClass(cls):
        """Segments are a, b, c in turn, and one of each recording is not known."""
        super().setUpClass()
        for i in range(5):
            path = os.path.join(cls.data, f"{i}.phn")
            with open(path, encoding="utf-8") as f:
                lines = [line.split() for line in f]
            with open(path, "w", encoding="utf-8") as f:
                for k, (start, end, _) in enumerate(lines):
                    if k != 2:
                        f.write(f"{start} {end} {'abc'[k % 3]}\n")

    def inspect(self, name, *arguments):
        done = run("inspect", "memory", *arguments, "-o", self.path(name))
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(os.path.join(self.path(name), "memory.png"), "rb") as f:
            self.assertEqual(f.read(6), PNG)
        return done.stdout

    def out(self, name, file):
        return os.path.join(self.path(name), file)

    def test_every_pair_of_a_recording_is_asked_once(self):
        self.inspect("a", "--data", self.data, "--steps", 4, "--signals")
        names = [r["phone"] for r in rows_of(self.out("a", "signals/phones.csv"))]
        asked = collections.Counter()
        for i in range(5):
            phone = read_npy(self.out("a", f"signals/{i}.phone.npy"))[1]
            for back in range(1, 5):
                for before in phone[:-back]:
                    asked[back, before >= 0 and names[before]] += 1
        rows = [r for r in rows_of(self.out("a", "memory.csv")) if r["layer"] == "rec1"]
        self.assertEqual(len(rows), 12)
        for r in rows:
            self.assertEqual(int(r["asked"]), asked[int(r["frames_ago"]), r["class"]])
            self.assertLessEqual(int(r["right"]), int(r["asked"]))
            self.assertAlmostEqual(float(r["accuracy"]), int(r["right"]) / int(r["asked"]), 12)
        for r in rows_of(self.out("a", "memory-marginal.csv")):
            of = [c for c in rows_of(self.out("a", "memory.csv"))
                  if (c["layer"], c["frames_ago"]) == (r["layer"], r["frames_ago"])]
            total = sum(int(c["asked"]) for c in of)
            self.assertAlmostEqual(float(r["recalled"]), sum(int(c["right"]) for c in of) / total)
            self.assertAlmostEqual(float(r["most_frequent"]),
                                   max(int(c["asked"]) for c in of) / total)

    def test_the_end_of_memory_is_where_the_table_has_less_than_the_margin_that_is_told(self):
        said = self.inspect("g", "--data", self.data, "--steps", 6)
        rows = [r for r in rows_of(self.out("g", "memory-marginal.csv")) if r["layer"] == "rec1"]
        above = [float(r["recalled"]) - float(r["most_frequent"]) for r in rows]
        self.assertEqual(len(above), 6)
        ends = [i + 1 for i, x in enumerate(above) if x < 0.02]
        line = next(x for x in said.splitlines() if x.startswith("  rec1"))
        if ends:
            plural = "s" if ends[0] > 1 else ""
            self.assertIn(f"less than 2 points above guessing from {ends[0]} frame{plural} (", line)
        else:
            self.assertIn("2 points or more above guessing for all 6 frames", line)

    def test_models_stand_side_by_side(self):
        one = self.train("one.pseg", "--cell", "lstm", "--topology", "rpm4")
        two = self.train("two.pseg", "--cell", "mgu", "--topology", "rpm2")
        said = self.inspect("b", "--data", self.data, "--model", one, "-b", two, "--beside", one,
                            "--steps", 3)
        for name in ("one.pseg, rec1", "one.pseg, rec2", "two.pseg, rec1", "frame heard now"):
            self.assertIn(name, said)
        rows = rows_of(self.out("b", "memory.csv"))
        self.assertEqual([(r["model"], r["layer"]) for r in rows[::9]],
                         [("one.pseg", "rec1"), ("one.pseg", "rec2"), ("two.pseg", "rec1"),
                          ("one.pseg", "rec1"), ("one.pseg", "rec2"), ("", "input")])
        shape, x = read_npy(self.out("b", "memory.npy"))
        self.assertEqual(shape, (6, 3, 3))
        self.assertEqual(list(x), [float(r["accuracy"]) for r in rows])
        shape, x_all = read_npy(self.out("b", "memory-marginal.npy"))
        self.assertEqual(shape, (2, 6, 3))
        marginal = rows_of(self.out("b", "memory-marginal.csv"))
        self.assertEqual(list(x_all), [float(r[name]) for name in ("recalled", "most_frequent")
                                       for r in marginal])
        self.assertEqual(x[:18], x[27:45])  # the same model has the same memory, wherever it stands

    def test_a_layer_can_be_asked_for_by_its_name(self):
        model = self.train("refined.pseg", "--cell", "gru-rr+", "--topology", "rpm4")
        self.inspect("f", "--data", self.data, "--model", model, "--layer", "rec2", "--steps", 1)
        self.assertEqual([r["layer"] for r in rows_of(self.out("f", "memory-marginal.csv"))],
                         ["rec2", "input"])

    def test_without_labels_frames_are_recalled(self):
        bare = self.path("bare")
        os.makedirs(bare)
        for i in range(3):
            shutil.copy(os.path.join(self.data, f"{i}.wav"), bare)
        said = self.inspect("c", bare, "--classes", 5, "--steps", 2)
        self.assertIn("Of 5 classes of frames, in ", said)
        rows = rows_of(self.out("c", "memory.csv"))
        self.assertEqual([r["class"] for r in rows[:5]], list("12345"))
        again = self.inspect("d", bare, "--classes", 5, "--steps", 2)
        self.assertEqual(said, again)
        self.assertEqual(rows, rows_of(self.out("d", "memory.csv")))
        # the memory of one frame ago is far from guessing
        first = rows_of(self.out("c", "memory-marginal.csv"))[0]
        self.assertGreater(float(first["recalled"]), float(first["most_frequent"]) + 0.1)

    def test_one_recording_will_do(self):
        wav = os.path.join(self.data, "3.wav")
        said = self.inspect("e", wav, "--steps", 1, "--units", 8)
        self.assertIn("frames of 1 recording, recalled of 1, 1 and 1 frames ago", said)
        self.assertFalse(math.isnan(read_npy(self.out("e", "memory.npy"))[1][0]))

    def complains(self, status, sentence, *arguments):
        done = run("inspect", "memory", *arguments, "-o", self.path("wrong"))
        self.assertEqual(done.returncode, status, (arguments, done.stderr))
        self.assertIn(sentence, done.stderr)
        self.assertEqual(done.stdout, "")

    def test_what_is_wrong_is_said_in_a_sentence(self):
        wav = os.path.join(self.data, "3.wav")
        none = self.path("none.pseg")
        done = run("eval", "--data", self.data, "--score", "transition", "--tune", "--save", none)
        self.assertEqual(done.returncode, 0, done.stderr)
        bare = self.path("few")
        os.makedirs(bare)
        shutil.copy(wav, bare)
        self.complains(2, "--steps", wav, "--steps", 0)
        self.complains(1, "none.pseg has no network", wav, "--beside", none)
        self.complains(1, "nothere.pseg", wav, "--beside", "nothere.pseg")
        self.complains(1, "frames for 120 classes", bare, "--classes", 120)
        shallow = self.train("shallow.pseg", "--topology", "rpm2")
        deep = self.train("deep.pseg", "--topology", "rpm4")
        self.complains(1, "shallow.pseg: there is no recurrent layer 'rec2'", wav, "--model", deep,
                       "--layer", "rec2", "--beside", shallow)


if __name__ == "__main__":
    main(essential=("Memory.test_models_stand_side_by_side",
                    "Memory.test_what_is_wrong_is_said_in_a_sentence"))
