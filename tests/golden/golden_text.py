"""The golden files' format, read by tests/support/golden.c.

    # comment
    array NAME ROWS COLS
    ROWS lines of COLS numbers
"""
import numpy as np


def write(path, title, arrays, digits):
    """arrays: (name, array of one or two dimensions) pairs; digits: significant ones kept."""
    with open(path, "w") as f:
        for line in title.strip().splitlines():
            f.write(f"# {line}".rstrip() + "\n")
        for name, values in arrays:
            rows = np.atleast_2d(np.asarray(values, dtype=np.float64))
            f.write(f"array {name} {rows.shape[0]} {rows.shape[1]}\n")
            for row in rows:
                f.write(" ".join(f"{v:.{digits}g}" for v in row) + "\n")
