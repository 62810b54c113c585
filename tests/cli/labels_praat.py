"""Praat itself opens every TextGrid that phoneseg writes, and phoneseg reads those of Praat."""
import csv
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

from support import main, run, write_labelled, write_wav

PRAAT = shutil.which("praat")

# Prints the tiers of a TextGrid: of intervals with both ends, of points with their time.
READ = """
form Read
  sentence Path
endform
Read from file: path$
tiers = Get number of tiers
end = Get end time
appendInfoLine: "end", tab$, fixed$ (end, 9)
for t to tiers
  isInterval = Is interval tier: t
  name$ = Get tier name: t
  if isInterval
    n = Get number of intervals: t
    for i to n
      begins = Get start time of interval: t, i
      ends = Get end time of interval: t, i
      text$ = Get label of interval: t, i
      appendInfoLine: name$, tab$, fixed$ (begins, 9), tab$, fixed$ (ends, 9), tab$, text$
    endfor
  else
    n = Get number of points: t
    for i to n
      at = Get time of point: t, i
      text$ = Get label of point: t, i
      appendInfoLine: name$, tab$, fixed$ (at, 9), tab$, fixed$ (at, 9), tab$, text$
    endfor
  endif
endfor
"""

# Non-ASCII texts make Praat write UTF-16.
WRITE = '''
form Write
  sentence Folder
  sentence Text
endform
Create TextGrid: 0, 2.5, "words phones tones", "tones"
Insert boundary: 1, 1/3
Insert boundary: 2, 0.7
Insert boundary: 2, 1.1
Set interval text: 2, 2, text$
Set interval text: 2, 3, "say ""a"""
Insert point: 3, 0.5, "H*"
Save as text file: folder$ + "/long.TextGrid"
Save as short text file: folder$ + "/short.TextGrid"
'''


class Praat(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, *names):
        return os.path.join(self.folder.name, *names)

    def praat(self, script, *arguments):
        path = self.path("script.praat")
        with open(path, "w", encoding="utf-8") as f:
            f.write(script)
        done = subprocess.run([PRAAT, "--utf8", "--run", path, *arguments], capture_output=True,
                              text=True, timeout=300, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def opened(self, path):
        """(end, [(tier, start, end, text)])"""
        rows = [line.split("\t") for line in self.praat(READ, path).splitlines()]
        return (float(rows[0][1]),
                [(tier, float(start), float(end), text) for tier, start, end, text in rows[1:]])

    def check_rows(self, rows, expected, places):
        self.assertEqual(len(rows), len(expected))
        for (tier, start, end, text), (its_tier, its_start, its_end, its_text) in zip(rows,
                                                                                     expected):
            for is_at, should_be_at in ((start, its_start), (end, its_end)):
                self.assertAlmostEqual(is_at, should_be_at, delta=1.01 * 10**-places)
            self.assertEqual((tier, text), (its_tier, its_text))

    def test_a_segmented_folder_opens_beside_the_audio(self):
        for seed, name in enumerate(("a", "b/c")):
            write_labelled(self.path("speech", name), seed, seconds=1 + seed)
            os.remove(self.path("speech", name + ".phn"))
        write_wav(self.path("speech", "short.wav"), [0.25] * 401)
        done = run("segment", "--format", "textgrid", "--threshold", -1e6, "--output-dir",
                   self.path("speech"), self.path("speech"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for name in ("a", "b/c", "short"):
            sound = self.praat('form Read\n  sentence Path\nendform\nRead from file: path$\n'
                               'length = Get total duration\nappendInfoLine: fixed$ (length, 9)\n',
                               self.path("speech", name + ".wav"))
            end, rows = self.opened(self.path("speech", name + ".TextGrid"))
            self.assertAlmostEqual(end, float(sound), places=8)
            found = run("segment", "--threshold", -1e6, self.path("speech", name + ".wav"))
            times = [float(line.split("\t")[0]) for line in found.stdout.splitlines()]
            self.assertTrue(times or name == "short")
            self.check_rows(rows, [("segments", start, stop, "") for start, stop in
                                   zip([0] + times, times + [end])], 6)

    def test_what_is_converted_has_the_same_intervals(self):
        rng = random.Random(5)
        for n in (0, 1, 10000):
            edges = [0]
            for _ in range(n):
                edges.append(edges[-1] + rng.randrange(20, 3000))
            with open(self.path("a.phn"), "w", encoding="utf-8") as f:
                for start, end in zip(edges, edges[1:]):
                    f.write(f"{start} {end} {rng.choice(['a', 'tʃ', 'h#', 'ə'])}\n")
            for other in ("phn", "csv", "json", "jsonl", "lab", "ctm", "TextGrid"):
                if other != "phn":
                    done = run("convert", self.path("a.phn"), self.path("a." + other))
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                done = run("convert", self.path("a." + other), self.path("b.TextGrid"))
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                end, rows = self.opened(self.path("b.TextGrid"))
                self.assertEqual(len(rows), max(n, 1))
                if n:
                    self.assertAlmostEqual(end, edges[-1] / 16000, delta=1e-6)
                    with open(self.path("a.phn"), encoding="utf-8") as f:
                        expected = [line.split() for line in f]
                    self.check_rows([("", *row[1:]) for row in rows],
                                    [("", int(a) / 16000, int(b) / 16000, text)
                                     for a, b, text in expected], 5)

    def test_tiers_of_points_and_of_segments_open(self):
        labels = [("words", 0, 1.25, "one \"two\""), ("words", 1.25, 2, ""),
                  ("tones", 0.5, 0.5, "H*"), ("tones", 0.75, 0.75, "ä%")]
        with open(self.path("a.csv"), "w", encoding="utf-8", newline="") as f:
            csv.writer(f).writerows([("tier", "start", "end", "text"), *labels])
        done = run("convert", self.path("a.csv"), self.path("a.TextGrid"))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        end, rows = self.opened(self.path("a.TextGrid"))
        self.assertEqual(end, 2)
        self.check_rows(rows, labels, 9)

    def test_what_praat_writes_is_read(self):
        for text in ("s", "ʃə"):
            self.praat(WRITE, self.folder.name, text)
            expected = [("words", 0, 1 / 3, ""), ("words", 1 / 3, 2.5, ""), ("phones", 0, 0.7, ""),
                        ("phones", 0.7, 1.1, text), ("phones", 1.1, 2.5, 'say "a"'),
                        ("tones", 0.5, 0.5, "H*")]
            for form in ("long", "short"):
                with open(self.path(form + ".TextGrid"), "rb") as f:
                    self.assertEqual(f.read(2) == b"\xfe\xff", text != "s")
                done = run("convert", self.path(form + ".TextGrid"), self.path("a.csv"))
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                with open(self.path("a.csv"), encoding="utf-8", newline="") as f:
                    rows = [(row["tier"], float(row["start"]), float(row["end"]), row["text"])
                            for row in csv.DictReader(f)]
                self.check_rows(rows, expected, 6)


if __name__ == "__main__":
    if not PRAAT:
        print("Praat is not installed (Debian's package praat): nothing to test")
        sys.exit(77)
    main()
