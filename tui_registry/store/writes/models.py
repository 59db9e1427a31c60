"""Registered models: the lock by which their writers queue, and what a new version changes."""

from __future__ import annotations

from collections.abc import Callable

from tui_registry.store.reader import Row
from tui_registry.store.writer import Writer

_LOCKED = "SELECT id, name, next_number FROM registered_model WHERE"


def lock_by_name(writer: Writer, name: str) -> Callable[[], Row | None]:
    """Ask for a model's id, name and next number, locked until the end of the transaction; return what returns them."""
    return writer.row_later(f"{_LOCKED} name = :name{_lock(writer)}", name=name)


def lock_by_id(writer: Writer, model_id: int) -> Callable[[], Row | None]:
    """Ask for the same by the model's id."""
    return writer.row_later(f"{_LOCKED} id = :model{_lock(writer)}", model=model_id)


def queue_for(writer: Writer, name: str) -> None:
    """Let those who are about to take the same name queue, where there is no row yet that they could lock."""
    # SQLite's writers queue already.
    if not writer.is_sqlite:
        writer.later("SELECT pg_advisory_xact_lock(hashtext(:name))", name=name)


def add_number(writer: Writer, model_id: int, moment: int) -> None:
    """Count a model's next number up, as the one before was given to a version (R2)."""
    writer.write(
        "UPDATE registered_model SET next_number = next_number + 1, updated_at = :moment WHERE id = :model",
        model=model_id,
        moment=moment,
    )


def touch(writer: Writer, model_id: int, moment: int) -> None:
    """Note when a model was changed last."""
    writer.write("UPDATE registered_model SET updated_at = :moment WHERE id = :model", model=model_id, moment=moment)


def _lock(writer: Writer) -> str:
    return "" if writer.is_sqlite else " FOR UPDATE"
