"""phoneseg live where no audio server runs."""
import os
import subprocess

from support import PHONESEG, complaint, private_folder

with private_folder() as env:
    asked = complaint(env, "--device", "no such device")
    print(asked)
    assert asked == "phoneseg live: there is no input device 'no such device'; " \
                    "--list shows what there is"
    asked = complaint(env, "--device", "")
    print(asked)
    assert asked == "phoneseg live: '' is no name of an input device; --list shows what there is"
    # with a sound card there is a device after all, and who knows what it hears
    if not os.path.exists("/dev/snd"):
        for options in [], ["--list"]:
            told = complaint(env, *options)
            print(told)
            assert told == "phoneseg live: there is no audio input device"
    else:
        done = subprocess.run([PHONESEG, "live", "--list"], env=env, capture_output=True,
                              text=True, check=False)
        assert done.returncode == 0 and done.stdout and not done.stderr, done
