"""Transition requests: asked, and decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui_registry.store.reader import Parameter
from tui_registry.store.writer import Writer


def add(writer: Writer, **values: Parameter) -> Callable[[], int]:
    """Write a request, and return what tells its id."""
    return writer.insert("transition_request", **values)


def close(writer: Writer, ids: Sequence[int], status: str, by: str, moment: int, comment: str) -> None:
    """Let requests be decided in one way."""
    writer.write(
        """UPDATE transition_request SET status = :status, decided_by = :user, decided_at = :moment,
            decision_comment = :comment WHERE id IN (:ids)""",
        ids=list(ids),
        status=status,
        user=by,
        moment=moment,
        comment=comment,
    )
