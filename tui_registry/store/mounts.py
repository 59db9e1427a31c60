"""What kind of file system a path is on, as Linux tells in /proc/self/mountinfo."""

from __future__ import annotations

import os
from pathlib import Path

MOUNTINFO = Path("/proc/self/mountinfo")


class Mount:
    """A mounted file system. No dataclass: to make one takes longer than all the rest, at every start."""

    __slots__ = ("kind", "point", "source")

    def __init__(self, point: str, kind: str, source: str) -> None:
        self.point = point
        """Where it is mounted."""
        self.kind = kind
        """The kernel's name of it, such as ext4, nfs4 or fuse.sshfs."""
        self.source = source
        """What is mounted, such as /dev/sda1 or server:/export."""


def mount_of(path: Path, text: bytes | None = None) -> Mount | None:
    """Return the file system that holds a path, or None where nobody can tell.

    Args:
        path: Absolute; it need not be there. Symbolic links in it are followed.
        text: What stands in mountinfo; by default this process's.
    """
    if text is None:
        try:
            text = MOUNTINFO.read_bytes()
        except OSError:
            return None
    place = os.fsencode(os.path.realpath(path))
    best: tuple[int, list[bytes], list[bytes]] | None = None
    for line in text.split(b"\n"):
        left, dash, right = line.partition(b" - ")
        fields, rest = left.split(b" "), right.split(b" ")
        if not dash or len(fields) < 6 or len(rest) < 2:
            continue
        point = _plain(fields[4])
        # Of two on the same point the later one lies on top.
        if (best is None or len(point) >= best[0]) and _holds(point, place):
            best = len(point), fields, rest
    if best is None:
        return None
    _, fields, rest = best
    return Mount(*(os.fsdecode(_plain(word)) for word in (fields[4], rest[0], rest[1])))


def _holds(point: bytes, place: bytes) -> bool:
    return place == point or place.startswith(point.rstrip(b"/") + b"/")


def _plain(word: bytes) -> bytes:
    """Return a word of mountinfo without its octal escapes: a space is written as \\040."""
    first, *others = word.split(b"\\")
    return first + b"".join(_character(other[:3]) + other[3:] for other in others)


def _character(digits: bytes) -> bytes:
    if len(digits) == 3 and not digits.strip(b"01234567"):
        return bytes([int(digits, 8) & 0xFF])
    return b"\\" + digits
