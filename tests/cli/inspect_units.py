"""`phoneseg inspect units`: its tables and arrays, recomputed from the signals."""
import csv
import glob
import math
import os
import shutil
import unittest

from support import WithSpeech, main, read_npy, run


def columns(path):
    (frames, units), x = read_npy(path)
    return [list(x[j::units]) for j in range(units)]


def quantile(x, q):
    x = sorted(x)
    place = q * (len(x) - 1)
    i = math.floor(place)
    return x[i] + (place - i) * (x[min(i + 1, len(x) - 1)] - x[i])


def rows(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


class Units(WithSpeech):
    def inspect(self, name, *arguments):
        done = run("inspect", "units", *arguments, "-o", self.path(name))
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def all_of(self, name, signal):
        """[units][frames] of all recordings"""
        found = [columns(path)
                 for path in sorted(glob.glob(self.path(f"{name}/signals/*.{signal}.npy")))]
        self.assertTrue(found, signal)
        return [sum(parts, []) for parts in zip(*found)]

    def test_each_unit_is_described_by_its_own_values(self):
        model = self.train("lstm.pseg", "--cell", "lstm", "--topology", "rpm4")
        said = self.inspect("a", "--data", self.data, "--model", model, "--signals")
        table = rows(os.path.join(self.path("a"), "units.csv"))
        self.assertEqual([(r["layer"], r["unit"]) for r in table],
                         [(f"rec{k}", str(j + 1)) for k in (1, 2) for j in range(4)])
        for layer in ("rec1", "rec2"):
            values = self.all_of("a", layer + ".memory")
            gates = {g: self.all_of("a", f"{layer}.{g}") for g in ("forget", "input", "output")}
            for j, r in enumerate(r for r in table if r["layer"] == layer):
                x = values[j]
                n = len(x)
                share = {"positive": sum(v > 0 for v in x) / n,
                         "negative": sum(v < 0 for v in x) / n,
                         "within 1": sum(abs(v) <= 1 for v in x) / n,
                         "within 5": sum(abs(v) <= 5 for v in x) / n,
                         "mean": sum(x) / n, "5 %": quantile(x, 0.05), "95 %": quantile(x, 0.95)}
                for g, y in gates.items():
                    share[f"{g} gate below 0.1"] = sum(v < 0.1 for v in y[j]) / n
                    share[f"{g} gate above 0.9"] = sum(v > 0.9 for v in y[j]) / n
                for name, value in share.items():
                    self.assertAlmostEqual(float(r[name]), value, 9, name)
                unipolar = max(share["positive"], share["negative"]) >= 0.9
                self.assertEqual(r["polarity"] == "unipolar", unipolar)
                self.assertEqual(r["type"] == "silent", share["within 1"] >= 0.9)
            self.assertIn(f"{layer} of lstm.pseg: 4 units over {n} frames", said)

    def test_responsibility_is_how_often_a_unit_is_unusual_in_a_phone(self):
        self.inspect("b", "--data", self.data, "--beyond", 0.2, "--signals")
        phones = [r["phone"] for r in rows(os.path.join(self.path("b"), "phones.csv"))]
        spoken = sum((list(read_npy(path)[1])
                      for path in sorted(glob.glob(self.path("b/signals/*.phone.npy")))), [])
        self.assertEqual(phones, ["x"])
        values = self.all_of("b", "rec1.state")
        shape, share = read_npy(os.path.join(self.path("b"), "responsibility-rec1.npy"))
        self.assertEqual(shape, (1, len(values)))
        table = rows(os.path.join(self.path("b"), "responsibility-rec1.csv"))
        self.assertEqual([r["phone"] for r in table], phones)
        self.assertEqual([float(table[0][f"unit {j + 1}"]) for j in range(shape[1])], list(share))
        for x, found in zip(values, share):
            unusual = [abs(v) > 0.2 for v, p in zip(x, spoken) if p == 0]
            self.assertAlmostEqual(found, sum(unusual) / len(unusual), 9)
        shape, density = read_npy(os.path.join(self.path("b"), "density-rec1.npy"))
        table = rows(os.path.join(self.path("b"), "density-rec1.csv"))
        self.assertAlmostEqual(float(table[0]["value"]) + 1, 1 / shape[1], 9)  # its bin's middle
        self.assertAlmostEqual(1 - float(table[-1]["value"]), 1 / shape[1], 9)
        for j in range(shape[0]):
            self.assertEqual([float(r[f"unit {j + 1}"]) for r in table],
                             list(density[j * shape[1]:(j + 1) * shape[1]]))
            self.assertAlmostEqual(sum(density[j * shape[1]:(j + 1) * shape[1]]), 1, 9)

    def test_of_units_that_never_get_that_far_nothing_is_drawn(self):
        said = self.inspect("far", "--data", self.data, "--beyond", 5)
        self.assertIn("No unit gets beyond +-5 in any phone.", said)
        self.assertNotIn("0 %", said[said.index("No unit"):])
        self.assertNotIn("responsibility-rec1.png", os.listdir(self.path("far")))

    def test_phones_of_few_frames_are_counted_apart(self):
        folder = self.path("named")
        shutil.copytree(self.data, folder)
        for labels in glob.glob(folder + "/*.phn"):
            with open(labels, encoding="utf-8") as f:
                spans = [line.split()[:2] for line in f]
            with open(labels, "w", encoding="utf-8") as f:
                for i, (start, end) in enumerate(spans):
                    name = "rare" if i == 1 and "0.phn" in labels else "ab"[i % 2]
                    if name == "rare":  # of 8 frames at most
                        f.write(f"{start} {int(start) + 600} rare\n")
                        start = int(start) + 600
                        name = "b"
                    f.write(f"{start} {end} {name}\n")
        said = self.inspect("apart", "--data", folder)
        self.assertRegex(said, r"\d of 2 phones of 10 frames or more \(1 has fewer\) ha(s|ve) a")
        self.assertRegex(said, r"more than 50 % of their frames\n  \(the limit of .* for a GRU\)")

    def test_labels_without_names_are_told(self):
        folder = self.path("unnamed")
        os.makedirs(folder)
        shutil.copy(os.path.join(self.data, "3.wav"), folder)
        with open(folder + "/3.txt", "w", encoding="utf-8") as f:
            f.write("0.2\t0.4\t\n0.4\t0.7\t\n")
        self.assertIn("The labels name no phones: nothing is said of them.",
                      self.inspect("none", "--data", folder, "--labels", ".txt"))

    def test_pictures_are_there_for_any_cell(self):
        for cell in ("mgu", "gru3", "lstm-exposed"):
            model = self.train(cell + ".pseg", "--cell", cell, "--score", "error")
            self.inspect(cell, "--data", self.data, "--model", model)
            for picture in ("density", "types", "saturation", "responsibility-rec1",
                            "responsibility-rec2"):
                with open(os.path.join(self.path(cell), picture + ".png"), "rb") as f:
                    self.assertEqual(f.read(4), b"\x89PNG")

    def test_without_labels_nothing_is_said_of_phones(self):
        wav = os.path.join(self.path("bare"), "3.wav")
        os.makedirs(self.path("bare"))
        shutil.copy(os.path.join(self.data, "3.wav"), wav)
        said = self.inspect("c", wav, "--layer", "rec1")
        self.assertIn("No recording has labels: nothing is said of phones.", said)
        self.assertEqual(sorted(os.listdir(self.path("c"))),
                         ["density-rec1.csv", "density-rec1.npy", "density.png",
                          "saturation.png", "types.png", "units.csv"])

    def test_what_is_wrong_is_said(self):
        for options, sentence in ((("--beyond", "x"), "--beyond takes a number"),
                                  (("--gate", "update"), "--gate: all gates are looked at"),
                                  (("--layer", "encode"), "no recurrent layer 'encode'")):
            done = run("inspect", "units", "--data", self.data, "-o", self.path("d"), *options)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn(sentence, done.stderr)


if __name__ == "__main__":
    main(essential=("Units.test_each_unit_is_described_by_its_own_values",
                    "Units.test_pictures_are_there_for_any_cell"))
