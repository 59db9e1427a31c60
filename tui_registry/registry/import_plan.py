"""What of a foreign model is missing here, and in what the rest differs; reading only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.importing import ForeignModel, ForeignVersion, Notes
from tui_registry.domain.stages import Stage
from tui_registry.store.reader import Reader, Row
from tui_registry.store.reads import batches, importing, models


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import has to do about a model."""

    is_new: bool
    missing: tuple[ForeignVersion, ...]
    """Versions that ours does not have."""
    unfinished: tuple[ForeignVersion, ...]
    """Versions that an earlier import began, and whose artifacts are not here."""
    aliases: Mapping[str, int]
    """Aliases to set: those of versions that are added, where ours has none of that name."""

    @property
    def writes_rows(self) -> bool:
        """Whether there is anything to add before artifacts come."""
        return self.is_new or bool(self.missing)


def plan_import(reader: Reader, model: ForeignModel, notes: Notes) -> Plan:
    """Compare an admitted model with what is here; the notes say what differs, of which nothing is overwritten."""
    ours = models.by_name(reader, model.name)
    if ours is None:
        return Plan(True, tuple(model.versions), (), dict(model.aliases))
    held = {row["number"]: row for row in importing.all_versions(reader, ours["id"])}
    deleted = importing.deleted_numbers(reader, ours["id"])
    missing, unfinished = [], []
    tags = batches.tags_of_versions(reader, [row["id"] for row in held.values()], [ours["id"]])()
    _compare_models(reader, ours, model, notes)
    for version in model.versions:
        row = held.get(version.number)
        if row is not None:
            is_unfinished = _is_unfinished(row, version)
            if is_unfinished:
                unfinished.append(version)
            _compare_versions(row, tags.get(row["id"], {}), version, notes, is_unfinished=is_unfinished)
        elif version.number in deleted:
            notes.left(version.number, "", "A version of this number was deleted here; numbers are never given again.")
        else:
            missing.append(version)
    added = {version.number for version in missing}
    return Plan(False, tuple(missing), tuple(unfinished), _new_aliases(reader, ours["id"], model, added, notes))


def _is_unfinished(row: Row, version: ForeignVersion) -> bool:
    """Whether a failed version is one that an import of this very version left, and no other's of the same number."""
    return (
        row["status"] == VersionStatus.FAILED
        and row["source"] == version.source
        and (version.created_at is None or row["created_at"] == version.created_at)
    )


def _compare_models(reader: Reader, ours: Row, model: ForeignModel, notes: Notes) -> None:
    if ours["description"] != model.description:
        notes.differs(None, "description", model.description, ours["description"])
    _compare_tags(None, models.tags(reader, ours["id"]), model.tags, notes)


def _compare_versions(
    row: Row, tags: Mapping[str, str], version: ForeignVersion, notes: Notes, *, is_unfinished: bool
) -> None:
    number = version.number
    facts = [("description", version.description), ("source", version.source), ("run link", version.run_link)]
    columns = {"description": "description", "source": "source", "run link": "run_link"}
    for subject, theirs in facts:
        if row[columns[subject]] != theirs:
            notes.differs(number, subject, theirs, row[columns[subject]])
    # Where they had none, ours is the one that the MLmodel file names.
    if version.run_id and row["run_id"] != version.run_id:
        notes.differs(number, "run id", version.run_id, row["run_id"])
    if version.created_at is not None and row["created_at"] != version.created_at:
        notes.differs(number, "creation time", version.created_at, row["created_at"])
    if not is_unfinished:
        if row["stage"] != version.stage:
            notes.differs(number, "stage", Stage(version.stage), Stage(row["stage"]))
        if row["status"] != VersionStatus.READY:
            notes.left(number, "artifacts", f"The version of this number here is {row['status']}.")
    _compare_tags(number, tags, version.tags, notes)


def _compare_tags(version: int | None, ours: Mapping[str, str], theirs: Mapping[str, str], notes: Notes) -> None:
    for key, value in theirs.items():
        if ours.get(key) != value:
            notes.differs(version, f"tag {key}", value, ours.get(key))


def _new_aliases(reader: Reader, model_id: int, model: ForeignModel, added: set[int], notes: Notes) -> dict[str, int]:
    ours = batches.aliases_of_models(reader, [model_id])().get(model_id, {})
    fresh = {}
    for alias, number in model.aliases.items():
        if alias not in ours and number in added:
            fresh[alias] = number
        elif ours.get(alias) != number:
            notes.differs(None, f"alias {alias}", number, ours.get(alias))
    return fresh
