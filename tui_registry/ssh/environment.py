"""The environment of a session, made anew: nothing that the client sends counts for anything but its terminal."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

PATH = "/usr/local/bin:/usr/bin:/bin"

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_TERM, _LONGEST_TERM = _PLAIN | frozenset("+._-"), 64
_COLORTERM, _LONGEST_COLORTERM = _PLAIN, 16


def clean_environment(given: Mapping[str, str], home: str) -> dict[str, str]:
    """Return all that a session's process may know, from what sshd gave it.

    Args:
        given: The variables as sshd set them, some as the client wished.
        home: The account's folder, as the operating system knows it.
    """
    made = {"PATH": PATH, "HOME": home, "LANG": "C.UTF-8"}
    term, colours = given.get("TERM", ""), given.get("COLORTERM", "")
    if 0 < len(term) <= _LONGEST_TERM and _TERM.issuperset(term):
        made["TERM"] = term
    if 0 < len(colours) <= _LONGEST_COLORTERM and _COLORTERM.issuperset(colours):
        made["COLORTERM"] = colours
    return made
