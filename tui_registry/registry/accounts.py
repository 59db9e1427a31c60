"""The machine's accounts and groups, as far as they decide who can write a file."""

from __future__ import annotations

import grp
import pwd

ROOT = 0


class Accounts:
    """Asks the operating system."""

    def name(self, uid: int) -> str:
        """Return an account's name; its number where it has none."""
        try:
            return pwd.getpwuid(uid).pw_name
        except KeyError:
            return str(uid)

    def group(self, gid: int) -> str:
        """Return a group's name; its number where it has none."""
        try:
            return grp.getgrgid(gid).gr_name
        except KeyError:
            return str(gid)

    def sole_member(self, gid: int) -> int | None:
        """Return the uid of the one account to which a group belongs, or None where it may have several.

        Debian and others give every account a group of its own, by its name, and let it write by umask 002.
        """
        try:
            group = grp.getgrgid(gid)
            owner = pwd.getpwnam(group.gr_name)
        except KeyError:
            return None
        if owner.pw_gid != gid or not set(group.gr_mem) <= {group.gr_name, "root"}:
            return None
        if gid == ROOT:
            # Some systems let accounts of their own, such as shutdown, begin in it.
            return ROOT
        others = any(account.pw_gid == gid and account.pw_uid not in (ROOT, owner.pw_uid) for account in pwd.getpwall())
        return None if others else owner.pw_uid
