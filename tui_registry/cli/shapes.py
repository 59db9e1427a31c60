"""What `--json` prints, declared in one place: a TypedDict for each JSON object.

Field names are MLflow's and Databricks' where they have one. Ids and version numbers are text, as on their wire.
A text that is not known is empty; a number that is not known is null. `tui-registry json-schema` prints these
declarations as a JSON Schema; the units and the words that a field may hold stand in it.
"""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from tui_registry.cli.upkeep_shapes import Backup as Backup
from tui_registry.cli.upkeep_shapes import Check as Check
from tui_registry.cli.upkeep_shapes import Health as Health
from tui_registry.cli.upkeep_shapes import Key as Key
from tui_registry.cli.upkeep_shapes import Problem as Problem
from tui_registry.cli.upkeep_shapes import Restoration as Restoration
from tui_registry.cli.upkeep_shapes import Upgrade as Upgrade
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import AvailableAction, RequestStatus, VersionStatus
from tui_registry.domain.evidence import Verdict
from tui_registry.domain.importing import NoteKind
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.settings import SettingKey
from tui_registry.domain.stages import Stage

Milliseconds = Annotated[int, "milliseconds since the epoch"]
Bytes = Annotated[int, "bytes"]
Id = Annotated[str, "a whole number, as text"]
Number = Annotated[str, "a version's number, as text"]
Metric = Annotated[float | str, "a number, or NaN, Infinity or -Infinity as text"]
StageName = Annotated[str, Stage]
LevelName = Annotated[str, PermissionLevel]
Action = Annotated[str, AvailableAction]


class Nothing(TypedDict):
    """The answer where there is nothing to say: an object without fields."""


class Refusal(TypedDict):
    """What stands on stderr where the exit code is not 0."""

    error_code: Annotated[str, "MLflow's code, such as PERMISSION_DENIED"]
    message: Annotated[str, "a sentence that says what to do"]


class Tag(TypedDict):
    """A tag of a model or a version."""

    key: str
    value: str


class Alias(TypedDict):
    """A name for a version."""

    alias: str
    version: Number


class Request(TypedDict):
    """A transition request, open or decided."""

    id: Id
    activity_type: Annotated[str, "always REQUESTED_TRANSITION"]
    name: Annotated[str, "the model"]
    version: Number
    current_stage: Annotated[str, Stage, "where the version is now"]
    from_stage: Annotated[str, Stage, "where it was when somebody asked"]
    to_stage: StageName
    user_id: Annotated[str, "who asked"]
    comment: str
    creation_timestamp: Milliseconds
    last_updated_timestamp: Annotated[int, "milliseconds since the epoch; when it was decided, if it was"]
    status: Annotated[str, RequestStatus]
    available_actions: Annotated[list[Action], "what the caller may do with it"]
    needs_other_eyes: Annotated[bool, "the caller could approve it, had they not asked for it themselves"]


class Version(TypedDict):
    """A model version with its open requests."""

    name: Annotated[str, "the model"]
    version: Number
    current_stage: StageName
    description: Annotated[str, "Markdown"]
    user_id: Annotated[str, "who registered it"]
    creation_timestamp: Milliseconds
    last_updated_timestamp: Milliseconds
    source: Annotated[str, "the path from which it was copied"]
    run_id: str
    run_link: Annotated[str, "where its run can be seen, if on another server"]
    status: Annotated[str, VersionStatus]
    status_message: Annotated[str, "why its registration failed"]
    size: Bytes
    file_count: int
    permission_level: LevelName
    tags: Annotated[list[Tag], "by key"]
    aliases: list[Alias]
    open_requests: list[Request]


class Model(TypedDict):
    """A registered model with its latest versions."""

    id: Id
    name: str
    description: Annotated[str, "Markdown"]
    user_id: Annotated[str, "who created it"]
    creation_timestamp: Milliseconds
    last_updated_timestamp: Milliseconds
    permission_level: LevelName
    tags: Annotated[list[Tag], "by key"]
    aliases: Annotated[list[Alias], "by alias"]
    latest_versions: Annotated[list[Version], "the highest READY version of each stage that has any"]


class ModelSummary(TypedDict):
    """A row of the list of models."""

    id: Id
    name: str
    user_id: Annotated[str, "who created it"]
    last_updated_timestamp: Milliseconds
    latest_version: Number | None
    staging_version: Number | None
    production_version: Number | None
    open_request_count: int


class Field(TypedDict):
    """A column of a signature; a lone tensor has no name."""

    name: str
    type: Annotated[str, "MLflow's name of the type"]
    required: bool


class Signature(TypedDict):
    """What a model takes and gives."""

    inputs: list[Field]
    outputs: list[Field]
    params: list[Field]


class Evidence(TypedDict):
    """What is known of a version's making."""

    params: dict[str, str]
    metrics: dict[str, Metric]
    flavors: Annotated[dict[str, str], "each with what is worth a glance, such as its library's version"]
    signature: Signature | None
    model_size_bytes: Bytes | None
    mlflow_version: str
    logged_at: Annotated[str, "UTC, as MLmodel writes it"]
    requirements: list[str]
    run_id: str
    run_tags: dict[str, str]
    datasets: Annotated[list[str], "the names of the data sets that the run logged"]
    source_name: Annotated[str, "the notebook or script of the run"]
    git_commit: Annotated[str, "of the run's code"]


class File(TypedDict):
    """A file of a version, as it was when it was registered."""

    path: Annotated[str, "relative, with / between its parts"]
    size: Bytes
    sha256: Annotated[str, "hexadecimal"]


class VersionDetails(Version):
    """A model version with its evidence and files."""

    evidence: Evidence
    files: list[File]


