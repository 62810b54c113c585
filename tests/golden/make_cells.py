#!/usr/bin/env python3
"""Writes cells/NAME.txt for every cell: what networks of it must compute, by autograd.

    python3 make_cells.py        (numpy, torch; about 10 s)

In double precision, from the papers' equations (cell_equations.py) and nothing else. The networks
are tiny: 3 features, 4 dense units, 3 recurrent ones; 2 streams of 7 and 5 frames in a batch.
Weights and inputs come from a hash of their place (see `hashed`), so that the files hold results
only.

Each file has for each VARIANT (rpm2, rpm4, ae, rpm4+residual, ae+residual)
    VARIANT.seed [1][1]       names the hash's numbers: weights from seed, inputs from seed + 1
    VARIANT.parameters [1][1] their number, by the formulas of the papers
    VARIANT.loss [1][1]       000 eq. 14, or eq. 11 for ae: the mean over all valid frames of
                              1/3 |target - prediction|^2
    VARIANT.prediction [2 * 2][3]  after the first and after the last step; row 2 k + b is stream b
    VARIANT.gates [2][gates * 3]   of the first recurrent layer after the last step, by stream
    VARIANT.gradient [1][P]   d loss / d weights, for rpm2 and rpm4+residual; the others have
    VARIANT.along [1][tensors]     for each tensor its gradient's product with numbers from seed + 2
The order of tensors is the network's table: feature.mean and feature.gain (not trained: gradient
zero), encode, [project1], rec1, [rec2, decode], predict.
"""
import itertools
import os

import numpy as np
import torch

import golden_text
from cell_equations import CELLS, blocks, cell_count, is_refined, lstm

D, DENSE, N, T, LENGTHS = 3, 4, 3, 7, [7, 5]
B = len(LENGTHS)
VARIANTS = ["rpm2", "rpm4", "ae", "rpm4+residual", "ae+residual"]


def hashed(seed, n):
    """n numbers in [-1, 1) that single precision holds exactly."""
    k = np.arange(n, dtype=np.uint64) + np.uint64(seed * 65536)
    for shift, factor in (16, 0x7feb352d), (15, 0x846ca68b), (16, 1):
        k = ((k ^ (k >> np.uint64(shift))) * np.uint64(factor)) & np.uint64(0xffffffff)
    return (k >> np.uint64(8)).astype(np.float64) / 2**23 - 1


def recurrent_table(cell, name, width):
    w, u, b = CELLS[cell][2]
    table = []
    if is_refined(cell) and width != N:
        table += [(name.replace("rec", "project") + ".W", width, N),
                  (name.replace("rec", "project") + ".b", 1, N)]
        width = N
    table += [(f"{name}.W", width, w * N), (f"{name}.U", N, u * N), (f"{name}.b", 1, b * N)]
    return table + ([(f"{name}.V", 3, N)] if cell == "lstm-peephole" else [])


def tensor_table(cell, four):
    table = [("feature.mean", 1, D), ("feature.gain", 1, 1),
             ("encode.W", D, DENSE), ("encode.b", 1, DENSE)]
    table += recurrent_table(cell, "rec1", DENSE)
    if four:
        table += recurrent_table(cell, "rec2", N)
        table += [("decode.W", N, DENSE), ("decode.b", 1, DENSE)]
    return table + [("predict.W", DENSE if four else N, D), ("predict.b", 1, D)]


def network_count(cell, four):
    count = D + 1 + (D * DENSE + DENSE) + cell_count(cell, N, DENSE)
    if four:
        return count + cell_count(cell, N, N) + (N * DENSE + DENSE) + (DENSE * D + D)
    return count + (N * D + D)


class Network:
    """One variant with its weights; `dense` collects what the ReLUs saw."""

    def __init__(self, cell, variant, seed):
        self.cell, self.four = cell, not variant.startswith("rpm2")
        self.ahead, self.residual = not variant.startswith("ae"), "residual" in variant
        self.table = tensor_table(cell, self.four)
        sizes = [rows * cols for _, rows, cols in self.table]
        values = hashed(seed, sum(sizes))
        values[:D], values[D] = 0, 1
        self.p = {name: torch.tensor(v.reshape(rows, cols), requires_grad=True) for v,
                  (name, rows, cols) in zip(np.split(values, np.cumsum(sizes)[:-1]), self.table)}
        self.dense = {"encode": [], "decode": []}

    def relu(self, name, x):
        a = x @ self.p[f"{name}.W"] + self.p[f"{name}.b"]
        self.dense[name].append(a.detach())
        return torch.relu(a)

    def recurrent(self, name, x, state, m1, last):
        """Output, state, gates, memory of one recurrent layer; last: none is above it."""
        step, options, _ = CELLS[self.cell]
        project = name.replace("rec", "project")
        if f"{project}.W" in self.p:
            x = x @ self.p[f"{project}.W"] + self.p[f"{project}.b"]
        tensors = {key[-1]: v for key, v in self.p.items() if key.startswith(f"{name}.")}
        state, gates, memory = step(tensors, x, state, m1, **options)
        exposed = self.cell == "lstm-exposed" and last # 001 section 5.1
        return memory if exposed else state[0], state, gates, memory

    def run(self, x):
        """x [T][B][D]; predictions [T][B][D], and the gates after the last step [B][gates * N]."""
        state1 = state2 = (torch.zeros(B, N, dtype=torch.float64),) * 2
        out = []
        for frame in x:
            a = self.relu("encode", frame)
            a, state1, gates, memory = self.recurrent("rec1", a, state1, 0, not self.four)
            if self.four:
                m1 = memory if self.residual else 0
                a, state2, _, _ = self.recurrent("rec2", a, state2, m1, True)
                a = self.relu("decode", a)
            out.append(a @ self.p["predict.W"] + self.p["predict.b"])
        return torch.stack(out), torch.cat(gates, dim=1)

    def loss(self, x):
        prediction, gates = self.run(x)
        ahead = int(self.ahead)
        squared = [((x[t + ahead, b] - prediction[t, b]) ** 2).mean()
                   for b in range(B) for t in range(LENGTHS[b] - ahead)]
        return torch.stack(squared).mean(), prediction, gates


