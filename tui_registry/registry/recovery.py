"""Ending what a killed process left unfinished: half copies, and deletions whose files are still there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_registry.domain.entities import VersionStatus
from tui_registry.store.reader import Row
from tui_registry.store.reads import versions
from tui_registry.store.writes.models import lock_by_id

if TYPE_CHECKING:
    from tui_registry.registry.registry import Registry

REASON = "The process that copied the artifacts ended before it was done. Register the model again."


def recover(registry: Registry) -> int:
    """End abandoned registrations and deletions; return how many there were.

    A registration is abandoned when nobody holds the lock of its copy. It costs one indexed read where
    there is nothing to do, so every desk and every `register` begins with it.
    """
    return _end_registrations(registry) + _end_deletions(registry)


def _end_registrations(registry: Registry) -> int:
    artifacts = registry.artifacts
    with registry.database.read() as reader:
        pending = versions.unfinished(reader)
    ended = 0
    for row in pending:
        if artifacts.is_running(row["copy_token"]):
            continue
        about = (row["model_id"], row["number"])
        # Noted before the version is FAILED: whoever is killed in between leaves it to the next recovery.
        artifacts.mark_leaving(*about)
        if _end(registry, row):
            artifacts.discard_incoming(row["copy_token"])
            artifacts.remove(*about)
            ended += 1
        else:
            artifacts.unmark_leaving(*about)
    # Copies whose number was never committed: those that begin now hold their lock before they write a row.
    known = {row["copy_token"] for row in pending}
    for token in registry.artifacts.incoming():
        if token not in known and not registry.artifacts.is_running(token):
            registry.artifacts.discard_incoming(token)
    return ended


def _end(registry: Registry, row: Row) -> bool:
    """Mark one version as failed; False where its process finished between the reading and the locking."""
    from tui_registry.registry.registration import mark_failed
    from tui_registry.registry.transaction import Transaction

    with registry.database.write() as writer:
        transaction = Transaction(writer, row["created_by"], "", registry.clock)
        return mark_failed(transaction, row["model_id"], row["number"], REASON, row["copy_token"])


def _end_deletions(registry: Registry) -> int:
    removed = 0
    if registry.artifacts.is_kept():
        # A backup at work ends them when it is done.
        return removed
    for model_id, number in registry.artifacts.leaving():
        if _keeps_its_artifacts(registry, model_id, number):
            registry.artifacts.unmark_leaving(model_id, number)
        else:
            registry.artifacts.remove(model_id, number)
            removed += 1
    return removed


def _keeps_its_artifacts(registry: Registry, model_id: int, number: int) -> bool:
    """Whether a version is there and has not failed, asked once nobody is deleting it at the moment."""
    with registry.database.write() as writer:
        lock_by_id(writer, model_id)()
        row = versions.by_number(writer, model_id, number)
        return row is not None and row["status"] != VersionStatus.FAILED
