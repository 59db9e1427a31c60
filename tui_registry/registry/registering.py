"""The verbs that register versions: a number first, then the artifacts, then READY (R1 to R7)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path

from tui_registry.domain.entities import ModelVersion
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.evidence import Evidence, RunRecord, SourcePreview
from tui_registry.domain.permissions import Ability
from tui_registry.domain.sources import STREAM
from tui_registry.domain.text_rules import (
    check_description,
    check_model_name,
    check_origin,
    check_run_id,
    check_run_link,
    check_tags,
)
from tui_registry.registry.refusals import require, require_creator_adds
from tui_registry.registry.registration import Progress, Registration, Wanted, check_folder, refuse_prompt
from tui_registry.registry.versions import VersionVerbs
from tui_registry.store.evidence import gather_evidence
from tui_registry.store.evidence.mlmodel import has_mlmodel, mlmodel_trouble
from tui_registry.store.reads import models


class RegisteringVerbs(VersionVerbs):
    """Add versions."""

    def create_model_version(
        self,
        name: str,
        source: str | PathLike[str],
        *,
        run_id: str | None = "",
        run_link: str | None = "",
        description: str | None = "",
        tags: Mapping[str, object] | None = None,
        progress: Progress | None = None,
    ) -> ModelVersion:
        """Add the next version to a model, with a copy of the artifacts in a folder or file (R1, R6).

        Args:
            name: The model, which must exist.
            source: The path of the folder or file; it may go once this returns.
            run_id: The run that made it; by default the one that the folder's MLmodel file names.
            run_link: Where that run can be seen, if on another server (R8).
            description: Markdown.
            tags: The version's tags.
            progress: Told how far the copy is.

        Raises:
            ResourceDoesNotExist: there is no such model.
            InvalidParameterValue: the source can't be registered, or a text breaks a rule.
            InvalidState: the copy failed; the version stays, as FAILED_REGISTRATION, with the reason.
        """
        wanted = self._checked(name, source, run_id, run_link, description, tags)
        return self._register(wanted, progress)

    def register_model(
        self,
        name: str,
        source: str | PathLike[str],
        *,
        description: str | None = "",
        tags: Mapping[str, object] | None = None,
        progress: Progress | None = None,
        origin: str | None = None,
        run_id: str | None = "",
        run_link: str | None = "",
        run: RunRecord | None = None,
    ) -> ModelVersion:
        """Register a logged model, a folder with an MLmodel file, creating the registered model if need be (R5).

        Args: as create_model_version, but the model need not exist, and
            origin: What the version keeps as its source where the folder is but a copy of it: a URI.
            run: What a tracking server told of the run; else it is looked for on this machine.

        Raises: as create_model_version.
        """
        kept = None if origin is None else check_origin(origin)
        wanted = self._checked(name, source, run_id, run_link, description, tags, source=kept)
        if wanted.folder is None or not has_mlmodel(wanted.folder):
            raise _no_model(origin or fspath(source), wanted.folder)
        return self._register(replace(wanted, create_missing=True), progress, run)

    def check_may_register(self, name: str) -> None:
        """Refuse what `register_model` would refuse because of the model, before anything is brought here for it.

        Raises:
            PermissionDenied: the actor may not add versions to it, or could not if it were created now.
            InvalidParameterValue: it is a prompt of MLflow's, or no model may have such a name.
        """
        with self._read() as reader:
            row = models.by_name(reader, name)
            if row is None:
                check_model_name(name)
                require_creator_adds(reader, self.user, name)
            else:
                require(self._level(reader, row["id"]), Ability.ADD_VERSION, self.user, name)
                refuse_prompt(reader, name)()

    @contextmanager
    def receiving(self) -> Iterator[Path]:
        """Hold a folder in which to put together what comes over a wire, and from which it may be registered.

        It is on the disk that the artifacts are on. What a killed process leaves of it goes with the next recovery.

        Raises:
            InvalidState: it can't be made.
        """
        self.registry.check_artifacts_are_there()
        with self.registry.artifacts_to_change().upload(secrets.token_hex(16)) as folder:
            yield folder

    def preview_source(self, source: str | PathLike[str]) -> SourcePreview:
        """Return what registering a folder or file would take in; nothing is written.

        Files are counted only beside an MLmodel file: what else one may point at can be a whole disk.

        Raises:
            InvalidParameterValue: the source can't be registered.
            InvalidState: something in it can't be read.
        """
        folder = check_folder(self, source)
        if not has_mlmodel(folder):
            return SourcePreview(str(folder), is_logged_model=False)
        count, size = self.registry.artifacts.measure(folder)
        return SourcePreview(str(folder), True, count, size, gather_evidence(folder))

    def begin_model_version(
        self,
        name: str,
        source: str | PathLike[str],
        *,
        folder: str | PathLike[str] | None = None,
        run_id: str | None = "",
        run_link: str | None = "",
        description: str | None = "",
        tags: Mapping[str, object] | None = None,
    ) -> Registration:
        """Add the next version as PENDING_REGISTRATION; whoever called brings the artifacts, from any thread (R7).

        Args:
            name: The model, which must exist.
            source: What the version keeps as its source: a URI or a path, in the caller's words.
            folder: Where the artifacts are, if they are on this machine already: refused now if they can't be had.
            run_id: The run that made it; by default the one that the MLmodel file of that folder names.
            run_link: Where that run can be seen, if on another server (R8).
            description: Markdown.
            tags: The version's tags.

        Returns:
            A context manager: complete the registration inside. Whatever leaves it earlier fails the version.

        Raises:
            ResourceDoesNotExist: there is no such model.
            PermissionDenied: the actor may not add versions to it.
            InvalidParameterValue: the folder can't be registered, or a text breaks a rule.
        """
        wanted = self._checked(name, folder, run_id, run_link, description, tags, source=check_origin(source))
        return Registration(self, wanted)

    def _checked(
        self,
        name: str,
        source_folder: str | PathLike[str] | None,
        run_id: str | None,
        run_link: str | None,
        description: str | None,
        tags: Mapping[str, object] | None,
        *,
        source: str | None = None,
    ) -> Wanted:
        folder = None if source_folder is None else check_folder(self, source_folder)
        evidence = Evidence() if folder is None else gather_evidence(folder, run_id=check_run_id(run_id))
        return Wanted(
            name=name,
            source=str(folder) if source is None else source,
            folder=folder,
            evidence=evidence,
            run_id=check_run_id(run_id or evidence.run_id),
            run_link=check_run_link(run_link),
            description=check_description(description),
            tags=check_tags(tags),
            token=secrets.token_hex(16),
        )

    def _register(self, wanted: Wanted, progress: Progress | None, run: RunRecord | None = None) -> ModelVersion:
        with Registration(self, wanted) as registration:
            return registration.complete(run=run, progress=progress)


def _no_model(source: str, folder: Path | None) -> InvalidParameterValue:
    """Return the refusal of what is no model; it names what the user knows, and no folder where a copy was unpacked."""
    what = "The archive" if source == STREAM else source
    trouble = "" if folder is None else mlmodel_trouble(folder)
    if trouble:
        return InvalidParameterValue(f"{what} holds no MLmodel file that could be taken. {trouble}")
    return InvalidParameterValue(
        f"{what} holds no MLmodel file, so it is no model that MLflow logged. Give the folder that log_model wrote."
    )
