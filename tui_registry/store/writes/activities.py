"""The history, to which rows are only added."""

from __future__ import annotations

from collections.abc import Callable

from tui_registry.store.reader import Parameter
from tui_registry.store.writer import Writer


def add(writer: Writer, **values: Parameter) -> Callable[[], int]:
    """Write a row of the history, and return what tells its id."""
    return writer.insert("activity", **values)
