"""ends.py ... pulse|jack: how listening to a device ends: on request, when its server dies, before
it began. What was decided until then is out, and the recording is whole."""
import signal
import subprocess
import time

from support import (ARGUMENTS, PHONESEG, RATE, boundaries, check_nothing_lost, check_recording,
                     complaint, live, microphone, need_server, private_folder, speech)

KIND = ARGUMENTS[0]
SPEECH = []  # filled by main


def listen(server_dies=False, how=None):
    """Listens for some boundaries, then ends it; -> the exit status, stderr and the seconds that
    the end took. Checks what was written."""
    with microphone(KIND, RATE, SPEECH) as (where, env, server):
        with live(env, *where, "--record", "heard.wav") as phoneseg:
            lines = [phoneseg.stdout.readline() for _ in range(10)]
            start = time.monotonic()
            if server_dies:
                server.kill()
            else:
                phoneseg.send_signal(how)
            out, errors = phoneseg.communicate(timeout=20)
            took = time.monotonic() - start
        check_recording(boundaries("".join(lines) + out), "heard.wav")
    return phoneseg.returncode, errors, took


def a_signal_ends_it(how):
    """How soon is told and not asserted: the machine may be busy with other things."""
    status, errors, took = listen(how=how)
    assert status == 0, (status, errors)
    check_nothing_lost(errors)
    print(f"{how.name}: gone after {1e3 * took:.0f} ms")


def a_server_that_dies_is_one_sentence():
    status, errors, took = listen(server_dies=True)
    print(f"server killed: gone after {took:.2f} s\n{errors}")
    assert status == 1
    complaints = [line for line in errors.splitlines() if " heard, " not in line]
    assert len(complaints) == 1 and len(errors.splitlines()) == 2, errors
    assert "gives no more audio: unplugged, or its server is gone" in complaints[0]


def what_cannot_be_opened_is_one_sentence():
    with microphone(KIND, RATE, SPEECH) as (where, env, _):
        print(complaint(env, "--device", "no such device"))
        print(complaint(env, "--device", "999"))
        assert "no name of an input device" in complaint(env, "--device", "")
        print(complaint(env, *where, "--record", "/no/such/folder/heard.wav"))
        if KIND == "jack":  # a server has one rate
            told = complaint(env, *where, "--rate", "44100")
            print(told)
            assert told == "phoneseg live: device 'speaker' refuses a rate of 44100 Hz"
        done = subprocess.run([PHONESEG, "live", "--list"], env=env, capture_output=True,
                              text=True, check=True)
        assert not done.stderr, done.stderr
        assert (" pulse\n" if KIND == "pulse" else " speaker\n") in done.stdout, done.stdout


def main():
    need_server(KIND)
    with private_folder():
        SPEECH.extend(speech(10))
    a_signal_ends_it(signal.SIGINT)
    a_signal_ends_it(signal.SIGTERM)
    a_server_that_dies_is_one_sentence()
    what_cannot_be_opened_is_one_sentence()


main()
