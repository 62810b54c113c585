"""Label files of ten thousand boundaries and of none: converted, drawn, scored."""
import json
import os
import random
import re
import tempfile
import unittest

from support import main, run

FORMATS = {"text": "txt", "phn": "phn", "textgrid": "TextGrid", "lab": "lab", "audacity": "txt",
           "ctm": "ctm", "json": "json", "jsonl": "jsonl", "csv": "csv"}
BESIDE = ("phn", "TextGrid", "lab", "ctm", "json", "jsonl", "csv")  # found without being named
N, STEP = 10000, 64  # boundaries; [samples] between them, 4 ms
HEARD = 32000  # [samples] of audio, which is quick; the labels go on


def write_noise(path, n):
    data = random.Random(1).randbytes(2 * n)
    head = b"RIFF%sWAVEfmt %sdata%s" % (
        (36 + 2 * n).to_bytes(4, "little"),
        bytes((16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0x3e, 0, 0, 0, 0x7d, 0, 0, 2, 0, 16, 0)),
        (2 * n).to_bytes(4, "little"))
    with open(path, "wb") as f:
        f.write(head + data)


class Sizes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.speech = os.path.join(cls.folder.name, "speech")
        os.makedirs(cls.speech)
        write_noise(os.path.join(cls.speech, "a.wav"), HEARD)
        found = run("segment", os.path.join(cls.speech, "a.wav"))
        cls.found = len(found.stdout.splitlines())

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def done(self, *arguments):
        result = run(*arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""), arguments)
        return result.stdout

    def label(self, name):
        """Labels in a folder of their own, of that format, made of a.phn."""
        path = self.path(f"labels-{name}/a.{FORMATS[name]}")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        self.done("convert", self.path("a.phn"), path, "--to", name)
        return path

    def count(self, path, name):
        """Boundaries in a label file, by way of TIMIT's format."""
        self.done("convert", path, self.path("back.phn"), "--from", name)
        with open(self.path("back.phn"), encoding="utf-8") as f:
            return max(len(f.readlines()) - 1, 0)

    def check(self, n):
        """All that is done with n boundaries of each format."""
        audio, picture = os.path.join(self.speech, "a.wav"), self.path("a.svg")
        scores = set()
        for name in FORMATS:
            labels = self.label(name)
            self.assertEqual(self.count(labels, name), n, name)
            if FORMATS[name] not in BESIDE:
                continue
            self.done("plot", audio, "--labels", labels, "-o", picture)
            with open(picture, encoding="utf-8") as f:
                self.assertIn("</svg>", f.read())
            told = self.done("eval", "--data", self.speech, "--labels", os.path.dirname(labels),
                             "--bootstrap", 1, "--json")
            self.assertIsNone(re.search(r"\b(nan|inf)", told), name)
            score = json.loads(told)
            self.assertEqual((score["n_ref"], score["n_hyp"]), (n, self.found), name)
            scores.add((score["hits"], score["ref_hit"], score["hyp_hit"]))
        self.assertEqual(len(scores), 1)
        return scores.pop()

    def test_ten_thousand_boundaries(self):
        with open(self.path("a.phn"), "w", encoding="utf-8") as f:
            f.writelines(f"{i * STEP} {(i + 1) * STEP} x\n" for i in range(N + 1))
        hits, _, hyp_hit = self.check(N)
        self.assertEqual((hits, hyp_hit), (self.found, self.found))  # there is one within 20 ms

    def test_one_segment_without_a_boundary(self):
        with open(self.path("a.phn"), "w", encoding="utf-8") as f:
            f.write(f"0 {(N + 1) * STEP} x\n")
        self.assertEqual(self.check(0), (0, 0, 0))

    def test_files_with_nothing_in_them(self):
        for name in FORMATS:
            folder = self.path(f"nothing-{name}")
            os.makedirs(folder)
            labels = os.path.join(folder, f"a.{FORMATS[name]}")
            with open(labels, "w", encoding="utf-8"):
                pass
            audio = os.path.join(self.speech, "a.wav")
            commands = [("convert", labels, self.path("b.csv"), "--from", name),
                        ("plot", audio, "--labels", labels, "-o", self.path("b.png")),
                        ("eval", "--data", self.speech, "--labels", folder, "--json")]
            for command in commands if FORMATS[name] in BESIDE else commands[:1]:
                result = run(*command)
                if name == "textgrid":  # is one only where it says so
                    self.assertEqual(result.returncode, 1)
                    self.assertIn("a.TextGrid, line 1: this is no TextGrid", result.stderr)
                else:
                    self.assertEqual((result.returncode, result.stderr), (0, ""), command)


if __name__ == "__main__":
    main(("Sizes.test_one_segment_without_a_boundary",))
