"""Copies a source that nobody vouches for: only what lies inside it, whole, and with checksums.

A source may hold links, loops and special files, and may change while it is read. Hence two passes: the
first lists what there is, the second opens each file folder by folder without following a link, and
refuses it unless it is still the file that was listed.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tui_registry.domain.entities import ArtifactFile
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, RegistryError

Progress = Callable[[int, int], None]
"""Is told the bytes copied and the bytes in all; what it raises ends the copy."""

BLOCK = 1 << 20
REPORT_INTERVAL = 0.1
SYNCERS, FEW = 8, 3
"""Threads that see files to the disk, and how many files are sooner seen to without them."""
MAX_ENTRIES = 100_000
MAX_DEPTH = 100

Parts = tuple[str, ...]

# O_PATH passes through folders that may be entered but not listed; macOS lacks it.
_PASS = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_NOFOLLOW
_LIST = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
# O_NONBLOCK: opening a FIFO that took a file's place must not wait for a writer.
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


class Mark(NamedTuple):
    """What tells whether a file is still the one that was listed."""

    device: int
    inode: int
    size: int
    changed_at: int

    @classmethod
    def of(cls, status: os.stat_result) -> Mark:
        """Return the mark of a file's status."""
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


class PlannedFile(NamedTuple):
    """A file to copy: its path in the copy, and where it really lies below the source's root."""

    path: Parts
    origin: Parts
    """Without links: where a link was allowed, the way to its target."""
    mark: Mark


class Plan:
    """Everything that a copy will hold, in the order in which it is made."""

    def __init__(self) -> None:
        self.folders: list[Parts] = []
        self.files: list[PlannedFile] = []

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(file.mark.size for file in self.files)

    @property
    def entries(self) -> int:
        """How many files and folders there are."""
        return len(self.folders) + len(self.files)


class Source(NamedTuple):
    """An open source: the folder that nothing may lead out of, and the lone file in it, if it is one."""

    root: Path
    descriptor: int
    lone_file: str = ""


@contextmanager
def open_source(source: Path) -> Iterator[Source]:
    """Open a resolved folder or file for planning and copying.

    Raises:
        InvalidState: it can't be opened, or a link took the place of a folder on the way to it.
    """
    with told(source.name):
        is_folder = stat.S_ISDIR(os.lstat(source).st_mode)
        root = source if is_folder else source.parent
        top = os.open("/", _PASS)
        try:
            descriptor = _open_below(top, root.parts[1:], _LIST if is_folder else _PASS)
        finally:
            os.close(top)
    try:
        yield Source(root, descriptor, "" if is_folder else source.name)
    finally:
        os.close(descriptor)


def plan_copy(source: Source) -> Plan:
    """List what a source holds, following the links that stay inside it.

    Raises:
        InvalidParameterValue: something in it may not be registered; the sentence names it.
        InvalidState: something in it can't be read.
    """
    planner = _Planner(source)
    if source.lone_file:
        planner.place((source.lone_file,), (source.lone_file,), frozenset())
    else:
        planner.place((), (), frozenset())
        while planner.pending:
            planner.list_folder(*planner.pending.pop())
    planner.plan.files.sort(key=lambda file: file.path)
    return planner.plan


def copy_planned(source: Source, plan: Plan, target: Path, progress: Progress | None) -> tuple[ArtifactFile, ...]:
    """Copy a plan into an empty folder, and see it to the disk.

    Raises:
        InvalidState: a file changed or vanished meanwhile, or the disk is full.
    """
    meter = _Meter(progress, plan.size)
    for folder in plan.folders:
        if folder:
            with told("/".join(folder)):
                os.mkdir(target.joinpath(*folder))
    copied = []
    for file in plan.files:
        with told("/".join(file.path)):
            copied.append(_copy_file(source, file, target.joinpath(*file.path), meter))
    _sync_files(target, plan.files)
    # Deepest first: a folder is safe once what it names is.
    for folder in sorted(plan.folders or [()], key=len, reverse=True):
        sync_folder(target.joinpath(*folder))
    meter.finish()
    return tuple(copied)


def sync_folder(folder: Path) -> None:
    """See to it that the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def told(path: str) -> Iterator[None]:
    """Turn the operating system's refusal over a file into a sentence for people."""
    try:
        yield
    except OSError as error:
        raise _refusal(error, path) from error


def reason(error: OSError) -> str:
    """Return what the operating system said, as part of a sentence."""
    return (error.strerror or "the operating system refused").lower()


def readable_size(size: int) -> str:
    """Return a number of bytes as people read it: `83.3 GB`."""
    amount = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:,.1f} TB"


