"""One write: right, rule, change, activity, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self, TypedDict, Unpack

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.permissions import Ability, PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.registry.refusals import no_such_model, no_such_version, require
from tui_registry.store.reader import Row
from tui_registry.store.reads import levels, versions
from tui_registry.store.writer import Writer
from tui_registry.store.writes import activities, models

if TYPE_CHECKING:
    from sqlmodel import Session

    from tui_registry.domain.times import Clock
    from tui_registry.store.tables import ModelVersionRow, RegisteredModelRow


class Details(TypedDict, total=False):
    """What a row of the history may say beside what happened to whom."""

    stages: tuple[Stage, Stage] | None
    """From and to."""
    comment: str
    system_comment: str
    comment_id: int | None


class NamedModel(Protocol):
    """A model as the history names it."""

    @property
    def id(self) -> int | None:
        """Its id, which it has once it is written."""

    @property
    def name(self) -> str:
        """Its name at present."""


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model that is there."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class LockedModel(KnownModel):
    """A model whose other writers wait for the end of this transaction."""

    next_number: int


@dataclass(slots=True)
class LockedVersion:
    """A version of a locked model."""

    id: int
    model_id: int
    number: int
    stage: Stage
    status: str
    status_message: str

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return it as a row has it."""
        stage = Stage(row["stage"])
        return cls(row["id"], row["model_id"], row["number"], stage, row["status"], row["status_message"])


@dataclass(slots=True)
class Transaction:
    """A write transaction of one actor at one moment."""

    store: Writer
    user: str
    acting_user: str
    clock: Clock
    level_before: PermissionLevel = PermissionLevel.NO_PERMISSIONS
    """The actor's effective level on the model that was locked last, as it was then."""
    _now: int | None = None

    @property
    def now(self) -> int:
        """Its moment (ms), the same whenever it is asked for.

        It is looked up when it is needed first, which is when the model is locked: were it before, who waited for the
        lock would write what is older than what is there, and change what "as of" says of a past moment.
        """
        if self._now is None:
            self._now = self.clock()
        return self._now

    @property
    def session(self) -> Session:
        """SQLModel's unit of work in this transaction."""
        return self.store.session

    def level(self, model: RegisteredModelRow) -> PermissionLevel:
        """Return the actor's effective level on a model."""
        assert model.id is not None
        return PermissionLevel(levels.level_on_model(self.store, self.user, model.id))

    def queue_for(self, name: str) -> None:
        """Let those who are about to take the same name queue, where there is no row yet that they could lock."""
        models.queue_for(self.store, name)

    def locking(self, name: str) -> Callable[[Ability], LockedModel]:
        """Ask for a model, locked so that its writers queue, and return what returns it if the actor may do this.

        Raises:
            ResourceDoesNotExist: there is no such model (U11).
            PermissionDenied: there is, but the actor's level does not allow it.
        """
        # In this order: who had to wait for the lock sees the levels as they are then.
        locked = models.lock_by_name(self.store, name)
        held = levels.level_on_name(self.store, self.user, name)

        def found(ability: Ability) -> LockedModel:
            row = locked()
            if row is None:
                raise no_such_model(name)
            self.level_before = PermissionLevel(held())
            require(self.level_before, ability, self.user, name)
            return LockedModel(row["id"], row["name"], row["next_number"])

        return found

    def locked_version(self, name: str, number: int, ability: Ability) -> tuple[LockedModel, LockedVersion]:
        """Return a model as `locking` does, and a version of it.

        Raises:
            ResourceDoesNotExist: there is no such model, or it has no version of that number.
            PermissionDenied: the actor's level does not allow it.
        """
        locked = self.locking(name)
        found = versions.by_name(self.store, name, number)
        model = locked(ability)
        row = found()
        if row is None:
            raise no_such_version(name, number)
        return model, LockedVersion.of(row)

    def model(self, name: str, ability: Ability) -> RegisteredModelRow:
        """Return a model as `locking` does, with all its columns, to be changed in the session."""
        from sqlmodel import select

        from tui_registry.store.tables import RegisteredModelRow

        self.locking(name)(ability)
        return self.session.exec(select(RegisteredModelRow).where(RegisteredModelRow.name == name)).one()

    def version(self, model: RegisteredModelRow, number: int) -> ModelVersionRow:
        """Return a version of a model, to be changed in the session.

        Raises:
            ResourceDoesNotExist: the model has no version of that number.
        """
        from sqlmodel import select

        from tui_registry.store.tables import ModelVersionRow

        statement = select(ModelVersionRow).where(
            ModelVersionRow.model_id == model.id, ModelVersionRow.number == number
        )
        version = self.session.exec(statement).first()
        if version is None:
            raise no_such_version(model.name, number)
        return version

    def record(
        self,
        kind: ActivityType,
        model: NamedModel | None,
        version: int | None = None,
        **details: Unpack[Details],
    ) -> Callable[[], int]:
        """Write one row of the history, and return what tells its id."""
        stages = details.get("stages")
        return activities.add(
            self.store,
            type=kind,
            user_name=self.user,
            acting_user=self.acting_user,
            created_at=self.now,
            model_id=model.id if model is not None else None,
            model_name=model.name if model is not None else "",
            version=version,
            from_stage=stages[0] if stages else None,
            to_stage=stages[1] if stages else None,
            comment=details.get("comment", ""),
            system_comment=details.get("system_comment", ""),
            comment_id=details.get("comment_id"),
        )
