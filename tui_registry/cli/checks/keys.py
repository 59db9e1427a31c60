"""~/.ssh/authorized_keys of the registry's account: whoever can write it can come in as anybody."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE, S_IWGRP, S_IWOTH

from tui_registry.cli.checks.finding import Account, Finding, Level, Subject
from tui_registry.registry.condition import Accounts, others_may

TITLE = "authorized_keys"
OURS = "-m tui_registry.ssh "
"""What stands in every line that `access add` wrote."""
_WRITE = 2


def check_keys(subject: Subject) -> Iterator[Finding]:
    """Nobody but the account can change its keys, nor the folders they are in; else sshd ignores them."""
    file = keys_of(subject.account)
    if not file.exists():
        yield Finding(Level.OK, TITLE, f"{file} is not there: nobody comes in over SSH by a key")
        return
    faults = [_fault(path, subject.account) for path in (subject.account.home, file.parent, file)]
    yield next((fault for fault in faults if fault is not None), _fine(file))


def keys_of(account: Account) -> Path:
    """Return the file of an account's keys."""
    return account.home / ".ssh" / "authorized_keys"


def count_ours(account: Account) -> int:
    """Return how many lines let somebody in to a registry of this program's; 0 where the file can't be read."""
    try:
        text = keys_of(account).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return sum(OURS in line and not line.lstrip().startswith("#") for line in text.splitlines())


def _fault(path: Path, account: Account) -> Finding | None:
    """Say what sshd's StrictModes would not like about a file or folder."""
    place = shlex.quote(str(path))
    status = os.stat(path)
    if status.st_uid not in (0, account.uid):
        found = f"{path} belongs to {Accounts().name(status.st_uid)}, so sshd ignores the keys"
        return Finding(Level.BAD, TITLE, found, f"chown {account.name} {place}")
    if not status.st_mode & (S_IWGRP | S_IWOTH):
        return None
    mode = S_IMODE(status.st_mode)
    who = others_may(path, _WRITE)
    if who:
        found = f"{path} has mode {mode:04o}: {who} can write it, so sshd ignores the keys"
        return Finding(Level.BAD, TITLE, found, f"chmod go-w {place}")
    found = f"{path} has mode {mode:04o}: only some sshd accept that a group of one can write it"
    return Finding(Level.WARN, TITLE, found, f"chmod go-w {place}")


def _fine(file: Path) -> Finding:
    return Finding(Level.OK, TITLE, f"{file}, mode {S_IMODE(file.stat().st_mode):04o}")
