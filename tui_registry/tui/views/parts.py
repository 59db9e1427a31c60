"""Pieces that several views are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from rich.cells import cell_len
from textual.content import Content

from tui_registry.domain.permissions import Ability, PermissionLevel, may
from tui_registry.domain.stages import Stage
from tui_registry.tui.commands.base import Command, with_keys
from tui_registry.tui.display import content, fit, prose_content, stage_mark
from tui_registry.tui.markdown import markdown

MUTED = "$foreground-muted"
HEADING = "b $text-accent"
GAP = Content("\n\n")
NEWLINE = Content("\n")
SHOWS_ALL = "… {list.open} shows all"
BEGINNING = 2_000
"""How many characters of a text are drawn beside a list."""


def muted(text: object) -> Content:
    """Return a text that stands back."""
    return content(text).stylize(MUTED)


def heading(text: str) -> Content:
    """Return the line above a block."""
    return Content(text).stylize(HEADING)


def stage(value: Stage) -> Content:
    """Return a stage by glyph and word, so that it does not depend on colour."""
    text, style = stage_mark(value)
    # Only in a column do the words have to stand below one another.
    return Content(text.strip()).stylize(style)


def facts(pairs: Iterable[tuple[str, Content]], width: int) -> Content:
    """Return lines of a label and what it says, aligned; what is too long goes on below its beginning."""
    kept = list(pairs)
    column = min(max((cell_len(label) for label, _ in kept), default=0) + 2, max(12, width // 2))
    gap = Content("\n" + " " * column)
    return NEWLINE.join(
        [
            Content.assemble(
                Content(fit(label, column - 2) + "  ").stylize(MUTED),
                gap.join(value.wrap(max(10, width - column)) or [value]),
            )
            for label, value in kept
        ]
    )


def tags(values: Mapping[str, str]) -> Content:
    """Return tags as `team=energy tier=gold`."""
    return Content("  ").join([Content.assemble(muted(f"{key}="), content(value)) for key, value in values.items()])


def quote(text: str, width: int, indent: int = 0) -> Content:
    """Return somebody's words, set apart by a bar in front of every line, wrapped ones included."""
    return indented(prose_content(text), width, Content.assemble(" " * indent, Content("│ ").stylize(MUTED)))


def indented(text: Content, width: int, prefix: Content) -> Content:
    """Return a text wrapped to a width, with the same prefix before every line."""
    room = max(10, width - prefix.cell_length)
    lines = text.rstrip().split("\n", include_separator=False, allow_blank=True)
    wrapped = [part for line in lines for part in (line.wrap(room) if line.plain else [line])]
    return NEWLINE.join([Content.assemble(prefix, part) for part in wrapped])


def paragraph(text: str, otherwise: str, width: int) -> Content:
    """Return a description for a page of so many cells, or what stands there while there is none."""
    return markdown(text, width) if text.strip() else muted(otherwise)


def no_description(level: PermissionLevel, describe: type[Command]) -> str:
    """Return what stands in the place of a description; how to write one is told to those who may (FT-C6)."""
    hint = f" {describe.key_names()[0]} writes one." if may(level, Ability.EDIT_DESCRIPTION) else ""
    return f"No description.{hint}"


def beginning(text: str, draw: Callable[[str], Content], rest: str = SHOWS_ALL) -> Content:
    """Return a text drawn, of a long one the first 2,000 characters: drawing 20,000 of them takes a tenth of a second.

    Args:
        text: What somebody wrote.
        draw: Draws it.
        rest: What stands below where it was cut, and says where the rest is.
    """
    if len(text) <= BEGINNING:
        return draw(text)
    return NEWLINE.join([draw(text[:BEGINNING].rstrip() + "…"), muted(with_keys(rest))])


def blocks(parts: Iterable[Content | None]) -> Content:
    """Return what there is of some blocks, with an empty line between them."""
    return GAP.join([part for part in parts if part is not None])
