#!/usr/bin/env python3
"""Writes features.txt: what the front end must compute, in double precision from the formulas.

    python3 make_features.py        (numpy, torch, torchaudio; about 5 s)

The result is checked against torchaudio's Kaldi-compatible features before it is written.
Arrays of features.txt: audio [1][n] 16-bit samples, logmel [frames][26], mfcc [frames][13].
"""
import os

import numpy as np
import torch
import torchaudio.compliance.kaldi as kaldi

import golden_text

RATE, WINDOW, HOP, FFT = 16000, 400, 160, 512
BANDS, CEPS, LOW, HIGH, FLOOR, PRE = 26, 13, 0.0, 8000.0, 1.0, 0.97


def speech_like():
    """0.52 s of int16: a fricative, two vowels, a closure of digital silence with its burst."""
    rng = np.random.RandomState(20)

    def vowel(n, pitch, formants):
        t = np.arange(n) / RATE
        harmonics = np.arange(1, int(7000 / pitch))
        gain = sum(a / (1 + ((harmonics * pitch - f) / w) ** 2) for f, w, a in formants)
        return (gain[:, None] * np.cos(2 * np.pi * harmonics[:, None] * pitch * t)).sum(axis=0)

    def noise(n):
        return np.diff(rng.standard_normal(n + 1))

    ah = vowel(2400, 118.0, [(730, 90, 1.0), (1090, 110, 0.6), (2440, 160, 0.2)])
    ee = vowel(2240, 131.0, [(270, 60, 1.0), (2290, 150, 0.4), (3010, 200, 0.3)])
    signal = np.concatenate([0.06 * noise(1300), 0.2 * ah, np.zeros(1100), 0.3 * noise(260),
                             0.2 * ee, 0.01 * noise(1020)])
    signal[:3500] += 0.001 * rng.standard_normal(3500)
    signal[5000:] += 0.001 * rng.standard_normal(len(signal) - 5000)
    return np.clip(np.round(8000 * signal), -32768, 32767)


def emphasised(samples):
    """16-bit units in, 16-bit units out; nothing precedes the first sample."""
    return samples - PRE * np.concatenate([[0.0], samples[:-1]])


def mel(hz):
    return 1127.0 * np.log(1.0 + hz / 700.0)


def mel_matrix():
    """[BANDS][FFT / 2 + 1] triangles with edges equally spaced on the mel scale."""
    edges = np.linspace(mel(LOW), mel(HIGH), BANDS + 2)
    bins = mel(np.arange(FFT // 2 + 1) * RATE / FFT)
    rise = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    fall = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    return np.maximum(0.0, np.minimum(rise, fall))


def dct_matrix():
    """[CEPS][BANDS] orthonormal DCT-II."""
    k, m = np.arange(CEPS)[:, None], np.arange(BANDS)
    table = np.sqrt(2.0 / BANDS) * np.cos(np.pi * k * (m + 0.5) / BANDS)
    table[0] /= np.sqrt(2.0)
    return table


def features(samples):
    x = emphasised(samples)
    n_frames = (len(x) - WINDOW) // HOP + 1
    hamming = 0.54 - 0.46 * np.cos(2 * np.pi * np.arange(WINDOW) / (WINDOW - 1))
    frames = np.stack([x[t * HOP:t * HOP + WINDOW] for t in range(n_frames)]) * hamming
    power = np.abs(np.fft.rfft(frames, FFT)) ** 2
    logmel = np.log(np.maximum(power @ mel_matrix().T, FLOOR))
    return logmel, logmel @ dct_matrix().T


def check_against_torchaudio(samples, logmel, mfcc):
    wave = torch.tensor(emphasised(samples))[None]
    common = dict(sample_frequency=RATE, frame_length=25.0, frame_shift=10.0, dither=0.0,
                  preemphasis_coefficient=0.0, remove_dc_offset=False, window_type="hamming",
                  num_mel_bins=BANDS, low_freq=LOW, high_freq=HIGH, use_energy=False)
    bands = np.maximum(kaldi.fbank(wave, **common).numpy(), np.log(FLOOR))
    ceps = kaldi.mfcc(wave, num_ceps=CEPS, cepstral_lifter=0.0, **common).numpy()
    audible = (logmel > np.log(FLOOR)).all(axis=1)  # Kaldi's floor is another one
    assert bands.shape == logmel.shape and ceps.shape == mfcc.shape
    assert audible.sum() > 30 and not audible.all()
    worst = max(np.abs(bands - logmel).max(), np.abs(ceps - mfcc)[audible].max())
    assert worst < 5e-5, worst  # torchaudio holds its filter bank in single precision
    return worst


def main():
    samples = speech_like()
    logmel, mfcc = features(samples)
    worst = check_against_torchaudio(samples, logmel, mfcc)
    here = os.path.dirname(os.path.abspath(__file__))
    title = "Written by make_features.py: 16-bit samples at 16 kHz, log-mel bands and cepstra."
    golden_text.write(os.path.join(here, "features.txt"), title,
                      [("audio", samples), ("logmel", logmel), ("mfcc", mfcc)], 9)
    print(f"{len(logmel)} frames, largest difference to torchaudio {worst:.1e}")


if __name__ == "__main__":
    main()
