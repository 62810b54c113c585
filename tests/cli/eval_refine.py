"""A model trained with --refine: `eval` counts the very boundaries that `segment` writes, which lie
between frames, and never later than `latency` says."""
import json
import os

from support import WithSpeech, main, run, run_json

HOP, RATE = 160, 16000


class Refine(WithSpeech):
    def setUp(self):
        self.model = self.train("refined.pseg", "--refine")

    def segment(self):
        done = run("segment", "--model", self.model, "--format", "jsonl", self.data)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_eval_writes_what_segment_finds(self):
        report = run_json("eval", "--data", self.data, "--model", self.model, "--output-dir",
                          self.path("found"))
        self.assertTrue(report["refined"])
        done = run("segment", "--model", self.model, "--format", "phn", "--output-dir",
                   self.path("segmented"), self.data)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.labels("found"), self.labels("segmented"))
        self.assertGreater(report["n_hyp"], 10)

    def labels(self, folder):
        """{file: where its segments but the first begin}"""
        found = {}
        for at, _, names in os.walk(self.path(folder)):
            for name in (n for n in names if n.endswith(".phn")):
                with open(os.path.join(at, name), encoding="utf-8") as f:
                    found[name] = [line.split()[0] for line in f][1:]
        self.assertEqual(len(found), 5)
        return found

    def test_boundaries_lie_between_frames_and_come_in_time(self):
        events = self.segment()
        report = run_json("latency", "--loopback", "none", "--model", self.model)["algorithmic"]
        places = {round(event["time"] * RATE) % HOP for event in events}
        self.assertGreater(len(places), 5)
        late = [1e3 * (event["decided"] - event["time"]) for event in events]
        self.assertLess(max(late), report["detector_ms"] + 0.01)
        self.assertGreater(sorted(late)[len(late) // 2], report["detector_ms"] - 1e3 * HOP / RATE)

    def test_the_report_says_so(self):
        done = run("eval", "--data", self.data, "--model", self.model)
        self.assertIn(", refined between frames\n", done.stdout)


main()
