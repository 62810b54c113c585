#!/usr/bin/env python3
"""live_view.py PHONESEG PROJECT: the live view, on terminals of many kinds."""
import os
import re
import signal
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "live"))
from screen import Session  # noqa: E402
import support  # noqa: E402

SAMPLE = os.path.join(sys.argv[2], "samples", "en-first-in-line.flac")
MARKS = re.compile("[▼0-9]")


def marks_of(picture):
    """How many boundaries the row of marks shows: the one below the spectrum, of marks alone."""
    rows = [row for row in picture[1:-4] if row.strip() and re.fullmatch("[▼2-9 ]*", row)]
    assert len(rows) <= 1, rows
    return sum(1 if mark == "▼" else int(mark) for mark in MARKS.findall("".join(rows)))


class LiveView(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def start(self, *arguments, columns=80, rows=24, **environment):
        session = Session([support.PHONESEG, "live", *arguments], columns, rows, **environment)
        self.addCleanup(session.close)
        return session

    def gives_back(self, session):
        switches = session.screen.switches
        self.assertTrue(session.screen.is_restored())
        self.assertTrue(session.keeps_settings())
        for mode in {mode for mode, _ in switches}:
            changes = [on for m, on in switches if m == mode]
            self.assertEqual(changes[::2], [not on for on in changes[1::2]])

    def quiet_recording(self, seconds):
        """Hums and hisses, then 3 s of silence: (path, number of boundaries before it)."""
        path = os.path.join(self.folder.name, "noises")
        support.write_labelled(path, 5, seconds)
        with support.wave.open(path + ".wav") as f:
            sound = f.readframes(f.getnframes())
        with support.wave.open(path + ".wav", "wb") as f:
            f.setparams((1, 2, 16000, 0, "NONE", ""))
            f.writeframes(sound + bytes(96000))  # so that a busy machine still redraws
        found = support.run("segment", path + ".wav").stdout.split("\n")[:-1]
        end = len(sound) / 32000 + 0.5
        return path + ".wav", sum(float(line.split()[0]) < end for line in found)

    def test_every_size_has_a_picture_within_its_edges(self):
        for columns, rows in (80, 24), (40, 10), (200, 50), (320, 101), (30, 8), (8, 1):
            with self.subTest(columns=columns, rows=rows):
                session = self.start("--replay", SAMPLE, "--duration", "1", columns=columns,
                                     rows=rows)
                self.assertEqual(session.finish(), 0)
                screen = session.screen
                self.assertEqual(screen.too_long, 0)
                shown = "\n".join(screen.frames[-1][1])
                self.assertIn("overruns"[:columns - 8], shown)
                self.assertEqual("Ctrl-C ends" in shown, columns >= 40 and rows >= 10)
                self.gives_back(session)

    def test_the_picture_has_one_mark_for_each_boundary(self):
        path, n = self.quiet_recording(3)
        for columns in 320, 60:
            with self.subTest(columns=columns):
                session = self.start("--replay", path, columns=columns)
                self.assertEqual(session.finish(), 0)
                picture = session.screen.frames[-1][1]
                self.assertGreater(n, 9)
                if columns == 320:  # all of it is still in sight
                    self.assertEqual(marks_of(picture), n)
                self.assertEqual(max(marks_of(p) for _, p in session.screen.frames), n)
                self.assertTrue(picture[-1].startswith(f"{n} boundaries"), picture[-1])

    def test_there_are_at_most_30_redraws_a_second(self):
        session = self.start("--replay", SAMPLE, "--duration", "3")
        self.assertEqual(session.finish(), 0)
        n = len(session.screen.frames)
        times = [at for at, _ in session.screen.frames]
        self.assertLessEqual(n, (times[-1] - times[0]) * 30 + 3)
        self.assertGreater(n, 5)

    def test_a_resized_window_gets_another_picture(self):
        session = self.start("--replay", SAMPLE)
        screen = session.watch(until=lambda s: len(s.frames) > 5)
        for columns, rows in (50, 12), (160, 40), (20, 5), (80, 24):
            session.set_size(columns, rows)
            session.watch(0.2)  # what was drawn for the old size
            screen.resize(columns, rows)
            screen.too_long = 0
            drawn = len(screen.frames)
            session.watch(until=lambda s, n=drawn: len(s.frames) > n + 3)
            self.assertEqual(screen.too_long, 0)
            last = screen.frames[-1][1]
            self.assertEqual((len(last), len(last[0])), (rows, columns))
            if rows >= 10:
                self.assertTrue(last[0].rstrip().endswith("Ctrl-C ends"))
                self.assertIn("boundar", last[-1])
        session.run.send_signal(signal.SIGINT)
        self.assertEqual(session.finish(), 0)
        self.gives_back(session)

    def test_every_way_out_gives_the_terminal_back(self):
        for number, status in ((signal.SIGINT, 0), (signal.SIGTERM, 0),
                               (signal.SIGQUIT, -signal.SIGQUIT), (signal.SIGHUP, -signal.SIGHUP),
                               (signal.SIGABRT, -signal.SIGABRT)):
            with self.subTest(number=number):
                session = self.start("--replay", SAMPLE)
                session.watch(until=lambda s: len(s.frames) > 3)
                self.assertFalse(session.screen.is_restored())
                self.assertFalse(session.keeps_settings())
                session.run.send_signal(number)
                self.assertEqual(session.finish(), status)
                self.gives_back(session)

    def test_an_error_is_told_on_the_screen_that_stays(self):
        path, _ = self.quiet_recording(1)
        broken = os.path.join(self.folder.name, "broken.wav")
        with open(path, "rb") as whole, open(broken, "wb") as f:
            f.write(whole.read()[:20000])
        session = self.start("--replay", broken)
        self.assertEqual(session.finish(), 1)
        self.assertIn("phoneseg live: ", session.screen.before)
        self.gives_back(session)

    def test_a_suspended_view_lends_the_terminal_back(self):
        session = self.start("--replay", SAMPLE)
        screen = session.watch(until=lambda s: len(s.frames) > 3)
        session.run.send_signal(signal.SIGTSTP)
        session.watch(until=lambda s: s.is_restored())
        os.waitid(os.P_PID, session.run.pid, os.WSTOPPED | os.WNOWAIT)
        self.assertTrue(session.keeps_settings())
        drawn = len(screen.frames)
        session.run.send_signal(signal.SIGCONT)
        session.watch(until=lambda s: len(s.frames) > drawn + 3)
        self.assertFalse(screen.is_restored())
        self.assertEqual(session.finish(), 0)
        self.gives_back(session)

    def test_a_terminal_that_takes_nothing_costs_no_audio(self):
        path, n = self.quiet_recording(6)
        session = self.start("--replay", path)
        session.watch(until=lambda s: len(s.frames) > 3)
        time.sleep(6)  # more than the ring holds
        self.assertEqual(session.finish(), 0)
        self.assertIn("0 overruns with 0 samples lost", session.screen.before)
        self.gives_back(session)

    def test_lost_audio_is_shown(self):
        path, _ = self.quiet_recording(9)
        session = self.start("--replay", path, columns=100)
        session.watch(until=lambda s: len(s.frames) > 10)
        session.run.send_signal(signal.SIGSTOP)
        time.sleep(6)  # what comes after that is more at once than the ring holds
        session.run.send_signal(signal.SIGCONT)
        self.assertEqual(session.finish(), 0)
        last = session.screen.frames[-1][1]
        self.assertRegex(last[-2], r"[1-9] overruns?, [0-9.]+ s lost$")
        self.assertTrue(any("░" in row for _, p in session.screen.frames for row in p))

    def test_a_terminal_without_a_screen_gets_lines(self):
        lines = re.compile(r"([0-9.]+\t[0-9.e-]+\t[0-9:.]+\t[0-9.]+ ms\r\n)+")
        for arguments, environment in ((), {"TERM": "dumb"}), ((), {"TERM": ""}), (["--plain"], {}):
            with self.subTest(environment=environment):
                session = self.start("--replay", SAMPLE, "--duration", "1", *arguments,
                                     **environment)
                self.assertEqual(session.finish(), 0)
                self.assertRegex(session.screen.before, lines)
                self.assertEqual(session.screen.switches, [])

    def test_the_environment_says_which_characters_and_colours(self):
        for environment, glyphs, ground in (
                ({"COLORTERM": "truecolor"}, "▀▼─", (48, 2)), ({}, "▀▼─", (48, 5)),
                ({"TERM": "vt220"}, "#▼─", None), ({"NO_COLOR": "1"}, "#▼─", None),
                ({"LC_ALL": "C"}, "v-|", (48, 5)),
                ({"LC_ALL": "C", "TERM": "vt220"}, "#v-|", None)):
            with self.subTest(environment=environment):
                session = self.start("--replay", SAMPLE, "--duration", "1.5", **environment)
                self.assertEqual(session.finish(), 0)
                shown = "".join("".join(p) for _, p in session.screen.frames)
                for glyph in glyphs:
                    self.assertTrue(glyph in shown, glyph)
                self.assertEqual(shown.isascii(), environment.get("LC_ALL") == "C")
                self.assertEqual({g[:2] for g in session.screen.grounds},
                                 {ground} if ground else set())


support.main(essential=["LiveView.test_a_resized_window_gets_another_picture",
                        "LiveView.test_a_suspended_view_lends_the_terminal_back",
                        "LiveView.test_a_terminal_that_takes_nothing_costs_no_audio",
                        "LiveView.test_lost_audio_is_shown"])
