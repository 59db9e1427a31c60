"""The verbs of model versions, but for registering them and moving them between stages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from tui_registry.domain.activities import ActivityType
from tui_registry.domain.display import shown
from tui_registry.domain.entities import ArtifactFile, FileExcerpt, ModelVersion, Page, VersionStatus, VersionSummary
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, ResourceDoesNotExist
from tui_registry.domain.evidence import Evidence
from tui_registry.domain.metrics import MetricHistory
from tui_registry.domain.permissions import Ability, PermissionLevel
from tui_registry.domain.references import VersionReference, parse_number, parse_version_reference
from tui_registry.domain.stages import Stage, is_active, parse_stage
from tui_registry.domain.text_rules import check_alias, check_description, check_not_rewritten, check_tag
from tui_registry.registry import metrics, views
from tui_registry.registry.actor import Actor
from tui_registry.registry.refusals import no_such_version, require
from tui_registry.store.evidence.codec import load_evidence, load_manifest
from tui_registry.store.reading import read_beginning
from tui_registry.store.reads import requests, versions, whole
from tui_registry.store.writes import models as model_writes
from tui_registry.store.writes import versions as writes

if TYPE_CHECKING:
    from tui_registry.registry.transaction import Transaction
    from tui_registry.store.reader import Reader


class VersionVerbs(Actor):
    """Find, describe, tag, alias and delete versions; read what is known of them."""

    def list_versions(
        self, name: str, *, active_only: bool = False, offset: int = 0, limit: int = 200, below: int | None = None
    ) -> Page[VersionSummary]:
        """Return a stretch of a model's versions, newest number first.

        With the last number that was read as `below`, none comes twice or is left out while others write.
        """
        with self._read() as reader:
            model, _ = self._readable_model(reader, name)
            rows = versions.page(reader, model["id"], active_only, offset, limit, below)
            total = versions.count(reader, model["id"], active_only)
            return Page(views.version_summaries(reader, rows), offset, total)

    def locate_version(self, name: str, version: int | str, *, active_only: bool = False) -> int | None:
        """Return the offset of a version in that list, or None where the list does not hold it."""
        with self._read() as reader:
            model, _ = self._readable_model(reader, name)
            return versions.offset_of(reader, model["id"], parse_number(version), active_only)

    def get_model_version(self, name: str, version: int | str) -> ModelVersion:
        """Return a version by its number.

        Raises:
            ResourceDoesNotExist: there is no such model or version.
        """
        with self._read() as reader:
            return self._whole_version(reader, name, parse_number(version))

    def _whole_version(self, reader: Reader, name: str, number: int) -> ModelVersion:
        found = whole.by_name(reader, self.user, name, number)()
        if found is None:
            self._readable_model(reader, name)
            raise no_such_version(name, number)
        require(PermissionLevel(found.level), Ability.READ, self.user, name)
        return views.whole_versions(self.user, [found])[0]

    def _committed(self, transaction: Transaction, version_id: int) -> ModelVersion | None:
        """End a transaction, and return a version as it is then, or None if it is gone."""
        asked = whole.by_id(transaction.store, self.user, version_id)
        transaction.store.commit()
        found = asked()
        return None if found is None else views.whole_versions(self.user, [found])[0]

    def resolve(self, reference: str | VersionReference) -> ModelVersion:
        """Return the version that a reference names: NAME/3, NAME/Production, NAME/latest, NAME@alias (S12).

        Raises:
            ResourceDoesNotExist: there is no such model or number, or no READY version in that stage.
            InvalidParameterValue: the text is no reference, or the alias names nothing, as in MLflow.
        """
        wanted = parse_version_reference(reference) if isinstance(reference, str) else reference
        with self._read() as reader:
            model, _ = self._readable_model(reader, wanted.name)
            number = wanted.number
            if wanted.alias is not None:
                number = versions.number_of_alias(reader, model["id"], wanted.alias)
                if number is None:
                    raise InvalidParameterValue(f"'{wanted.name}' has no alias {shown(wanted.alias)}.")
            elif number is None:
                number = versions.latest_number(reader, model["id"], wanted.stage)
                if number is None:
                    where = f" in {wanted.stage}" if wanted.stage else ""
                    raise ResourceDoesNotExist(f"Registered model '{wanted.name}' has no READY version{where}.")
            return self._whole_version(reader, wanted.name, number)

    def get_latest_versions(self, name: str, stages: str | Sequence[str] | None = None) -> list[ModelVersion]:
        """Return the highest READY version of each stage that has any, or of the stages named (L1, L2)."""
        wanted = [parse_stage(stage) for stage in stages] if stages else list(Stage)
        with self._read() as reader:
            model, level = self._readable_model(reader, name)
            return views.latest_versions(reader, model["id"], wanted, self._viewer_of(reader, model["id"], level))

    def get_model_version_by_alias(self, name: str, alias: str) -> ModelVersion:
        """Return the version that an alias names."""
        return self.resolve(VersionReference(name, alias=alias))

    def get_model_version_download_uri(self, name: str, version: int | str) -> str:
        """Return the folder of a version's artifacts; it takes Can Read (P13).

        Raises:
            InvalidState: the version is not READY, so its artifacts are not all there; or their disk is not mounted.
        """
        found = self.get_model_version(name, version)
        if found.status is not VersionStatus.READY:
            reason = f" ({found.status_message})" if found.status_message else ""
            raise InvalidState(
                f"Version {found.version} of '{name}' is {found.status}{reason}, so it has no artifacts to load."
            )
        folder = self.registry.artifacts.folder(found.model_id, found.version)
        if not folder.is_dir():
            raise InvalidState(
                f"The files of version {found.version} of '{name}' are not where they should be, in {str(folder)!r}. "
                "If its disk is mounted, `tui-registry db check` tells what else is missing."
            )
        return str(folder)

    def get_evidence(self, name: str, version: int | str) -> Evidence:
        """Return what is known of a version's making."""
        with self._read() as reader:
            row, _ = self._readable_version(reader, name, parse_number(version))
            return load_evidence(versions.stored_text(reader, row["id"], "evidence"))

    def list_metric(self, name: str, metric: str = "") -> MetricHistory:
        """Return a metric of all versions of a model; without one named, that which most versions have."""
        with self._read() as reader:
            model, _ = self._readable_model(reader, name)
            return metrics.history(reader, model["id"], metric)

    def list_files(self, name: str, version: int | str) -> tuple[ArtifactFile, ...]:
        """Return the files of a version, with their sizes and checksums as they were when it was registered."""
        with self._read() as reader:
            row, _ = self._readable_version(reader, name, parse_number(version))
            return tuple(load_manifest(versions.stored_text(reader, row["id"], "manifest")))

    def read_file(self, name: str, version: int | str, path: str | PathLike[str], limit: int) -> FileExcerpt:
        """Return the first `limit` bytes of one of a version's files; it takes Can Read (P13).

        Raises:
            ResourceDoesNotExist: the version has no file of exactly this path.
            InvalidState: the version is not READY, or its file is gone or can't be read.
        """
        path = fspath(path)
        folder = self.get_model_version_download_uri(name, version)
        file = next((file for file in self.list_files(name, version) if file.path == path), None)
        if file is None:
            raise ResourceDoesNotExist(f"Version {version} of '{name}' has no file {shown(path)}.")
        content, size = read_beginning(Path(folder), file.path, limit)
        is_whole = len(content) == size
        same = size == file.size and (not is_whole or hashlib.sha256(content).hexdigest() == file.sha256)
        return FileExcerpt(file, content, is_whole, same)

    def update_model_version(
        self, name: str, version: int | str, description: str | None, *, expected_description: str | None = None
    ) -> ModelVersion:
        """Replace a version's description; the empty text clears it. Else as `update_registered_model`."""
        text = check_description(description)
        with self._write() as transaction:
            model, row = transaction.locked_version(name, parse_number(version), Ability.EDIT_DESCRIPTION)
            present = versions.stored_text(transaction.store, row.id, "description")
            if present != text:
                check_not_rewritten(present, expected_description)
                writes.change(transaction.store, row.id, transaction.now, description=text)
                transaction.record(ActivityType.EDITED_DESCRIPTION, model, row.number)
        return self.get_model_version(name, version)

    def delete_model_version(self, name: str, version: int | str) -> None:
        """Delete a version with its comments, requests and artifacts; the history stays (D1, U5).

        Raises:
            InvalidState: it is in Staging or Production (U10).
        """
        artifacts = self.registry.artifacts_to_change()
        with self._write() as transaction:
            model, row = transaction.locked_version(name, parse_number(version), Ability.DELETE)
            if is_active(row.stage):
                raise InvalidState(
                    f"Version {row.number} of '{name}' is in {row.stage}, so it can't be deleted. "
                    "Transition it to Archived or None first."
                )
            pending = len(requests.open_of_version(transaction.store, row.id))
            note = f"With {pending} open request{'' if pending == 1 else 's'}." if pending else ""
            transaction.record(ActivityType.DELETED_MODEL_VERSION, model, row.number, system_comment=note)
            model_writes.change(transaction.store, model.id, transaction.now)
            model_id, number = model.id, row.number
            writes.delete(transaction.store, row.id)
            artifacts.mark_leaving(model_id, number)
        artifacts.remove(model_id, number)

    def set_model_version_tag(self, name: str, version: int | str, key: str, value: object) -> None:
        """Set a tag of a version, in place of the value that the key had (N7)."""
        key, text = check_tag(key, value)
        with self._write() as transaction:
            model, row = transaction.locked_version(name, parse_number(version), Ability.EDIT_TAGS)
            if versions.tags(transaction.store, row.id).get(key) != text:
                writes.set_tag(transaction.store, row.id, key, text)
                writes.change(transaction.store, row.id, transaction.now)
                transaction.record(ActivityType.SET_TAG, model, row.number, system_comment=f"{key} = {text}")

    def delete_model_version_tag(self, name: str, version: int | str, key: str) -> None:
        """Delete a tag of a version; a key it does not have is no error, as in MLflow."""
        with self._write() as transaction:
            model, row = transaction.locked_version(name, parse_number(version), Ability.EDIT_TAGS)
            if writes.delete_tag(transaction.store, row.id, key):
                writes.change(transaction.store, row.id, transaction.now)
                transaction.record(ActivityType.DELETED_TAG, model, row.number, system_comment=key)

    def set_registered_model_alias(self, name: str, alias: str, version: int | str) -> None:
        """Let an alias name a version; one that named another version moves."""
        check_alias(alias)
        with self._write() as transaction:
            model, row = transaction.locked_version(name, parse_number(version), Ability.EDIT_TAGS)
            if versions.number_of_alias(transaction.store, model.id, alias) != row.number:
                model_writes.set_alias(transaction.store, model.id, alias, row.id)
                transaction.record(ActivityType.SET_ALIAS, model, row.number, system_comment=f"@{alias}")

    def delete_registered_model_alias(self, name: str, alias: str) -> None:
        """Delete an alias; one that the model does not have is no error, as in MLflow."""
        with self._write() as transaction:
            model = transaction.locking(name)(Ability.EDIT_TAGS)
            if model_writes.delete_alias(transaction.store, model.id, alias):
                transaction.record(ActivityType.DELETED_ALIAS, model, system_comment=f"@{alias}")
