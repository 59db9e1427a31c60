"""Every check, in the order in which the doctor tells of them."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable, Iterator
from pathlib import Path

from tui_registry.cli.checks.clock import check_clock
from tui_registry.cli.checks.database import check_name_index, check_schema
from tui_registry.cli.checks.disk import check_file_system, check_space
from tui_registry.cli.checks.finding import Account, Finding, Level, Subject
from tui_registry.cli.checks.keys import check_keys
from tui_registry.cli.checks.places import check_artifacts, check_file, check_folder
from tui_registry.cli.checks.sshd import check_sshd

Check = Callable[[Subject], Iterator[Finding]]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("registry folder", check_folder),
    ("database file", check_file),
    ("artifacts folder", check_artifacts),
    ("file system", check_file_system),
    ("free space", check_space),
    ("schema", check_schema),
    ("name index", check_name_index),
    ("clock", check_clock),
    ("authorized_keys", check_keys),
    ("sshd", check_sshd),
)


def examine(subject: Subject) -> Iterator[Finding]:
    """Do every check; one that the operating system refuses is told, and the others go on."""
    for title, check in CHECKS:
        try:
            yield from check(subject)
        except OSError as error:
            yield Finding(Level.WARN, title, f"not checked: {error}")


def account_of(file: Path | None) -> Account:
    """Return to whom a registry belongs: the owner of its file where root asks, else whoever asks.

    Raises:
        KeyError: the operating system has no name for them.
    """
    uid = os.getuid()
    if uid == 0 and file is not None and file.is_file():
        uid = file.stat().st_uid
    found = pwd.getpwuid(uid)
    return Account(found.pw_name, uid, Path(found.pw_dir))
