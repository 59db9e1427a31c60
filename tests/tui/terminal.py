"""The desk in a real terminal: a PTY, an emulator that says what is on its screen, and every byte that came."""

from __future__ import annotations

import os
import re
import signal
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from select import select
from typing import Any

import pexpect
import pyte

from tests.cli.support import environment

PATIENCE = 20.0
"""Seconds after which what a test waits for is taken to be missing."""

LEAVES_ALTERNATE_SCREEN = b"\x1b[?1049l"
SHOWS_CURSOR = b"\x1b[?25h"
TAKES_SCREEN = b"\x1b[?1049h"
STARTS_MOUSE = b"\x1b[?1000h"
STOPS_MOUSE = (b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?1006l")

_SEQUENCE = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[()][0-9A-Z]|[0-9=>A-Zc])"
)
_COLOUR = re.compile(rb"\x1b\[[0-9;:]*m")
# pyte prints what follows these instead of leaving it out.
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<=>][0-?]*[ -/]*[@-~]|\x1bP[^\x1b]*\x1b\\")


class Terminal:
    """A terminal with a program in it."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], size: tuple[int, int]) -> None:
        columns, rows = size
        self.process: pexpect.spawn[bytes] = pexpect.spawn(
            command[0], list(command[1:]), env=dict(env), dimensions=(rows, columns), timeout=None
        )
        self.process.delaybeforesend = None
        self.raw = b""
        """Every byte that the program wrote."""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._unfinished = b""
        # Not this terminal's own: on a busy machine the program may have changed it by now.
        self._tty = _fresh_modes()

    def read(self, seconds: float) -> bytes:
        """Take what the program writes within a time; the empty bytes if it is silent or gone."""
        try:
            data: bytes = self.process.read_nonblocking(65536, timeout=seconds)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return b""
        self._take(data)
        return data

    def _take(self, data: bytes) -> None:
        self.raw += data
        self._feed(data)

    def _drain(self) -> None:
        """Read what is left after the program's end.

        pexpect looks only once then, and the last bytes may still be on their way through the kernel.
        """
        with suppress(OSError, ValueError):
            while select([self.process.child_fd], [], [], 1.0)[0]:
                # The kernel refuses this once everything was read and the other side is closed.
                self._take(os.read(self.process.child_fd, 65536))

    def send(self, keys: str) -> None:
        """Send keys, as the bytes they are."""
        self.process.send(keys)

    def lines(self) -> list[str]:
        """Return what is on the screen."""
        return [line.rstrip() for line in self._screen.display]

    def text(self) -> str:
        """Return what is on the screen as one text."""
        return "\n".join(self.lines())

    def cells(self) -> list[list[object]]:
        """Return every cell of the screen with its colours."""
        buffer = self._screen.buffer
        return [[buffer[y][x] for x in range(self._screen.columns)] for y in range(self._screen.lines)]

    def wiped(self) -> None:
        """Show nothing, as a terminal does when a program takes the alternate screen; pyte leaves what was there."""
        text = self.raw.rpartition(TAKES_SCREEN)[2]
        self._screen.reset()
        self._unfinished = b""
        self._feed(text)

    def sees(self, *texts: str) -> None:
        """Wait until all of some texts are on the screen at once."""
        deadline = time.monotonic() + PATIENCE
        while missing := [text for text in texts if text not in self.text()]:
            self.read(0.1)
            assert time.monotonic() < deadline, f"waited for {missing}; the screen is\n{self.text()}"

    def quiet(self, seconds: float = 0.3) -> None:
        """Wait until nothing is written any more."""
        deadline = time.monotonic() + PATIENCE
        while self.read(seconds):
            assert time.monotonic() < deadline, "never quiet"

    def answers(self) -> None:
        """Wait until something is written, however busy the machine, and then nothing any more."""
        deadline = time.monotonic() + PATIENCE
        while not self.read(0.1):
            assert time.monotonic() < deadline, "no answer"
        self.quiet()

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window."""
        self._screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)

    def kill(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        os.kill(self.process.pid, number)

    def hang_up(self) -> None:
        """Close the window; the program has nobody to write to any more."""
        # Closed by its owner, lest the number be closed again when somebody else has it.
        self.process.ptyproc.fileobj.close()

    def ended(self) -> int:
        """Wait for the program's end; return its exit code, or the negative number of the signal that killed it."""
        deadline = time.monotonic() + PATIENCE
        while self.process.isalive():
            self.read(0.1)
            assert time.monotonic() < deadline, f"it does not end; the screen is\n{self.text()}"
        self._drain()
        # Shown by pytest where the test fails.
        told = _COLOUR.sub(b"", self.raw[-60000:]).decode(errors="replace").replace("  ", "")
        sys.stderr.write(f"what it wrote last: {told}\n")
        code = self.process.exitstatus
        return int(code) if code is not None else -int(self.process.signalstatus)

    def is_as_before(self) -> bool:
        """Whether the terminal's line discipline (echo, line by line) is what it was before the program."""
        now = termios.tcgetattr(self.process.child_fd)
        return now[:4] == self._tty[:4]

    def printed(self) -> str:
        """Return all that was written but for the sequences that the program means."""
        return _SEQUENCE.sub(b"", self.raw).decode()

    def colours(self) -> list[bytes]:
        """Return every sequence so far that sets a colour."""
        return [found for found in _COLOUR.findall(self.raw) if _sets_colour(found)]

    def is_restored(self, since: int = 0) -> bool:
        """Whether what was written since then leaves the alternate screen, the mouse and the hidden cursor."""
        wanted = (LEAVES_ALTERNATE_SCREEN, SHOWS_CURSOR, *STOPS_MOUSE)
        missing = [sequence for sequence in wanted if sequence not in self.raw[since:]]
        if missing or not self.is_as_before():
            # Shown by pytest where the test fails.
            sys.stderr.write(f"missing {missing}, modes {termios.tcgetattr(self.process.child_fd)[:4]}\n")
            sys.stderr.write(f"before {self._tty[:4]}, written {self.raw[since:]!r}\n")
        return not missing and self.is_as_before()

    def _feed(self, data: bytes) -> None:
        data = self._unfinished + data
        last = data.rfind(b"\x1b")
        # A sequence may arrive in two parts.
        is_whole = last < 0 or len(data) - last > 256 or _SEQUENCE.match(data, last)
        data, self._unfinished = (data, b"") if is_whole else (data[:last], data[last:])
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))


def _fresh_modes() -> list[Any]:
    """Return the line discipline of a terminal that nobody has touched."""
    ends = os.openpty()
    try:
        return termios.tcgetattr(ends[1])
    finally:
        for end in ends:
            os.close(end)


def _sets_colour(sequence: bytes) -> bool:
    numbers = [int(part or 0) for part in re.split(rb"[;:]", sequence[2:-1])]
    return any(30 <= number <= 38 or 40 <= number <= 48 or 90 <= number <= 107 for number in numbers)


@contextmanager
def terminal(
    home: Path, *words: str, size: tuple[int, int] = (80, 24), term: str = "xterm-256color", **variables: str
) -> Iterator[Terminal]:
    """Run the program in a terminal of `size` columns and rows, and end it whatever happens."""
    env = environment(home, TERM=term, **variables)
    for name in ("COLUMNS", "LINES"):
        # They would win over the size of the window.
        env.pop(name, None)
    opened = Terminal([sys.executable, "-m", "tui_registry", *words], env, size)
    try:
        yield opened
    finally:
        with suppress(OSError):
            opened.process.close(force=True)


Opens = Callable[..., AbstractContextManager[Terminal]]
"""Opens a certain program in a terminal; takes further words, and what `terminal` takes."""
