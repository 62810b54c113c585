"""latency.py: a sound played into a private PulseAudio server, which hands it back:
the parts of its way to a printed boundary are found, and add up."""
import json
import subprocess

from support import PHONESEG, need_server, pulse

RATE, SECONDS = 16000, 10
PARTS = "device", "placement", "algorithm", "buffering", "compute"


def measure(env, *options):
    return subprocess.run([PHONESEG, "latency", "--seconds", str(SECONDS), *options], env=env,
                          capture_output=True, text=True, check=False, timeout=60)


def most_marks_are_found(trip):
    assert trip["marks"] >= SECONDS, trip
    assert trip["found"] >= 0.9 * trip["marks"], trip
    assert trip["gaps"] == 0, trip


def parts_add_up(trip):
    """Sums of quantiles bound the quantiles of sums only loosely; but each part has its own
    certainties."""
    parts = trip["parts_ms"]
    for part in parts.values():
        figures = [part[q] for q in ("p50", "p90", "p99", "p99_9", "max")]
        assert figures == sorted(figures), part
    assert parts["all"]["max"] <= sum(parts[p]["max"] for p in PARTS) + 0.01
    assert parts["microphone"]["max"] <= sum(parts[p]["max"] for p in PARTS[2:]) + 0.01
    assert abs(parts["placement"]["p50"]) <= 15


def nothing_is_decided_before_its_time(report):
    """Nor a second too late."""
    algorithmic, parts = report["algorithmic"], report["end_to_end"]["parts_ms"]
    stages = {stage["name"]: stage["ms"] for stage in algorithmic["stages"]}
    most = algorithmic["total_ms"] - stages["block"]
    least = most - 2 * stages["refine"]  # half a hop before its frame, or behind it
    assert least - 0.01 <= parts["algorithm"]["p50"] <= most + 0.01
    assert parts["algorithm"]["max"] <= most + 0.01
    assert least <= parts["microphone"]["p50"] <= most + 1000
    assert 0 < parts["compute"]["p50"] < 1000


def a_device_that_does_not_exist_is_one_sentence(env):
    for options, sentence in (("pulse:no such device", "there is no input device"),
                              ("no such device", "there is no output device")):
        done = measure(env, "--loopback", options)
        assert done.returncode == 1 and not done.stdout, done
        assert len(done.stderr.splitlines()) == 1 and sentence in done.stderr, done.stderr


def check(env, rate, block):
    done = measure(env, "--loopback", "pulse", "--rate", str(rate), "--block", str(block), "--json")
    assert done.returncode == 0 and not done.stderr, (done.returncode, done.stderr)
    report = json.loads(done.stdout)
    print(rate, block, report["end_to_end"])
    most_marks_are_found(report["end_to_end"])
    parts_add_up(report["end_to_end"])
    nothing_is_decided_before_its_time(report)


def main():
    need_server("pulse")
    with pulse(RATE) as (env, _):
        a_device_that_does_not_exist_is_one_sentence(env)
    for rate, block in (RATE, 10), (48000, 5):
        for attempt in 1, 2, 3:  # a busy machine may leave the server without a processor for long
            try:
                with pulse(RATE) as (env, _):
                    check(env, rate, block)
                break
            except AssertionError as failure:
                print(f"attempt {attempt}: {failure}")
                if attempt == 3:
                    raise


main()
