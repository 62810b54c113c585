"""`phoneseg inspect gates`: its numbers, recomputed from the signals and labels; and what
it says when something is wrong."""
import csv
import glob
import math
import os
import re
import shutil
import unittest

from support import WithSpeech, main, read_npy, run, write_wav

PNG = b"\x89PNG\r\n"


def unit_means(path):
    (frames, units), x = read_npy(path)
    return [sum(x[t * units:(t + 1) * units]) / units for t in range(frames)]


def boundaries(stem):
    with open(stem + ".phn", encoding="utf-8") as f:
        return [int(line.split()[0]) / 16000 for line in f][1:]


def around(x, start, event, half):
    """x at -half .. half hops of 10 ms from the event, between frames the line; None: not there"""
    place = (event - start) / 0.01
    if not half <= place <= len(x) - 1 - half:
        return None
    i, share = math.floor(place), place - math.floor(place)
    following = x[1:] + x[-1:]
    return [x[i + k] + share * (following[i + k] - x[i + k]) for k in range(-half, half + 1)]


def table(path):
    with open(path, encoding="utf-8", newline="") as f:
        rows = list(csv.reader(f))
    return {name: [float(row[i]) for row in rows[1:]] for i, name in enumerate(rows[0])}


class Gates(WithSpeech):
    def inspect(self, name, *arguments):
        done = run("inspect", "gates", *arguments, "-o", self.path(name))
        self.assertEqual(done.returncode, 0, done.stderr)
        for picture in ("gates.png", "differences.png", "averages.png"):
            with open(os.path.join(self.path(name), picture), "rb") as f:
                self.assertEqual(f.read(6), PNG)
        return done.stdout

    def errors_and_events(self, name):
        """E of each recording from its second frame on, the first that has any; with each event"""
        for i in range(5):
            x = read_npy(os.path.join(self.path(name), f"signals/{i}.error.npy"))[1][1:]
            for event in boundaries(os.path.join(self.data, str(i))):
                yield x, event

    def test_averages_are_those_of_the_signals_around_the_labels(self):
        said = self.inspect("a", "--data", self.data, "--signals")
        found = table(os.path.join(self.path("a"), "averages.csv"))
        self.assertEqual([round(1000 * x) for x in found["lag [s]"]], list(range(-150, 151, 10)))
        for gate in ("update", "reset"):
            rows, total = [], 0
            for i in range(5):
                x = unit_means(os.path.join(self.path("a"), f"signals/{i}.rec1.{gate}.npy"))
                events = boundaries(os.path.join(self.data, str(i)))
                total += len(events)
                rows += [r for r in (around(x, 0.0125, e, 15) for e in events) if r]
            mean = [sum(column) / len(rows) for column in zip(*rows)]
            error = [math.sqrt(sum((v - m) ** 2 for v in column) / (len(rows) - 1) / len(rows))
                     for column, m in zip(zip(*rows), mean)]
            for k in range(31):
                self.assertAlmostEqual(found[f"{gate} gate: mean: mean"][k], mean[k], 9)
                self.assertAlmostEqual(found[f"{gate} gate: mean: error"][k], error[k], 9)
        heard = sum(around(x, 0.0175, e, 15) is not None for x, e in self.errors_and_events("a"))
        self.assertIn(f"{total} labelled boundaries in 5 recordings, {heard} of them", said)
        names = [name for name in found if name.endswith(": chance")]
        self.assertEqual(len(names), 9)

    def test_the_verdict_is_that_of_the_digits_that_are_told(self):
        said = self.inspect("v", "--data", self.data)
        verdicts = re.findall(r"([+-]\d+\.\d)  (rises|falls|may be chance)$", said, re.M)
        self.assertEqual(len(verdicts), 9)
        for z, verdict in verdicts:
            expected = ("may be chance" if abs(float(z)) < 4 else
                        "rises" if float(z) > 0 else "falls")
            self.assertEqual(verdict, expected)
        self.assertIn("Less than 4 standard errors may be chance", said)

    def test_the_array_is_the_table(self):
        self.inspect("b", "--data", self.data)
        found = table(os.path.join(self.path("b"), "averages.csv"))
        shape, x = read_npy(os.path.join(self.path("b"), "averages.npy"))
        self.assertEqual(shape, (9, 4, 31))
        columns = [v for name, column in found.items() if name != "lag [s]" for v in column]
        self.assertEqual(list(x), columns)

    def test_curves_of_a_recording_are_means_of_its_signals(self):
        wav = os.path.join(self.data, "3.wav")
        self.inspect("c", wav, "--signals", "--gate", "reset")
        mean = unit_means(os.path.join(self.path("c"), "signals/3.rec1.reset.npy"))
        found = table(os.path.join(self.path("c"), "gates.csv"))
        self.assertNotIn("update gate: mean", found)
        for t, (m, before) in enumerate(zip(mean, mean[:1] + mean)):
            self.assertAlmostEqual(found["reset gate: mean"][t], m, 9)
            self.assertAlmostEqual(found["reset gate: difference"][t], m - before, 9)
            self.assertAlmostEqual(found["reset gate: mean: time [s]"][t], 0.0125 + 0.01 * t, 9)
            self.assertAlmostEqual(found["reset gate: difference: time [s]"][t],
                                   0.0075 + 0.01 * t, 9)
        score = read_npy(os.path.join(self.path("c"), "signals/3.score.npy"))[1]
        self.assertEqual(found["score"][1:], list(score[1:]))

    def test_any_network_will_do(self):
        models = {"lstm": ("--cell", "lstm", "--topology", "rpm4"),
                  "mgu": ("--cell", "mgu", "--topology", "ae"),
                  "gru3": ("--cell", "gru3", "--topology", "rpm2", "--score", "error")}
        for name, options in models.items():
            model = self.train(name + ".pseg", *options)
            layer = "rec1" if name == "gru3" else "rec2"
            said = self.inspect(name, "--data", self.data, "--model", model, "--layer", layer)
            self.assertIn(f"{layer} of {name}.pseg", said)
            rows = re.findall(r"^  .*(?=rises|falls|may be)", said, re.M)
            self.assertEqual(len({len(row) for row in rows}), 1, said)
            if name == "gru3":
                self.assertRegex(said, r"update gate: difference .* \+0\.0  may be chance")

    def test_without_labels_boundaries_are_the_models_own(self):
        bare = os.path.join(self.path("bare"), "3.wav")
        os.makedirs(self.path("bare"))
        shutil.copy(os.path.join(self.data, "3.wav"), bare)
        said = self.inspect("d", bare)
        self.assertIn("detected boundaries in 1 recording,", said)
        self.assertIn("No recording has labels", said)
        labelled = self.inspect("e", bare, "--labels", os.path.join(self.data, "3.phn"))
        self.assertIn("labelled boundaries in 1 recording,", labelled)

    def test_too_little_for_averages_is_said(self):
        short = os.path.join(self.path("short"), "s.wav")
        write_wav(short, [0.0] * 3000)
        done = run("inspect", "gates", short, "-o", self.path("f"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("too little for averages", done.stdout)
        self.assertFalse(os.path.exists(os.path.join(self.path("f"), "averages.png")))

    def complains(self, status, sentence, *arguments):
        done = run("inspect", *arguments)
        self.assertEqual(done.returncode, status, (arguments, done.stderr))
        self.assertIn(sentence, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(glob.glob(self.path("wrong/*")), [])

    def test_what_is_wrong_is_said_in_a_sentence(self):
        wav, out = os.path.join(self.data, "3.wav"), ("-o", self.path("wrong"))
        none = self.path("none.pseg")
        done = run("eval", "--data", self.data, "--score", "transition", "--tune", "--save", none)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.complains(2, "there is no part 'gate'", "gate")
        self.complains(2, "usage: phoneseg inspect PART")
        self.complains(2, "no input", "gates", *out)
        self.complains(2, "nowhere to draw", "gates", wav)
        self.complains(2, "no recurrent layer 'rec2' in the model, but: rec1", "gates", wav, *out,
                       "--layer", "rec2")
        self.complains(2, "gate 'forget' is one that cell gru lacks", "gates", wav, *out,
                       "--gate", "forget")
        self.complains(2, "--end 1 is not after --start 2", "gates", wav, *out, "--start", 2,
                       "--end", 1)
        self.complains(1, "none.pseg has no network", "gates", wav, *out, "--model", none)
        self.complains(1, "nothere.wav", "gates", "nothere.wav", *out)
        self.complains(1, "no recording that can be used", "gates", "nothere.wav", *out)
        self.complains(1, "fewer than two frames from 5 s", "gates", wav, *out, "--start", 5)
        self.complains(1, "--output /dev/null/x cannot be a folder", "gates", wav, "-o",
                       "/dev/null/x")

    def test_labels_that_were_asked_for_and_are_not_there_are_told(self):
        wav = os.path.join(self.data, "3.wav")
        for where in ("nosuch.phn", "nosuchdir"):
            self.complains(1, f"--labels {where}: no recording has labels there", "gates", wav,
                           "-l", where, "-o", self.path("wrong"))
        self.complains(1, "3.phn is a file, of one recording, but there are 5", "gates", "--data",
                       self.data, "-l", os.path.join(self.data, "3.phn"), "-o", self.path("wrong"))

    def test_signals_of_one_name_are_not_written_over_each_other(self):
        twin = os.path.join(self.path("twin"), "3.wav")
        os.makedirs(self.path("twin"))
        shutil.copy(os.path.join(self.data, "3.wav"), twin)
        self.complains(2, "two recordings would be signals/3", "gates", twin, "--data", self.data,
                       "--signals", "-o", self.path("wrong"))

    def test_a_bad_recording_is_told_and_the_others_are_shown(self):
        folder = self.path("mixed")
        shutil.copytree(self.data, folder)
        with open(os.path.join(folder, "2.wav"), "wb") as f:
            f.write(b"no audio")
        done = run("inspect", "gates", "--data", folder, "-o", self.path("g"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("2.wav is no audio file", done.stderr)
        self.assertIn("in 4 recordings", done.stdout)
        self.assertTrue(os.path.exists(os.path.join(self.path("g"), "averages.png")))

    def test_help_lists_the_parts_and_their_options(self):
        self.assertIn("gates", run("inspect", "--help").stdout)
        for arguments in (("help", "inspect", "gates"), ("inspect", "gates", "--help")):
            done = run(*arguments)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn("Usage: phoneseg inspect gates", done.stdout)
            self.assertIn("--layer", done.stdout)


if __name__ == "__main__":
    main(essential=("Gates.test_averages_are_those_of_the_signals_around_the_labels",
                    "Gates.test_any_network_will_do",
                    "Gates.test_what_is_wrong_is_said_in_a_sentence"))
