"""What every noun's verbs stand on: an actor, and transactions in their name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from tui_registry.domain.arguments import check_verbs
from tui_registry.domain.decisions import Viewer
from tui_registry.domain.permissions import Ability, PermissionLevel
from tui_registry.registry.refusals import no_such_model, no_such_version, require
from tui_registry.store.reader import Reader, Row
from tui_registry.store.reads import batches, levels, models, settings, versions

if TYPE_CHECKING:
    from tui_registry.registry.registry import Registry
    from tui_registry.registry.transaction import Transaction
    from tui_registry.registry.views import Viewers


class Actor:
    """Somebody at work on a registry. Imports nothing of the ORM but where it administers."""

    def __init_subclass__(cls) -> None:
        """Let every verb refuse arguments of another kind than its signature names: here, and for all of them."""
        super().__init_subclass__()
        check_verbs(cls)

    def __init__(self, registry: Registry, user: str, acting_user: str) -> None:
        self.registry = registry
        self.user = user
        """Whose permissions apply."""
        self.acting_user = acting_user
        """Who really acts, where that is somebody else; else the empty text."""

    @contextmanager
    def _read(self) -> Iterator[Reader]:
        with self.registry.database.read() as reader:
            yield reader

    @contextmanager
    def _write(self) -> Iterator[Transaction]:
        from tui_registry.registry.transaction import Transaction

        with self.registry.database.write() as writer:
            yield Transaction(writer, self.user, self.acting_user, self.registry.clock)

    def _level(self, reader: Reader, model_id: int) -> PermissionLevel:
        return PermissionLevel(levels.level_on_model(reader, self.user, model_id))

    def _viewer(self, reader: Reader, level: PermissionLevel) -> Viewer:
        return Viewer(self.user, level, settings.wants_four_eyes(reader))

    def _viewer_of(self, reader: Reader, model_id: int, level: PermissionLevel) -> Viewers:
        """Return who looks at one model, the rest of which is about to be read."""
        four_eyes = settings.four_eyes(reader)
        return lambda: {model_id: Viewer(self.user, level, four_eyes())}

    def _viewers(self, reader: Reader, model_ids: Sequence[int]) -> Viewers:
        """Return who looks, by the id of each model: their level differs from model to model."""
        four_eyes = settings.four_eyes(reader)
        held = batches.levels_of_models(reader, self.user, model_ids)

        def found() -> dict[int, Viewer]:
            anybody = Viewer(self.user, PermissionLevel.NO_PERMISSIONS, four_eyes())
            return {model_id: replace(anybody, level=PermissionLevel(level)) for model_id, level in held().items()}

        return found

    def _readable_model(self, reader: Reader, name: str) -> tuple[Row, PermissionLevel]:
        """Return a model the actor may read, and the level.

        Raises:
            ResourceDoesNotExist: there is no such model.
            PermissionDenied: the actor has No Permissions on it (U11).
        """
        held = levels.level_on_name(reader, self.user, name)
        row = models.by_name(reader, name)
        if row is None:
            raise no_such_model(name)
        level = PermissionLevel(held())
        require(level, Ability.READ, self.user, name)
        return row, level

    def _readable_version(self, reader: Reader, name: str, number: int) -> tuple[Row, PermissionLevel]:
        """Return a version of a model the actor may read, and the level on the model.

        Raises:
            ResourceDoesNotExist: there is no such model or version.
            PermissionDenied: the actor has No Permissions on the model.
        """
        held = levels.level_on_name(reader, self.user, name)
        row = versions.by_name(reader, name, number)()
        if row is None:
            self._readable_model(reader, name)
            raise no_such_version(name, number)
        level = PermissionLevel(held())
        require(level, Ability.READ, self.user, name)
        return row, level
