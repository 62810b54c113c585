"""hears.py ... pulse|jack RATE BLOCK: what is spoken into a device, with busy processors beside it,
is heard to the last sample, and boundaries are decided live as they are from a file."""
import contextlib
import json
import math

from support import (ARGUMENTS, RATE, boundaries, busy, check_nothing_lost, check_recording, live,
                     microphone, need_server, private_folder, read_floats, replay, segment, speech,
                     tripled, write_wav)

SECONDS = {"pulse": 27, "jack": 12}  # of speech
SILENCE = 0.1  # [s] before it, longer than the resampler's filter: where it begins is to be seen
FRAME = 0.01  # [s] the model's hop


def first_sound(samples):
    return next(i for i, x in enumerate(samples) if x != 0)


def snr(heard, played):
    """-> how many samples after the beginning of `heard` that of `played` comes, and how well they
    agree from there [dB]"""
    offset = first_sound(heard) - first_sound(played)
    if not 0 <= offset <= len(heard) - len(played):
        return offset, -math.inf
    power = sum(x * x for x in played)
    error = sum((heard[offset + i] - x) ** 2 for i, x in enumerate(played))
    return offset, 10 * math.log10(power / error) if error else math.inf


def references(sound, rate):
    """What is to be heard, at the model's rate: the file may have begun at any phase of the
    resampler."""
    for phase in range(rate // RATE):
        write_wav("shifted.wav", [0] * phase + sound, rate)
        replay("shifted.wav", f"reference{phase}.wav")
        yield f"reference{phase}.wav"


def check_heard(heard, sound, rate):
    """-> the reference that agrees with what was heard, and where it begins there"""
    found = [(*snr(heard, read_floats(path)), path) for path in references(sound, rate)]
    offset, quality, path = max(found, key=lambda f: f[1])
    print(f"{quality:.1f} dB, {offset} samples after the beginning")
    assert quality >= 60
    return path, offset


def check_no_drift(events, path, offset, seconds):
    """The last boundary of the speech is where it would be after so many samples."""
    last = max(t for t, _ in segment(path) if t < seconds - 0.1) + offset / RATE
    error = min(abs(t - last) for t, _ in events)
    print(f"last boundary {1e3 * error:.2f} ms from the file's own")
    assert error <= FRAME


def print_latency(lines):
    latency = sorted(1e3 * json.loads(line)["latency"] for line in lines.splitlines())
    middle, most = latency[len(latency) // 2], latency[-1]
    print(f"latency {middle:.1f} ms in the middle, {most:.1f} ms at most")
    assert latency[0] > 0, "an event before its sound"


def listen(kind, rate, block, sound, beside):
    """-> whether the server itself lost nothing: it may, on a machine that is too busy for it"""
    seconds = len(sound) / rate
    with microphone(kind, rate, sound) as (where, env, _), beside():
        with live(env, *where, "--block", block, "--record", "heard.wav",
                  "--duration", seconds + 3) as phoneseg:
            out, errors = phoneseg.communicate(timeout=seconds + 30)
        assert phoneseg.returncode == 0, errors
        if "losses in the device" in errors:
            print(errors)
            return False
        check_nothing_lost(errors)
        print_latency(out)
        events = boundaries(out)
        check_recording(events, "heard.wav")
        path, offset = check_heard(read_floats("heard.wav"), sound, rate)
        check_no_drift(events, path, offset, seconds)
    return True


def main(kind, rate, block):
    need_server(kind)
    with private_folder():
        sound = [0] * round(SILENCE * RATE) + speech(SECONDS[kind])
    if rate != RATE:
        sound = tripled(sound)
    attempts = busy, busy, contextlib.nullcontext  # at last with nothing of ours beside it
    assert any(listen(kind, rate, block, sound, beside) for beside in attempts), \
        "the server loses audio"


main(ARGUMENTS[0], int(ARGUMENTS[1]), int(ARGUMENTS[2]))
