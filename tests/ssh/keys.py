"""Public keys, made up: OpenSSH's form, and nobody's secret."""

from __future__ import annotations

import base64


def _line(kind: str, *fields: bytes) -> str:
    data = b"".join(len(field).to_bytes(4, "big") + field for field in (kind.encode(), *fields))
    return f"{kind} {base64.b64encode(data).decode()}"


def ed25519(number: int) -> str:
    """Another key for each number."""
    return _line("ssh-ed25519", number.to_bytes(32, "big"))


def rsa(bits: int) -> str:
    """A key of so many bits."""
    return _line("ssh-rsa", b"\x01\x00\x01", b"\0" + ((1 << (bits - 1)) | 1).to_bytes(bits // 8, "big"))


def _ecdsa(curve: str, size: int) -> str:
    return _line(f"ecdsa-sha2-{curve}", curve.encode(), b"\x04" + b"\x01" * (size - 1))


KEYS = {
    "ssh-ed25519": ed25519(1),
    "ssh-rsa": rsa(2048),
    "ecdsa-sha2-nistp256": _ecdsa("nistp256", 65),
    "ecdsa-sha2-nistp384": _ecdsa("nistp384", 97),
    "ecdsa-sha2-nistp521": _ecdsa("nistp521", 133),
    "sk-ssh-ed25519@openssh.com": _line("sk-ssh-ed25519@openssh.com", b"\x01" * 32, b"ssh:"),
    "sk-ecdsa-sha2-nistp256@openssh.com": _line(
        "sk-ecdsa-sha2-nistp256@openssh.com", b"nistp256", b"\x04" + b"\x01" * 64, b"ssh:"
    ),
}
"""A key of each kind that is let in."""
