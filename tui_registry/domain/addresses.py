"""Addresses of registries as they may be shown: without what lets anybody in."""

from __future__ import annotations

import re
from urllib.parse import unquote

HIDDEN = "***"
# What libpq takes in a URL's query. Its keys of SCRAM do what the password does.
_SECRETS = ("password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key")
# With the parts after it that are no parameters: of a password with an unescaped & they are the rest.
_PARAMETER = re.compile(r"([?&])([^?&=]*)=[^&]*(?:&[^&=]*(?=&|\Z))*")


def shown_url(url: str) -> str:
    """Return a database's URL without its passwords; one that nobody can understand hides too much, not too little."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.casefold() == "sqlite":
        return url
    rest = _PARAMETER.sub(_shown_parameter, rest)
    # The last one: an unescaped password may hold some.
    credentials, at, host = rest.rpartition("@")
    if at and ":" in credentials:
        rest = f"{credentials.partition(':')[0]}:{HIDDEN}@{host}"
    return f"{scheme}{separator}{rest}"


def holds_password(url: str) -> bool:
    """Whether a URL has something in it that nobody may see."""
    return shown_url(url) != url


def is_read_otherwise(url: str) -> bool:
    """Whether a server's URL seems to hold a password with an unescaped @ or /, at which its reader took it to end."""
    place = url.partition("://")[2].partition("?")[0]
    before, at, _ = place.rpartition("@")
    return bool(at) and ("@" in before or "/" in before)


def _shown_parameter(found: re.Match[str]) -> str:
    # libpq reads the name percent-decoded, and newer ones without the blanks around it.
    if unquote(found[2]).strip().casefold() in _SECRETS:
        return f"{found[1]}{found[2]}={HIDDEN}"
    return found[0]
