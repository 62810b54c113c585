"""The recurrent cells of the papers, in torch, from their equations alone: make_cells.py's.

A step takes the layer's tensors p (W, U, b, with peepholes V), its input x [B][m], its last state
(h, c) and m1, what the memory residual adds to the candidate (001 section 5.2; 0 without). It
returns the state, the gates that are exposed, and the memory, all [B][n].

Blocks of columns, gates first: f | i | o | candidate, z | r | candidate, f | candidate.
"""
import torch

sigmoid, tanh = torch.sigmoid, torch.tanh


def blocks(p, name):
    """Blocks of columns, each n wide: n rows has U, whose input is the state."""
    return torch.split(p[name], len(p["U"]), dim=1)


def refined(g, x, how):
    """002 eq. 4"""
    return {None: lambda: g, "+": lambda: g + x, "x": lambda: g * x}[how]()


def lstm(p, x, state, m1, peephole=False, i_how=None, o_how=None):
    """000 eq. 1-6; peepholes 001 eq. 1-5; refined 002 eq. 5a, 5b"""
    h, c = state
    (wf, wi, wo, wc), (uf, ui, uo, uc), (bf, bi, bo, bc) = (blocks(p, k) for k in "WUb")
    vf, vi, vo = p["V"] if peephole else (0, 0, 0)
    f = sigmoid(x @ wf + h @ uf + vf * c + bf)
    i = sigmoid(x @ wi + h @ ui + vi * c + bi)
    candidate = tanh(x @ wc + h @ uc + bc)
    new_c = f * c + refined(i, x, i_how) * (candidate + m1)
    o = sigmoid(x @ wo + h @ uo + vo * new_c + bo)
    return (refined(o, x, o_how) * tanh(new_c), new_c), [f, i, o], new_c


def interpolated(h, by, candidate, m1):
    """000 eq. 7, 002 eq. 3d"""
    return (1 - by) * h + by * (candidate + m1)


def gru(p, x, state, m1, r_how=None):
    """000 eq. 7-10; refined 002 eq. 7"""
    h, c = state
    (wz, wr, wh), (uz, ur, uh), (bz, br, bh) = (blocks(p, k) for k in "WUb")
    z = sigmoid(x @ wz + h @ uz + bz)
    r = sigmoid(x @ wr + h @ ur + br)
    candidate = tanh(x @ wh + (refined(r, x, r_how) * h) @ uh + bh)
    h = interpolated(h, z, candidate, m1)
    return (h, c), [z, r], h


def gru_variant(p, x, state, m1, of):
    """004 eq. 8, 9 and 12-17; `of`: what the gates are made of"""
    h, c = state
    u, b, zero = list(blocks(p, "U")), list(blocks(p, "b")), torch.zeros_like(h)
    z = sigmoid(zero + (h @ u[0] if "U" in of else 0) + (b[0] if "b" in of else 0))
    r = sigmoid(zero + (h @ u[1] if "U" in of else 0) + (b[1] if "b" in of else 0))
    candidate = tanh(x @ p["W"] + (r * h) @ u[-1] + b[-1])
    h = interpolated(h, z, candidate, m1)
    return (h, c), [z, r], h


def mgu(p, x, state, m1, f_how=None):
    """002 eq. 3; refined eq. 8, inside of the candidate only"""
    h, c = state
    (wf, wh), (uf, uh), (bf, bh) = (blocks(p, k) for k in "WUb")
    f = sigmoid(x @ wf + h @ uf + bf)
    candidate = tanh(x @ wh + (refined(f, x, f_how) * h) @ uh + bh)
    h = interpolated(h, f, candidate, m1)
    return (h, c), [f], h


# name: step, its options, blocks of columns of W, U and b
CELLS = {
    "lstm": (lstm, {}, (4, 4, 4)),
    "lstm-peephole": (lstm, {"peephole": True}, (4, 4, 4)),
    "lstm-ri+": (lstm, {"i_how": "+"}, (4, 4, 4)),
    "lstm-rix": (lstm, {"i_how": "x"}, (4, 4, 4)),
    "lstm-ro+": (lstm, {"o_how": "+"}, (4, 4, 4)),
    "lstm-rox": (lstm, {"o_how": "x"}, (4, 4, 4)),
    "lstm-rio+": (lstm, {"i_how": "+", "o_how": "+"}, (4, 4, 4)),
    "lstm-riox": (lstm, {"i_how": "x", "o_how": "x"}, (4, 4, 4)),
    "lstm-exposed": (lstm, {}, (4, 4, 4)),
    "gru": (gru, {}, (3, 3, 3)),
    "gru1": (gru_variant, {"of": "Ub"}, (1, 3, 3)),
    "gru2": (gru_variant, {"of": "U"}, (1, 3, 1)),
    "gru3": (gru_variant, {"of": "b"}, (1, 1, 3)),
    "gru-rr+": (gru, {"r_how": "+"}, (3, 3, 3)),
    "gru-rrx": (gru, {"r_how": "x"}, (3, 3, 3)),
    "mgu": (mgu, {}, (2, 2, 2)),
    "mgu-rf+": (mgu, {"f_how": "+"}, (2, 2, 2)),
    "mgu-rfx": (mgu, {"f_how": "x"}, (2, 2, 2)),
}


def is_refined(cell):
    return cell[-1] in "+x"


def cell_count(cell, n, m):
    """000, 002 and 004's formulas for a layer of n units with m inputs."""
    if is_refined(cell):  # no parameters of its own but those that make its input n wide
        projection = n * m + n if m != n else 0
        return projection + cell_count(cell.split("-")[0], n, n)
    if cell.startswith("lstm"):
        return 4 * (n * n + n * m + n) + (3 * n if cell == "lstm-peephole" else 0)
    if cell == "mgu":
        return 2 * (n * n + n * m + n)
    less = {"gru": 0, "gru1": n * m, "gru2": n * m + n, "gru3": n * m + n * n}[cell]
    return 3 * (n * n + n * m + n) - 2 * less
