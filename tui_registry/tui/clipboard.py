"""The clipboard of the user's own terminal, reached through whatever stands between (OSC 52)."""

from __future__ import annotations

import os
from base64 import b64encode

from textual.driver import Driver

MOST = 74_994
"""Characters after encoding: terminals drop, or choke on, what is longer."""
TOO_LONG = "It is too long for a terminal's clipboard; the command line prints it."
_PIECE = 512
"""Older versions of GNU screen take 768 bytes in one sequence, and print what is beyond."""


def fits(text: str) -> bool:
    """Whether terminals take a text of this length."""
    return len(_encoded(text)) <= MOST


def send(driver: Driver, text: str) -> None:
    """Put a text on the terminal's clipboard; in base64, so that nothing in it is obeyed."""
    sequence = f"\x1b]52;c;{_encoded(text)}\a"
    driver.write(_through_screen(sequence) if _is_in_screen() else sequence)


def _encoded(text: str) -> str:
    # What MLflow tells may have surrogates, which can't be encoded.
    return b64encode(text.encode("utf-8", "replace")).decode("ascii")


def _is_in_screen() -> bool:
    """Whether GNU screen is what the desk writes to; in a tmux inside it the terminal has another name."""
    return bool(os.environ.get("STY")) and os.environ.get("TERM", "").startswith("screen")


def _through_screen(sequence: str) -> str:
    """Return what makes GNU screen hand a sequence on, a piece at a time, instead of swallowing it."""
    pieces = (sequence[at : at + _PIECE] for at in range(0, len(sequence), _PIECE))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
