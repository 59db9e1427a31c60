"""Numbers that are remembered for a while in the user's cache folder, a tiny file each: for what asks at every prompt.

A file that can't be read or written, or that anybody else could have written, is as good as none.
"""

from __future__ import annotations

import os
import stat
import time
from contextlib import suppress

_MOST_BYTES = 20


def place(kind: str, *about: str) -> str:
    """Return the file that remembers a number of some kind; what it is about, which may be secret, is only hashed."""
    from hashlib import blake2b

    key = blake2b("\0".join(about).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    return os.path.join(_folder(), f"{kind}-{key}")


def recall(file: str, max_age: float) -> int | None:
    """Return the number, if it was remembered less than `max_age` seconds ago."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            status = os.fstat(descriptor)
            text = os.read(descriptor, _MOST_BYTES)
        finally:
            os.close(descriptor)
    except OSError:
        return None
    own = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid() and not status.st_mode & 0o022
    # A clock that was set back makes it come from the future: it would be true for too long.
    fresh = 0 <= time.time() - status.st_mtime < max_age
    return int(text) if own and fresh and text.isdigit() and len(text) < _MOST_BYTES else None


def remember(file: str, number: int) -> None:
    """Remember a number from now on; where that can't be done, it is asked for again."""
    partial = f"{file}.{os.getpid()}"
    with suppress(OSError):
        os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)
        try:
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            try:
                os.write(descriptor, str(number).encode())
            finally:
                os.close(descriptor)
            os.replace(partial, file)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(partial)


def _folder() -> str:
    from platformdirs import user_cache_dir

    return user_cache_dir("tui-registry")
