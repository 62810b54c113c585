"""`phoneseg silence`: sounds made here, recordings given, and what can be wrong with either."""
import os
import tempfile
import unittest

from support import main, run, run_json, write_labelled, write_wav

FAILED, USAGE = 1, 2
NAMES = ["digital silence", "white noise at -60 dBFS", "white noise at -40 dBFS",
         "pink noise at -60 dBFS", "pink noise at -40 dBFS", "mains hum at -40 dBFS"]


class Silence(unittest.TestCase):
    def test_six_sounds_of_ten_seconds_with_their_rates(self):
        sounds = run_json("silence", "--threshold", "-1000000")["sounds"]
        self.assertEqual([s["sound"] for s in sounds], NAMES)
        for s in sounds:
            self.assertEqual(s["seconds"], 10)
            self.assertAlmostEqual(s["per_second"], s["boundaries"] / 10)
        self.assertTrue(all(s["boundaries"] > 50 for s in sounds[1:]))  # noise has many maxima

    def test_the_table_says_the_same(self):
        rows = run("silence").stdout.splitlines()[1:]
        for row, s in zip(rows, run_json("silence")["sounds"], strict=True):
            self.assertEqual(row[:32].strip(), s["sound"])
            self.assertEqual([float(x) for x in row[32:].split()],
                             [s["seconds"], s["boundaries"], round(s["per_second"], 2)])

    def test_no_score_is_above_the_highest_threshold(self):
        sounds = run_json("silence", "--threshold", "1000000")["sounds"]
        self.assertEqual({s["boundaries"] for s in sounds}, {0})

    def test_digital_silence_has_no_boundary_at_all(self):
        self.assertEqual(run_json("silence")["sounds"][0]["boundaries"], 0)

    def test_the_seed_draws_other_noises_the_same_again(self):
        low = ("silence", "--threshold", "-1000000")
        first = run_json(*low, "--seed", 1)
        self.assertEqual(first, run_json(*low, "--seed", 1))
        self.assertNotEqual(first["sounds"], run_json(*low)["sounds"])

    def test_recordings_have_the_boundaries_that_segment_finds(self):
        with tempfile.TemporaryDirectory() as folder:
            for seed in range(3):
                write_labelled(os.path.join(folder, str(seed)), seed)
            one = os.path.join(folder, "0.wav")
            *_, file, all_of_it = run_json("silence", "--seconds", "1", one, folder)["sounds"]
            lines = [len(run("segment", os.path.join(folder, f"{seed}.wav")).stdout.splitlines())
                     for seed in range(3)]
        self.assertEqual((file["sound"], file["boundaries"]), (one, lines[0]))
        self.assertEqual((all_of_it["sound"], all_of_it["boundaries"]), (folder, sum(lines)))
        self.assertGreater(all_of_it["seconds"], 4.5)

    def test_a_bad_recording_is_named_and_the_others_are_heard(self):
        with tempfile.TemporaryDirectory() as folder:
            bad, good = os.path.join(folder, "bad.wav"), os.path.join(folder, "good.wav")
            with open(bad, "w", encoding="utf-8") as f:
                f.write("this is text")
            write_wav(good, [0.1, -0.1] * 4000)
            done = run("silence", bad, good)
        self.assertIn("bad.wav", done.stderr)
        self.assertIn(good[:32], done.stdout)
        self.assertEqual(done.returncode, FAILED)

    def test_bad_options_are_usage_errors_with_a_sentence(self):
        for options in (("--seconds", "0"), ("--seconds", "ten"), ("--seed", "-1"),
                        ("--threshold", "nan"), ("--bogus",)):
            with self.subTest(options=options):
                done = run("silence", *options)
                self.assertIn(options[0], done.stderr)
                self.assertEqual((done.returncode, done.stdout), (USAGE, ""))


if __name__ == "__main__":
    main()
