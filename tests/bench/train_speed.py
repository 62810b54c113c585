#!/usr/bin/env python3
"""Our trainer beside PyTorch: the same network, batches, settings and core, epoch by epoch in turn.

    taskset -c 1 train_speed.py build/release/train_speed FOLDER [SETTING VALUE]...

The network is rpm2 of GRUs with a readout of state, update gate and error. Times are of the
processor, so that other work on the machine counts for little; PyTorch's leave the making of
batches out, of ours there are both. Frames are those of utterances, without what fills batches up.
Debian packages: python3-torch python3-numpy.
"""
import os, subprocess, sys, time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
import numpy as np
import torch
import torch.nn as nn

SETTINGS = dict(teacher="transition", topology="rpm2", mel="26", ceps="0", dense="64", hidden="64",
                rate="0.004", piece="5", validation="0", epochs="7", noise="0", delay="3",
                dropout="0.1", rpm="0.3", clip="1", batch="32")
SETTINGS["readout-state"] = "1"


@torch.jit.script
def gru(x: torch.Tensor, u: torch.Tensor, h: torch.Tensor):
    """000 eq. 7-10; x [steps][batch][3 n]: what comes from the input"""
    n = h.size(1)
    states, updates = [h], [torch.zeros_like(h)]
    for row in x.unbind(0):
        gates = torch.sigmoid(torch.addmm(row[:, :2 * n], h, u[:, :2 * n]))
        update, reset = gates[:, :n], gates[:, n:]
        candidate = torch.tanh(torch.addmm(row[:, 2 * n:], reset * h, u[:, 2 * n:]))
        h = torch.lerp(h, candidate, update)
        states.append(h)
        updates.append(update)
    return torch.stack(states[1:]), torch.stack(updates)


class Student(nn.Module):
    def __init__(self, d, dense, n, dropout):
        super().__init__()
        self.encode, self.w = nn.Linear(d, dense), nn.Linear(dense, 3 * n)
        self.u = nn.Parameter(torch.cat([nn.init.orthogonal_(torch.empty(n, n))
                                         for _ in range(3)], 1))
        self.predict, self.readout = nn.Linear(n, d), nn.Linear(2 * n + 1, 1)
        self.drop = nn.Dropout(dropout)
        for layer in (self.encode, self.w, self.predict):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
        nn.init.zeros_(self.readout.weight)
        nn.init.zeros_(self.readout.bias)

    def forward(self, x):
        """x [steps][batch][d] -> log odds and prediction error of each frame but the first"""
        inputs = self.w(self.drop(torch.relu(self.encode(x))))
        h, z = gru(inputs, self.u, x.new_zeros(x.shape[1], self.u.shape[0]))
        error = ((x[1:] - self.predict(self.drop(h))[:-1]) ** 2).mean(-1)
        heard = torch.log(error.detach() + 1e-3)[..., None]
        return self.readout(torch.cat([heard, z[2:] - z[1:-1], h[1:]], -1))[..., 0], error


def learn(net, optimiser, batches, settings, passed):
    """One epoch: the mean loss of a frame; passed: epochs before this one, as a share of all"""
    first, weight = int(settings["delay"]) + 1, float(settings["rpm"])
    total = frames = 0.0
    for k, (x, targets, lengths) in enumerate(batches):
        done = passed + k / len(batches) / int(settings["epochs"])
        optimiser.param_groups[0]["lr"] = float(settings["rate"]) * (
            0.02 + 0.98 * 0.5 * (1 + np.cos(np.pi * done)))
        odds, error = net(x)
        steps = torch.arange(1, x.shape[0])[:, None]
        heard = (steps < lengths).float()
        asked = heard * (steps >= first)
        cross = nn.functional.binary_cross_entropy_with_logits(odds, targets[1:], reduction="none")
        loss = (cross * asked).sum() / asked.sum() + weight * (error * heard).sum() / heard.sum()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), float(settings["clip"]))
        optimiser.step()
        total += float(loss.detach()) * float(asked.sum())
        frames += float(asked.sum())
    return total / frames


def read(f, kind, *shape):
    size = int(np.prod(shape))
    data = f.read(size * np.dtype(kind).itemsize)
    if len(data) < size * np.dtype(kind).itemsize:
        sys.exit("train_speed.py: our trainer ended early")
    return np.frombuffer(data, kind).reshape(shape)


def read_batches(f):
    batches = []
    while True:
        steps, batch, d = (int(v) for v in read(f, "<i4", 3))
        if not steps:
            return batches
        lengths = read(f, "<i4", batch).copy()
        x, targets = read(f, "<f4", steps, batch, d).copy(), read(f, "<f4", steps, batch).copy()
        batches.append(tuple(map(torch.from_numpy, (x, targets, lengths))))


def main():
    if len(sys.argv) < 3 or len(sys.argv) % 2 == 0:
        sys.exit(__doc__)
    settings = dict(SETTINGS, **dict(zip(sys.argv[3::2], sys.argv[4::2])))
    torch.manual_seed(0)
    torch.set_num_threads(1)
    ours = subprocess.Popen(sys.argv[1:3] + [t for pair in settings.items() for t in pair],
                            stdout=subprocess.PIPE)
    parameters, epochs = (int(v) for v in read(ours.stdout, "<i4", 2))
    net = Student(int(settings["mel"]), int(settings["dense"]), int(settings["hidden"]),
                  float(settings["dropout"]))
    optimiser = torch.optim.Adam(net.parameters())
    print(f"{parameters} parameters, PyTorch {sum(p.numel() for p in net.parameters())}\n"
          "epoch    loss  PyTorch's   k frames/s  PyTorch    ratio   with batches  ratio")
    ratios = []
    for epoch in range(epochs):
        batches = read_batches(ours.stdout)
        loss, alone, both = read(ours.stdout, "<f8", 3)
        began = time.process_time()
        theirs = learn(net, optimiser, batches, settings, epoch / epochs)
        spent = time.process_time() - began
        frames = sum(int(lengths.sum()) for _, _, lengths in batches) / 1000
        ratios.append((spent / alone, spent / both))
        print(f"{epoch + 1:5d}  {loss:.4f}     {theirs:.4f} {frames / alone:12.0f} "
              f"{frames / spent:8.0f} {spent / alone:8.2f} {frames / both:14.0f} "
              f"{spent / both:6.2f}", flush=True)
    alone, both = np.median(ratios[1:], axis=0)  # the first warms up
    print(f"median: {alone:.2f} times PyTorch's speed, {both:.2f} with the making of batches")


main()
