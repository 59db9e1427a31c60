"""Who comes in over SSH: the keys are kept by OpenSSH, what was changed about them by the history."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.text_rules import check_user
from tui_registry.registry.actor import Actor
from tui_registry.registry.refusals import require_admin
from tui_registry.store.reads import people

KeyOf = tuple[str, str]
"""A user, and the fingerprint of a key of theirs."""


class AccessVerbs(Actor):
    """Let keys in and shut them out; an administrator's right.

    Every verb raises PermissionDenied where the actor is no administrator.
    """

    def add_access(self, user: str, fingerprint: str, apply: Callable[[], None]) -> None:
        """Let a key in as a user, who is known from now on.

        Args:
            user: Whom the key belongs to.
            fingerprint: The key's, as OpenSSH writes it.
            apply: Does it, just before this is committed; what it raises takes all back.
        """
        from tui_registry.store.tables import AccountRow

        check_user(user)
        with self._write() as transaction:
            transaction.queue_for("users and groups")
            require_admin(transaction.store, self.user, "let keys in")
            if transaction.session.get(AccountRow, user) is None:
                is_new = not people.knows_user(transaction.store, user)
                row = AccountRow(name=user, created_at=transaction.now, created_by=self.user)
                transaction.session.add(row)
                if is_new:
                    transaction.record(ActivityType.ADDED_USER, None, system_comment=user)
            transaction.record(ActivityType.ADDED_ACCESS, None, system_comment=f"{user}: {fingerprint}")
            transaction.session.flush()
            apply()

    def remove_access(self, keys: Sequence[KeyOf], apply: Callable[[], None]) -> None:
        """Shut keys out. `apply` does it, just before this is committed; what it raises takes all back."""
        with self._write() as transaction:
            transaction.queue_for("users and groups")
            require_admin(transaction.store, self.user, "shut keys out")
            for user, fingerprint in keys:
                transaction.record(ActivityType.REMOVED_ACCESS, None, system_comment=f"{user}: {fingerprint}")
            transaction.session.flush()
            apply()
