"""A program in a PTY, and when what it wrote arrived.

Moments are taken when bytes come in; the emulator reads them afterwards, so its cost is in no figure.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

SIZE = (120, 40)
"""Columns and rows."""
GIVE_UP = 60.0
"""Seconds."""

_ASKS_FOR_FRAMES = b"\x1b[?2026$p"
_KNOWS_FRAMES = b"\x1b[?2026;2$y"
_FRAME_BEGINS, _FRAME_ENDS = b"\x1b[?2026h", b"\x1b[?2026l"
_NOT_FOR_PYTE = re.compile(rb"\x1b\[[<=>][0-?]*[ -/]*[@-~]|\x1b\[\?[0-9;]*\$[a-z]")


@dataclass(frozen=True, slots=True)
class Burst:
    """Bytes that arrived together, and when (s)."""

    at: float
    data: bytes


class Program:
    """A program that runs in a terminal of its own until one leaves the `with` block."""

    def __init__(self, words: Sequence[str], size: tuple[int, int] = SIZE) -> None:
        self.started = time.perf_counter()
        self._size = size
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            _become(words, size)
        _set_size(self._fd, size)
        self._has_answered = False
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # One that ended is not reaped before, so its number is nobody else's.
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._fd)

    def bursts(self, is_done: Callable[[bytes], bool], quiet: float | None = None) -> list[Burst]:
        """Return what is written until enough has come, or it is quiet for so many seconds."""
        found: list[Burst] = []
        whole, deadline = b"", time.perf_counter() + GIVE_UP
        while not is_done(whole):
            left = deadline - time.perf_counter() if quiet is None else quiet
            if not select.select([self._fd], [], [], max(0.0, left))[0]:
                if quiet is None:
                    raise TimeoutError(f"the screen is\n{self.text()}")
                break
            try:
                data = os.read(self._fd, 1 << 16)
            except OSError as error:
                raise RuntimeError(f"the program ended with\n{whole.decode(errors='replace')}") from error
            found.append(Burst(time.perf_counter(), data))
            whole += data
            self._answer(whole)
        return found

    def wait(self) -> None:
        """Read until the program ends by itself."""
        with suppress(OSError):
            while os.read(self._fd, 1 << 16):
                pass

    def press(self, key: str) -> float:
        """Send a key; return when (s)."""
        at = time.perf_counter()
        os.write(self._fd, key.encode())
        return at

    def show(self, data: bytes) -> None:
        """Let the emulator read what arrived."""
        self._stream.feed(_NOT_FOR_PYTE.sub(b"", data))

    def text(self) -> str:
        """Return what the emulator shows."""
        return "\n".join(self._screen.display)

    def looks(self) -> list[list[tuple[str, str, str, bool]]]:
        """Return every cell with its colours, to see whether anything changed."""
        columns, lines = self._size
        buffers = (self._screen.buffer[y] for y in range(lines))
        return [[(line[x].data, line[x].fg, line[x].bg, line[x].bold) for x in range(columns)] for line in buffers]

    def memory(self) -> float:
        """Return the memory that the process holds (RSS, MiB)."""
        status = Path(f"/proc/{self._pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def _answer(self, written: bytes) -> None:
        """Say that frames may be bracketed, so that their ends are exact."""
        if not self._has_answered and _ASKS_FOR_FRAMES in written:
            self._has_answered = True
            os.write(self._fd, _KNOWS_FRAMES)


def start_times(words: Sequence[str], *wanted: str) -> list[float]:
    """Start a program; return after how many ms each of some texts was on the screen, in a frame that had ended."""
    with Program(words) as program:
        found = program.bursts(lambda whole: all(text.encode() in whole for text in wanted))
        found += program.bursts(lambda _: False, quiet=0.5)
        seen: dict[str, float] = {}
        for burst in found:
            program.show(burst.data)
            screen = program.text()
            for text in wanted:
                if text in screen:
                    seen.setdefault(text, (burst.at - program.started) * 1000)
        return [seen[text] for text in wanted]


@dataclass(frozen=True, slots=True)
class Press:
    """After how many ms a key had changed the screen, and after how many what was waited for stood there."""

    frame: float
    seen: float
    size: int
    """Bytes that were written for it."""


def key_times(
    words: Sequence[str], ready: str, keys: Sequence[tuple[str, str]], size: tuple[int, int] = SIZE
) -> list[Press]:
    """Start a program; return how long it took to follow each key, and to show what the pattern with it says."""
    with Program(words, size) as program:
        settle(program, ready)
        return [_press(program, key, text) for key, text in keys]


def settle(program: Program, ready: str) -> None:
    """Wait until a text is there, and until all is done that a desk does after its first rows."""
    for burst in program.bursts(lambda whole: ready.encode() in whole):
        program.show(burst.data)
    for burst in program.bursts(lambda _: False, quiet=2.0):
        program.show(burst.data)


def _press(program: Program, key: str, wanted: str) -> Press:
    before, at = program.looks(), program.press(key)
    found = program.bursts(lambda whole: _FRAME_ENDS in whole)
    painted = found[-1].at
    seen = _show_until(program, found, wanted)
    # Longer than what the desk shows beside a list waits for.
    late = program.bursts(lambda _: False, quiet=0.5)
    for burst in late:
        program.show(burst.data)
    if program.looks() == before:
        raise AssertionError(f"{key!r} changed nothing on\n{program.text()}")
    size = sum(len(burst.data) for burst in (*found, *late))
    return Press((painted - at) * 1000, (seen - at) * 1000, size)


def _show_until(program: Program, found: Sequence[Burst], wanted: str) -> float:
    """Show what arrived, and more until the screen holds what a pattern says; return when it did (s)."""
    while True:
        seen = 0.0
        for burst in found:
            program.show(burst.data)
            if not seen and re.search(wanted, program.text()):
                seen = burst.at
        if seen:
            return seen
        found = program.bursts(bool)


def _become(words: Sequence[str], size: tuple[int, int]) -> None:
    """Turn the forked process into the program."""
    for name in ("COLUMNS", "LINES", "NO_COLOR", "TEXTUAL_THEME"):
        os.environ.pop(name, None)
    os.environ["TERM"] = "xterm-256color"
    _set_size(0, size)
    try:
        os.execvp(words[0], list(words))
    finally:
        os._exit(127)


def _set_size(fd: int, size: tuple[int, int]) -> None:
    columns, rows = size
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
