"""`phoneseg reproduce --task`: its files, and what it says when something is wrong."""
import csv
import os
import signal
import subprocess
import tempfile
import unittest

from support import PHONESEG, main, run

DONE, FAILED, USAGE = 0, 1, 2
SHORT = ("--quick", "--seeds", 1, "--epochs", 2)


class Task(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.out = os.path.join(self.folder.name, "new", "results")

    def tearDown(self):
        self.folder.cleanup()

    def reproduce(self, task, *options):
        return run("reproduce", "--task", task, "--out", self.out, *options)

    def rows(self, name):
        with open(os.path.join(self.out, name), newline="", encoding="utf-8") as f:
            return list(csv.DictReader(f))

    def text(self, name):
        with open(os.path.join(self.out, name), encoding="utf-8") as f:
            return f.read()

    def test_adding_writes_a_row_for_each_cell_length_and_seed(self):
        done = self.reproduce("adding", *SHORT, "--cells", "lstm-ro+,gru")
        self.assertEqual(done.returncode, DONE, done.stderr)
        self.assertEqual(sorted(os.listdir(self.out)), ["adding.csv", "adding.md"])
        rows = self.rows("adding.csv")
        self.assertEqual([(r["cell"], r["refined"], r["length"], r["seed"]) for r in rows],
                         [("lstm-ro+", "+", "10", "1"), ("gru", "-", "10", "1"),
                          ("lstm-ro+", "+", "20", "1"), ("gru", "-", "20", "1")])
        for row in rows:
            self.assertEqual(row["epochs"] == "inf", int(row["wrong_digits"]) > 0)
            self.assertEqual(int(row["digits"]), 5000 * int(row["length"]))

    def test_the_paper_stands_beside_each_field(self):
        self.reproduce("adding", *SHORT, "--cells", "gru,lstm-rio+")
        table = [line.split(" | ") for line in self.text("adding.md").splitlines()]
        gru = next(line for line in table if line[0] == "| gru")
        self.assertEqual((gru[3], gru[5]), ("23", "60 |"))
        unknown = next(line for line in table if line[0] == "| lstm-rio+")
        self.assertEqual((unknown[3], unknown[5]), ("-", "- |"))

    def test_a_network_that_adds_stops_at_once(self):
        done = self.reproduce("adding", "--quick", "--seeds", 1, "--rate", 0.02, "--cells", "lstm")
        self.assertEqual(done.returncode, DONE, done.stderr)
        for row in self.rows("adding.csv"):
            self.assertLess(int(row["epochs"]), 60)
            self.assertEqual(row["epochs"], row["epochs_trained"])
            self.assertEqual(row["wrong_digits"], "0")

    def test_counting_accumulates_the_errors_of_all_counts(self):
        done = self.reproduce("counting", *SHORT, "--cells", "mgu,mgu-rfx")
        self.assertEqual(done.returncode, DONE, done.stderr)
        self.assertEqual(sorted(os.listdir(self.out)),
                         ["counting-plus.png", "counting-times.png", "counting.csv",
                          "counting.md"])
        rows = self.rows("counting.csv")
        self.assertEqual(len(rows), 2 * 20)
        sequences = wrong = 0
        for row in rows[20:]:
            sequences += int(row["sequences"])
            wrong += int(row["wrong"])
            self.assertEqual(row["cell"], "mgu-rfx")
            self.assertAlmostEqual(float(row["accumulated_error"]), 100 * wrong / sequences,
                                   delta=0.006)
        self.assertEqual(sequences, 5000)
        with open(os.path.join(self.out, "counting-plus.png"), "rb") as f:
            self.assertEqual(f.read(8), b"\x89PNG\r\n\x1a\n")

    def test_the_same_command_gives_the_same_numbers(self):
        self.reproduce("counting", *SHORT, "--cells", "gru-rr+")
        first = self.text("counting.csv")
        self.reproduce("counting", *SHORT, "--cells", "gru-rr+")
        self.assertEqual(self.text("counting.csv"), first)

    def test_an_interruption_keeps_the_rows_that_are_complete(self):
        process = subprocess.Popen(
            [PHONESEG, "reproduce", "--task", "counting", "--out", self.out, "--seeds", "1",
             "--epochs", "1", "--cells", "lstm,gru,lstm-ri+,lstm-rix,lstm-ro+,lstm-rox,mgu,"
             "mgu-rf+,mgu-rfx,gru-rr+,gru-rrx,gru1,gru2,gru3,lstm-peephole,lstm-exposed"],
            stderr=subprocess.PIPE, text=True)
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        process.wait()
        process.stderr.close()
        self.assertTrue(first.startswith("lstm "), first)
        self.assertIn("interrupted", rest)
        self.assertEqual(process.returncode, FAILED)
        rows = self.rows("counting.csv")
        self.assertEqual([r["cell"] for r in rows[:20]], ["lstm"] * 20)
        self.assertEqual(len(rows) % 20, 0)
        self.assertEqual([f for f in os.listdir(self.out) if f.endswith(".tmp")], [])

    def test_bad_options_are_usage_errors_with_a_sentence(self):
        for sentence, task, *options in (
                ("--task juggling: adding, adding-embedded, counting are", "juggling"),
                ("--cells grx: gru, gru1, ", "adding", "--cells", "gru,grx"),
                ("--cells : gru, gru1, ", "adding", "--cells", "gru,"),
                ("--seeds ", "adding", "--seeds", 0),
                ("--epochs ", "adding", "--epochs", -3),
                ("--batch ", "counting", "--batch", "many"),
                ("--rate ", "counting", "--rate", 2)):
            with self.subTest(sentence):
                done = self.reproduce(task, *options)
                self.assertIn(sentence, done.stderr)
                self.assertEqual(done.returncode, USAGE)
                self.assertFalse(os.path.exists(self.out))

    def test_results_need_a_place(self):
        done = run("reproduce", "--task", "adding")
        self.assertIn("--out DIR", done.stderr)
        self.assertEqual(done.returncode, USAGE)

    def test_a_folder_that_cannot_be_made_is_said_before_the_first_row(self):
        blocked = os.path.join(self.folder.name, "file")
        with open(blocked, "w", encoding="utf-8"):
            pass
        done = run("reproduce", "--task", "adding", "--out", blocked + "/results")
        self.assertIn(blocked, done.stderr)
        self.assertEqual(done.returncode, FAILED)


if __name__ == "__main__":
    main()
