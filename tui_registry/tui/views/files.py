"""The files of a version, in words."""

from __future__ import annotations

import shlex

from rich.cells import chop_cells
from textual.content import Content

from tui_registry.domain.display import prose
from tui_registry.domain.entities import ArtifactFile, FileExcerpt
from tui_registry.tui.commands.base import with_keys
from tui_registry.tui.display import content, size
from tui_registry.tui.file_text import as_text, kind_of
from tui_registry.tui.file_tree import FileTree, TreeRow
from tui_registry.tui.views.parts import NEWLINE, muted

READ_LIMIT = 256 << 10
"""How many bytes of a file are read to be shown."""
PREVIEW_LIMIT = 16 << 10
"""How many bytes are read to be shown beside the list."""
PREVIEW_LINES = 200
PATH_LIMIT = 4_096


def tree_total(tree: FileTree) -> Content:
    """Return how many files there are, in how many folders, and how big they are together."""
    where = f" in {_count(tree.folder_count, 'folder')}" if tree.folder_count else ""
    return muted(f"{_count(len(tree.files), 'file')}{where}, {size(tree.size)}")


def file_heading(file: ArtifactFile, excerpt: FileExcerpt | None, lines: int) -> Content:
    """Return a file's whole path, its size and checksum, and what is to be known of what is shown of it."""
    facts = [f"{size(file.size)} ({file.size:,} bytes)" if file.size >= 1000 else size(file.size)]
    notes = []
    if excerpt is not None:
        if lines:
            facts.append(_count(lines, "line"))
        if lines and not excerpt.is_whole:
            facts[-1] += " in what is shown"
            notes.append(Content(f"These are the first {READ_LIMIT >> 10} KiB of it.").stylize("$text-warning"))
        if not excerpt.is_as_registered:
            told = "It is not as it was registered! `tui-registry db check` says more."
            notes.append(Content(told).stylize("b $text-error"))
    title = Content.assemble(content(file.path, PATH_LIMIT).stylize("b"), muted(f"  {', '.join(facts)}"))
    return NEWLINE.join([title, muted(f"SHA-256 {file.sha256}"), *notes])


def folder_card(row: TreeRow) -> Content:
    """Return what is in a folder, for the pane beside the list."""
    return NEWLINE.join(
        [content(row.path, PATH_LIMIT).stylize("b"), muted(f"{_count(row.file_count, 'file')}, {size(row.size)}")]
    )


def file_preview(excerpt: FileExcerpt, width: int) -> Content:
    """Return the beginning of a file, or what it is, for the pane beside the list."""
    title = content(excerpt.file.path, PATH_LIMIT).stylize("b")
    text = as_text(excerpt.content)
    if not text:
        what = (
            "The file is empty." if not excerpt.content else f"This is {kind_of(excerpt.file.path, excerpt.content)}."
        )
        return NEWLINE.join([title, muted(what)])
    lines = prose(text, PREVIEW_LIMIT).split("\n")
    is_cut = not excerpt.is_whole or len(lines) > PREVIEW_LINES
    # Cut at the width, not between words: in code and data a line is to be told from the next.
    shown = [part for line in lines[:PREVIEW_LINES] for part in chop_cells(line, width) or [""]]
    more = [muted(with_keys("… {list.open} shows more"))] if is_cut else []
    return NEWLINE.join([title, Content("\n".join(shown)), *more])


def no_text(excerpt: FileExcerpt, reference: str) -> Content:
    """Return why a file is not shown, and how to have it."""
    if not excerpt.content:
        return Content("The file is empty.")
    kind = kind_of(excerpt.file.path, excerpt.content)
    return NEWLINE.join(
        [
            content(f"This is {kind}, {size(excerpt.file.size)}; it can't be shown as text."),
            Content(""),
            muted("In a shell, this copies it to a new folder, with the version's other files:"),
            content(f"  tui-registry version download {shlex.quote(reference)} FOLDER", PATH_LIMIT),
        ]
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
