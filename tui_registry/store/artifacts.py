"""The folder of artifacts: `<model id>/<number>/` holds exactly what MLflow loads, and nothing of ours.

Beside the models stand `.incoming`, where copies are made, and `.leaving`, which remembers deletions
until they are done: a process may be killed at any point, and whoever comes next can tell.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from tui_registry.domain.entities import ArtifactFile
from tui_registry.domain.errors import InvalidParameterValue, InvalidState
from tui_registry.store.copying import (
    Plan,
    Progress,
    copy_planned,
    open_source,
    plan_copy,
    readable_size,
    reason,
    sync_folder,
)
from tui_registry.store.keeping import is_kept, keeping
from tui_registry.store.locks import hold, is_held

INCOMING = ".incoming"
LEAVING = ".leaving"
SPARE_BYTES = 16 << 20
BYTES_PER_ENTRY = 4096

_TOKEN = re.compile(r"[0-9a-f]{8,64}\Z")
_MARKER = re.compile(r"([0-9]+)-([0-9]+)\Z")
# A scheme has two letters or more, and a file may have a colon further on: ./notes:1.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:")
_KERNEL_FOLDERS = ("/proc", "/sys", "/dev")


class ArtifactStore:
    """The artifacts of all versions, by the model's id and the version's number: a rename moves nothing."""

    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.realpath(root))
        self._uploads: set[Path] = set()
        """Where this process receives sources just now."""

    def folder(self, model_id: int, number: int) -> Path:
        """Return where a version's artifacts are, or will be."""
        return self.root / f"{model_id:d}" / f"{number:d}"

    def owner(self, path: Path) -> int | None:
        """Return the id of the model whose artifacts a path lies in, or None for a path elsewhere."""
        if not path.is_relative_to(self.root):
            return None
        parts = path.relative_to(self.root).parts
        return int(parts[0]) if parts and parts[0].isdecimal() else None

    def is_furnished(self) -> bool:
        """Whether anything of a registry's is there: the place for copies, as nearly always, or a model's folder."""
        return os.path.lexists(self.root / INCOMING) or any(name.isdecimal() for name in _names(self.root))

    def check_source(self, source: str) -> Path:
        """Return the resolved folder or file that a user wants to register.

        Raises:
            InvalidParameterValue: it is no path, is not there, can't be read, or is not for registering.
        """
        path = _resolved(source)
        if self.root.is_relative_to(path):
            raise InvalidParameterValue(f"{source!r} holds the registry's own artifacts. Give the folder of one model.")
        if not any(path.is_relative_to(own) for own in self._uploads) and any(
            path.is_relative_to(self.root / own) for own in (INCOMING, LEAVING)
        ):
            raise InvalidParameterValue(f"{source!r} is a place where the registry works. Give the folder of a model.")
        if any(path.is_relative_to(folder) for folder in _KERNEL_FOLDERS):
            raise InvalidParameterValue(f"{source!r} belongs to the operating system and can't be registered.")
        _check_readable(path, source)
        return path

    @contextmanager
    def begin(self, token: str) -> Iterator[Path]:
        """Hold a place for a copy: its incoming folder, and the lock that says its process is alive.

        Enter before the token is committed and leave after the version is READY or FAILED, so that
        no other process takes the copy for an abandoned one. What is left in the folder goes at the end.
        """
        with _changing(self.root):
            incoming = self._incoming(token)
            incoming.parent.mkdir(parents=True, exist_ok=True)
            lock = hold(self._lock(token))
        try:
            with _changing(incoming):
                incoming.mkdir()
            yield incoming
        finally:
            self.discard_incoming(token)
            os.close(lock)

    @contextmanager
    def upload(self, token: str) -> Iterator[Path]:
        """Hold a folder for a source that comes over a wire, as `begin`; it may be registered as long as it is held."""
        with self.begin(token) as folder:
            self._uploads.add(folder)
            try:
                yield folder
            finally:
                self._uploads.discard(folder)

    def is_running(self, token: str) -> bool:
        """Whether a process is making this copy right now, this one included."""
        return is_held(self._lock(token))

    def incoming(self) -> list[str]:
        """Return the tokens of all copies, running or abandoned."""
        tokens = {name.removesuffix(".lock") for name in _names(self.root / INCOMING)}
        return sorted(token for token in tokens if _TOKEN.match(token))

    def discard_incoming(self, token: str) -> None:
        """Remove what an unfinished copy left; call it only for a copy that is not running, or one's own."""
        _remove_tree(self._incoming(token), ignore_errors=True)
        with suppress(OSError):
            self._lock(token).unlink()

    def receive(
        self, source: Path, token: str, model_id: int, number: int, progress: Progress | None = None
    ) -> tuple[ArtifactFile, ...]:
        """Copy a checked source into a version's folder, between `begin` and its end; return its files.

        The folder appears whole, with every byte on the disk, or not at all.

        Raises:
            InvalidParameterValue: the source holds what may not be registered.
            InvalidState: there is no room, the source changed meanwhile, or it can't be read.
        """
        incoming = self._incoming(token)
        try:
            with open_source(source) as opened:
                plan = plan_copy(opened)
                self._check_room(plan)
                files = copy_planned(opened, plan, incoming, progress)
            self._put_in_place(incoming, self.folder(model_id, number))
        finally:
            _remove_tree(incoming, ignore_errors=True)
        return files

    def measure(self, source: Path) -> tuple[int, int]:
        """Return how many files, and bytes, a copy of a checked source would have.

        Raises: as receive.
        """
        with open_source(source) as opened:
            plan = plan_copy(opened)
        return len(plan.files), plan.size

    def mark_leaving(self, model_id: int, number: int) -> None:
        """Note that a version's artifacts will go; call it before the deletion is committed.

        Raises:
            InvalidState: the note can't be written.
        """
        marker = self._marker(model_id, number)
        with _changing(marker):
            marker.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(marker, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o666))
            sync_folder(marker.parent)
            sync_folder(self.root)

    def unmark_leaving(self, model_id: int, number: int) -> None:
        """Forget the note, because the version stays or its artifacts are gone."""
        marker = self._marker(model_id, number)
        with _changing(marker):
            marker.unlink(missing_ok=True)

    def remove(self, model_id: int, number: int) -> None:
        """Remove a version's artifacts, then the note that they are leaving; what is gone already is fine.

        While a backup keeps them, all that is done is to note it, for the next recovery.

        Raises:
            InvalidState: something can't be removed. The note stays, for the next recovery.
        """
        if self.is_kept():
            self.mark_leaving(model_id, number)
            return
        folder = self.folder(model_id, number)
        with _changing(folder):
            _remove_tree(folder, ignore_errors=False)
            # Not empty, or gone: the model has other versions, or never had artifacts.
            with suppress(OSError):
                folder.parent.rmdir()
            if self.root.is_dir():
                sync_folder(self.root)
        self.unmark_leaving(model_id, number)

    def keeping(self) -> AbstractContextManager[None]:
        """Let nothing be removed that is deleted from now on, as long as the block lasts (store.keeping)."""
        return keeping(self.root)

    def is_kept(self) -> bool:
        """Whether anybody keeps what is deleted now."""
        return is_kept(self.root)

    def leaving(self) -> list[tuple[int, int]]:
        """Return the model ids and numbers whose removal was noted and is not done."""
        matches = (_MARKER.match(name) for name in _names(self.root / LEAVING))
        return sorted((int(match[1]), int(match[2])) for match in matches if match)

    def _incoming(self, token: str) -> Path:
        if not _TOKEN.match(token):
            raise InvalidParameterValue(f"{token[:80]!r} is not the token of a copy.")
        return self.root / INCOMING / token

    def _lock(self, token: str) -> Path:
        return self._incoming(token).with_suffix(".lock")

    def _marker(self, model_id: int, number: int) -> Path:
        return self.root / LEAVING / f"{model_id:d}-{number:d}"

    def _check_room(self, plan: Plan) -> None:
        import shutil

        with _changing(self.root):
            free = shutil.disk_usage(self.root).free
        needed = plan.size + plan.entries * BYTES_PER_ENTRY + SPARE_BYTES
        if needed > free:
            raise InvalidState(
                f"Copying needs {readable_size(needed)}, but the disk that holds the registry's artifacts "
                f"has {readable_size(free)} free. Free some space and try again."
            )

    def _put_in_place(self, incoming: Path, folder: Path) -> None:
        with _changing(folder):
            is_first = not _is_renamed(incoming, folder)
            if is_first:
                folder.parent.mkdir(exist_ok=True)
                if not _is_renamed(incoming, folder):
                    # The model's folder was empty for a moment, and someone who removed a version took it away.
                    folder.parent.mkdir(exist_ok=True)
                    incoming.rename(folder)
            try:
                # A folder of the model's that another process has just made is kept with what is in it: what a file
                # system writes down is in order.
                sync_folder(folder.parent)
                if is_first:
                    sync_folder(self.root)
            except OSError:
                _remove_tree(folder, ignore_errors=True)
                raise


