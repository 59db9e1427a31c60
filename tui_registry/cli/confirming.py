"""Asking before something is deleted."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TextIO

from tui_registry.cli.output import note
from tui_registry.cli.parsing import Parser
from tui_registry.domain.errors import InvalidState


def add_yes(parser: Parser) -> None:
    """Add `--yes`."""
    parser.add_argument("-y", "--yes", action="store_true", help="delete without asking")


def confirm(args: Namespace, consequence: str) -> None:
    """Return if the user wants it: by `--yes`, or by answering on the terminal.

    Raises:
        InvalidState: the answer was no, or there is nobody to ask.
    """
    if args.yes:
        return
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        raise InvalidState("Deleting asks first, and there is no terminal to ask on. Add --yes to delete.")
    note(consequence)
    sys.stderr.write("Delete? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
        raise InvalidState("Nothing was deleted.")


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sits at the other end of a stream."""
    return stream is not None and not stream.closed and stream.isatty()
