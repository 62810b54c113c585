"""Shared by the tests with audio servers: private servers, sounds, and comparing what was heard
with what was played."""
import array
import contextlib
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import wave

PHONESEG, PROJECT, JACK_PLAY, *ARGUMENTS = sys.argv[1:] + [""] * (4 - len(sys.argv))
RATE = 16000  # of the built-in model
N_BUSY = 4


def skip(why):
    print("skipped:", why)
    sys.exit(77)


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            skip(f"{program} is not installed")


# ------------------------------------------------------------------------------------ processes --

def stop(process, how=signal.SIGTERM):
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def running(*command, **options):
    """It ends with the block, and with us where we are killed."""
    bound = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
    process = subprocess.Popen([*bound, *map(str, command)], **options)
    try:
        yield process
    finally:
        stop(process)


@contextlib.contextmanager
def busy(n=N_BUSY):
    """Loops that eat what processors they get, at a nice value that leaves the machine usable."""
    with contextlib.ExitStack() as stack:
        for _ in range(n):
            stack.enter_context(running("nice", sys.executable, "-c", "while True: pass"))
        yield


def wait_for(condition, what, seconds=10):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"{what}: not within {seconds} s"
        time.sleep(0.02)


# -------------------------------------------------------------------------------------- servers --

def quieten_sanitizers(env):
    """About libraries that they know nothing of. ALSA loads its plugins and lets them go again:
    what these leak has no name that a suppression could give."""
    suppressions = f"suppressions={PROJECT}/tests/devices/libraries.tsan"
    for name, more in (("ASAN_OPTIONS", "detect_leaks=0"),
                       # a device that is slow to close is not waited for
                       ("TSAN_OPTIONS", suppressions + ":atexit_sleep_ms=0:report_thread_leaks=0")):
        env[name] = ":".join(filter(None, [env.get(name), more]))


@contextlib.contextmanager
def private_folder():
    """A folder to work in, and an environment that leads to no audio server of the user's."""
    with tempfile.TemporaryDirectory(prefix="phoneseg-devices-") as folder:
        os.chmod(folder, 0o700)
        env = dict(os.environ, HOME=folder, XDG_RUNTIME_DIR=folder, XDG_CONFIG_HOME=folder,
                   PULSE_SERVER=f"unix:{folder}/pulse.socket", JACK_NO_START_SERVER="1",
                   JACK_DEFAULT_SERVER=f"none-{os.getpid()}", JACK_NO_AUDIO_RESERVATION="1")
        for name in "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "PULSE_LATENCY_MSEC", "PULSE_SINK":
            env.pop(name, None)
        quieten_sanitizers(env)
        before = os.getcwd()
        os.chdir(folder)
        try:
            yield env
        finally:
            os.chdir(before)


@contextlib.contextmanager
def pulse(rate):
    """A PulseAudio server whose only sink, `fakemic`, is heard by who records. norewinds: else the
    first sound comes seconds late."""
    with private_folder() as env, open("server.log", "w", encoding="utf-8") as log:
        with running("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1",
                     "--use-pid-file=no", "--no-cpu-limit=yes", "--log-target=stderr",
                     "-L", "module-native-protocol-unix auth-anonymous=1 socket="
                     + env["PULSE_SERVER"][len("unix:"):],
                     "-L", f"module-null-sink sink_name=fakemic rate={rate} channels=1 "
                     "format=float32le norewinds=1",
                     env=env, stdout=log, stderr=log) as server:
            def answers():
                assert server.poll() is None, open("server.log", encoding="utf-8").read()
                return subprocess.run(["pactl", "set-default-source", "fakemic.monitor"], env=env,
                                      stderr=subprocess.DEVNULL, check=False).returncode == 0
            wait_for(answers, "PulseAudio answers")
            yield env, server


@contextlib.contextmanager
def jack(rate, block):
    """A JACK server with a driver of no hardware."""
    name = f"phoneseg-{os.getpid()}"
    priority = ["-R", "-P", "60"] if os.getuid() == 0 else ["-r"]
    with private_folder() as env, open("server.log", "w", encoding="utf-8") as log:
        env["JACK_DEFAULT_SERVER"] = name
        try:
            with running("jackd", "-n", name, "--no-mlock", *priority, "-d", "dummy", "-r", rate,
                         "-p", block, env=env, stdout=log, stderr=log) as server:
                def answers():
                    assert server.poll() is None, open("server.log", encoding="utf-8").read()
                    return subprocess.run(["jack_lsp"], env=env, capture_output=True,
                                          check=False).returncode == 0
                wait_for(answers, "JACK answers")
                yield env, server
        finally:
            for left in glob.glob(f"/dev/shm/jack*{name}*"):  # of a server that was killed
                with contextlib.suppress(OSError):
                    os.unlink(left)


