"""`phoneseg inspect report`: a page that stands alone and has everything in it."""
import base64
import hashlib
import html.parser
import os
import shutil
import unittest

from support import WithSpeech, main, run

PARTS = {"Gates": ("gates", ["gates.png", "differences.png", "averages.png"]),
         "Time": ("time", ["time-tsne.png", "time-decay.png", "time-residual.png"]),
         "Memory": ("memory", ["memory.png"]),
         "Units": ("units", ["density.png", "types.png", "saturation.png",
                             "responsibility-rec1.png", "responsibility-rec2.png",
                             "recognisers.png"])}
VOID = {"meta", "img"}


def print_of(picture):
    """short, so that what differs can be shown"""
    return hashlib.sha256(picture).hexdigest()[:16]


class Page(html.parser.HTMLParser):
    """Elements that are closed as they were opened, sections by their titles, pictures."""
    def __init__(self, path):
        super().__init__()
        self.open, self.pictures, self.text, self.section = [], [], {"": ""}, ""
        with open(path, encoding="utf-8") as f:
            self.source = f.read()
        self.feed(self.source)
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        assert tag not in ("script", "link", "iframe", "object"), tag
        assert not any(name.startswith("on") or name == "href" for name in attrs), attrs
        if tag == "img":
            head, data = attrs["src"].split(",")
            assert head == "data:image/png;base64" and attrs["alt"], head
            self.pictures.append(print_of(base64.b64decode(data, validate=True)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "h2":
            self.section = ""

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "h2":
            self.section += data
            self.text[self.section] = ""
        self.text[self.section] += data


class Report(WithSpeech):
    def report(self, name, *arguments):
        done = run("inspect", "report", *arguments, "-o", self.path(name))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.strip(), os.path.join(self.path(name), "report.html"))
        return Page(done.stdout.strip())

    def pictures(self, name, files):
        for file in files:
            path = os.path.join(self.path(name), file)
            if os.path.exists(path):
                with open(path, "rb") as f:
                    yield print_of(f.read())

    def test_a_report_has_what_its_parts_say_and_draw(self):
        model = self.train("<lstm> & co.pseg", "--cell", "lstm", "--topology", "rpm4")
        page = self.report("a", "--data", self.data, "--model", model)
        drawn = [x for _, files in PARTS.values() for x in self.pictures("a", files)]
        self.assertGreaterEqual(len(drawn), 12)
        for picture in drawn:
            self.assertIn(picture, page.pictures)
        for title, (part, _) in PARTS.items():
            done = run("inspect", part, "--data", self.data, "--model", model,
                       "-o", self.path("b"))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(done.stdout.strip(), page.text[title])
        self.assertIn("Inside <lstm> & co.pseg", page.text[""])
        for expected in ("lstm (Wang, Chung and Lee, Gate", "Boundaries, eq. 1-6)", "rpm4",
                         "8 log-mel bands", "ms after a boundary",
                         "rec2recurrent44"):
            self.assertIn(expected, page.text["Model"].replace("\n", ""))
        for expected in ("epochs 1", "seed", "hidden 4"):
            self.assertIn(expected, page.text["Training record"])
        self.assertIn("5, of these 5 with labels", page.text["Recordings"])

    def test_no_labels_will_do_and_nothing_of_an_earlier_run_is_shown(self):
        bare = os.path.join(self.path("bare"), "3.wav")
        os.makedirs(self.path("bare"))
        shutil.copy(os.path.join(self.data, "3.wav"), bare)
        labelled = self.report("c", os.path.join(self.data, "3.wav"))
        page = self.report("c", bare)
        self.assertIn("1, of these 0 with labels", page.text["Recordings"])
        self.assertIn("classes of frames", page.text["Memory"])
        self.assertFalse(os.path.exists(os.path.join(self.path("c"), "recognisers.png")))
        self.assertLess(len(page.pictures), len(labelled.pictures))
        files = [f for _, files in PARTS.values() for f in files] + ["model-learning.png"]
        self.assertEqual(sorted(page.pictures), sorted(self.pictures("c", files)))

    def test_a_part_that_fails_leaves_the_others(self):
        path = os.path.join(self.path("short"), "s.wav")
        os.makedirs(self.path("short"))
        with open(os.path.join(self.data, "3.wav"), "rb") as f:
            start = bytearray(f.read(44 + 2 * 1600))
        start[4:8], start[40:44] = (36 + 3200).to_bytes(4, "little"), (3200).to_bytes(4, "little")
        with open(path, "wb") as f:
            f.write(start)
        done = run("inspect", "report", path, "-o", self.path("d"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("inspect memory: only 8 frames for 16 classes", done.stderr)
        page = Page(done.stdout.strip())
        self.assertIn("nothing to show", page.text["Memory"])
        self.assertIn("t-SNE", page.text["Time"])

    def test_a_bad_recording_is_told_once(self):
        folder = self.path("mixed")
        shutil.copytree(self.data, folder)
        with open(os.path.join(folder, "2.wav"), "wb") as f:
            f.write(b"no audio")
        done = run("inspect", "report", "--data", folder, "-o", self.path("f"))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("2.wav is no audio file"), 1, done.stderr)
        page = Page(done.stdout.strip())
        self.assertIn("4, of these 4 with labels", page.text["Recordings"])

    def test_without_recordings_there_is_no_report(self):
        done = run("inspect", "report", "--data", self.path("nosuch"), "-o", self.path("g"))
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("no recording that can be used", done.stderr)
        self.assertNotIn("report.html", os.listdir(self.path("g")))

    def test_an_output_that_is_a_file_is_told_as_it_was_given(self):
        wav = os.path.join(self.data, "3.wav")
        for place in (wav, wav + "/x"):
            done = run("inspect", "report", wav, "-o", place)
            self.assertEqual(done.returncode, 1)
            self.assertEqual(done.stderr, "phoneseg inspect report: --output "
                             f"{place} cannot be a folder: Not a directory\n")

    def test_what_is_wrong_is_said_before_anything_is_written(self):
        wav = os.path.join(self.data, "3.wav")
        for status, sentence, arguments in (
                (2, "nowhere to draw", (wav,)),
                (2, "no recurrent layer 'rec2'", (wav, "--layer", "rec2", "-o", self.path("e"))),
                (1, "nothere.pseg", (wav, "--model", "nothere.pseg", "-o", self.path("e")))):
            done = run("inspect", "report", *arguments)
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertIn(sentence, done.stderr)
            self.assertFalse(os.path.exists(self.path("e")))


if __name__ == "__main__":
    main(essential=("Report.test_a_part_that_fails_leaves_the_others",))
