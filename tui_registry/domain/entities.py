"""What comes out of the registry: frozen values, never rows of the database.

Field names are those of MLflow's and Databricks' wire format where it has them. Times are
milliseconds since the epoch, sizes bytes. Text is as its author wrote it: make it safe with
domain.display before showing it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage

Row = TypeVar("Row")


class VersionStatus(StrEnum):
    """How far a version's registration has come (R7)."""

    PENDING = "PENDING_REGISTRATION"
    FAILED = "FAILED_REGISTRATION"
    READY = "READY"


class RequestStatus(StrEnum):
    """What became of a transition request; only open ones can be decided."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    OVERTAKEN = "overtaken"

    @property
    def verb(self) -> str:
        """What somebody did to it, in the past: `bob rejected it`, `bob overtook it`."""
        return "overtook" if self is RequestStatus.OVERTAKEN else self.value


class AvailableAction(StrEnum):
    """What the caller may do with a request or a comment (Q10, C1)."""

    APPROVE = "APPROVE_TRANSITION_REQUEST"
    REJECT = "REJECT_TRANSITION_REQUEST"
    CANCEL = "CANCEL_TRANSITION_REQUEST"
    EDIT_COMMENT = "EDIT_COMMENT"
    DELETE_COMMENT = "DELETE_COMMENT"


@dataclass(frozen=True, slots=True)
class TransitionRequest:
    """One user's asking for one version to move to one stage (Q3)."""

    id: int
    model_id: int
    name: str
    version: int
    current_stage: Stage
    """The stage the version is in at the time of reading; `from_stage` is the one it was asked from."""
    from_stage: Stage
    to_stage: Stage
    user_id: str
    comment: str
    creation_timestamp: int
    status: RequestStatus
    decided_by: str
    decided_at: int | None
    decision_comment: str
    available_actions: tuple[AvailableAction, ...] = ()
    needs_other_eyes: bool = False
    """The caller could approve it, had they not asked for it themselves (U7)."""

    def allows(self, action: AvailableAction) -> bool:
        """Whether the caller may take this action now."""
        return action in self.available_actions


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A version of a registered model, as the caller sees it."""

    id: int
    model_id: int
    name: str
    version: int
    current_stage: Stage
    stage_since: int
    """When it entered its stage."""
    description: str
    user_id: str
    creation_timestamp: int
    last_updated_timestamp: int
    source: str
    run_id: str
    run_link: str
    status: VersionStatus
    status_message: str
    size: int
    """Bytes of all its artifacts."""
    file_count: int
    permission_level: PermissionLevel
    tags: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    open_requests: tuple[TransitionRequest, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisteredModel:
    """A registered model, as the caller sees it."""

    id: int
    name: str
    description: str
    user_id: str
    creation_timestamp: int
    last_updated_timestamp: int
    version_count: int
    active_count: int
    """Versions in Staging or Production."""
    permission_level: PermissionLevel
    tags: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, int] = field(default_factory=dict)
    latest_versions: tuple[ModelVersion, ...] = ()
    """The highest READY version of each stage that has any (L2)."""


@dataclass(frozen=True, slots=True)
class ModelSummary:
    """A row of the list of models (spec 2.1): version numbers, or None where there is none."""

    id: int
    name: str
    latest_version: int | None
    staging_version: int | None
    production_version: int | None
    open_requests: int
    user_id: str
    last_updated_timestamp: int


@dataclass(frozen=True, slots=True)
class PendingTarget:
    """An open question about a version, as the table of versions shows it: a stage and who asked."""

    to_stage: Stage
    user_id: str


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """A row of a model's versions (spec 2.2)."""

    id: int
    version: int
    current_stage: Stage
    status: VersionStatus
    creation_timestamp: int
    user_id: str
    description: str
    """The first 100 characters, enough for the preview."""
    pending: tuple[PendingTarget, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a version."""

    id: int
    name: str
    version: int
    user_id: str
    comment: str
    creation_timestamp: int
    last_updated_timestamp: int
    available_actions: tuple[AvailableAction, ...] = ()

    @property
    def is_edited(self) -> bool:
        """Whether its author changed it after writing it."""
        return self.last_updated_timestamp != self.creation_timestamp


@dataclass(frozen=True, slots=True)
class ArtifactFile:
    """A file of a version's artifacts; the path is relative, with "/" between its parts."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FileExcerpt:
    """The beginning of a file of a version's artifacts, as it is on the disk now."""

    file: ArtifactFile
    """The file as it was registered."""
    content: bytes
    is_whole: bool
    """Whether the content is all of it."""
    is_as_registered: bool
    """Whether its size is that of the registered file, and its checksum too where the content is whole."""


@dataclass(frozen=True, slots=True)
class VersionInStage:
    """A version that a transition would archive, and since when it has been in its stage."""

    version: int
    stage_since: int


@dataclass(frozen=True, slots=True)
class TransitionPlan:
    """What a transition, request or decision would do if it were made now."""

    name: str
    version: int
    from_stage: Stage
    to_stage: Stage
    archivable: tuple[VersionInStage, ...]
    """The other versions in the target stage, which the archive option moves; newest first."""
    requests: tuple[TransitionRequest, ...]
    """The open requests for this very target: approving, rejecting or transitioning closes them all."""
    may_apply: bool
    """Whether the caller may make this transition without asking."""


@dataclass(frozen=True, slots=True)
class VersionAt:
    """Where a version stood at a moment of the past."""

    name: str
    """The model's name at that moment."""
    version: int
    stage: Stage
    since: int
    """When it had come into that stage."""
    user_id: str
    """Who had moved it there, or registered it."""
    present_name: str = ""
    """The name the model has now; empty where it is gone, or may not be read any more."""
    acting_user: str = ""
    """Who really did so, where that was an administrator in the user's name."""


@dataclass(frozen=True, slots=True)
class VersionMove:
    """A version that would move from one stage to another."""

    version: int
    from_stage: Stage
    to_stage: Stage


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What taking back a stage change would do if it were done now."""

    name: str
    version: int
    from_stage: Stage
    to_stage: Stage
    restored: tuple[VersionMove, ...]
    """The versions that the change had displaced, each on its way back to where it was."""
    done_by: str
    done_at: int
    change_id: int
    """The activity that would be undone."""


@dataclass(frozen=True, slots=True)
class RollbackPlan:
    """What going back to the previous Production version would do if it were done now."""

    name: str
    version: int
    """The version that would be in Production again."""
    current_stage: Stage
    left_at: int
    """When it left Production."""
    replaced: tuple[int, ...]
    """The versions in Production now, which go to Archived."""


@dataclass(frozen=True, slots=True)
class PermissionEntry:
    """A level that a user or a group holds on a model or, inherited, on the whole registry."""

    principal: str
    is_group: bool
    level: PermissionLevel
    is_inherited: bool = False


@dataclass(frozen=True, slots=True)
class KnownUser:
    """A user whom the registry knows by name. Whoever else can open it may use it too."""

    name: str
    groups: tuple[str, ...] = ()
    """The groups they belong to by name; everybody belongs to `users` besides."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of users, which can hold levels."""

    name: str
    members: tuple[str, ...] = ()
    """Empty for `users`, to which everybody belongs."""
    is_built_in: bool = False
    """Whether it is `admins` or `users`, which stay."""


@dataclass(frozen=True, slots=True)
class Token:
    """What lets a program in as a user, without the secret, which nobody can read again."""

    id: int
    user_id: str
    label: str
    creation_timestamp: int
    created_by: str
    expires_at: int | None
    """The first moment at which it is refused; None where it lasts until it is revoked."""
    last_used_day: int | None
    """When the day (UTC) began on which it was used last; None where it never was."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was made now, with its secret: the only time that anybody sees it."""

    token: Token
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """A stretch of a list: its rows, by which it is walked through, and how many rows the whole list has."""

    rows: tuple[Row, ...]
    offset: int
    total: int
    is_counted: bool = True
    """Whether the list has exactly so many; else there are at least so many."""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class ResultPage(Generic[Row]):
    """A page of what a search finds, walked through as MLflow's are, and where the next one begins."""

    rows: tuple[Row, ...]
    token: str | None
    """Pass it back for the next page; None where this is the last."""

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)
