"""Reading the history."""

from __future__ import annotations

from tui_registry.domain.activities import Activity
from tui_registry.domain.entities import Page, VersionAt
from tui_registry.domain.errors import ResourceDoesNotExist
from tui_registry.domain.ordering import HistoryQuery, MomentQuery
from tui_registry.domain.references import parse_number
from tui_registry.domain.stages import Stage
from tui_registry.registry import views
from tui_registry.registry.actor import Actor
from tui_registry.registry.refusals import no_such_version
from tui_registry.store.reader import Row
from tui_registry.store.reads import history, stages, versions


class HistoryVerbs(Actor):
    """Read what happened; nothing here or anywhere changes it (H1)."""

    def list_activities(self, name: str, version: int | str) -> tuple[Activity, ...]:
        """Return what happened to a version, oldest first, without comments that are gone (FT-F1)."""
        with self._read() as reader:
            row, _ = self._readable_version(reader, name, parse_number(version))
            return tuple(views.activity(found) for found in history.of_version(reader, row["model_id"], row["number"]))

    def search_history(self, query: HistoryQuery, *, offset: int = 0, limit: int = 200) -> Page[Activity]:
        """Return a stretch of the registry's history, as far as the actor may read it (FT-F6, H2)."""
        with self._read() as reader:
            rows = history.page(reader, self.user, query, offset, limit)
            return Page(tuple(views.activity(row) for row in rows), offset, history.count(reader, self.user, query))

    def search_history_behind(self, last: Activity, query: HistoryQuery, *, limit: int = 200) -> tuple[Activity, ...]:
        """Return what a search finds behind one activity of it: an export costs as much as it holds."""
        with self._read() as reader:
            rows = history.behind(reader, self.user, query, last.id, limit)
            return tuple(views.activity(row) for row in rows)

    def check_in_history(self, name: str, version: int | None = None) -> None:
        """Refuse a model, or a version of one, of which there can be no history: finding nothing is no answer then.

        What is gone was there (H2), under any name it had; numbers are never given again, so that a version without
        a row and without history is one that never was.

        Raises:
            ResourceDoesNotExist: no model has or had that name, or none of that name had a version of that number.
            PermissionDenied: the actor has No Permissions on the model.
        """
        with self._read() as reader:

            def is_told(query: HistoryQuery) -> bool:
                return bool(history.page(reader, self.user, query, 0, 1))

            model = None
            try:
                model, _ = self._readable_model(reader, name)
            except ResourceDoesNotExist:
                if not is_told(HistoryQuery(name)):
                    raise
            if version is None or is_told(HistoryQuery(name, version)):
                return
            if model is None or versions.by_number(reader, model["id"], version) is None:
                raise no_such_version(name, version)

    def list_versions_as_of(self, moment: int, name: str = "", stage: Stage | None = None) -> tuple[VersionAt, ...]:
        """Return which version was in which stage at a moment (ms), as far as the actor may read it (FT-F7).

        Args:
            moment: The instant; what happened in that very millisecond counts.
            name: Only of this model, under any name it has or had.
            stage: Only those in this stage.
        """
        with self._read() as reader:
            found = stages.at_moment(reader, self.user, MomentQuery(moment, name, stage))
            return tuple(_version_at(row) for row in found)

    def search_versions_as_of(self, query: MomentQuery, *, offset: int = 0, limit: int = 200) -> Page[VersionAt]:
        """Return a stretch of what `list_versions_as_of` returns, narrowed further by words of the name (FT-F7)."""
        with self._read() as reader:
            rows = stages.at_moment(reader, self.user, query, offset, limit)
            total = stages.count_at_moment(reader, self.user, query)
            return Page(tuple(_version_at(row) for row in rows), offset, total)

    def locate_activity(self, activity_id: int, query: HistoryQuery) -> int | None:
        """Return the offset of an activity in a search, or None where the search does not find it."""
        with self._read() as reader:
            return history.offset_of(reader, self.user, query, activity_id)


def _version_at(row: Row) -> VersionAt:
    return VersionAt(
        name=row["name"],
        version=row["version"],
        stage=Stage(row["stage"]),
        since=row["since"],
        user_id=row["user_name"],
        present_name=row["present_name"] or "",
        acting_user=row["acting_user"],
    )
