"""Label files of any format: converted, scored against, learned from, drawn, written by segment."""
import csv
import json
import os
import shutil
import struct
import subprocess
import sys

from support import PHONESEG, SMALL, WithSpeech, main, run, run_json

SAMPLE = os.path.join(sys.argv[2] if len(sys.argv) > 2 else ".", "samples",
                      "en-first-in-line.flac")
FORMATS = {"text": "txt", "jsonl": "jsonl", "json": "json", "csv": "csv", "textgrid": "TextGrid",
           "phn": "phn", "lab": "lab", "audacity": "txt", "ctm": "ctm"}
BESIDE = ("TextGrid", "lab", "ctm", "json", "jsonl", "csv")
TRANSITION = ("--score", "transition", "--threshold", "0.5")


def boundaries(path):
    """The times in a .phn file."""
    with open(path, encoding="utf-8") as f:
        return [int(line.split()[0]) / 16000 for line in f][1:]


def distance(a, b):
    """Of weights: the largest difference of two that belong together."""
    return max(abs(x - y) for (x,), (y,) in zip(struct.iter_unpack("<f", a),
                                                struct.iter_unpack("<f", b), strict=True))


class Labels(WithSpeech):
    def done(self, *arguments):
        result = run(*arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""), arguments)
        return result.stdout

    def refused(self, status, sentence, *arguments):
        result = run(*arguments)
        self.assertEqual(result.returncode, status, arguments)
        self.assertIn(sentence, result.stderr)

    def scored(self, *options):
        found = run_json("eval", *TRANSITION, "--bootstrap", 1, *options)
        return {kind: found[kind] for kind in ("strict", "lenient")}

    def labelled_as(self, extension, folder):
        """The labelled speech, its labels converted: in a folder of their own, or beside it."""
        for i in range(5):
            target = os.path.join(folder, f"{i}.{extension}")
            os.makedirs(folder, exist_ok=True)
            self.done("convert", os.path.join(self.data, f"{i}.phn"), target)

    def test_every_format_of_segment_holds_the_same_boundaries(self):
        times = [float(line.split("\t")[0])
                 for line in self.done("segment", SAMPLE).splitlines()]
        for name, extension in FORMATS.items():
            result = self.path(f"s.{extension}")
            self.assertEqual(self.done("segment", "--format", name, "-o", result, SAMPLE), "")
            self.done("convert", result, self.path("converted.phn"), "--from", name)
            found = boundaries(self.path("converted.phn"))
            self.assertEqual(len(found), len(times), name)
            for a, b in zip(found, times):
                self.assertLess(abs(a - b), 0.5 / 16000 + 1e-6, name)

    def test_csv_names_its_columns_once_and_the_files_where_there_are_several(self):
        inputs = [os.path.join(self.data, f"{i}.wav") for i in range(3)]
        for jobs in (1, 3):
            text = self.done("segment", "--threshold", -1e6, "-f", "csv", "--jobs", jobs, *inputs)
            rows = list(csv.DictReader(text.splitlines()))
            self.assertEqual(list(rows[0]), ["file", "time", "decided", "score"])
            self.assertEqual(list(dict.fromkeys(row["file"] for row in rows)), inputs)
        self.assertEqual(self.done("segment", "--threshold", 1e6, "-f", "csv", inputs[0]),
                         "time,decided,score\n")

    def test_a_textgrid_is_whole_or_not_there(self):
        self.refused(2, "cannot be told apart", "segment", "-f", "textgrid", SAMPLE, SAMPLE)
        with open(self.path("cut.wav"), "wb") as f:
            f.write(b"RIFF")
        self.refused(1, "cut.wav", "segment", "-f", "textgrid", "-o", self.path("cut.TextGrid"),
                     self.path("cut.wav"))
        self.assertFalse(os.path.exists(self.path("cut.TextGrid")))

    def test_json_is_one_document(self):
        found = json.loads(self.done("segment", "-f", "json", SAMPLE))
        self.assertAlmostEqual(found["duration"], 5.362, places=6)
        lines = self.done("segment", "-f", "jsonl", SAMPLE).splitlines()
        self.assertEqual(found["labels"], [json.loads(line) for line in lines])

    def test_eval_takes_labels_of_any_format(self):
        expected = self.scored("--data", self.data)
        for extension in BESIDE:
            folder = self.path("labels-" + extension)
            self.labelled_as(extension, folder)
            self.assertEqual(self.scored("--data", self.data, "--labels", folder), expected)
            for i in range(5):
                shutil.copy(os.path.join(self.data, f"{i}.wav"), folder)
            self.assertEqual(self.scored("--data", folder), expected)
            self.assertEqual(self.scored("--data", folder, "--labels", extension), expected)

    def test_phn_files_come_before_others_unless_told(self):
        folder = self.path("both")
        shutil.copytree(self.data, folder)
        with open(os.path.join(folder, "0.TextGrid"), "w", encoding="utf-8") as f:
            f.write("no TextGrid\n")
        self.scored("--data", folder)
        self.refused(1, "0.TextGrid, line 1: this is no TextGrid", "eval", *TRANSITION, "--data",
                     folder, "--labels", ".TextGrid")

    def test_a_tier_is_chosen_by_name(self):
        folder = self.path("tiers")
        os.makedirs(folder)
        for i in range(5):
            stem = os.path.join(folder, str(i))
            self.done("convert", os.path.join(self.data, f"{i}.phn"), stem + ".csv")
            with open(stem + ".csv", encoding="utf-8", newline="") as f:
                rows = list(csv.DictReader(f))
            with open(stem + ".csv", "w", encoding="utf-8", newline="") as f:
                out = csv.writer(f)
                out.writerow(["tier", "start", "end", "text"])
                out.writerow(["coarse", rows[0]["start"], rows[-1]["end"], "all"])
                out.writerows(["fine", row["start"], row["end"], row["text"]] for row in rows)
            self.done("convert", stem + ".csv", stem + ".TextGrid")
            os.remove(stem + ".csv")
        options = ("--data", self.data, "--labels", folder)
        expected = self.scored("--data", self.data)
        self.assertEqual(self.scored(*options, "--tier", "fine"), expected)
        self.assertNotEqual(self.scored(*options, "--tier", "coarse"), expected)
        self.refused(1, "0.TextGrid has several tiers, 'coarse', 'fine': which one? Name it with "
                     "--tier", "eval", *TRANSITION, *options)
        for i in range(5):
            shutil.copy(os.path.join(self.data, f"{i}.wav"), folder)
        learned = self.weights(self.data, "--labels")
        fine = self.weights(folder, "--labels", "--tier", "fine")  # times in whole microseconds
        self.assertLess(distance(fine, learned), 1e-4)
        coarse = self.weights(folder, "--labels", "--tier", "coarse")
        self.assertGreater(distance(coarse, learned), 3e-4)
        train = ("train", "--data", folder, "--out", self.path("t.pseg"), "--teacher",
                 "transition")
        self.refused(1, "which one? Name it with --tier", *train, "--labels")
        self.refused(2, "say --labels too", *train, "--tier", "fine")
        reproduce = ("reproduce", "--data", folder, "--out", self.path("tables"), "--only",
                     "transition", "--quick")
        self.refused(1, "which one? Name it with --tier", *reproduce)
        done = run(*reproduce, "--tier", "fine")
        self.assertEqual(done.returncode, 0, done.stderr)
        grid, result = os.path.join(folder, "0.TextGrid"), self.path("0.phn")
        self.done("convert", grid, result, "--tier", "fine")
        with open(os.path.join(self.data, "0.phn"), encoding="utf-8") as f, \
                open(result, encoding="utf-8") as g:
            self.assertEqual(g.read(), f.read())
        self.refused(1, "0.TextGrid has no tier 'x'", "convert", grid, result, "--tier", "x")
        self.refused(1, "which one?", "convert", grid, result)
        self.done("plot", os.path.join(self.data, "0.wav"), "-o", self.path("p.svg"), "--labels",
                  grid, "--tier", "fine")
        self.refused(1, "which one?", "plot", os.path.join(self.data, "0.wav"), "-o",
                     self.path("p.svg"), "--labels", grid)

    def weights(self, data, *options):
        """Those that training makes of the folder."""
        path = self.path("m.pseg")
        done = run("train", "--data", data, "--out", path, *SMALL, "--teacher", "transition",
                   *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(path, "rb") as f:
            model = f.read()
        os.remove(path)
        size, start = struct.unpack_from("<I", model, 12)[0], model.index(b"{")
        return model[start + (size + 3) // 4 * 4:-4]

    def test_training_learns_the_same_from_any_format(self):
        folder = self.path("grids")
        self.labelled_as("TextGrid", folder)
        for i in range(5):
            shutil.copy(os.path.join(self.data, f"{i}.wav"), folder)
        learned = self.weights(self.data, "--labels")
        self.assertEqual(self.weights(folder, "--labels"), learned)
        self.assertNotEqual(self.weights(folder), learned)

    def test_convert_says_what_is_wrong(self):
        phn, out = os.path.join(self.data, "0.phn"), self.path("o.csv")
        self.refused(2, "two files expected", "convert", phn)
        self.refused(2, "one file too many", "convert", phn, out, out)
        self.refused(2, "would be replaced", "convert", phn, phn, "--to", "csv")
        self.refused(2, "no format 'xml'", "convert", phn, out, "--to", "xml")
        self.refused(2, "say --to FORMAT", "convert", phn, self.path("o.xml"))
        self.refused(1, "/nowhere/a.phn", "convert", "/nowhere/a.phn", out)
        self.refused(1, "/nowhere/o.csv", "convert", phn, "/nowhere/o.csv")
        with open(self.path("bad.phn"), "w", encoding="utf-8") as f:
            f.write("0 10 a\n10 5 b\n")
        self.refused(1, "bad.phn, line 2: the segment ends (5) before it starts (10)", "convert",
                     self.path("bad.phn"), out)
        self.assertFalse(os.path.exists(out))

    def test_convert_writes_to_standard_output_whatever_it_is(self):
        phn = os.path.join(self.data, "0.phn")
        # /dev/stdout would do, and be lost if what is tested here went wrong as root
        command = '"$0" convert "$1" /dev/fd/1 --to csv; "$0" convert "$1" /dev/fd/1 --to phn'
        with open(self.path("log"), "w", encoding="utf-8") as f:
            subprocess.run(["sh", "-c", command, PHONESEG, phn], stdout=f, check=True)
        with open(self.path("log"), encoding="utf-8") as f, open(phn, encoding="utf-8") as g:
            text, expected = f.read(), g.read()
        self.assertTrue(text.startswith("start,end,text\n0.000000,"))
        self.assertTrue(text.endswith("\n" + expected))

    def test_what_a_textgrid_cannot_hold_is_told(self):
        with open(self.path("over.phn"), "w", encoding="utf-8") as f:
            f.write("0 1600 a\n800 3200 b\n3190 4800 c\n")  # and 0.6 ms, as files round
        done = run("convert", self.path("over.phn"), self.path("over.TextGrid"))
        self.assertEqual((done.returncode, done.stderr), (
            0, f"phoneseg convert: {self.path('over.phn')}: in tier 'segments' 1 of 3 segments "
            "overlap the next, and end there\n"))
        self.done("convert", self.path("over.phn"), self.path("over.csv"))

    def test_a_hyphen_is_standard_input_and_output(self):
        with open(os.path.join(self.data, "0.phn"), encoding="utf-8") as f:
            text = f.read()
        lab = run("convert", "-", "-", "--from", "phn", "--to", "lab", input=text,
                  cwd=self.folder.name)
        self.assertEqual((lab.returncode, lab.stderr), (0, ""))
        back = run("convert", "-", "-", "--from", "lab", "--to", "phn", input=lab.stdout,
                   cwd=self.folder.name)
        self.assertEqual((back.returncode, back.stdout), (0, text))
        self.assertFalse(os.path.exists(self.path("-")))
        self.refused(2, "-: the name ends in no format's extension: say --to FORMAT", "convert",
                     os.path.join(self.data, "0.phn"), "-")


if __name__ == "__main__":
    main(("Labels.test_eval_takes_labels_of_any_format", "Labels.test_a_tier_is_chosen_by_name"))
