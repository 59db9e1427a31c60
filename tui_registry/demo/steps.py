"""What somebody may do in a story: each step is one verb of the registry, with its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tui_registry.demo.artifacts import LoggedModel, write_logged_model
from tui_registry.domain.errors import InvalidParameterValue, ResourceDoesNotExist
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a step is played: by whom, about which model, at which moment (ms)."""

    client: RegistryClient
    model: str
    moment: int
    mlruns: Path
    """The file store that runs are written to."""
    shown_mlruns: Path
    """Where people are told that it was: in the demo's own folder, not in the one where it is built."""
    comments: dict[str, int]
    """The ids of the comments that have a label."""


class Step(Protocol):
    """Something that somebody does."""

    def play(self, scene: Scene) -> None:
        """Do it."""


@dataclass(frozen=True, slots=True)
class Create:
    """Create the model, empty."""

    description: str
    tags: Mapping[str, str] = field(default_factory=dict)

    def play(self, scene: Scene) -> None:
        """Do it."""
        scene.client.create_registered_model(scene.model, self.description, self.tags)


@dataclass(frozen=True, slots=True)
class Grant:
    """Give somebody a level on the model."""

    user: str
    level: PermissionLevel

    def play(self, scene: Scene) -> None:
        """Do it."""
        scene.client.set_permission(scene.model, self.user, self.level)


@dataclass(frozen=True, slots=True)
class Revoke:
    """Take somebody's level on the model away."""

    user: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        scene.client.remove_permission(scene.model, self.user)


@dataclass(frozen=True, slots=True)
class Register:
    """Log a model and register it; the number is the one it gets."""

    version: int
    logged: LoggedModel
    description: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)

    def play(self, scene: Scene) -> None:
        """Do it."""
        folder = write_logged_model(
            scene.mlruns,
            self.logged,
            name=scene.model,
            version=self.version,
            user=scene.client.user,
            moment=scene.moment,
        )
        try:
            self._register(scene, folder)
        except InvalidParameterValue:
            # The version stays, as FAILED_REGISTRATION with the reason.
            if not self.logged.missing_weights:
                raise

    def _register(self, scene: Scene, folder: Path) -> None:
        try:
            scene.client.get_registered_model(scene.model)
        except ResourceDoesNotExist:
            scene.client.create_registered_model(scene.model)
        source = scene.shown_mlruns / folder.relative_to(scene.mlruns)
        with scene.client.begin_model_version(
            scene.model, str(source), folder=str(folder), description=self.description, tags=self.tags
        ) as registration:
            registration.complete()


@dataclass(frozen=True, slots=True)
class Move:
    """Move a version to a stage, with the others there to Archived or not."""

    version: int
    stage: Stage
    comment: str = ""
    archive: bool = False

    def play(self, scene: Scene) -> None:
        """Do it."""
        scene.client.transition_model_version_stage(scene.model, self.version, self.stage, self.archive, self.comment)


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask for a version to move to a stage."""

    version: int
    stage: Stage
    comment: str = ""

    def play(self, scene: Scene) -> None:
        """Do it."""
        scene.client.create_transition_request(scene.model, self.version, self.stage, self.comment)


@dataclass(frozen=True, slots=True)
class Approve:
    """Decide what was asked with yes."""

    version: int
    stage: Stage
    comment: str = ""
    archive: bool = False

    def play(self, scene: Scene) -> None:
        """Do it."""
        scene.client.approve_transition_request(scene.model, self.version, self.stage, self.archive, self.comment)


@dataclass(frozen=True, slots=True)
class Reject:
    """Decide what was asked with no."""

    version: int
    stage: Stage
    comment: str = ""

    def play(self, scene: Scene) -> None:
        """Do it."""
        scene.client.reject_transition_request(scene.model, self.version, self.stage, self.comment)


@dataclass(frozen=True, slots=True)
class Cancel:
    """Withdraw one's own request, or somebody else's."""

    version: int
    stage: Stage
    comment: str = ""
    requester: str = ""

    def play(self, scene: Scene) -> None:
        """Do it."""
        requester = self.requester or scene.client.user
        scene.client.delete_transition_request(scene.model, self.version, self.stage, requester, self.comment)


@dataclass(frozen=True, slots=True)
class Say:
    """Comment on a version; the label is for changing the comment later."""

    version: int
    text: str
    label: str = ""

    def play(self, scene: Scene) -> None:
        """Do it."""
        comment = scene.client.create_comment(scene.model, self.version, self.text)
        if self.label:
            scene.comments[self.label] = comment.id


@dataclass(frozen=True, slots=True)
class Correct:
    """Edit a labelled comment."""

    label: str
    text: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        scene.client.update_comment(scene.comments[self.label], self.text)


@dataclass(frozen=True, slots=True)
class Unsay:
    """Delete a labelled comment."""

    label: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        scene.client.delete_comment(scene.comments[self.label])


@dataclass(frozen=True, slots=True)
class Describe:
    """Replace the description of the model, or of a version."""

    text: str
    version: int | None = None

    def play(self, scene: Scene) -> None:
        """Do it."""
        if self.version is None:
            scene.client.update_registered_model(scene.model, self.text)
        else:
            scene.client.update_model_version(scene.model, self.version, self.text)


@dataclass(frozen=True, slots=True)
class Tag:
    """Set a tag of the model, or of a version; without a value, delete it."""

    key: str
    value: str | None
    version: int | None = None

    def play(self, scene: Scene) -> None:
        """Do it."""
        client, model = scene.client, scene.model
        if self.version is None and self.value is None:
            client.delete_registered_model_tag(model, self.key)
        elif self.version is None and self.value is not None:
            client.set_registered_model_tag(model, self.key, self.value)
        elif self.version is not None and self.value is None:
            client.delete_model_version_tag(model, self.version, self.key)
        elif self.version is not None and self.value is not None:
            client.set_model_version_tag(model, self.version, self.key, self.value)


@dataclass(frozen=True, slots=True)
class Alias:
    """Let an alias name a version; without a version, delete it."""

    alias: str
    version: int | None

    def play(self, scene: Scene) -> None:
        """Do it."""
        if self.version is None:
            scene.client.delete_registered_model_alias(scene.model, self.alias)
        else:
            scene.client.set_registered_model_alias(scene.model, self.alias, self.version)


@dataclass(frozen=True, slots=True)
class Rename:
    """Rename the model; a story of the new name goes on from here."""

    new_name: str

    def play(self, scene: Scene) -> None:
        """Do it."""
        scene.client.rename_registered_model(scene.model, self.new_name)


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete a version, or the model."""

    version: int | None = None

    def play(self, scene: Scene) -> None:
        """Do it."""
        if self.version is None:
            scene.client.delete_registered_model(scene.model)
        else:
            scene.client.delete_model_version(scene.model, self.version)