def _resolved(source: str) -> Path:
    if not source.strip() or "\0" in source:
        raise InvalidParameterValue("Give the path of a folder or a file to register.")
    if _URI.match(source):
        raise InvalidParameterValue(f"{source[:80]!r} is not a path. Give the path of a folder on this machine.")
    try:
        return Path(os.path.realpath(source, strict=True))
    except (FileNotFoundError, NotADirectoryError):
        raise InvalidParameterValue(f"There is no folder or file {source!r}.") from None
    except OSError as error:
        raise InvalidParameterValue(f"{source!r} can't be read: {reason(error)}.") from None
    except ValueError:
        raise InvalidParameterValue(f"{source[:80]!r} is not a path of this machine.") from None


def _check_readable(path: Path, source: str) -> None:
    try:
        mode = path.stat().st_mode
        if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
            raise InvalidParameterValue(f"{source!r} is neither a folder nor a file, so it can't be registered.")
        os.close(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK))
    except OSError as error:
        raise InvalidParameterValue(f"{source!r} can't be read: {reason(error)}.") from None


def _is_renamed(path: Path, target: Path) -> bool:
    """Rename something; return False where the target's folder is not there."""
    try:
        path.rename(target)
    except FileNotFoundError:
        return False
    return True


@contextmanager
def _changing(path: Path) -> Iterator[None]:
    """Turn the operating system's refusal to change the artifact folder into a sentence for people."""
    try:
        yield
    except OSError as error:
        raise InvalidState(f"The artifact folder {str(path)!r} can't be changed: {reason(error)}.") from error


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _remove_tree(folder: Path, *, ignore_errors: bool) -> None:
    # Not at start-up: shutil loads three compression libraries.
    import shutil

    while os.path.lexists(folder):
        # Another process may be removing it as well: what is gone is fine, and the rest is still to be removed.
        with suppress(FileNotFoundError):
            shutil.rmtree(folder, ignore_errors=ignore_errors)
        if ignore_errors:
            break