class _Planner:
    """The walk of the first pass; folders yet to be listed wait in `pending`."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.plan = Plan()
        self.pending: list[tuple[Parts, Parts, frozenset[tuple[int, int]]]] = []

    def list_folder(self, path: Parts, origin: Parts, above: frozenset[tuple[int, int]]) -> None:
        """Place what a folder holds; `above` are the folders it lies in, itself included."""
        with told("/".join(path) or self.source.root.name):
            descriptor = _open_below(self.source.descriptor, origin, _LIST)
            try:
                names = sorted(os.listdir(descriptor))
            finally:
                os.close(descriptor)
        for name in names:
            self.place((*path, name), (*origin, name), above)

    def place(self, path: Parts, origin: Parts, above: frozenset[tuple[int, int]]) -> None:
        """Add a file to the plan, or a folder to it and to what is pending."""
        shown = "/".join(path)
        if path and not _is_utf8(path[-1]):
            raise InvalidParameterValue(f"The name of {shown!r} is not valid UTF-8. Rename it and register again.")
        with told(shown):
            status = _status_below(self.source.descriptor, origin)
            if stat.S_ISLNK(status.st_mode):
                origin = self._follow(origin, shown)
                status = _status_below(self.source.descriptor, origin)
        if stat.S_ISDIR(status.st_mode):
            identity = (status.st_dev, status.st_ino)
            if identity in above:
                raise InvalidParameterValue(f"The symbolic link {shown!r} leads back to a folder that it lies in.")
            if len(path) > MAX_DEPTH:
                raise InvalidParameterValue(f"The source's folders are more than {MAX_DEPTH} deep.")
            self.plan.folders.append(path)
            self.pending.append((path, origin, above | {identity}))
        elif stat.S_ISREG(status.st_mode):
            self.plan.files.append(PlannedFile(path, origin, Mark.of(status)))
        else:
            raise InvalidParameterValue(f"{shown!r} is neither a file nor a folder, so it can't be registered.")
        if self.plan.entries > MAX_ENTRIES:
            # Links to folders of links can unfold without end although there is no loop.
            raise InvalidParameterValue(f"The source holds more than {MAX_ENTRIES:,} files and folders.")

    def _follow(self, origin: Parts, shown: str) -> Parts:
        if self.source.lone_file:
            # A source is resolved before it is opened: the link came later.
            raise _changed(shown)
        try:
            target = os.path.realpath(self.source.root.joinpath(*origin), strict=True)
        except OSError:
            raise InvalidParameterValue(f"The symbolic link {shown!r} leads nowhere.") from None
        if not Path(target).is_relative_to(self.source.root):
            raise InvalidParameterValue(
                f"The symbolic link {shown!r} leads out of the folder. Put the file itself in its place."
            )
        return Path(target).relative_to(self.source.root).parts


class _Meter:
    """Counts the bytes, and reports them at the start, at the end and now and then between."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress = progress
        self.total = total
        self.done = 0
        self.due_at = 0.0
        self._report()

    def add(self, count: int) -> None:
        self.done += count
        now = time.monotonic()
        if now >= self.due_at and self.done < self.total:
            self.due_at = now + REPORT_INTERVAL
            self._report()

    def finish(self) -> None:
        if self.total:
            self._report()

    def _report(self) -> None:
        if self.progress is not None:
            self.progress(self.done, self.total)


def _open_below(descriptor: int, parts: Parts, flags: int) -> int:
    """Open what lies below an open folder, following no link on the way or at the end."""
    current = os.dup(descriptor) if parts else os.open(".", flags, dir_fd=descriptor)
    for position, name in enumerate(parts, start=1):
        above = current
        try:
            current = os.open(name, flags if position == len(parts) else _PASS, dir_fd=above)
        finally:
            os.close(above)
    return current


def _status_below(descriptor: int, origin: Parts) -> os.stat_result:
    if not origin:
        return os.fstat(descriptor)
    folder = _open_below(descriptor, origin[:-1], _PASS)
    try:
        return os.stat(origin[-1], dir_fd=folder, follow_symlinks=False)
    finally:
        os.close(folder)


def _copy_file(source: Source, file: PlannedFile, target: Path, meter: _Meter) -> ArtifactFile:
    # Loaded for the first file rather than at start-up, like shutil in store.artifacts.
    import hashlib

    shown = "/".join(file.path)
    digest = hashlib.sha256()
    reader = _open_below(source.descriptor, file.origin, _READ)
    try:
        _check_unchanged(reader, file.mark, shown)
        writer = os.open(target, _WRITE, 0o666)
        try:
            # One byte more than expected: a file that grows is noticed, and can't fill the disk.
            remaining = file.mark.size + 1
            while block := os.read(reader, min(BLOCK, remaining)):
                digest.update(block)
                _write(writer, block)
                remaining -= len(block)
                meter.add(len(block))
            _check_unchanged(reader, file.mark, shown)
            if remaining != 1 or os.fstat(writer).st_size != file.mark.size:
                raise _changed(shown)
        finally:
            os.close(writer)
    finally:
        os.close(reader)
    return ArtifactFile(shown, file.mark.size, digest.hexdigest())


def _sync_files(target: Path, files: Sequence[PlannedFile]) -> None:
    """See copied files to the disk, some at a time: one journal entry then serves all who wait for it."""
    # Loaded for the first copy rather than at start-up.
    from concurrent.futures import ThreadPoolExecutor

    def sync(first: int, step: int = SYNCERS) -> None:
        for file in files[first::step]:
            with told("/".join(file.path)):
                descriptor = os.open(target.joinpath(*file.path), _READ)
                try:
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)

    if len(files) <= FEW:
        sync(0, 1)
        return
    with ThreadPoolExecutor(SYNCERS) as pool:
        list(pool.map(sync, range(SYNCERS)))


def _write(descriptor: int, block: bytes) -> None:
    rest = memoryview(block)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _check_unchanged(descriptor: int, mark: Mark, shown: str) -> None:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or Mark.of(status) != mark:
        raise _changed(shown)


def _is_utf8(name: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _refusal(error: OSError, path: str) -> RegistryError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return InvalidState("The disk that holds the registry's artifacts is full. Free some space and try again.")
    if error.errno == errno.ENOENT:
        return InvalidState(f"{path!r} vanished while it was being copied. Try again.")
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return _changed(path)
    return InvalidState(f"{path!r} can't be copied: {reason(error)}.")


def _changed(path: str) -> InvalidState:
    return InvalidState(f"{path!r} changed while it was being copied. Try again when nothing writes to it.")
