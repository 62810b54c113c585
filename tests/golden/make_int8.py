#!/usr/bin/env python3
"""Writes int8.txt: products of int8 weights, to the last bit.

    python3 make_int8.py        (numpy; about 1 s)

A line for each n from 1 to 130: n, and the CRC-32 of the float32 y[n] after
y += (q . w) * scale_x * scale_w, where q is x[n] quantised and w is int8 [n][n]; all is filled
by the numbers of ../support/hashed.h. The formula is that of src/core/int8.h.
"""
import os
import zlib

import numpy as np

F = np.float32


def hashed(seed, start, n):
    k = np.arange(start, start + n, dtype=np.uint64) + seed * 65536 & 0xffffffff
    k = (k ^ k >> 16) * 0x7feb352d & 0xffffffff
    k = (k ^ k >> 15) * 0x846ca68b & 0xffffffff
    k = k ^ k >> 16
    return ((k >> 8) / 8388608 - 1).astype(F)


def product(n):
    x, y, scale_w = hashed(n, 0, n), hashed(n, 1000, n), hashed(n, 2000, n) / F(64)
    w = np.trunc(F(127) * hashed(n, 3000, n * n)).astype(np.int64).reshape(n, n)
    most = np.abs(x).max()
    q = np.rint(x * (F(127) / most)).astype(np.int64)  # halves to even
    y += (q @ w).astype(F) * (most / F(127)) * scale_w
    return y


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "int8.txt"), "w") as f:
    f.write(f"# make_int8.py, numpy {np.__version__}\n")
    for size in range(1, 131):
        f.write(f"{size} {zlib.crc32(product(size).tobytes()):08x}\n")