class ComparedParam(TypedDict):
    """A param of two versions; null where one has none."""

    key: str
    candidate: str | None
    current: str | None


class ComparedMetric(TypedDict):
    """A metric of two versions; null where one has none."""

    key: str
    candidate: Metric | None
    current: Metric | None
    difference: Annotated[float | None, "candidate less current, where both are finite"]
    relative: Annotated[float | None, "the difference as a share of current"]
    verdict: Annotated[str, Verdict, "unknown where the metric's name does not tell which way is up"]


class ComparedSignature(TypedDict):
    """The signatures of two versions; null where one has none."""

    same: bool
    candidate: Signature | None
    current: Signature | None


class ComparedFile(TypedDict):
    """A file of two versions; null where one does not hold it."""

    path: Annotated[str, "relative, with / between its parts"]
    same: Annotated[bool, "whether both hold it, with the same content"]
    candidate: File | None
    current: File | None


class Comparison(TypedDict):
    """A candidate beside the version it is judged by."""

    candidate: Version
    current: Version
    params: list[ComparedParam]
    metrics: list[ComparedMetric]
    signature: ComparedSignature
    files: list[ComparedFile]


class Activity(TypedDict):
    """One thing that happened."""

    id: Id
    activity_type: Annotated[str, ActivityType, "the first seven are the original registry's"]
    name: Annotated[str, "the model's name at that time; empty for what concerns the whole registry"]
    present_name: Annotated[str, "the model's name now; empty where it is gone"]
    version: Number | None
    user_id: Annotated[str, "in whose name"]
    acting_user: Annotated[str, "who really acted, where that was somebody else"]
    creation_timestamp: Milliseconds
    last_updated_timestamp: Annotated[int, "milliseconds since the epoch; later where a comment was edited since"]
    from_stage: StageName | None
    to_stage: StageName | None
    comment: str
    system_comment: Annotated[str, "what the registry adds"]
    comment_id: Id | None


class VersionAt(TypedDict):
    """Where a version stood at a moment."""

    name: Annotated[str, "the model's name at that moment"]
    version: Number
    current_stage: Annotated[str, Stage, "where it stood at that moment"]
    since_timestamp: Annotated[int, "milliseconds since the epoch; when it had come there"]
    user_id: Annotated[str, "who had moved it there, or registered it"]
    acting_user: Annotated[str, "who really did so, where that was somebody else"]


class Comment(TypedDict):
    """A comment on a version."""

    id: Id
    name: Annotated[str, "the model"]
    version: Number
    user_id: Annotated[str, "who wrote it"]
    comment: str
    creation_timestamp: Milliseconds
    last_updated_timestamp: Annotated[int, "milliseconds since the epoch; later where it was edited"]
    available_actions: Annotated[list[Action], "what the caller may do with it"]


class Permission(TypedDict):
    """An entry of an access control list: of a user or of a group."""

    user_name: NotRequired[str]
    group_name: NotRequired[str]
    permission_level: LevelName
    inherited: Annotated[bool, "whether it is held on the whole registry"]


class User(TypedDict):
    """A user whom the registry knows."""

    user_name: str
    groups: Annotated[list[str], "besides users, to which everybody belongs"]


class Group(TypedDict):
    """A group of users."""

    group_name: str
    members: Annotated[list[str], "empty for users, to which everybody belongs"]
    built_in: Annotated[bool, "whether it is admins or users, which stay"]


class Token(TypedDict):
    """What lets a program in as a user; its secret can't be read again."""

    id: Id
    user_name: Annotated[str, "whose rights it gives"]
    label: str
    creation_timestamp: Milliseconds
    created_by: str
    expires_timestamp: Annotated[int | None, "milliseconds since the epoch; null where it lasts until it is revoked"]
    last_used_timestamp: Annotated[int | None, "when the day (UTC) began on which it was used last; null where never"]


class NewToken(Token):
    """A token that was made now, with its secret."""

    token: Annotated[str, "the secret, for Authorization: Bearer; it is shown this one time"]


class Setting(TypedDict):
    """What holds for the whole registry."""

    key: Annotated[str, SettingKey]
    value: Annotated[str, "on or off, a level, none, or a path"]
    settable: Annotated[bool, "whether an administrator can change it"]
    description: str


class Place(TypedDict):
    """A folder of artifacts on this machine."""

    artifact_uri: str


class Founded(TypedDict):
    """A registry that was made."""

    registry: Annotated[str, "its URL, without a password"]
    artifacts: Annotated[str, "the folder of its versions' files"]
    administrator: str


class AccessKey(TypedDict):
    """A key that lets a user in over SSH."""

    user_name: str
    key_type: Annotated[str, "OpenSSH's name of its kind, such as ssh-ed25519"]
    fingerprint: Annotated[str, "SHA256:…, as ssh-keygen -l prints it"]
    comment: str


class ImportNote(TypedDict):
    """One thing of theirs that ours does not have."""

    kind: Annotated[str, NoteKind]
    version: Number | None
    subject: Annotated[str, "such as stage, tag team, alias champion; empty for the model or version itself"]
    message: Annotated[str, "why"]


class ImportedModel(TypedDict):
    """What an import did about one model, or would do."""

    name: str
    created: bool
    added_versions: list[Number]
    completed_versions: Annotated[list[Number], "those whose artifacts came"]
    not_taken: list[ImportNote]


class Import(TypedDict):
    """What moved in from another registry, and what did not."""

    source: Annotated[str, "its URI, without a password"]
    dry_run: bool
    changed: Annotated[bool, "whether this registry is another than before"]
    models: list[ImportedModel]
