"""What is printed: tables, facts and JSON on stdout, everything else on stderr.

Text for people is made safe here; JSON is safe by being ASCII.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from tui_registry.domain.display import one_line, prose

Row = TypeVar("Row")
PAGE = 1000
"""How many rows are read and printed at a time."""

_CELL_LIMIT = 300
_SENTENCE_LIMIT = 10_000


class AnswerLostError(Exception):
    """Stdout could not be written: the disk is full, say. A reader who has seen enough is no such error."""

    is_done = False
    """Whether what was asked for has been done all the same, so that asking again would do it twice."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column of a table: its head, and what it shows of a row."""

    head: str
    value: Callable[[Row], object]


def wants_json(args: Namespace) -> bool:
    """Whether the answer is for a program."""
    return bool(getattr(args, "json", False))


def write(line: str) -> None:
    """Print a line of data exactly as it is: only for what the registry itself has made or checked."""
    write_text(f"{line}\n")


def write_text(text: str) -> None:
    """Print a text of ours as `write` does, without a line's end."""
    with _answering():
        sys.stdout.write(text)


def flush() -> None:
    """See to it that what was printed is out.

    Raises:
        AnswerLostError: it can't be written.
    """
    with _answering():
        sys.stdout.flush()


def note(text: str) -> None:
    """Tell the person who waits something that is no data."""
    sys.stderr.write(f"{prose(text, _SENTENCE_LIMIT)}\n")


def to_json(value: object, indent: int | None = None) -> str:
    """Return JSON of nothing but printable ASCII."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, indent=indent)
    return text.replace("\x7f", "\\u007f")


def write_json(value: object) -> None:
    """Print one JSON value."""
    write(to_json(value, indent=2))


def answer(args: Namespace, value: object, sentence: str) -> None:
    """Say what was done: JSON for programs, a sentence on stderr for people."""
    if wants_json(args):
        write_json(value)
    else:
        note(one_line(sentence, _SENTENCE_LIMIT))


def write_list(
    args: Namespace,
    rows: Iterable[Row],
    columns: Sequence[Column[Row]],
    to_wire: Callable[[Row], object],
    nothing: str,
) -> None:
    """Print rows as they come, as a table or a JSON array; `nothing` tells people that there are none."""
    if wants_json(args):
        write_array(to_wire(row) for row in rows)
    else:
        write_table(rows, columns, nothing)


def write_array(values: Iterable[object]) -> None:
    """Print a JSON array, a line a value, as the values come."""
    separator = "["
    for value in values:
        write_text(f"{separator}\n{to_json(value)}")
        separator = ","
    write("[]" if separator == "[" else "\n]")


def write_lines(values: Iterable[object]) -> None:
    """Print JSON values as they come, each on a line of its own and nothing between them (JSON lines)."""
    for value in values:
        write(to_json(value))


def write_table(rows: Iterable[Row], columns: Sequence[Column[Row]], nothing: str) -> None:
    """Print a table as the rows come; the first page decides how wide the columns are."""
    widths: list[int] = []
    for page in _pages(rows):
        lines = [[_cell(column.value(row)) for column in columns] for row in page]
        if not widths:
            lines.insert(0, [one_line(column.head, _CELL_LIMIT) for column in columns])
            widths = [max(map(cell_width, cells)) for cells in zip(*lines, strict=True)]
        for cells in lines:
            write("  ".join(map(_pad, cells, widths)).rstrip())
    if not widths:
        note(nothing)


def write_facts(facts: Iterable[tuple[str, object]]) -> None:
    """Print names and values; a value may have many lines, of which none can pose as a fact."""
    shown = [(one_line(name, _CELL_LIMIT), prose(value)) for name, value in facts if value not in (None, "")]
    width = max((cell_width(name) for name, _ in shown), default=0)
    for name, value in shown:
        write(f"{_pad(name, width)}  " + value.rstrip("\n").replace("\n", "\n" + " " * (width + 2)))


def cell_width(text: str) -> int:
    """Return how many columns a terminal gives a text."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise AnswerLostError(error.strerror or "the operating system refused") from error


def _pages(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while page := list(islice(iterator, PAGE)):
        yield page


def _cell(value: object) -> str:
    return "–" if value in (None, "") else one_line(value, _CELL_LIMIT)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - cell_width(text))


def _character_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
