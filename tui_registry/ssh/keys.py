"""Public keys as OpenSSH writes them: of a kind we trust, well formed, on one line."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tui_registry.domain.display import one_line
from tui_registry.domain.errors import InvalidParameterValue

LONGEST = 16_384
"""Bytes of a key's line; sshd reads no longer one."""
LEAST_RSA_BITS, MOST_RSA_BITS = 2048, 16_384

_COMMENT_LIMIT = 100
_POINT_SIZES = {"nistp256": 65, "nistp384": 97, "nistp521": 133}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key: its kind, its bytes in base64, and what its owner calls it."""

    kind: str
    blob: str
    comment: str = ""

    @property
    def fingerprint(self) -> str:
        """What OpenSSH calls it: SHA256:…"""
        digest = hashlib.sha256(base64.b64decode(self.blob)).digest()
        return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def parse_key(text: str) -> PublicKey:
    """Return the one key that a `.pub` file holds.

    Raises:
        InvalidParameterValue: it holds something else: a private key, several keys, options, a certificate, a kind
            that is too weak, or bytes that are no such key.
    """
    if "PRIVATE KEY-----" in text:
        raise InvalidParameterValue("That is a private key, which nobody else should have. Give the .pub file.")
    line = text.removesuffix("\n").removesuffix("\r")
    if len(text) > LONGEST or not line.strip() or not line.isprintable():
        raise InvalidParameterValue("Give one public key on one line, as it stands in a .pub file.")
    kind, _, rest = line.strip().partition(" ")
    blob, _, comment = rest.strip().partition(" ")
    if kind not in _CHECKS:
        raise InvalidParameterValue(
            f"{one_line(kind, 60)!r} is no kind of key that is let in: options, certificates and DSA are not. "
            f"A line begins with one of {', '.join(_CHECKS)}."
        )
    if not _is_well_formed(kind, blob):
        raise InvalidParameterValue(f"What follows {kind} is no such key. Give the .pub file as ssh-keygen wrote it.")
    return PublicKey(kind, blob, one_line(comment.strip(), _COMMENT_LIMIT))


def _is_well_formed(kind: str, blob: str) -> bool:
    try:
        data = base64.b64decode(blob, validate=True)
    except (binascii.Error, ValueError):
        return False
    fields = _fields(data)
    if base64.b64encode(data).decode() != blob or not fields or fields[0] != kind.encode():
        return False
    return _CHECKS[kind](kind, fields[1:])


def _fields(data: bytes) -> list[bytes] | None:
    """Return the strings that a key is made of, each with its length before it; None where they don't fit."""
    found = []
    while data:
        size = int.from_bytes(data[:4], "big")
        if len(data) < 4 + size:
            return None
        found.append(data[4 : 4 + size])
        data = data[4 + size :]
    return found


def _is_ed25519(_kind: str, fields: list[bytes]) -> bool:
    return len(fields) == 1 and len(fields[0]) == 32


def _is_ecdsa(kind: str, fields: list[bytes]) -> bool:
    curve = kind.rpartition("-")[2].partition("@")[0]
    return (
        len(fields) == 2
        and fields[0] == curve.encode()
        and len(fields[1]) == _POINT_SIZES[curve]
        and fields[1][:1] == b"\x04"
    )


def _is_rsa(_kind: str, fields: list[bytes]) -> bool:
    if len(fields) != 2:
        return False
    exponent, modulus = (int.from_bytes(field, "big", signed=True) for field in fields)
    if modulus > 0 and modulus.bit_length() < LEAST_RSA_BITS:
        raise InvalidParameterValue(
            f"This RSA key has {modulus.bit_length()} bits; {LEAST_RSA_BITS} are the least. "
            "Make a new one: ssh-keygen -t ed25519."
        )
    return exponent >= 3 and exponent % 2 == 1 and modulus > 0 and modulus.bit_length() <= MOST_RSA_BITS


def _is_sk_ed25519(kind: str, fields: list[bytes]) -> bool:
    return len(fields) == 2 and _is_ed25519(kind, fields[:1]) and _is_application(fields[1])


def _is_sk_ecdsa(kind: str, fields: list[bytes]) -> bool:
    return len(fields) == 3 and _is_ecdsa(kind, fields[:2]) and _is_application(fields[2])


def _is_application(field: bytes) -> bool:
    return field.startswith(b"ssh:")


_CHECKS: Mapping[str, Callable[[str, list[bytes]], bool]] = {
    "ssh-ed25519": _is_ed25519,
    "sk-ssh-ed25519@openssh.com": _is_sk_ed25519,
    "ecdsa-sha2-nistp256": _is_ecdsa,
    "ecdsa-sha2-nistp384": _is_ecdsa,
    "ecdsa-sha2-nistp521": _is_ecdsa,
    "sk-ecdsa-sha2-nistp256@openssh.com": _is_sk_ecdsa,
    "ssh-rsa": _is_rsa,
}
