#!/usr/bin/env python3
"""Writes platt.txt: candidates, the logistic regression that fits them best, their reliability.

    python3 make_platt.py        (numpy, scipy; about 1 s)

Arrays: score, boundary [1][n] probabilities (exact as floats) and 0 or 1; fit [1][2] the a and c
that minimise the cross-entropy of sigma(a logit(score) + c) with Platt's targets: a simplex
search, then the root of its gradient; bins [15][5] candidates, mean score, share of boundaries,
Wilson interval; error [1][2] expected calibration error, and what chance alone would make it. All
twice: `close` have scores that crowd at 1, where floats are scarce.
"""
import os

import numpy as np
from scipy.optimize import minimize, root
from scipy.special import expit, logit

import golden_text

BINS, Z = 15, 1.959963984540054


def candidates(rng, n, spread, shift, a, c):
    """boundaries with probability sigma(a s + c), scores sigma(s)"""
    s = spread * rng.standard_normal(n) + shift
    score = expit(s).astype(np.float32)
    return score, rng.random(n) < expit(a * s + c)


def fit(score, boundary):
    s = logit(score.astype(np.float64))
    k, n = boundary.sum(), len(boundary)
    target = np.where(boundary, (k + 1) / (k + 2), 1 / (n - k + 2))

    def loss(x):
        z = x[0] * s + x[1]
        return np.sum(np.logaddexp(0, z) - target * z) / n

    def slope(x):
        z = expit(x[0] * s + x[1]) - target
        return np.array([np.mean(z * s), np.mean(z)])

    x = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    x = root(slope, x, tol=1e-14).x
    assert np.abs(slope(x)).max() < 1e-10
    assert all(loss(x) < loss(x + d) for d in 1e-3 * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]]))
    return x


def reliability(score, boundary):
    order = np.argsort(score, kind="stable")
    p, y = score[order].astype(np.float64), boundary[order]
    rows, begin = [], 0
    for k in range(1, BINS + 1):
        end = len(p) * k // BINS
        while 0 < end < len(p) and p[end] == p[end - 1]:
            end += 1
        if end > begin:
            n, share = end - begin, y[begin:end].mean()
            # the interval's ends are the q with |share - q| = z sqrt(q (1 - q) / n)
            ends = np.roots([1 + Z * Z / n, -(2 * share + Z * Z / n), share * share])
            rows.append([n, p[begin:end].mean(), share, max(0, min(ends.real)),
                         min(1, max(ends.real))])
            begin = end
    rows = np.array(rows)
    weight = rows[:, 0] / len(p)
    error = np.sum(weight * np.abs(rows[:, 1] - rows[:, 2]))
    spread = np.sqrt(rows[:, 1] * (1 - rows[:, 1]) / rows[:, 0])
    return rows, np.array([error, np.sum(weight * spread * np.sqrt(2 / np.pi))])


def main():
    rng = np.random.default_rng(7)
    arrays = []
    settings = {"soft": (240, 1.5, -2.0, 0.9, 1.6), "close": (160, 2.0, 12.0, 0.4, -4.0)}
    for name, setting in settings.items():
        score, boundary = candidates(rng, *setting)
        if name == "soft":
            score[20:40] = score[20]  # equal scores share a bin
        else:  # what is rounded to 1 has no logit
            score = np.minimum(score, np.float32(1 - 2**-24))
        rows, error = reliability(score, boundary)
        arrays += [(f"{name}.score", score), (f"{name}.boundary", boundary),
                   (f"{name}.fit", fit(score, boundary)), (f"{name}.bins", rows),
                   (f"{name}.error", error)]
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "platt.txt")
    golden_text.write(path, "Written by make_platt.py.", arrays, 12)


if __name__ == "__main__":
    main()
