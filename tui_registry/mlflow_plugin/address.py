"""Which registry an MLflow registry URI means."""

from __future__ import annotations

SCHEME = "tui-registry"


def registry_url(store_uri: str) -> str:
    """Return the URL that `Registry.open` takes: `tui-registry+postgresql://h/db` means `postgresql://h/db`.

    Without a database's name behind it, `tui-registry:` means a SQLite file.
    """
    scheme, colon, rest = store_uri.partition(":")
    database = scheme.casefold().removeprefix(SCHEME).removeprefix("+")
    return f"{database or 'sqlite'}{colon}{rest}"
