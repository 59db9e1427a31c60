"""What the desk calls the registry that it is open on."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit

COMMON_STEMS = ("registry", "tui-registry")


def registry_label(url: str) -> str:
    """Return a short name for a registry: its file or its folder, or `database@host`."""
    parts = urlsplit(url)
    if parts.scheme.startswith("postgres"):
        return f"{parts.path.strip('/') or 'postgres'}@{parts.hostname or 'localhost'}"
    path = PurePosixPath(url.removeprefix("sqlite:///"))
    return path.parent.name if path.stem in COMMON_STEMS and path.parent.name else path.stem