def inputs(seed):
    x = hashed(seed, T * B * D).reshape(T, B, D)
    for b, length in enumerate(LENGTHS):
        x[length:, b] = 0
    return torch.tensor(x)


def tells(net):
    """The seed shows what it should: every weight matters, each dense layer has a unit that is off
    at times, and none is where single precision could turn it."""
    for values in filter(None, net.dense.values()):
        a = torch.stack(values)[:min(LENGTHS)]
        if a.abs().min() < 1e-3 or (a > 0).all():
            return False
    return all((v.grad != 0).all() for k, v in net.p.items() if not k.startswith("feature."))


def solve(cell, variant):
    for seed in itertools.count(10, 10):
        net, x = Network(cell, variant, seed), inputs(seed + 1)
        loss, prediction, gates = net.loss(x)
        loss.backward()
        if tells(net):
            return seed, net, x, loss, prediction, gates


def check_by_difference(net, x):
    """One weight of each trained tensor: central difference against autograd."""
    for name, tensor in net.p.items():
        if name.startswith("feature."):
            continue
        step, losses = 1e-6, []
        index = (tensor.shape[0] - 1, tensor.shape[1] // 2)
        with torch.no_grad():
            for move in step, -2 * step:
                tensor[index] += move
                losses.append(net.loss(x)[0])
            tensor[index] += step
        slope = (losses[0] - losses[1]) / (2 * step)
        assert abs(slope - tensor.grad[index]) < 1e-8, name


def check_lstm_by_torch():
    """The one cell that torch has in this form; its blocks are i, f, candidate, o."""
    p = {k: torch.tensor(hashed(i, rows * 4 * N).reshape(rows, 4 * N))
         for i, (k, rows) in enumerate([("W", DENSE), ("U", N), ("b", 1)])}
    theirs = torch.nn.LSTMCell(DENSE, N, dtype=torch.float64)
    w, u, b = (torch.cat([blocks(p, k)[j] for j in (1, 0, 3, 2)], dim=1) for k in "WUb")
    for parameter, v in zip(theirs.parameters(), (w.T, u.T, b[0], torch.zeros(4 * N))):
        parameter.data = v.to(torch.float64).contiguous()
    x, h, c = (torch.tensor(hashed(9 + i, B * k).reshape(B, k))
               for i, k in enumerate((DENSE, N, N)))
    for ours, expected in zip(lstm(p, x, (h, c), 0)[0], theirs(x, (h, c))):
        assert (ours - expected).abs().max() < 1e-14


def arrays(cell, variant):
    seed, net, x, loss, prediction, gates = solve(cell, variant)
    check_by_difference(net, x)
    gradient = [np.zeros(v.shape) if k.startswith("feature.") else v.grad.numpy()
                for k, v in net.p.items()]
    flat = np.concatenate([g.ravel() for g in gradient])
    assert len(flat) == network_count(cell, net.four)
    if variant in ("rpm2", "rpm4+residual"):
        last = ("gradient", flat)
    else:
        weighted = np.split(flat * hashed(seed + 2, len(flat)),
                            np.cumsum([g.size for g in gradient])[:-1])
        last = ("along", [w.sum() for w in weighted])
    named = [("seed", [seed]), ("parameters", [len(flat)]), ("loss", [loss.item()]),
             ("prediction", torch.cat([prediction[0], prediction[-1]]).detach().numpy()),
             ("gates", gates.detach().numpy()), last]
    return [(f"{variant}.{name}", values) for name, values in named]


if __name__ == "__main__":
    torch.set_num_threads(1)
    check_lstm_by_torch()
    here = os.path.dirname(os.path.abspath(__file__))
    os.makedirs(os.path.join(here, "cells"), exist_ok=True)
    for cell in CELLS:
        golden_text.write(os.path.join(here, "cells", f"{cell}.txt"),
                          f"Written by make_cells.py: networks of the cell {cell}.",
                          [a for variant in VARIANTS for a in arrays(cell, variant)], 9)
