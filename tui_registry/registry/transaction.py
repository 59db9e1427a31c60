"""One write: right, rule, change, activity, all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, Unpack

from sqlalchemy import text
from sqlmodel import select

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.permissions import Ability, PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.registry.refusals import no_such_model, no_such_version, require
from tui_registry.store.reader import Reader
from tui_registry.store.reads import levels
from tui_registry.store.tables import ActivityRow, ModelVersionRow, RegisteredModelRow

if TYPE_CHECKING:
    from sqlmodel import Session


class Details(TypedDict, total=False):
    """What a row of the history may say beside what happened to whom."""

    stages: tuple[Stage, Stage] | None
    """From and to."""
    comment: str
    system_comment: str
    comment_id: int | None


@dataclass(slots=True)
class Transaction:
    """A write transaction of one actor at one moment (ms)."""

    session: Session
    read: Reader
    user: str
    acting_user: str
    now: int
    level_before: PermissionLevel = PermissionLevel.NO_PERMISSIONS
    """The actor's effective level on the model that was locked last, as it was then."""

    def level(self, model: RegisteredModelRow) -> PermissionLevel:
        """Return the actor's effective level on a model."""
        assert model.id is not None
        return PermissionLevel(levels.level_on_model(self.read, self.user, model.id))

    def model(self, name: str, ability: Ability) -> RegisteredModelRow:
        """Return a model the actor may do this with, locked so that its writers queue.

        Raises:
            ResourceDoesNotExist: there is no such model (U11).
            PermissionDenied: there is, but the actor's level does not allow it.
        """
        statement = select(RegisteredModelRow).where(RegisteredModelRow.name == name).with_for_update()
        model = self.session.exec(statement).first()
        if model is None:
            raise no_such_model(name)
        self.level_before = self.level(model)
        require(self.level_before, ability, self.user, name)
        return model

    def queue_for(self, name: str) -> None:
        """Let those who are about to take the same name queue, where there is no row yet that they could lock."""
        # SQLite's writers queue already.
        if self.session.get_bind().dialect.name == "postgresql":
            self.session.connection().execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})

    def version(self, model: RegisteredModelRow, number: int) -> ModelVersionRow:
        """Return a version of a model.

        Raises:
            ResourceDoesNotExist: the model has no version of that number.
        """
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
        model: RegisteredModelRow | None,
        version: ModelVersionRow | None = None,
        **details: Unpack[Details],
    ) -> int:
        """Write one row of the history, as `note` adds it, and return its id."""
        return self.id_of(self.note(kind, model, version, **details))

    def id_of(self, row: ActivityRow) -> int:
        """Return the id of a row of the history, which is written now if it was not yet."""
        if row.id is None:
            self.session.flush()
        assert row.id is not None
        return row.id

    def note(
        self,
        kind: ActivityType,
        model: RegisteredModelRow | None,
        version: ModelVersionRow | None = None,
        **details: Unpack[Details],
    ) -> ActivityRow:
        """Add one row to the history, to be written with what else this transaction adds, in the order of noting."""
        stages = details.get("stages")
        row = ActivityRow(
            type=kind,
            user_name=self.user,
            acting_user=self.acting_user,
            created_at=self.now,
            model_id=model.id if model is not None else None,
            model_name=model.name if model is not None else "",
            version=version.number if version is not None else None,
            from_stage=stages[0] if stages else None,
            to_stage=stages[1] if stages else None,
            comment=details.get("comment", ""),
            system_comment=details.get("system_comment", ""),
            comment_id=details.get("comment_id"),
        )
        self.session.add(row)
        return row
