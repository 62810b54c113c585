"""What `phoneseg cells` prints: every cell of the papers, and what it costs."""
import unittest

from support import main, run, run_json

NAMES = """lstm lstm-peephole lstm-ri+ lstm-rix lstm-ro+ lstm-rox lstm-rio+ lstm-riox lstm-exposed
           gru gru1 gru2 gru3 gru-rr+ gru-rrx mgu mgu-rf+ mgu-rfx""".split()
GATES = {"lstm": ["forget", "input", "output"], "gru": ["update", "reset"], "mgu": ["forget"]}
COSTS = ("parameters", "multiply_adds", "recurrent_parameters", "recurrent_multiply_adds")


def family(name):
    return next(f for f in GATES if name.startswith(f))


class Cells(unittest.TestCase):
    def test_every_cell_of_the_papers_is_listed_with_its_paper_and_gates(self):
        cells = run_json("cells")["cells"]
        self.assertEqual(len(cells), len({c["name"] for c in cells}))
        self.assertLessEqual(set(NAMES), {c["name"] for c in cells})
        for c in cells:
            self.assertRegex(c["source"], r"^[0-9]{3} (eq|sec)\. [0-9]", c["name"])
            if c["name"] in NAMES:
                gates = GATES[family(c["name"])]
                self.assertEqual(c["gates"], gates, c["name"])
                self.assertEqual(c["default_gate"], None if c["name"] == "gru3" else gates[0])

    def test_costs_follow_the_sizes_asked_for(self):
        d, m, n = 39, 50, 20
        said = run_json("cells", "--topology", "rpm2", "--input", d, "--dense", m, "--hidden", n)
        self.assertEqual((said["topology"], said["input"], said["dense"], said["hidden"]),
                         ("rpm2", d, m, n))
        cost = {c["name"]: c for c in said["cells"]}
        blocks = {"lstm": 4, "gru": 3, "mgu": 2}
        for name, k in blocks.items():
            c = cost[name]
            self.assertEqual(c["recurrent_parameters"], k * (n * n + n * m + n))
            self.assertEqual(c["recurrent_multiply_adds"], k * (n * n + n * m))
            self.assertEqual(c["parameters"],
                             (d + 1) * m + c["recurrent_parameters"] + (n + 1) * d)
            self.assertEqual(c["multiply_adds"], d * m + c["recurrent_multiply_adds"] + n * d)

    def test_another_target_costs_nothing(self):
        self.assertEqual(run_json("cells", "--topology", "ae")["cells"],
                         run_json("cells")["cells"])

    def test_the_table_says_the_same_in_aligned_columns(self):
        done = run("cells")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 100)
        rows = done.stdout.split("\n\n")[0].splitlines()[2:]
        cells = run_json("cells")["cells"]
        self.assertEqual(len(rows), len(cells))
        self.assertEqual(len(set(map(len, rows))), 1)
        for row, c in zip(rows, cells):
            gates = [g + "*" * (g == c["default_gate"]) for g in c["gates"]]
            self.assertEqual(row.split(), [c["name"], *c["source"].split(), *gates,
                                           *(str(c[k]) for k in COSTS)])

    def test_bad_options_are_usage_errors_with_a_sentence(self):
        for sentence, *options in (
                ("--topology deep: rpm2, rpm4 or ae expected", "--topology", "deep"),
                ("--topology none: rpm2, rpm4 or ae expected", "--topology", "none"),
                ("--input takes a whole number from 1 to 1024, not '0'", "--input", "0"),
                ("--hidden takes a whole number from 1 to 1024, not '2000'", "--hidden", "2000"),
                ("--dense takes a whole number from 1 to 1024, not '6.5'", "--dense", "6.5"),
                ("'gru' is not expected", "gru"),
                ("--cell: unknown option", "--cell", "gru")):
            done = run("cells", *options)
            self.assertEqual((done.returncode, done.stdout), (2, ""), options)
            self.assertIn(sentence, done.stderr)


if __name__ == "__main__":
    main()
