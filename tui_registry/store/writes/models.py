"""Registered models: the lock by which their writers queue, what they say of themselves, and their names."""

from __future__ import annotations

from collections.abc import Callable

from tui_registry.store.reader import Parameter, Row
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


def change(writer: Writer, model_id: int, moment: int, **values: Parameter) -> None:
    """Change columns of a model, or nothing but when it was changed last."""
    writer.update("registered_model", model_id, updated_at=moment, **values)


def add(writer: Writer, name: str, search_name: str, description: str, by: str, moment: int) -> int:
    """Write a model, and return its id."""
    return writer.insert(
        "registered_model",
        name=name,
        search_name=search_name,
        description=description,
        created_at=moment,
        created_by=by,
        updated_at=moment,
    )()


def allow(writer: Writer, model_id: int, user: str, level: int) -> None:
    """Give a user a level on a new model."""
    writer.insert("permission", model_id=model_id, principal=user, level=level)


def delete(writer: Writer, model_id: int) -> None:
    """Delete a model with all that belongs to it; the history stays."""
    writer.delete("registered_model", id=model_id)


def set_tag(writer: Writer, model_id: int, key: str, value: str) -> None:
    """Set a tag of a model, in place of the value that the key had."""
    writer.put("model_tag", ("model_id", "key"), model_id=model_id, key=key, value=value)


def delete_tag(writer: Writer, model_id: int, key: str) -> bool:
    """Delete a tag of a model; return whether there was one."""
    return writer.delete("model_tag", model_id=model_id, key=key)() > 0


def set_alias(writer: Writer, model_id: int, alias: str, version_id: int) -> None:
    """Let an alias name a version, in place of the one that it named."""
    writer.put("alias", ("model_id", "alias"), model_id=model_id, alias=alias, version_id=version_id)


def delete_alias(writer: Writer, model_id: int, alias: str) -> bool:
    """Delete an alias; return whether there was one."""
    return writer.delete("alias", model_id=model_id, alias=alias)() > 0


def _lock(writer: Writer) -> str:
    return "" if writer.is_sqlite else " FOR UPDATE"
