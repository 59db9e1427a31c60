"""The commands of a file of a version."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class FindInFile(Command):
    """Find words in the text, whatever their case."""

    id = "file.find"
    key = "/"
    label = "find"
    footer_rank = 1


class NextMatch(Command):
    """Go to the next place where the words are."""

    id = "file.next"
    key = "n"
    label = "next"
    footer_rank = 2


class PreviousMatch(Command):
    """Go to the place before."""

    id = "file.previous"
    key = "N"
    label = "previous"
    footer_rank = 3


class ToggleLineNumbers(Command):
    """Number the lines, or stop numbering them."""

    id = "file.numbers"
    key = "l"
    label = "line numbers"
    footer_rank = 4


class CopyChecksum(Command):
    """Copy the file's SHA-256 to your terminal's clipboard."""

    id = "file.copy"
    key = "y"
    label = "copy SHA-256"
    footer_rank = 5
