"""eval's counts against another scorer, on speech that is not part of this project.

PHONESEG_DATA: a folder with eval/timit-sample and eval/voxangeles, recordings with .phn files;
PHONESEG_SCORER: a script, `SCORER REF_DIR HYP_DIR --json --by-speaker`. Skipped without them.
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

from support import main, run_json

DATA, SCORER = os.environ.get("PHONESEG_DATA"), os.environ.get("PHONESEG_SCORER")


def score(reference, found):
    command = [sys.executable, SCORER, reference, found, "--json", "--by-speaker"]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


class Reference(unittest.TestCase):
    def assert_same(self, ours, theirs):
        self.assertEqual((ours["n_ref"], ours["n_hyp"]), (theirs["n_ref"], theirs["n_hyp"]))
        for kind in ("strict", "lenient"):
            for rate, value in theirs[kind].items():  # rounded to two digits
                self.assertAlmostEqual(ours[kind][rate], value, delta=0.00501)

    def check(self, name, *options):
        data = os.path.join(DATA, "eval", name)
        with tempfile.TemporaryDirectory() as out:
            ours = run_json("eval", "--data", data, "--output-dir", out, "--by-speaker", *options)
            theirs = score(data, out)
        self.assert_same(ours, theirs["all"])
        self.assertEqual(ours["by_speaker"].keys(), theirs["by_speaker"].keys())
        for speaker, rates in theirs["by_speaker"].items():
            self.assert_same(ours["by_speaker"][speaker], rates)

    def test_rates_equal_the_other_scorers(self):
        transition = ("--score", "transition", "--threshold", "0.22", "--offset", "12.5")
        hac = ("--score", "hac", "--threshold", "0.8", "--offset", "10")
        periodic = [("--score", f"periodic-{period}") for period in (40, 80)]
        for name in ("timit-sample", "voxangeles"):
            for options in (transition, hac, *periodic):
                for noise in ((), ("--snr", "6")):
                    with self.subTest(name=name, options=options + noise):
                        self.check(name, *options, *noise)


if __name__ == "__main__":
    if not DATA or not SCORER:
        print("skipped: PHONESEG_DATA and PHONESEG_SCORER are not set")
        sys.exit(77)
    main()
