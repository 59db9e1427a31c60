"""How a source may be spelled: the path of a folder or file, and nothing that another program might read otherwise.

The registry takes a source as the letters of a path: it decodes nothing and cuts nothing off at `#`, `;` or `?`.
What MLflow's CVEs hid in such spellings is refused all the same, because other programs read the stored source too.
"""

from __future__ import annotations

import re
from os import PathLike, fspath
from urllib.parse import unquote

from tui_registry.domain.display import shown
from tui_registry.domain.errors import InvalidParameterValue

STREAM = "-"
"""In place of a path: the folder comes, or goes, as a tar archive over the standard streams."""

MAX_SOURCE = 4_095
"""Longer than this no path is."""

# A scheme has two letters or more, and a file may have a colon further on: ./notes:1.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# What the operating system makes up, and by which a process reaches its own root and open files.
_KERNEL = re.compile(r"/+(?:\./+)*(?:proc|sys|dev)(?:/|\Z)")


def check_source_text(source: str | PathLike[str]) -> str:
    """Return the path of what shall be registered, which need not be there.

    Raises:
        InvalidParameterValue: it is empty or a URI, climbs with "..", hides something behind percent signs, or
            goes through /proc, /sys or /dev.
    """
    source = fspath(source)
    if not source.strip() or "\0" in source:
        raise InvalidParameterValue("Give the path of a folder or a file to register.")
    if len(source) > MAX_SOURCE:
        raise InvalidParameterValue(f"A source may have {MAX_SOURCE:,} characters; this one has {len(source):,}.")
    if _URI.match(source):
        raise InvalidParameterValue(f"{shown(source)} is not a path. Give the path of a folder on this machine.")
    if _climbs(source):
        raise InvalidParameterValue(f"{shown(source)} climbs with '..'. Give the path without it.")
    decoded = _decoded(source)
    if decoded != source and (_climbs(decoded) or _CONTROL.search(decoded)):
        raise InvalidParameterValue(f"{shown(source)} hides something behind percent signs. Give the path as it is.")
    if _KERNEL.match(source):
        raise InvalidParameterValue(f"{shown(source)} belongs to the operating system and can't be registered.")
    return source


def _climbs(path: str) -> bool:
    return ".." in path.replace("\\", "/").split("/")


def _decoded(text: str) -> str:
    """Return a text without its percent signs, however often they were doubled."""
    while (plain := unquote(text)) != text:
        text = plain
    return text
