"""Several ranks under mpirun come to what one process comes to, and end together."""
import os
import re
import shutil
import signal
import subprocess
import sys
import time

from support import SMALL, WithSpeech, main, run, write_labelled

RANKS = os.environ.get("PHONESEG_RANKS", "")  # the command, built with MPI
MANY = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
        # Debian's PMIx has locks in shared memory, and waits for ever for one of a rank that died
        "PMIX_MCA_gds": "hash",
        # MPI never frees all that it allocates
        "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}


def mpirun(n, *arguments):
    return ["mpirun", "-n", str(n), "--oversubscribe", RANKS, *map(str, arguments)]


def ranks(n, *arguments):
    return subprocess.run(mpirun(n, *arguments), capture_output=True, text=True, env=MANY,
                          stdin=subprocess.DEVNULL, timeout=120)


def losses(model):
    """of each epoch, in training and in validation"""
    with open(model, "rb") as f:
        found = re.search(rb'"loss":\[([^]]*)\],"validation":\[([^]]*)\]', f.read())
    return [[float(x) for x in group.split(b",")] for group in found.groups()]


def pid_of_rank(job, rank):
    """the process of that rank below the mpirun `job`"""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as f:
                names = f.read().split(b"\0")
            with open(f"/proc/{pid}/stat", "rb") as f:
                parent = int(f.read().rsplit(b")", 1)[1].split()[1])
        except OSError:
            continue
        if parent == job.pid and b"OMPI_COMM_WORLD_RANK=%d" % rank in names:
            return int(pid)
    return None


