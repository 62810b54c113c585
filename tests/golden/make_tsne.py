#!/usr/bin/env python3
"""Writes tsne.txt: the probabilities and the divergence of t-SNE, by its definition.

    python3 make_tsne.py        (numpy, scipy; at once)

Arrays: x [24][3] points; joint [24][24] their neighbours' joint probabilities at perplexity 5,
each bandwidth sigma found by Brent's method on the entropy in bits; y [24][2] places in the plane;
divergence [1][1] of y from joint [nats].
"""
import os

import numpy as np
from scipy.optimize import brentq
from scipy.spatial.distance import cdist
from scipy.stats import entropy

import golden_text

N, PERPLEXITY = 24, 5


def conditional(d2, i, sigma):
    p = np.exp(-d2[i] / (2 * sigma**2))
    p[i] = 0
    return p / p.sum()


def joint(x):
    d2 = cdist(x, x) ** 2
    p = np.empty_like(d2)
    for i in range(len(x)):
        sigma = brentq(lambda s: 2 ** entropy(conditional(d2, i, s), base=2) - PERPLEXITY,
                       0.1, 50, xtol=1e-14, rtol=1e-14)
        p[i] = conditional(d2, i, sigma)
    return (p + p.T) / (2 * len(x))


def divergence(p, y):
    q = 1 / (1 + cdist(y, y) ** 2)
    np.fill_diagonal(q, 0)
    q /= q.sum()
    away = ~np.eye(len(y), dtype=bool)
    return entropy(p[away], q[away])


def main():
    rng = np.random.default_rng(3)
    x = rng.standard_normal((N, 3)).astype(np.float32)
    x[:8] *= 0.2  # some crowd together, so that bandwidths differ
    y = rng.standard_normal((N, 2))
    p = joint(x.astype(np.float64))
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "tsne.txt")
    golden_text.write(path, "Written by make_tsne.py.",
                      [("x", x), ("joint", p), ("y", y), ("divergence", divergence(p, y))], 15)


if __name__ == "__main__":
    main()
