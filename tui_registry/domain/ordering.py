"""How lists are asked for: orders, boxes of the inbox, and what to read of the history."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tui_registry.domain.activities import ActivityType


class ModelOrder(StrEnum):
    """What the list of models can be sorted by (FT-G5); the values are MLflow's names."""

    NAME = "name"
    UPDATED = "last_updated_timestamp"


class InboxBox(StrEnum):
    """The boxes of the inbox, each a saved question about transition requests."""

    FOR_ME = "for me"
    """Open, and the caller may decide it."""
    MINE = "mine"
    """Open, and the caller asked."""
    ALL_OPEN = "all open"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Which activities to read; every part that is set narrows the answer. Times in ms."""

    name: str = ""
    """A model's present name; what happened under its former names is found too."""
    version: int | None = None
    user: str = ""
    types: tuple[ActivityType, ...] = ()
    since: int | None = None
    until: int | None = None
    newest_first: bool = False