@contextlib.contextmanager
def microphone(kind, rate, sound):
    """A server of that kind and a device in it that somebody speaks into: `sound`, once, 16-bit
    integers. -> what leads phoneseg there, the environment and the server; it begins to speak
    soon after (PulseAudio), or as soon as somebody listens (JACK)."""
    if kind == "pulse":
        with pulse(rate) as (env, server):
            write_wav("played.wav", sound, rate)
            delayed = "sleep 1; exec paplay -d fakemic played.wav"
            with running("sh", "-c", delayed, env=env, stderr=subprocess.DEVNULL):
                yield ["--device", "pulse", "--rate", str(rate)], env, server
    else:
        with jack(rate, rate // 100) as (env, server):
            with open("played.f32", "wb") as f:
                array.array("f", [x / 32768 for x in sound]).tofile(f)
            with running(JACK_PLAY, "speaker", "played.f32", env=env, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as player:
                assert player.stdout.readline() == "ready\n", "jack_play does not start"
                yield ["--device", "speak"], env, server


def need_server(kind):
    if kind == "pulse":
        need("pulseaudio", "pactl", "paplay")
        if not glob.glob("/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so"):
            skip("ALSA's plugin for PulseAudio is not installed")
    else:
        need("jackd", "jack_lsp")
        if JACK_PLAY == "none":
            skip("JACK's library was not there when this was built")


# --------------------------------------------------------------------------------------- sounds --

def read_floats(path):
    """Samples of a WAV file of 32-bit floats, one channel: what --record writes."""
    with open(path, "rb") as f:
        data = f.read()
    assert data[:4] == b"RIFF" and data[8:12] == b"WAVE", f"{path} is no WAV file"
    at, samples = 12, None
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4:at + 8], "little")
        if data[at:at + 4] == b"data":
            assert at + 8 + size <= len(data), f"{path} is cut off"
            samples = array.array("f", data[at + 8:at + 8 + size])
        at += 8 + size + size % 2
    return samples


def write_wav(path, samples, rate):
    """samples: 16-bit integers"""
    with wave.open(path, "wb") as f:
        f.setnchannels(1)
        f.setsampwidth(2)
        f.setframerate(rate)
        f.writeframes(array.array("h", samples).tobytes())


def speech(seconds):
    """The samples of the project one after another, as 16-bit integers at 16 kHz."""
    out = []
    for path in sorted(glob.glob(os.path.join(PROJECT, "samples", "*.flac"))):
        replay(path, "sample.wav")
        out += [round(32768 * x) for x in read_floats("sample.wav")]
    n = round(seconds * RATE)
    return (out * (n // len(out) + 1))[:n]


def tripled(samples):
    """At three times the rate, along straight lines."""
    return [(a * (3 - k) + b * k) // 3 for a, b in zip(samples, samples[1:]) for k in range(3)]


def replay(path, record):
    subprocess.run([PHONESEG, "live", "--replay", path, "--fast", "--record", record],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


# ------------------------------------------------------------------------------------ phoneseg --

def live(env, *options, **popen):
    return running(PHONESEG, "live", "--format", "jsonl", *options, env=env, text=True,
                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, **popen)


def complaint(env, *options):
    """Of a run that must fail: the only line on stderr."""
    done = subprocess.run([PHONESEG, "live", *options], env=env, capture_output=True, text=True,
                          check=False, timeout=20)
    assert done.returncode == 1, (done.returncode, done.stderr)
    assert done.stdout == "", done.stdout
    lines = done.stderr.splitlines()
    assert len(lines) == 1, f"not one sentence: {done.stderr}"
    return lines[0]


def check_nothing_lost(errors):
    """The summary is all that stderr shows, and it knows of no loss but in the server."""
    lines = errors.splitlines()
    assert len(lines) == 1, f"more than the summary: {errors}"
    assert re.match(r"\d+\.\d s heard, \d+ boundaries, 0 overruns with 0 samples lost", lines[0]), \
        errors
    print(lines[0])


def boundaries(lines):
    """-> (time, score) of each; "decided" live counts the resampler in"""
    events = [json.loads(line) for line in lines.splitlines()]
    assert not [e for e in events if "gap" in e], "a gap"
    return [(e["time"], e["score"]) for e in events]


def segment(path):
    done = subprocess.run([PHONESEG, "segment", "--format", "jsonl", path], check=True,
                          capture_output=True, text=True)
    return boundaries(done.stdout)


def check_recording(events, path, least=5):
    """What was decided live is what the recording gives, to the last digit."""
    assert len(events) >= least, f"{len(events)} boundaries only"
    assert events == segment(path), "live and segment differ"
