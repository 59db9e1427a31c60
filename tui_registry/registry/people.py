"""The verbs of users and groups.

A registry knows users by name only: who somebody is, the operating system or the server says. Anybody
who can open it may use it, with the levels that `users` has; being known changes nothing but the lists.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.display import one_line
from tui_registry.domain.entities import Group, KnownUser
from tui_registry.domain.errors import InvalidState, ResourceAlreadyExists, ResourceDoesNotExist
from tui_registry.domain.permissions import Ability, PermissionLevel, may
from tui_registry.domain.text_rules import MAX_USER, check_user
from tui_registry.registry.actor import Actor
from tui_registry.registry.refusals import require_admin
from tui_registry.registry.registry import ADMINS
from tui_registry.store.reads import levels, people
from tui_registry.store.reads.levels import EVERYBODY

if TYPE_CHECKING:
    from tui_registry.registry.transaction import Transaction

_BUILT_IN = (ADMINS, EVERYBODY)


class PeopleVerbs(Actor):
    """List users and groups; add and remove them, which is an administrator's right.

    Every change raises PermissionDenied where the actor is no administrator.
    """

    def list_users(self) -> tuple[KnownUser, ...]:
        """Return the users that were added, or that a group, a permission or a token names, by name."""
        with self._read() as reader:
            names, memberships = people.users(reader), people.memberships(reader)
        groups: dict[str, list[str]] = defaultdict(list)
        for row in memberships:
            groups[row["user_name"]].append(row["group_name"])
        return tuple(KnownUser(name, tuple(sorted(groups[name]))) for name in sorted(names))

    def list_groups(self) -> tuple[Group, ...]:
        """Return the groups with their members, by name: `admins`, `users`, and those that were added or are named."""
        with self._read() as reader:
            names, memberships = people.groups(reader), people.memberships(reader)
        members: dict[str, list[str]] = defaultdict(list)
        for row in memberships:
            members[row["group_name"]].append(row["user_name"])
        return tuple(
            Group(name, tuple(sorted(members[name])), name in _BUILT_IN) for name in sorted({*names, *_BUILT_IN})
        )

    def get_user(self, name: str) -> KnownUser:
        """Return a known user.

        Raises:
            ResourceDoesNotExist: nobody of that name is known.
        """
        with self._read() as reader:
            if not people.knows_user(reader, name):
                raise _no_such_user(name)
            return KnownUser(name, tuple(people.groups_of(reader, name)))

    def get_group(self, name: str) -> Group:
        """Return a group with its members.

        Raises:
            ResourceDoesNotExist: there is no such group.
        """
        with self._read() as reader:
            if name not in _BUILT_IN and not people.knows_group(reader, name):
                raise _no_such_group(name)
            return Group(name, tuple(people.members(reader, name)), name in _BUILT_IN)

    def doubt_about(self, name: str, *, is_group: bool) -> str:
        """Return what whoever is about to give somebody a level may want to know: a level may come before its holder.

        Ask before: an entry of the access control list makes its user known. It is empty where there is nothing to say.
        """
        with self._read() as reader:
            if is_group:
                has_members = name == EVERYBODY or bool(people.members(reader, name))
                return "" if has_members else f"The group {name} has no members yet: the level is nobody's so far."
            is_known = people.knows_user(reader, name)
        return "" if is_known else f"No user named {name} was known before. If that is a slip, remove the level again."

    def get_last_active(self, names: Sequence[str]) -> dict[str, int]:
        """Return when each of some users did something last (ms); nothing where the actor may not read all history."""
        with self._read() as reader:
            if not may(PermissionLevel(levels.level_on_registry(reader, self.user)), Ability.READ):
                return {}
            return people.last_active(reader, names)

    def add_user(self, name: str) -> None:
        """Let a user be known.

        Raises:
            ResourceAlreadyExists: they were added already.
        """
        from tui_registry.store.tables import AccountRow

        check_user(name)
        with self._changing_people("add users") as transaction:
            if transaction.session.get(AccountRow, name) is not None:
                raise ResourceAlreadyExists(f"The user {name} is known already.")
            _add_account(transaction, name)
            transaction.record(ActivityType.ADDED_USER, None, system_comment=name)

    def remove_user(self, name: str) -> None:
        """Remove a user with all tokens, memberships and levels of their own; what they did and asked for stays.

        Raises:
            ResourceDoesNotExist: there is no such user.
            InvalidState: it is the last administrator, or the actor, who would lose the right to take it back.
        """
        from tui_registry.registry.people_rows import forget_user

        with self._changing_people("remove users") as transaction:
            if not people.knows_user(transaction.store, name):
                raise _no_such_user(name)
            groups = people.groups_of(transaction.store, name)
            self._keep_administrators(transaction, ADMINS if ADMINS in groups else "", {name})
            count = forget_user(transaction, name)
            told = f"{name}, with {_count(count, 'level')} and {_count(len(groups), 'membership')}"
            named = f": {', '.join(groups)}." if groups else "."
            transaction.record(ActivityType.REMOVED_USER, None, system_comment=told + named)
            self._keep_own_standing(transaction)

    def add_group(self, name: str, members: Iterable[str] = ()) -> None:
        """Make a group, with its first members.

        Raises:
            ResourceAlreadyExists: there is one of that name.
        """
        from tui_registry.store.tables import TeamRow

        check_user(name)
        users = _checked(members)
        with self._changing_people("add groups") as transaction:
            if name in _BUILT_IN or transaction.session.get(TeamRow, name) is not None:
                raise ResourceAlreadyExists(f"There is a group named {name} already.")
            _add_team(transaction, name)
            _join(transaction, name, users)
            told = f"{name}: {', '.join(users)}" if users else name
            transaction.record(ActivityType.ADDED_GROUP, None, system_comment=told)

    def remove_group(self, name: str) -> None:
        """Remove a group with its memberships and the levels that it holds.

        Raises:
            ResourceDoesNotExist: there is no such group.
            InvalidState: it is `admins` or `users`.
        """
        from tui_registry.registry.people_rows import forget_group

        with self._changing_people("remove groups") as transaction:
            if name in _BUILT_IN:
                raise InvalidState(f"The group {name} belongs to every registry; it can't be removed.")
            self._require_group(transaction, name)
            members = people.members(transaction.store, name)
            count = forget_group(transaction, name)
            told = f"{name}, with {_count(count, 'level')} and {_count(len(members), 'member')}"
            named = f": {', '.join(members)}." if members else "."
            transaction.record(ActivityType.REMOVED_GROUP, None, system_comment=told + named)

    def add_members(self, group: str, users: Iterable[str]) -> None:
        """Let users belong to a group; those who do already stay, and those who were not known are from now on.

        Raises:
            ResourceDoesNotExist: there is no such group.
            InvalidState: it is `users`, to which everybody belongs.
        """
        wanted = _checked(users)
        with self._changing_people("change groups") as transaction:
            self._require_group(transaction, group)
            joined = _join(transaction, group, wanted)
            if joined:
                transaction.record(
                    ActivityType.CHANGED_GROUP, None, system_comment=f"{group}: added {', '.join(joined)}"
                )

    def remove_members(self, group: str, users: Iterable[str]) -> None:
        """Let users belong to a group no more: all of them, or none.

        Raises:
            ResourceDoesNotExist: there is no such group, or somebody does not belong to it.
            InvalidState: it is `users`, or the last administrator, or the actor, who could not take it back.
        """
        from tui_registry.registry.people_rows import leave

        leaving = _checked(users)
        with self._changing_people("change groups") as transaction:
            self._require_group(transaction, group)
            strangers = sorted(set(leaving) - set(people.members(transaction.store, group)))
            if strangers:
                raise ResourceDoesNotExist(f"Not in the group {group}: {', '.join(strangers)}. Nobody was removed.")
            if leaving:
                self._keep_administrators(transaction, group, set(leaving))
                leave(transaction, group, leaving)
                transaction.record(
                    ActivityType.CHANGED_GROUP, None, system_comment=f"{group}: removed {', '.join(leaving)}"
                )
                self._keep_own_standing(transaction)

    @contextmanager
    def _changing_people(self, what: str) -> Iterator[Transaction]:
        """Open a transaction in which nobody else changes users or groups."""
        with self._write() as transaction:
            # Before the right is asked for: two administrators may be about to remove each other.
            transaction.queue_for("users and groups")
            require_admin(transaction.store, self.user, what)
            yield transaction

    def _require_group(self, transaction: Transaction, name: str) -> None:
        if name == EVERYBODY:
            raise InvalidState(f"Everybody belongs to the group {EVERYBODY}; it has no list of members.")
        if name != ADMINS and not people.knows_group(transaction.store, name):
            raise _no_such_group(name)

    def _keep_administrators(self, transaction: Transaction, group: str, leaving: set[str]) -> None:
        if group == ADMINS and leaving >= set(people.members(transaction.store, ADMINS)):
            raise InvalidState(f"The group {ADMINS} can't be left without a member. Add another one first.")

    def _keep_own_standing(self, transaction: Transaction) -> None:
        """Refuse a change that the actor could not take back: they belong to the administrators no more (P11)."""
        if not levels.is_member(transaction.store, self.user, ADMINS):
            raise InvalidState(
                f"That would take away {self.user}'s own Can Manage as one of {ADMINS}. Let another member do it."
            )


def _add_account(transaction: Transaction, name: str) -> None:
    from tui_registry.store.tables import AccountRow

    transaction.session.add(AccountRow(name=name, created_at=transaction.now, created_by=transaction.user))


def _add_team(transaction: Transaction, name: str) -> None:
    from tui_registry.store.tables import TeamRow

    transaction.session.add(TeamRow(name=name, created_at=transaction.now, created_by=transaction.user))


def _join(transaction: Transaction, group: str, users: list[str]) -> list[str]:
    """Add memberships, and what they name to what is known; return who did not belong to the group before."""
    from tui_registry.store.tables import AccountRow, MembershipRow, TeamRow

    joined = [user for user in users if transaction.session.get(MembershipRow, (group, user)) is None]
    if joined and group != ADMINS and transaction.session.get(TeamRow, group) is None:
        # A permission had named it before anybody added it.
        _add_team(transaction, group)
    for user in joined:
        transaction.session.add(MembershipRow(group_name=group, user_name=user))
        if transaction.session.get(AccountRow, user) is None:
            _add_account(transaction, user)
    return joined


def _checked(users: Iterable[str]) -> list[str]:
    """Return names that may be stored, each once, in their order."""
    return list(dict.fromkeys(check_user(user) for user in users))


def _no_such_user(name: str) -> ResourceDoesNotExist:
    return ResourceDoesNotExist(f"There is no user named {one_line(name, MAX_USER)}.")


def _no_such_group(name: str) -> ResourceDoesNotExist:
    return ResourceDoesNotExist(f"There is no group named {one_line(name, MAX_USER)}.")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
