#!/usr/bin/env python3
"""Writes rpm2_step.txt and rpm4_step.txt: what the networks must compute.

    python3 make_network.py        (numpy, torch; about 5 s)

Everything is computed in double precision from paper 000's equations, by numpy and by torch, which
must agree. Weights and inputs are numbers that single precision holds exactly.

The network: 5 log-mel features, 7 dense units, 6 recurrent ones; batches of B = 3 streams.

rpm2_step.txt, rpm4_step.txt (score "readout", so that every tensor is there)
    weights [1][P]        all tensors, flat, in the order of the network's table, each [rows][cols]
    x [T * B][5]          normalised inputs; row t * B + b is frame t of stream b
    prediction [T * B][5] of step t: what frame t + 1 should be
    update, reset, h [T * B][6]  gates and state of the first recurrent layer after step t
    squared [T * B][5], error [T * B][1]   E of frame t by feature, and its mean (eq. 15)
    gas_mean, gas, blend, readout [T * B][1]  scores of frame t from the update gate;
                          blend with w = 0.25, readout with the floor 1e-3 under E's logarithm
    Scores compare frame t with frame t - 1: rows of frame 0 hold zeros and mean nothing.
"""
import os

import numpy as np
import torch

import golden_text

D, DENSE, N, B = 5, 7, 6, 3
BLEND, ERROR_FLOOR = 0.25, 1e-3


def tensor_table(layers):
    table = [("feature.mean", 1, D), ("feature.gain", 1, 1),
             ("encode.W", D, DENSE), ("encode.b", 1, DENSE),
             ("rec1.W", DENSE, 3 * N), ("rec1.U", N, 3 * N), ("rec1.b", 1, 3 * N)]
    if layers == 4:
        table += [("rec2.W", N, 3 * N), ("rec2.U", N, 3 * N), ("rec2.b", 1, 3 * N),
                  ("decode.W", N, DENSE), ("decode.b", 1, DENSE)]
    return table + [("predict.W", DENSE if layers == 4 else N, D), ("predict.b", 1, D),
                    ("readout.w", 1 + N, 1), ("readout.b", 1, 1)]


def random_singles(rng, shape, scale):
    return (scale * rng.standard_normal(shape)).astype(np.float32).astype(np.float64)


def make_weights(rng, table):
    return {name: random_singles(rng, (rows, cols), 0.6) for name, rows, cols in table}


class Numpy:
    """The few functions in which numpy and torch differ."""
    tanh, zeros = np.tanh, staticmethod(np.zeros)

    @staticmethod
    def sigmoid(v):
        return 1 / (1 + np.exp(-v))

    @staticmethod
    def relu(v):
        return np.maximum(v, 0)


class Torch:
    tanh, sigmoid, relu = torch.tanh, torch.sigmoid, torch.relu

    @staticmethod
    def zeros(shape):
        return torch.zeros(shape, dtype=torch.float64)


def gru(f, p, name, x, last):
    """000 eq. 7-10; the columns of W, U and b are update, reset, candidate."""
    w, u, b = (p[f"{name}.{k}"] for k in "WUb")
    z = f.sigmoid(x @ w[:, :N] + last @ u[:, :N] + b[:, :N])
    r = f.sigmoid(x @ w[:, N:2 * N] + last @ u[:, N:2 * N] + b[:, N:2 * N])
    c = f.tanh(x @ w[:, 2 * N:] + (r * last) @ u[:, 2 * N:] + b[:, 2 * N:])
    return (1 - z) * last + z * c, z, r


def run(f, p, x):
    """x [T][B][D]; returns lists over t of prediction, update, reset, h."""
    four = "rec2.W" in p
    h1 = h2 = f.zeros((x.shape[1], N))
    out = []
    for frame in x:
        a = f.relu(frame @ p["encode.W"] + p["encode.b"])
        h1, z, r = gru(f, p, "rec1", a, h1)
        a = h1
        if four:
            h2, _, _ = gru(f, p, "rec2", h1, h2)
            a = f.relu(h2 @ p["decode.W"] + p["decode.b"])
        out.append((a @ p["predict.W"] + p["predict.b"], z, r, h1))
    return [list(column) for column in zip(*out)]


def flat(p, table):
    return np.concatenate([np.asarray(p[name]).ravel() for name, _, _ in table])


def to_torch(p):
    return {k: torch.tensor(v) for k, v in p.items()}


def rows(frames):
    return np.concatenate([np.asarray(f) for f in frames])


def scores(p, x, prediction, z):
    """Columns of the step files; frame 0, which has no frame before it, gets zeros."""
    squared, gas_mean, gas = np.zeros_like(x), np.zeros(x.shape[:2]), np.zeros(x.shape[:2])
    blend, readout = np.zeros(x.shape[:2]), np.zeros(x.shape[:2])
    for t in range(1, len(x)):
        squared[t] = (x[t] - prediction[t - 1]) ** 2
        error, change = squared[t].mean(axis=1), z[t] - z[t - 1]
        gas_mean[t], gas[t] = change.mean(axis=1), np.abs(change).mean(axis=1)
        blend[t] = (1 - BLEND) * error + BLEND * gas[t]
        inputs = np.concatenate([np.log(error + ERROR_FLOOR)[:, None], change], axis=1)
        readout[t] = (inputs @ p["readout.w"] + p["readout.b"])[:, 0]
    columns = [("error", squared.mean(axis=2)), ("gas_mean", gas_mean), ("gas", gas),
               ("blend", blend), ("readout", readout)]
    return [("squared", rows(squared))] + [(k, v.reshape(-1, 1)) for k, v in columns]


def write(name, title, arrays):
    here = os.path.dirname(os.path.abspath(__file__))
    golden_text.write(os.path.join(here, name), f"Written by make_network.py: {title}", arrays, 12)


def make_step(layers, seed):
    rng = np.random.RandomState(seed)
    table = tensor_table(layers)
    p, x = make_weights(rng, table), random_singles(rng, (8, B, D), 1.0)
    prediction, z, r, h = run(Numpy, p, x)
    again = run(Torch, to_torch(p), torch.tensor(x))
    for ours, theirs in zip((prediction, z, r, h), again):
        assert np.abs(rows(ours) - rows(theirs)).max() < 1e-13
    write(f"rpm{layers}_step.txt", f"{layers}-layer network, 8 frames of {B} streams.",
          [("weights", flat(p, table)), ("x", rows(x)), ("prediction", rows(prediction)),
           ("update", rows(z)), ("reset", rows(r)), ("h", rows(h))]
          + scores(p, x, prediction, z))


if __name__ == "__main__":
    make_step(2, seed=2)
    make_step(4, seed=4)
