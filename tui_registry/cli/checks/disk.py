"""What the registry's file and artifacts lie on: what kind of file system, and how much room there is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from tui_registry.cli.checks.finding import Finding, Level, Subject
from tui_registry.cli.checks.places import nearest
from tui_registry.registry.condition import Mount, is_doubtful, is_of_the_network, mount_of

FILE_SYSTEM, SPACE = "file system", "free space"
GIB = 1 << 30
LEAST_SHARE = 0.05


def check_file_system(subject: Subject) -> Iterator[Finding]:
    """A SQLite file lies on a disk of this machine."""
    if subject.file is not None:
        yield judge_mount(subject.file, mount_of(subject.file))


def judge_mount(file: Path, mount: Mount | None) -> Finding:
    """Say whether a registry in a file can be safe there."""
    if mount is None:
        return Finding(Level.OK, FILE_SYSTEM, f"not checked: this system does not tell what {file} lies on")
    found = f"{mount.point} is {mount.kind}"
    if is_of_the_network(mount.kind):
        found += ", a file system of the network, where SQLite's write-ahead log is not safe"
        return Finding(Level.BAD, FILE_SYSTEM, found, "move the registry to a disk of this machine, or to PostgreSQL")
    if is_doubtful(mount.kind):
        found += ", which is safe only while this machine alone uses it"
        return Finding(Level.WARN, FILE_SYSTEM, found, "if others use it too, move the registry or use PostgreSQL")
    return Finding(Level.OK, FILE_SYSTEM, found)


def check_space(subject: Subject) -> Iterator[Finding]:
    """There is room for the database and for the versions' files."""
    places = [] if subject.file is None else [subject.file.parent]
    if subject.registry is not None:
        places.append(subject.registry.artifact_root)
    # One line a file system.
    for place in {(there := nearest(path)).stat().st_dev: there for path in reversed(places)}.values():
        usage = shutil.disk_usage(place)
        yield judge_space(place, usage.free, usage.total)


def judge_space(place: Path, free: int, total: int) -> Finding:
    """Say whether so much room (bytes) is enough."""
    share = free / total if total else 1.0
    found = f"{free / GIB:,.1f} GiB ({share:.0%}) free at {place}"
    if free < GIB or share < LEAST_SHARE:
        return Finding(Level.WARN, SPACE, found, "make room before registering: a full disk refuses every change")
    return Finding(Level.OK, SPACE, found)
