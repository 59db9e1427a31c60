"""Pastes, whole and as plain text.

Textual takes an escape sequence within a bracketed paste for keys: the text comes out of order, what follows the
escape runs commands, and two escapes leave a dialog.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.drivers import linux_driver
from textual.message import Message

_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]P^_X][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[ -/]*[0-~])|\x9b[0-?]*[ -/]*[@-~]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class PasteParser(XTermParser):
    """Textual's parser, which is shown of a paste only its plain text, once all of it is there."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasted: str | None = None
        """What has come of a paste that has not ended yet."""
        self._before = ""
        """The last characters that came; the mark of a paste may be cut in two."""

    def feed(self, data: str) -> Iterable[Message]:
        """Yield what a piece of input means."""
        if not data:
            yield from super().feed(data)
        while data:
            if self._pasted is None:
                keys, data = self._until_paste(data)
                yield from super().feed(keys)
            else:
                pasted, mark, data = (self._pasted + data).partition(BRACKETED_PASTE_END)
                self._pasted = None if mark else pasted
                if mark:
                    yield from super().feed(plain_text(pasted) + mark)

    def _until_paste(self, data: str) -> tuple[str, str]:
        """Return the input as far as the mark of a paste, and what comes after it."""
        joined = self._before + data
        start = joined.find(BRACKETED_PASTE_START)
        if start < 0:
            self._before = joined[1 - len(BRACKETED_PASTE_START) :]
            return data, ""
        end = start + len(BRACKETED_PASTE_START) - len(self._before)
        self._before, self._pasted = "", ""
        return data[:end], data[end:]


def plain_text(pasted: str) -> str:
    """Return a text without colours and whatever else a terminal would obey; its lines and tabs stay."""
    text = pasted.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", _SEQUENCE.sub("", text))


def take_pastes_whole() -> None:
    """Let the driver read by our parser; it has no other place to say so."""
    vars(linux_driver)["XTermParser"] = PasteParser
