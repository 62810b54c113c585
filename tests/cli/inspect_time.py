"""`phoneseg inspect time`: its numbers, recomputed from the signals; and what it says when
something is wrong."""
import csv
import math
import os
import re
import shutil
import unittest

from support import WithSpeech, main, read_npy, run, write_wav

PNG = b"\x89PNG\r\n"


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


class Time(WithSpeech):
    def inspect(self, name, *arguments):
        done = run("inspect", "time", *arguments, "-o", self.path(name))
        self.assertEqual(done.returncode, 0, done.stderr)
        for picture in ("time-tsne.png", "time-decay.png", "time-residual.png"):
            with open(os.path.join(self.path(name), picture), "rb") as f:
                self.assertEqual(f.read(6), PNG)
        return done.stdout

    def out(self, name, file):
        return os.path.join(self.path(name), file)

    def test_residuals_are_differences_of_the_memory(self):
        model = self.train("lstm.pseg", "--cell", "lstm", "--topology", "rpm4")
        wav = os.path.join(self.data, "1.wav")
        self.inspect("a", wav, "--model", model, "--signals")
        told = rows_of(self.out("a", "time-residual.csv"))
        for layer in ("rec1", "rec2"):
            (n, units), x = read_npy(self.out("a", f"signals/1.{layer}.memory.npy"))
            shape, change = read_npy(self.out("a", f"time-residual-{layer}.npy"))
            self.assertEqual(shape, (n, units))
            whole = math.sqrt(sum(v * v for v in x) / n)
            for t in range(n):
                row = [x[t * units + j] - x[max(t - 1, 0) * units + j] for j in range(units)]
                for j in range(units):
                    self.assertAlmostEqual(change[t * units + j], row[j], 9)
                self.assertAlmostEqual(float(told[t][layer]),
                                       math.sqrt(sum(v * v for v in row)) / whole, 9)
                self.assertAlmostEqual(float(told[t]["time"]), 0.0075 + 0.01 * t, 9)

    def test_every_frame_has_its_place_and_its_phone(self):
        wav = os.path.join(self.data, "2.wav")
        self.inspect("b", wav, "--signals")
        phone = read_npy(self.out("b", "signals/2.phone.npy"))[1]
        rows = rows_of(self.out("b", "time-tsne.csv"))
        self.assertEqual([int(float(r["frame"])) for r in rows], list(range(len(phone))))
        self.assertEqual([r["phone"] for r in rows], ["x" if p >= 0 else "" for p in phone])
        self.assertEqual(len({(r["x"], r["y"]) for r in rows}), len(rows))
        shape, places = read_npy(self.out("b", "time-tsne.npy"))
        self.assertEqual(shape, (2, 1, len(rows)))
        self.assertEqual(list(places), [float(r[axis]) for axis in "xy" for r in rows])
        again = self.inspect("c", wav)
        self.assertEqual(rows, rows_of(self.out("c", "time-tsne.csv")))
        self.assertEqual(again, self.inspect("c", wav))
        self.inspect("d", wav, "--seed", 2)
        self.assertNotEqual(rows, rows_of(self.out("d", "time-tsne.csv")))

    def test_decay_is_told_as_it_is_drawn(self):
        said = self.inspect("e", "--data", self.data, "--after", 20)
        rows = rows_of(self.out("e", "time-decay.csv"))
        self.assertEqual([float(r["frames"]) for r in rows], list(range(21)))
        for r in rows:
            self.assertAlmostEqual(float(r["seconds"]), 0.01 * float(r["frames"]), 9)
            self.assertLessEqual(float(r["distance_10"]), float(r["distance_50"]))
            self.assertLessEqual(float(r["distance_50"]), float(r["distance_90"]))
        shape, distances = read_npy(self.out("e", "time-decay.npy"))
        self.assertEqual(shape, (3, 1, 21))
        self.assertEqual(list(distances), [float(r[f"distance_{q}"]) for q in (10, 50, 90)
                                           for r in rows])
        self.assertLess(float(rows[-1]["distance_50"]), float(rows[0]["distance_50"]) / 2)
        # every 5th frame of a recording that leaves 20 to follow
        frames = [1 + (os.path.getsize(os.path.join(self.data, f"{i}.wav")) // 2 - 22 - 400) // 160
                  for i in range(5)]
        bursts = sum((n - 21) // 5 for n in frames)
        self.assertIn(f"A frame of noise, {bursts} times:", said)
        half = re.search(r"rec1 +half of it is forgotten after (\d+) frames \((\d+) to", said)
        self.assertTrue(0 < int(half[2]) <= int(half[1]) < 20, said)

    def test_a_layer_can_be_asked_for_by_its_name(self):
        model = self.train("refined.pseg", "--cell", "gru-rr+", "--topology", "rpm4")
        self.inspect("h", "--data", self.data, "--model", model, "--layer", "rec2")
        for table in ("time-tsne.csv", "time-decay.csv"):
            self.assertEqual({r["layer"] for r in rows_of(self.out("h", table))}, {"rec2"})
        self.assertEqual(list(rows_of(self.out("h", "time-residual.csv"))[0]), ["time", "rec2"])

    def test_without_labels_segments_are_the_models_own(self):
        bare = os.path.join(self.path("bare"), "3.wav")
        os.makedirs(self.path("bare"))
        shutil.copy(os.path.join(self.data, "3.wav"), bare)
        said = self.inspect("f", bare)
        self.assertIn("next to a boundary found", said)
        self.assertNotIn("same phone", said)

    def test_too_little_for_noise_is_said_and_the_rest_is_shown(self):
        short = os.path.join(self.path("short"), "s.wav")
        write_wav(short, [0.1 * math.sin(i * i / 9000) for i in range(3000)])
        done = run("inspect", "time", short, "-o", self.path("g"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("no recording has the 52 frames", done.stdout)
        self.assertFalse(os.path.exists(self.out("g", "time-decay.png")))
        self.assertTrue(os.path.exists(self.out("g", "time-tsne.png")))
        write_wav(short, [0.1] * 410)
        done = run("inspect", "time", short, "-o", self.path("g"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("has one frame only", done.stderr)

    def test_silence_is_not_disturbed(self):
        silence = os.path.join(self.path("silence"), "s.wav")
        write_wav(silence, [0.0] * 16000)
        done = run("inspect", "time", silence, "-o", self.path("i"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("changed nothing: it is as loud as the recording, which is silent",
                      done.stdout)
        self.assertNotIn("forgotten", done.stdout)
        self.assertFalse(os.path.exists(self.out("i", "time-decay.png")))

    def test_what_did_not_come_is_told_once(self):
        said = self.inspect("j", "--data", self.data, "--after", 1)
        self.assertNotRegex(said, r"\(2 to")
        self.assertNotIn(" 1 frames", said)

    def test_what_is_wrong_is_said_in_a_sentence(self):
        wav = os.path.join(self.data, "3.wav")
        for option, value, sentence in (("--perplexity", "0", "--perplexity"),
                                        ("--after", "none", "--after"),
                                        ("--burst", "100", "--burst"),
                                        ("--layer", "rec2", "no recurrent layer 'rec2'")):
            done = run("inspect", "time", wav, "-o", self.path("wrong"), option, value)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(sentence, done.stderr)
            self.assertEqual(len(done.stderr.strip().splitlines()), 1 + ("help" in done.stderr))


if __name__ == "__main__":
    main(essential=("Time.test_residuals_are_differences_of_the_memory",
                    "Time.test_too_little_for_noise_is_said_and_the_rest_is_shown"))
