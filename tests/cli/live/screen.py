"""A terminal that understands what the live view sends, and nothing else: whatever it does not know
is an error. For tests that look at the screen as a user does."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

SEQUENCE = re.compile(r"\x1b\[(\??)([0-9;]*)([A-Za-z])")


class Screen:
    """cells[row][column]; too_long: texts that ran beyond the right edge; frames: every picture as
    lines of text, with when it was complete [s]."""

    def __init__(self, columns, rows):
        self.modes = {1049: False, 25: True, 7: True, 2026: False}
        self.switches = []
        self.frames, self.too_long, self.before, self.rest = [], 0, "", b""
        self.grounds = set()
        self.resize(columns, rows)

    def resize(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.erase()

    def erase(self):
        self.cells = [[" "] * self.columns for _ in range(self.rows)]
        self.row = self.column = 0

    def text(self):
        return ["".join(row) for row in self.cells]

    def feed(self, data):
        """Bytes as they came, perhaps cut in the middle of a character or a sequence."""
        data = self.rest + data
        at = 0
        while at < len(data):
            used = self.one(data[at:at + 64])
            if not used:
                break
            at += used
        self.rest = data[at:]

    def one(self, data):
        """Acts on the first character or sequence; returns how many bytes it is, 0 where more have
        to come."""
        if data[0] == 0x1b:
            found = SEQUENCE.match(data.decode("latin-1"))
            if found:
                self.sequence(*found.groups())
                return found.end()
            if b"\x18" in data:  # CAN: the rest of it will not come
                return data.index(b"\x18") + 1
            assert len(data) < 32, f"unknown sequence {data!r}"
            return 0
        size = 1 if data[0] < 0x80 else 2 if data[0] < 0xe0 else 3 if data[0] < 0xf0 else 4
        tail = next((i for i, b in enumerate(data[1:size], 1) if b & 0xc0 != 0x80), size)
        if tail < size:  # a character that was cut off
            return tail
        if len(data) < size:
            return 0
        self.character(data[:size].decode("utf-8"))
        return size

    def character(self, text):
        if not self.modes[1049]:
            self.before += text
        elif text == "\x18":
            pass
        elif self.column >= self.columns or self.row >= self.rows:
            self.too_long += 1
        else:
            assert text.isprintable(), f"control character {text!r}"
            self.cells[self.row][self.column] = text
            self.column += 1

    def sequence(self, private, arguments, letter):
        numbers = [int(n) for n in arguments.split(";") if n]
        if private:
            self.switch(numbers[0], letter == "h")
        elif letter == "H":
            self.row, self.column = (n - 1 for n in numbers)
        elif letter == "J":
            assert numbers == [2]
            self.erase()
        else:
            assert letter == "m", f"unknown sequence {arguments}{letter}"
            if numbers[:1] == [48]:
                self.grounds.add(tuple(numbers))

    def switch(self, mode, on):
        assert mode in self.modes, f"unknown mode {mode}"
        if mode != 2026:
            self.switches.append((mode, on))
        elif self.modes[2026] and not on and self.modes[1049]:
            self.frames.append((time.monotonic(), self.text()))
        self.modes[mode] = on

    def is_restored(self):
        return self.modes == {1049: False, 25: True, 7: True, 2026: False}


class Session:
    """A command in a terminal of its own."""

    def __init__(self, command, columns=80, rows=24, **environment):
        self.screen = Screen(columns, rows)
        self.master, slave = pty.openpty()
        self.set_size(columns, rows)
        self.settings = termios.tcgetattr(self.master)
        keep = {k: v for k, v in os.environ.items() if k not in ("COLORTERM", "NO_COLOR")}
        self.run = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            env={**keep, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **environment})
        os.close(slave)

    def set_size(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def watch(self, seconds=60, until=lambda screen: False):
        """Reads until then, or until the command has ended."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not until(self.screen):
            if not select.select([self.master], [], [], 0.02)[0]:
                continue
            try:
                data = os.read(self.master, 65536)
            except OSError:  # how Linux says that the other end was closed
                break
            if not data:
                break
            self.screen.feed(data)
        return self.screen

    def finish(self):
        self.watch()
        status = self.run.wait(10)
        return status

    def keeps_settings(self):
        """Whether echo and line editing are as they were."""
        return termios.tcgetattr(self.master)[:4] == self.settings[:4]

    def close(self):
        if self.run.poll() is None:
            self.run.send_signal(signal.SIGKILL)
            self.run.wait()
        os.close(self.master)
