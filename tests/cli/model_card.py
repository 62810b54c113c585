"""tools/model_card.sh: its figures are those of the command."""
import os
import subprocess
import sys
import tempfile
import unittest

from support import PHONESEG, main, run_json, write_labelled

PROJECT = sys.argv[2] if len(sys.argv) > 2 else ""


def card(*arguments):
    return subprocess.run([os.path.join(PROJECT, "tools", "model_card.sh"), *arguments],
                          capture_output=True, text=True, env=dict(os.environ, PHONESEG=PHONESEG))


def row(*options):
    """What the table should say of an evaluation."""
    report = run_json("eval", *options)
    cells = ["%.1f (%.1f .. %.1f)" % (rates["r_value"], *rates["r_value_interval"])
             for rates in (report["lenient"], report["strict"])]
    timing = report["timing_ms"]
    return cells + ["%+.1f (%+.1f .. %+.1f)" % (timing["median"], *timing["quartiles"])]


class Card(unittest.TestCase):
    def test_every_row_is_what_eval_and_silence_say(self):
        with tempfile.TemporaryDirectory() as folder:
            data, other, voices = (os.path.join(folder, x) for x in ("data", "other", "voices"))
            for seed, name in enumerate((data, data, other, voices, voices)):
                write_labelled(os.path.join(name, str(seed)), seed, seconds=3)
            done = card("-", data, "-v", voices, other)
            rows = dict((line.split(" | ")[0].strip("| "), line.strip("| ").split(" | ")[1:])
                        for line in done.stdout.splitlines() if line.startswith("| "))
            expected = {"data": row("--data", data), "other": row("--data", other),
                        "data, babble at 6 dB": row("--data", data, "--snr", 6, "--noise",
                                                    "babble=" + voices)}
            for noise in ("white", "pink", "hum"):
                expected[f"data, {noise} at 6 dB"] = row("--data", data, "--snr", 6, "--noise",
                                                         noise)
            for level in (-40, -30, -20, -10, 0):
                expected[f"data at {level} dBFS"] = row("--data", data, "--level", level)
        for sound in run_json("silence")["sounds"]:
            expected[sound["sound"]] = ["%.1f" % sound["per_second"]]
        for heading in ("recordings", "---", "ten seconds of"):
            rows.pop(heading)
        self.assertEqual(rows, expected)
        self.assertIn("Algorithmic latency", done.stdout)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_failures_end_it(self):
        self.assertEqual(card("-").returncode, 2)
        self.assertIn("MODEL LABELLED", card().stderr)
        with tempfile.TemporaryDirectory() as folder:
            missing = card("-", os.path.join(folder, "missing"))
        self.assertNotEqual(missing.returncode, 0)
        self.assertIn("missing", missing.stderr)


if __name__ == "__main__":
    main()
