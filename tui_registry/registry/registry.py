"""A registry that is open: its database, its folder of artifacts, its clock."""

from __future__ import annotations

from functools import cached_property
from os import PathLike, fspath
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tui_registry.domain.addresses import shown_url
from tui_registry.domain.arguments import checked
from tui_registry.domain.errors import (
    InvalidParameterValue,
    InvalidState,
    PermissionDenied,
    RegistryUnavailable,
    ResourceAlreadyExists,
)
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.text_rules import check_user
from tui_registry.domain.times import Clock, system_clock
from tui_registry.registry.placing import check_not_root, check_place, file_of, owner_beside_root
from tui_registry.store.database import ChangeWatch, Database, open_database
from tui_registry.store.reads import levels, people, settings
from tui_registry.store.schema import check_revision

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient
    from tui_registry.store.artifacts import ArtifactStore

__all__ = ["ADMINS", "ChangeWatch", "Registry", "shown_url"]

ADMINS = "admins"
"""The group whose members hold Can Manage on everything; it can't be taken from them (P4)."""


class Registry:
    """An open registry. Threads may share it; ask it for a client to do anything as somebody."""

    def __init__(
        self, database: Database, artifact_root: Path, clock: Clock, advisory: str = "", *, is_new: bool = False
    ) -> None:
        self.database = database
        self.artifact_root = artifact_root
        """The folder that holds every version's artifacts."""
        self.clock = clock
        self.advisory = advisory
        """Why permissions are only advice here, as a clause: several accounts can write the file. Else empty."""
        self.is_new = is_new
        """Whether this opening made it."""

    @cached_property
    def artifacts(self) -> ArtifactStore:
        """The artifacts; what copies and checks them is imported when it is needed."""
        from tui_registry.store.artifacts import ArtifactStore

        return ArtifactStore(self.artifact_root)

    def artifacts_to_change(self) -> ArtifactStore:
        """Return the artifacts for a verb that adds or removes some.

        Raises:
            PermissionDenied: root asks, and they are an account's.
        """
        check_not_root(self.artifact_root, file_of(self.database))
        return self.artifacts

    def artifacts_are_away(self) -> bool:
        """Whether versions should have files, and nothing of any is there: the disk that has them is not mounted."""
        if self.artifacts.is_furnished():
            return False
        # Here: half of a desk's start is imports.
        from tui_registry.store.reads import versions

        with self.database.read() as reader:
            return versions.is_any_ready(reader)

    def check_artifacts_are_there(self) -> None:
        """Refuse to begin a new folder of artifacts where the old one's disk is not mounted.

        Raises:
            InvalidState: it is not.
        """
        if self.artifacts_are_away():
            raise InvalidState(
                f"There are versions, but none of their files is in {str(self.artifact_root)!r}. Is its disk mounted? "
                "Mount it and try again. If they are lost, restore a backup, or delete those versions."
            )

    @classmethod
    @checked
    def open(
        cls,
        url: str | PathLike[str],
        *,
        clock: Clock = system_clock,
        create: bool = True,
        artifacts: str | None = None,
        everyone: PermissionLevel | str | None = None,
        trust_everyone: bool = False,
    ) -> Registry:
        """Open the registry at a URL, `sqlite:////abs/registry.db`, `postgresql://…` or a bare path.

        Args:
            url: Where it is.
            clock: Tells the present moment in ms.
            create: Make it where there is none; whoever runs the process is its first administrator.
            artifacts: The folder for artifacts, of a registry that is made now.
            everyone: The registry-wide level of the group `users`, of a registry that is made now (P5); or `none`.
            trust_everyone: Open a file that several accounts can write as well; permissions in it are only advice.

        Raises:
            NotAnAddress: the URL is of no kind that can hold a registry.
            RegistryUnavailable: there is none and `create` is off, the database can't be opened, or it is a file on
                a file system of the network.
            SharedRegistry: several accounts can write its file, and `trust_everyone` is off.
            SchemaMismatch: another version of tui-registry wrote it.
        """
        database = open_database(fspath(url))
        exists = database.exists()
        advisory = check_place(database, trust_everyone=trust_everyone) if exists or create else ""
        revision = database.revision() if exists else None
        if revision is None:
            if not create:
                raise RegistryUnavailable(
                    f"There is no registry at {shown_url(database.url)}. "
                    "Make one with `tui-registry init`, or look at a full one with `tui-registry demo`."
                )
            from tui_registry.registry.founding import found_registry

            is_new = found_registry(database, artifacts=artifacts, everyone=everyone)
        else:
            is_new = False
            check_revision(revision, shown_url(database.url))
        return cls(database, _artifact_root(database), clock, advisory, is_new=is_new)

    @classmethod
    @checked
    def found(
        cls,
        url: str | PathLike[str],
        *,
        artifacts: str | None = None,
        everyone: PermissionLevel | str | None = None,
        trust_everyone: bool = False,
    ) -> Registry:
        """Make a registry, for one who wants a new one with just these settings; otherwise as `open`.

        Raises:
            ResourceAlreadyExists: there is one, or of many who began at once another one has made it.
        """
        registry = cls.open(url, artifacts=artifacts, everyone=everyone, trust_everyone=trust_everyone)
        if not registry.is_new:
            registry.close()
            raise ResourceAlreadyExists(f"There is a registry at {registry.url} already.")
        return registry

    @property
    def url(self) -> str:
        """The registry's address, without its password."""
        return shown_url(self.database.url)

    @checked
    def acting_as(self, user: str, *, by: str = "") -> RegistryClient:
        """Return a client bound to one user.

        Args:
            user: Whose permissions apply.
            by: Who really acts, where the door knows: acting for somebody else is an administrator's
                right, and the history keeps both names.

        Raises:
            PermissionDenied: `by` is somebody else and no administrator.
        """
        from tui_registry.registry.client import RegistryClient

        self.check_acting(user, by=by)
        return RegistryClient(self, user, "" if by == user else by)

    @checked
    def check_acting(self, user: str, *, by: str = "") -> None:
        """Refuse what `acting_as` refuses, before the verbs are imported: half of a desk's start is imports."""
        check_user(user)
        if by in ("", user):
            return
        with self.database.read() as reader:
            if not levels.is_member(reader, by, ADMINS):
                raise PermissionDenied(f"{by} may not act as {user}: that is a right of the group {ADMINS}.")

    @checked
    def check_known(self, user: str) -> None:
        """Refuse whom the registry does not know: a key that was left behind lets its user in no more.

        Raises:
            PermissionDenied: nobody of that name is known.
        """
        with self.database.read() as reader:
            if not people.knows_user(reader, user):
                raise PermissionDenied(f"{user} is no user of this registry any more. Ask one of its administrators.")

    def authenticate(self, secret: str) -> str:
        """Return the user whose token this is.

        Raises:
            Unauthenticated: it is nobody's, or was revoked, or has expired.
        """
        from tui_registry.registry.tokens import authenticate

        return authenticate(self, secret)

    def watch(self) -> ChangeWatch:
        """Begin to watch for commits by anybody, this process included."""
        return self.database.watch()

    def recover(self) -> int:
        """End the registrations and deletions whose process died; return how many there were.

        Root leaves that to the account whose artifacts they are. And where their disk is not mounted, nobody can tell
        which copies run: they may, on a machine that has it.
        """
        if owner_beside_root(self.artifact_root, file_of(self.database)) or self.artifacts_are_away():
            return 0
        from tui_registry.registry.recovery import recover

        return recover(self)

    def close(self) -> None:
        """Let go of every connection."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _artifact_root(database: Database) -> Path:
    with database.read() as reader:
        chosen = settings.value(reader, "artifacts")
    root = Path(chosen) if chosen else database.default_artifact_root()
    if root is None:
        raise InvalidParameterValue("This registry has no folder for artifacts. Name one with `init --artifacts DIR`.")
    return root
