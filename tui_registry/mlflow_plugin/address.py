"""Which registry an MLflow registry URI means."""

from __future__ import annotations

SCHEME = "tui-registry"
TRUSTING = "?trust_everyone=1"
"""What stands at the end of a URI that may mean a file which several accounts can write."""


def registry_url(store_uri: str) -> str:
    """Return the URL that `Registry.open` takes: `tui-registry+postgresql://h/db` means `postgresql://h/db`.

    Without a database's name behind it, `tui-registry:` means a SQLite file.
    """
    scheme, colon, rest = store_uri.removesuffix(TRUSTING).partition(":")
    database = scheme.casefold().removeprefix(SCHEME).removeprefix("+")
    return f"{database or 'sqlite'}{colon}{rest}"


def trusts_everyone(store_uri: str) -> bool:
    """Whether the registry may be a file that several accounts can write; permissions in it are only advice then."""
    return store_uri.endswith(TRUSTING)
