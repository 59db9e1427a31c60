"""How lists are asked for: orders, boxes of the inbox, and what to read of the history."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.arguments import MAX_FILTER, MAX_PARTS, check_fields
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.stages import Stage


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
    words: tuple[str, ...] = ()
    """Each has to be somewhere in its comments, its model's name, or the name of who did it; in any ASCII case."""

    def __post_init__(self) -> None:
        check_fields(self)
        _check_words(self.words)


@dataclass(frozen=True, slots=True)
class MomentQuery:
    """Which versions were in which stage at a moment (ms); every part that is set narrows the answer."""

    moment: int
    """The instant; what happened in that very millisecond counts."""
    name: str = ""
    """A name that the model has or had."""
    stage: Stage | None = None
    words: tuple[str, ...] = ()
    """Each has to be part of the name that the model had then; in any ASCII case."""

    def __post_init__(self) -> None:
        check_fields(self)
        _check_words(self.words)


def _check_words(words: tuple[str, ...]) -> None:
    if len(words) > MAX_PARTS:
        raise InvalidParameterValue(f"A search may have {MAX_PARTS} words; this one has {len(words):,}.")
    longest = max(map(len, words), default=0)
    if longest > MAX_FILTER:
        raise InvalidParameterValue(f"A word may have {MAX_FILTER:,} characters; this one has {longest:,}.")
