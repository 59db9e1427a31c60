"""The file of keys: changed by one at a time, whole or not at all, every other line as it was."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tui_registry.domain.errors import InvalidState

MODE, FOLDER_MODE = 0o600, 0o700


class KeyFile:
    """An authorized_keys file; its lines are texts that keep bytes that are no UTF-8."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()

    def lines(self) -> list[str]:
        """Return the lines without their ends; none where there is no file.

        Raises:
            InvalidState: it can't be read.
        """
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise self._unusable(error) from error
        text = data.decode("utf-8", "surrogateescape")
        return text.removesuffix("\n").split("\n") if text else []

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others who change the file out, for as long as the block takes.

        Raises:
            InvalidState: the folder can't be made or locked, or the file is a link.
        """
        try:
            self.path.parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
            folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            raise self._unusable(error) from error
        try:
            # The folder's lock: it is there before the file, and stays when the file is replaced.
            fcntl.flock(folder, fcntl.LOCK_EX)
            if self.path.is_symlink():
                raise InvalidState(f"{self.path} is a link, and would be replaced by a file. Name that with --file.")
            yield
        finally:
            os.close(folder)

    def replace(self, lines: Sequence[str]) -> None:
        """Write all lines anew, for its owner alone.

        Raises:
            InvalidState: it can't be written, and is as it was.
        """
        text = "".join(f"{line}\n" for line in lines)
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            # What a process that had this number before left there.
            beside.unlink(missing_ok=True)
            self._write(beside, text.encode("utf-8", "surrogateescape"))
            os.replace(beside, self.path)
            self._sync_folder()
        except OSError as error:
            raise self._unusable(error) from error
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)

    def _write(self, path: Path, data: bytes) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, MODE)
        with os.fdopen(descriptor, "wb") as stream:
            os.fchmod(descriptor, MODE)
            if os.geteuid() == 0:
                # sshd reads it as the account.
                about = (self.path if self.path.exists() else self.path.parent).stat()
                os.fchown(descriptor, about.st_uid, about.st_gid)
            stream.write(data)
            stream.flush()
            os.fsync(descriptor)

    def _sync_folder(self) -> None:
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _unusable(self, error: OSError) -> InvalidState:
        return InvalidState(f"The file of keys {self.path} can't be used: {error.strerror}.")