class Ranks(WithSpeech):
    told = {}  # of each model, what the command that made it said

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.corpus = os.path.join(cls.folder.name, "corpus")
        for i in range(7):
            write_labelled(os.path.join(cls.corpus, "ab"[i % 2], str(i)), i, seconds=1 + i / 4)

    def learn(self, n, name, *options):
        arguments = ("train", "--data", self.corpus, "--out", self.path(name), *SMALL, "--batch",
                     5, "--piece", 1.2, "--validation", 0.3, *options)
        done = run(*arguments) if n == 1 else ranks(n, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.told[self.path(name)] = done
        return self.path(name)

    def threshold(self, model):
        return float(re.search(r"^threshold +(\S+),", self.told[model].stdout, re.M)[1])

    def agree(self, a, b):
        self.assertAlmostEqual(self.threshold(a), self.threshold(b),
                               delta=1e-3 * abs(self.threshold(a)))
        for x, y in zip(losses(a), losses(b)):
            self.assertEqual(len(x), len(y))
            for u, v in zip(x, y):
                self.assertAlmostEqual(u, v, delta=1e-5 * abs(u))

    def test_two_and_four_ranks_learn_what_one_does(self):
        for name, options in (
                ("predictor", ("--dropout", 0.3, "--bptt", 30, "--clip", 0.5)),
                ("readout", ("--teacher", "transition", "--topology", "rpm2", "--delay", 2,
                             "--dropout", 0.2))):
            one = self.learn(1, name + "1.pseg", *options)
            for n in (2, 4):
                self.agree(one, self.learn(n, f"{name}{n}.pseg", *options))

    def taught(self, labelled):
        """what one process says of a corpus with these labels; two and three ranks agree"""
        folder = os.path.join(self.folder.name, "taught")
        for i in range(8):
            write_labelled(os.path.join(folder, str(i)), i, seconds=4 + i / 4)
            if i not in labelled:
                os.remove(os.path.join(folder, f"{i}.phn"))
        options = ("--data", folder, "--piece", 6, "--teacher", "transition", "--labels",
                   "--tutor", 0.5, "--topology", "rpm2", "--babble", 0.5, "--validation", 0.5)
        one = self.learn(1, "taught1.pseg", *options)
        for n in (2, 3):
            self.agree(one, self.learn(n, f"taught{n}.pseg", *options))
        return self.told[one].stderr

    def test_a_tutor_and_voices_are_the_same_for_all(self):
        self.assertNotIn("without a tutor", self.taught(range(5)))

    def test_labels_in_validation_alone_make_no_tutor(self):
        self.assertTrue(any("without a tutor" in self.taught([i]) for i in range(8)))

    def test_a_rank_reads_its_share_of_the_recordings(self):
        folder = os.path.join(self.folder.name, "long")
        for i in range(8):
            write_labelled(os.path.join(folder, str(i)), i, seconds=20)
        size = sum(os.path.getsize(os.path.join(folder, f)) for f in os.listdir(folder)
                   if f.endswith(".wav"))
        out = self.path("long.pseg")
        with subprocess.Popen(
                mpirun(2, "train", "--data", folder, "--out", out, *SMALL, "--epochs", 100000,
                       "--schedule", "constant"),
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=MANY) as job:
            while not os.path.exists(out + ".ckpt"):
                self.assertIsNone(job.poll())
                time.sleep(0.05)
            for rank in range(2):
                with open(f"/proc/{pid_of_rank(job, rank)}/io", encoding="ascii") as f:
                    read = int(f.readline().split()[1])
                self.assertGreater(read, 0.45 * size)
                self.assertLess(read, 0.75 * size)
            job.terminate()

    def test_ranks_that_see_different_folders_end(self):
        other = os.path.join(self.folder.name, "other")
        shutil.copytree(self.corpus, other, dirs_exist_ok=True)
        os.remove(os.path.join(other, "a", "0.wav"))
        one, two = ([RANKS, "train", "--data", folder, "--out", self.path("w"), *map(str, SMALL)]
                    for folder in (self.corpus, other))
        done = subprocess.run(["mpirun", "--oversubscribe", "-n", "1", *one, ":", "-n", "1", *two],
                              capture_output=True, text=True, env=MANY, stdin=subprocess.DEVNULL,
                              timeout=60)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("one has 7 recordings, one 6", done.stderr)

    def test_a_recording_that_one_rank_cannot_read_is_told_once(self):
        folder = os.path.join(self.folder.name, "broken")
        shutil.copytree(self.corpus, folder, dirs_exist_ok=True)
        for name in ("a0.wav", "b9.wav"):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
                f.write("no audio" * 4000)
        arguments = ("train", "--data", folder, "--out", self.path("broken.pseg"), *SMALL)
        one, many = run(*arguments), ranks(3, *arguments)
        for name in ("a0.wav", "b9.wav"):
            self.assertEqual(one.stderr.count(name), 1, one.stderr)
            self.assertEqual(many.stderr.count(name), 1, many.stderr)
        self.assertEqual(one.returncode, many.returncode, many.stderr)

    def test_a_checkpoint_goes_on_with_another_number_of_ranks(self):
        one = self.learn(1, "whole.pseg", "--dropout", 0.3)
        self.learn(2, "parts.pseg", "--dropout", 0.3, "--stop-after", 1)
        done = ranks(3, "train", "--data", self.corpus, "--out", self.path("parts.pseg"),
                     "--resume", self.path("parts.pseg.ckpt"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.told[self.path("parts.pseg")] = done
        self.agree(one, self.path("parts.pseg"))

    def test_a_rank_that_is_killed_ends_the_job_and_leaves_a_checkpoint(self):
        out, checkpoint = self.path("killed.pseg"), self.path("killed.pseg.ckpt")
        with subprocess.Popen(
                mpirun(2, "train", "--data", self.corpus, "--out", out, *SMALL, "--epochs", 100000,
                       "--schedule", "constant"),
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=MANY) as job:
            while not os.path.exists(checkpoint):
                self.assertIsNone(job.poll())
                time.sleep(0.05)
            os.kill(pid_of_rank(job, 1), signal.SIGKILL)
            said = job.communicate(timeout=120)[1]
        self.assertNotEqual(job.returncode, 0)
        self.assertRegex(said, r"phoneseg train: .*another one has ended.*--resume " + checkpoint)
        self.assertFalse(os.path.exists(out))
        done = run("train", "--data", self.corpus, "--out", out, "--resume", checkpoint,
                   "--stop-after", 1)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_one_rank_speaks(self):
        done = ranks(2, "train", "--data", self.corpus, "--out", self.path("x"), *SMALL)
        self.assertEqual(done.stderr.count("parameters"), 1)
        self.assertEqual(done.stdout.count("threshold"), 1)
        done = ranks(2, "train", "--data", self.path("nowhere"), "--out", self.path("y"))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("could be read"), 1, done.stderr)

    def same(self, *arguments):
        """that three ranks print what one process does; returns what that is"""
        one, many = run(*arguments), ranks(3, *arguments)
        self.assertEqual(one.stdout, many.stdout, many.stderr)
        self.assertEqual(one.returncode, many.returncode, many.stderr)
        return one.stdout

    def test_segments_come_in_the_order_of_the_inputs(self):
        threshold = ("--threshold", -1e6)
        for options in ((), ("--format", "jsonl", "--jobs", 2)):
            said = self.same("segment", *options, *threshold, self.corpus, self.data)
            self.assertGreater(len(said.splitlines()), 100)
        texts = []
        for name, start in (("one", run), ("many", lambda *a: ranks(2, *a))):
            done = start("segment", *threshold, "-o", self.path(name), self.corpus)
            self.assertEqual(done.returncode, 0, done.stderr)
            with open(self.path(name), encoding="utf-8") as f:
                texts.append(f.read())
        self.assertEqual(*texts)

    def test_an_input_that_fails_is_told_by_rank_0(self):
        bad = self.path("bad.wav")
        with open(bad, "w", encoding="utf-8") as f:
            f.write("no audio")
        done = ranks(3, "segment", "--output-dir", self.path("out"), self.corpus, bad)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("bad.wav"), 1, done.stderr)
        for i in range(7):
            self.assertTrue(os.path.exists(os.path.join(self.path("out"), "ab"[i % 2],
                                                        f"{i}.txt")), os.listdir(self.path("out")))

    def test_scores_are_those_of_one_process(self):
        self.same("eval", "--data", self.corpus, "--json", "--tune", "--snr", 20)

    def test_what_ranks_cannot_share_is_told(self):
        done = ranks(3, "train", "--data", self.corpus, "--out", self.path("z"), "--batch", 2)
        self.assertIn("too few for 3 ranks", done.stderr)
        self.assertIn("one rank", ranks(2, "cells").stderr)


def skip(reason):
    print("skipped:", reason)
    sys.exit(77)


if not RANKS:
    skip("there is no MPI to build with (tools/check.sh installs one)")
if not shutil.which("mpirun"):
    skip("mpirun is not installed (tools/check.sh installs it)")
if __name__ == "__main__":
    main(["Ranks.test_a_checkpoint_goes_on_with_another_number_of_ranks",
          "Ranks.test_one_rank_speaks"])
