"""OpenBLAS is loaded by what learns, and by nothing else, which would only start later. Where it is
missing, what learns says so, and all else works."""
import glob
import os
import re
import sys

from support import SMALL, WithSpeech, main, run

PROJECT = sys.argv[2] if len(sys.argv) > 2 else "."
SOUND = os.path.join(PROJECT, "samples", "en-first-in-line.flac")


class OpenBlas(WithSpeech):
    def loads(self, *arguments, most=0):
        """file names of the libraries that the command has loaded, as the loader itself tells"""
        told = self.path("loaded")
        done = run(*arguments, env={**os.environ, "LD_DEBUG": "files", "LD_DEBUG_OUTPUT": told})
        self.assertIn(done.returncode, range(most + 1), (arguments, done.stderr))
        found = set()
        for path in glob.glob(told + ".*"):
            with open(path, encoding="utf-8", errors="replace") as f:
                found |= set(re.findall(r"calling init: \S*/(\S+)", f.read()))
            os.remove(path)
        self.assertTrue([name for name in found if name.startswith("libc.so")], found)
        return {name for name in found if "openblas" in name}

    def learning(self):
        return ("train", "--data", self.data, "--out", self.path("m.pseg"), *SMALL)

    def idle(self):
        yield "segment", SOUND
        yield "eval", "--data", self.data
        yield "plot", SOUND, "-o", self.path("p.png")
        yield "bench", "--seconds", 1, "--repeat", 1
        yield "latency", "--loopback", "none", SOUND
        yield "inspect", "gates", SOUND, "-o", self.path("gates")

    def test_it_is_loaded_only_to_learn(self):
        for command in self.idle():
            # `latency` ends with 1 where a slow machine misses its promise.
            self.assertEqual(self.loads(*command, most=command[0] == "latency"), set(), command)
        self.assertEqual(len(self.loads(*self.learning())), 1)
        memory = "inspect", "memory", "--data", self.data, "--steps", 1, "-o", self.path("memory")
        self.assertEqual(len(self.loads(*memory)), 1)

    def without_it(self):
        """the environment of a machine whose OpenBLAS is broken"""
        name, = self.loads(*self.learning())
        broken = self.path("broken")
        os.makedirs(broken, exist_ok=True)
        with open(os.path.join(broken, name), "w", encoding="utf-8") as f:
            f.write("no library\n")
        return {**os.environ, "LD_LIBRARY_PATH": broken}

    def test_where_it_is_broken_only_learning_fails(self):
        hidden = self.without_it()
        tutor = (*self.learning(), "--recipe", "tiny", "--tutor", 1)
        task = "reproduce", "--task", "adding", "--quick", "-o", self.path("task")
        memory = "inspect", "memory", "--data", self.data, "--steps", 1, "-o", self.path("memory")
        for command in (self.learning(), tutor, memory, task):
            done = run(*command, env=hidden)
            self.assertEqual(done.returncode, 1, (command, done.stderr))
            self.assertIn("needs OpenBLAS (Debian: libopenblas0): ", done.stderr)
        self.assertEqual(run("segment", SOUND, env=hidden).returncode, 0)

    def test_where_it_is_broken_no_recording_is_read(self):
        done = run(*self.learning(), env=self.without_it())
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn("needs OpenBLAS", done.stderr)


if __name__ == "__main__":
    main()
