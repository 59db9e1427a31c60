"""The columns of a table, and how wide each is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

GAP = 1
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: of a fixed width, or with a share of what the fixed ones leave."""

    key: str
    title: str
    width: int = 0
    fraction: int = 0
    min_width: int = 1
    align: Literal["left", "right"] = "left"
    priority: int = 0
    """Columns of the highest priority number are left out first where the table is narrow; 0 never is."""


@dataclass(frozen=True, slots=True)
class PlacedColumn:
    """A column as it is drawn: at `start`, `width` cells wide; `index` is its place among all columns."""

    column: Column
    index: int
    start: int
    width: int


def titles(columns: Sequence[Column], order: tuple[str, bool] | None) -> list[str]:
    """Return the columns' titles; that of the order (a key, and whether it descends) has its arrow."""
    arrows = {} if order is None else {order[0]: " ▼" if order[1] else " ▲"}
    return [column.title + arrows.get(column.key, "") for column in columns]


def place_columns(columns: Sequence[Column], width: int) -> list[PlacedColumn]:
    """Return the columns that fit into a width, from left to right."""
    shown = list(enumerate(columns))
    while _least_width([column for _, column in shown]) > width:
        droppable = [entry for entry in shown if entry[1].priority]
        if not droppable:
            break
        shown.remove(max(droppable, key=lambda entry: entry[1].priority))
    spare = width - _least_width([column for _, column in shown])
    shares = sum(column.fraction for _, column in shown)
    placed, start = [], 0
    for index, column in shown:
        extra = spare * column.fraction // shares if spare > 0 and shares else 0
        own = (column.min_width if column.fraction else column.width) + extra
        placed.append(PlacedColumn(column, index, start, own))
        start += own + GAP
    return placed


def _least_width(columns: Sequence[Column]) -> int:
    own = sum(column.min_width if column.fraction else column.width for column in columns)
    return own + GAP * max(0, len(columns) - 1)
