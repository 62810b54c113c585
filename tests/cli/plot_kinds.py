"""Pictures of many recordings, and of models: what is in them, and the figures beside them."""
import csv
import math
import os
import re
import shutil
import wave

from support import SMALL, WithSpeech, main, run, run_json, write_labelled

GREEN, VERMILLION, BLUE = (f"stroke:rgb({rgb})" for rgb in (
    "0%,62%,45.1%", "83.5%,36.9%,0%", "0%,44.7%,69.8%"))
SMALL_PAGE = ("--width", 640, "--height", 420)  # two recordings


class Pictures(WithSpeech):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for epochs, cell in enumerate(("gru", "mgu"), 2):
            done = run("train", "--data", cls.data, "--out",
                       os.path.join(cls.folder.name, f"{cell}.pseg"), *SMALL, "--cell", cell,
                       "--epochs", epochs)
            assert done.returncode == 0, done.stderr

    def done(self, *arguments):
        result = run(*arguments)
        self.assertEqual((result.returncode, result.stderr), (0, ""), arguments)

    def refused(self, status, sentence, *arguments):
        result = run(*arguments)
        self.assertEqual(result.returncode, status, (arguments, result.stderr))
        self.assertIn(sentence, result.stderr)
        return result.stderr

    def read(self, name, mode="r"):
        with open(self.path(name), mode) as f:
            return f.read()

    def rows(self, name):
        with open(self.path(name), encoding="utf-8", newline="") as f:
            return list(csv.DictReader(f))

    def models(self):
        return [self.path("gru.pseg"), self.path("mgu.pseg")]

    # ------------------------------------------------------------------------- recordings

    def test_a_page_shows_each_recording_and_how_its_labels_were_met(self):
        self.done("plot", self.data, "-o", self.path("page.svg"), "--model", self.models()[0])
        svg = self.read("page.svg")
        found = run_json("eval", "--data", self.data, "--model", self.models()[0], "--bootstrap", 1)
        self.assertEqual(svg.count(GREEN), found["hits"] + 1)  # one in the legend
        self.assertEqual(svg.count(BLUE), found["n_ref"] - found["hits"] + 1)
        self.assertEqual(svg.count(VERMILLION), found["n_hyp"] - found["hits"] + 1)

    def test_recordings_without_labels_have_boundaries_only(self):
        folder = self.path("bare")
        os.makedirs(folder)
        for i in range(2):
            shutil.copy(os.path.join(self.data, f"{i}.wav"), folder)
        page, labelled = self.path("bare.svg"), self.path("bare-labelled.svg")
        self.done("plot", os.path.join(folder, "0.wav"), os.path.join(folder, "1.wav"), "-o", page)
        found = sum(len(run("segment", os.path.join(folder, f"{i}.wav")).stdout.splitlines())
                    for i in range(2))
        svg = self.read("bare.svg")
        self.assertEqual((svg.count(VERMILLION), svg.count(GREEN)), (found + 1, 0))
        self.done("plot", folder, "--labels", self.data, "-o", labelled)
        self.assertGreater(self.read("bare-labelled.svg").count(GREEN), 1)
        self.refused(1, "no recording has labels there", "plot", folder, "--labels",
                     self.folder.name, "-o", page)

    def test_boundaries_are_those_that_segment_finds_with_the_same_options(self):
        wav, picture = os.path.join(self.data, "0.wav"), self.path("options.svg")
        counts = set()
        every = ("--threshold", -1e6)
        for options in (every, (*every, "--min-gap", 200), ("--threshold", 1e6)):
            self.done("plot", wav, "-o", picture, *options)
            found = len(run("segment", wav, *options).stdout.splitlines())
            self.assertEqual(self.read("options.svg").count(VERMILLION), found + 1)
            counts.add(found)
        self.assertEqual(len(counts), 3)
        self.refused(2, "--threshold takes a number", "plot", wav, "-o", picture, "--threshold",
                     "x")
        self.refused(2, "no meaning for --kind learning", "plot", "--kind", "learning", "-o",
                     picture, "--min-gap", 9)

    def test_a_channel_is_drawn_as_if_it_were_alone(self):
        pictures = []
        for folder, names in (("stereo", "01"), ("alone", "1")):
            os.makedirs(self.path(folder))
            parts = []
            for name in names:
                with wave.open(os.path.join(self.data, f"{name}.wav")) as f:
                    parts.append(f.readframes(16000))
            with wave.open(os.path.join(self.path(folder), "a.wav"), "wb") as f:
                f.setnchannels(len(names))
                f.setsampwidth(2)
                f.setframerate(16000)
                f.writeframes(b"".join(x[2 * i:2 * i + 2] for i in range(16000) for x in parts))
            options = ("--channel", 2) if folder == "stereo" else ()
            self.done("plot", os.path.join(self.path(folder), "a.wav"), "-o",
                      self.path(folder + ".svg"), *options)
            pictures.append(self.read(folder + ".svg"))
        self.assertEqual(*pictures)
        self.refused(1, "there is no channel 2", "plot", os.path.join(self.data, "0.wav"), "-o",
                     self.path("none.svg"), "--channel", 2)

    def test_one_page_takes_what_is_readable_and_says_what_is_left_out(self):
        for name in ("few.svg", "few.png"):
            result = run("plot", self.data, "-o", self.path(name), *SMALL_PAGE)
            self.assertEqual(result.returncode, 0)
            self.assertEqual(result.stderr, f"phoneseg plot: {self.path(name)} shows 2 of 5 "
                             "recordings: a PDF has pages for all of them\n")
        self.done("plot", self.data, "-o", self.path("all.pdf"), *SMALL_PAGE)
        self.assertEqual(len(re.findall(rb"/Type /Page\b", self.read("all.pdf", "rb"))), 3)

    def test_what_cannot_be_drawn_is_told_and_takes_no_room(self):
        folder = self.path("mixed")
        shutil.copytree(self.data, folder)
        for name in ("00.wav", "5.wav"):
            with open(os.path.join(folder, name), "wb") as f:
                f.write(b"no audio")
        result = run("plot", folder, "-o", self.path("mixed.pdf"), *SMALL_PAGE)
        self.assertEqual(result.returncode, 1)
        self.assertEqual([line.split()[2] for line in result.stderr.splitlines()],
                         [os.path.join(folder, name) for name in ("00.wav", "5.wav")])
        self.assertEqual(len(re.findall(rb"/Type /Page\b", self.read("mixed.pdf", "rb"))), 3)
        result = run("plot", folder, "-o", self.path("none.png"), "--start", 100)
        self.assertEqual((result.returncode, len(result.stderr.splitlines())), (1, 7))
        self.assertFalse(os.path.exists(self.path("none.png")))

    # ----------------------------------------------------------------------------- models

    def test_the_curve_beside_the_picture_is_what_eval_counts(self):
        self.done("plot", "--kind", "precision-recall", "--data", self.data, "-o",
                  self.path("curve.png"), *self.models())
        rows = self.rows("curve.csv")
        for model in self.models():
            name = os.path.basename(model)[:-5]
            own, *curve = [row for row in rows if row["model"] == name]
            self.assertEqual((own["point"], len(curve)), ("own", 101))
            found = [int(row["found"]) for row in curve]
            self.assertEqual(found, sorted(found, reverse=True))
            for row, options in ((own, ()), (curve[30], ("--threshold", curve[30]["threshold"]))):
                expected = run_json("eval", "--data", self.data, "--model", model, "--bootstrap",
                                    1, *options)
                self.assertEqual(int(row["found"]), expected["n_hyp"])
                for counting in ("strict", "lenient"):
                    for rate in ("precision", "recall", "f1", "r_value"):
                        self.assertAlmostEqual(float(row[f"{counting}_{rate}"]),
                                               expected[counting][rate], delta=1e-3)

    def test_costs_are_those_that_train_and_latency_tell(self):
        self.done("plot", "--kind", "pareto", "--data", self.data, "-o", self.path("pareto.pdf"),
                  *self.models())
        for row, cell in zip(self.rows("pareto.csv"), ("gru", "mgu")):
            self.assertEqual(row["model"], cell)
            trained = run("train", "--data", self.data, "--out", self.path("again.pseg"), *SMALL,
                          "--cell", cell)
            told = trained.stdout
            costs = re.search(r"(\d+) parameters, (\d+) multiply-adds", told).groups()
            self.assertEqual((row["parameters"], row["multiply_adds"]), costs)
            rest = re.search(r"readout have (\d+) more parameters", told).group(1)
            self.assertIn(f"\n{int(costs[0]) + int(rest)} parameters\n", trained.stderr)
            latency = re.search(r"latency +([\d.]+) ms", told).group(1)
            self.assertAlmostEqual(float(row["latency_ms"]), float(latency), delta=0.05)

    def test_models_of_the_same_name_are_told_apart_by_their_folders(self):
        os.makedirs(self.path("other"))
        other = shutil.copy(self.models()[0], self.path("other"))
        self.done("plot", "--kind", "pareto", "--data", self.data, "-o", self.path("two.svg"),
                  self.models()[0], other)
        self.assertEqual([row["model"] for row in self.rows("two.csv")],
                         [self.models()[0][:-5], other[:-5]])

    def test_losses_are_drawn_from_the_record(self):
        self.done("plot", "--kind", "learning", "-o", self.path("losses.svg"), *self.models())
        self.assertGreaterEqual(self.read("losses.svg").count(BLUE), 3)
        self.done("plot", "--kind", "learning", "-o", self.path("one.svg"), self.models()[1])
        run("eval", "--data", self.data, "--score", "transition", "--threshold", 1, "--save",
            self.path("bare.pseg"))
        self.refused(1, "bare keeps no losses of its training", "plot", "--kind", "learning", "-o",
                     self.path("no.svg"), self.path("bare.pseg"))
        self.assertFalse(os.path.exists(self.path("no.svg")))

    def test_a_model_without_a_network_has_its_place_among_the_others(self):
        run("eval", "--data", self.data, "--score", "transition", "--threshold", 1, "--save",
            self.path("free.pseg"))
        self.done("plot", "--kind", "pareto", "--data", self.data, "-o", self.path("free.svg"),
                  self.path("free.pseg"), *self.models())
        self.assertEqual(self.rows("free.csv")[0]["parameters"], "0")
        fill = BLUE.replace("stroke", "fill")
        dots = [float(x) for x in re.findall(rf'{re.escape(fill)}[^>]* d="M ([-\d.]+) ',
                                             self.read("free.svg"))]
        self.assertEqual(len(dots), 7)  # six panels and the key
        self.assertTrue(all(0 < x < 1480 for x in dots), dots)

    def test_a_line_of_its_colour_leads_from_each_dot_to_its_number(self):
        self.done("plot", "--kind", "pareto", "--data", self.data, "-o", self.path("led.svg"),
                  *self.models())
        for ink in (BLUE, VERMILLION):
            fill = re.escape(ink.replace("stroke", "fill"))
            svg = self.read("led.svg")
            dots = re.findall(rf'{fill}[^>]* d="M ([-\d.]+) ([-\d.]+) C', svg)
            lines = re.findall(rf'{re.escape(ink)}[^>]* d="M ([-\d.]+) ([-\d.]+) L', svg)
            self.assertEqual(len(lines), 6)  # a panel each
            for x, y in lines:
                self.assertLess(min(math.hypot(float(x) - float(u), float(y) - float(v))
                                    for u, v in dots), 8)

    def test_times_of_a_frame_are_drawn(self):
        self.done("plot", "--kind", "latency", "-o", self.path("times.png"), self.models()[0])
        self.assertEqual(self.read("times.png", "rb")[:4], b"\x89PNG")
        self.refused(2, "one too many", "plot", "--kind", "latency", "-o", self.path("t.png"),
                     *self.models())

    def test_what_is_asked_wrongly_is_told(self):
        picture = ("-o", self.path("x.png"))
        self.refused(2, "there is no kind 'pie'; there are recordings, precision-recall", "plot",
                     "--kind", "pie", *picture)
        self.refused(2, "--data DIR", "plot", "--kind", "pareto", *picture, *self.models())
        self.refused(2, "--start has no meaning for --kind learning", "plot", "--kind", "learning",
                     "--start", 1, *picture)
        self.refused(2, "--data has no meaning for --kind recordings", "plot", "--data", self.data,
                     self.data, *picture)
        self.refused(2, "cannot be told apart", "plot", "--kind", "learning", *picture,
                     *22 * self.models()[:1])
        self.refused(1, "nothere.pseg", "plot", "--kind", "learning", *picture, "nothere.pseg")
        self.refused(1, "nowhere", "plot", "--kind", "precision-recall", "--data",
                     self.path("nowhere"), *picture, *self.models())
        self.refused(1, "nowhere/x.png", "plot", "--kind", "learning", "-o", "/nowhere/x.png",
                     *self.models())
        self.assertFalse(os.path.exists(self.path("x.png")))

    def test_a_bad_recording_is_told_and_the_others_are_scored(self):
        folder = self.path("scored")
        shutil.copytree(self.data, folder)
        write_labelled(os.path.join(folder, "cut"), 9, seconds=1)
        with open(os.path.join(folder, "cut.wav"), "r+b") as f:
            f.truncate(1000)
        self.refused(1, "cut.wav is truncated", "plot", "--kind", "pareto", "--data", folder, "-o",
                     self.path("cut.png"), *self.models())
        self.assertEqual(len(self.rows("cut.csv")), 2)


if __name__ == "__main__":
    main(("Pictures.test_a_page_shows_each_recording_and_how_its_labels_were_met",
          "Pictures.test_the_curve_beside_the_picture_is_what_eval_counts",
          "Pictures.test_a_model_without_a_network_has_its_place_among_the_others",
          "Pictures.test_losses_are_drawn_from_the_record",
          "Pictures.test_what_cannot_be_drawn_is_told_and_takes_no_room"))
