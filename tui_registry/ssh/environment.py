"""The environment of a session, made anew: nothing that the client sends counts for anything but its terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping

PATH = "/usr/local/bin:/usr/bin:/bin"

_TERM = re.compile(r"[A-Za-z0-9+._-]{1,64}\Z", re.ASCII)
_COLORTERM = re.compile(r"[A-Za-z0-9]{1,16}\Z", re.ASCII)


def clean_environment(given: Mapping[str, str], home: str) -> dict[str, str]:
    """Return all that a session's process may know, from what sshd gave it.

    Args:
        given: The variables as sshd set them, some as the client wished.
        home: The account's folder, as the operating system knows it.
    """
    made = {"PATH": PATH, "HOME": home, "LANG": "C.UTF-8"}
    if _TERM.match(given.get("TERM", "")):
        made["TERM"] = given["TERM"]
    if _COLORTERM.match(given.get("COLORTERM", "")):
        made["COLORTERM"] = given["COLORTERM"]
    return made
