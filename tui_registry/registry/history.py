"""Reading the history."""

from __future__ import annotations

from tui_registry.domain.activities import Activity
from tui_registry.domain.entities import Page, VersionAt
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.domain.references import parse_number
from tui_registry.domain.stages import Stage
from tui_registry.registry import views
from tui_registry.registry.actor import Actor
from tui_registry.store.reads import history, stages


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

    def list_versions_as_of(self, moment: int, name: str = "", stage: Stage | None = None) -> tuple[VersionAt, ...]:
        """Return which version was in which stage at a moment (ms), as far as the actor may read it (FT-F7).

        Args:
            moment: The instant; what happened in that very millisecond counts.
            name: Only of this model, under any name it has or had.
            stage: Only those in this stage.
        """
        with self._read() as reader:
            return tuple(
                VersionAt(row["name"], row["version"], Stage(row["stage"]), row["since"], row["user_name"])
                for row in stages.at_moment(reader, self.user, moment, name, stage)
            )

    def locate_activity(self, activity_id: int, query: HistoryQuery) -> int | None:
        """Return the offset of an activity in a search, or None where the search does not find it."""
        with self._read() as reader:
            return history.offset_of(reader, self.user, query, activity_id)
