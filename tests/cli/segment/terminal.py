#!/usr/bin/env python3
"""terminal.py PHONESEG terminal|pipe: segments good.wav and then speech.raw, which comes late
enough for the progress bar to be due, with a terminal or a pipe for stderr; prints what came."""
import os, pty, subprocess, sys, time

screen_end, stderr = pty.openpty() if sys.argv[2] == "terminal" else os.pipe()
run = subprocess.Popen([sys.argv[1], "segment", "--output-dir", "results", "--rate", "16000",
                        "good.wav", "-"], stdin=subprocess.PIPE, stderr=stderr)
os.close(stderr)
while not os.path.exists("results/good.txt"):
    time.sleep(0.05)
time.sleep(0.5)
with open("speech.raw", "rb") as f:
    run.stdin.write(f.read())
run.stdin.close()
screen = b""
try:
    while chunk := os.read(screen_end, 4096):
        screen += chunk
except OSError:  # how Linux says that the other end was closed
    pass
sys.stdout.write(screen.decode())
sys.exit(run.wait())
