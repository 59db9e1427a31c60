"""User text, made safe for a terminal. Nothing reaches a screen or stdout except through here.

Stripping happens by code point, so the result holds no byte that a terminal obeys: no C0 or C1
control, no DEL, no bidi control that would reorder what stands beside it, no lone surrogate. U+FE0F
goes too: terminals disagree with wcwidth about the width it makes.
"""

from __future__ import annotations

import re

ONE_LINE_LIMIT = 200
PROSE_LIMIT = 20_000
SHOWN_LIMIT = 80
PREVIEW_LENGTH = 32
REPLACEMENT = "\ufffd"
ELLIPSIS = "…"

_DROPPED = re.compile("[\ufe0f\u200b\u2060\ufeff]")
_SPACE = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSAFE_IN_PROSE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def one_line(value: object, limit: int = ONE_LINE_LIMIT) -> str:
    """Return a value as one safe line of at most `limit` characters, ending in … where it was cut."""
    text = str(value)
    if len(text) > limit:
        text = text[: limit - 1] + ELLIPSIS
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(REPLACEMENT, _SPACE.sub(" ", _DROPPED.sub("", text)))


def shown(value: object, limit: int = SHOWN_LIMIT) -> str:
    """Return what somebody gave, as the refusal of it says: short, so that what helps is not cut off behind it."""
    if isinstance(value, str):
        text = str(value)
        return repr(text if len(text) <= limit else text[: limit - 1] + ELLIPSIS)
    try:
        return one_line(repr(value), limit)
    except Exception:
        # Such as a number of so many digits that Python refuses to write it.
        return f"a value of type {type(value).__name__}"


def prose(value: object, limit: int = PROSE_LIMIT) -> str:
    """Return a value as safe text that keeps its line breaks; tabs become four blanks."""
    text = str(value)
    if len(text) > limit:
        text = text[: limit - 1] + ELLIPSIS
    text = text.replace("\r\n", "\n").replace("\t", "    ")
    return _UNSAFE_IN_PROSE.sub(REPLACEMENT, _DROPPED.sub("", text))


def preview(description: str) -> str:
    """Return what a table shows of a description: 32 characters or one line, the shorter (FT-C3)."""
    first_line = description.split("\n", 1)[0]
    return one_line(first_line[:PREVIEW_LENGTH])
