"""Who runs this process, as the operating system knows it."""

from __future__ import annotations

import os
import pwd

from tui_registry.domain.errors import PermissionDenied


def os_user() -> str:
    """Return who runs this process, by its uid: never what an environment variable says.

    Raises:
        PermissionDenied: the operating system knows no name for the uid.
    """
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        raise PermissionDenied(
            f"The operating system has no name for user id {os.getuid()}. Add the user to its accounts first."
        ) from None
