"""A registry of MLflow's, as models that move in: any that MLflow can open, read through its stores.

MLflow is imported when the registry is opened. Whatever it raises comes out as InvalidState with its words.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from tui_registry.domain.display import one_line
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, RegistryError
from tui_registry.domain.importing import Brought, ForeignModel, ForeignVersion
from tui_registry.tracking.errors import HOW_TO_GET_IT, without_secret
from tui_registry.tracking.guest import invite
from tui_registry.tracking.places import OURS, is_folder, is_missing, scheme_of
from tui_registry.tracking.records import read_run

Answer = TypeVar("Answer")

PAGE = 1_000
"""How many models or versions are asked for at a time."""

_READY = "READY"
_VARIABLE = "MLFLOW_TRACKING_URI"
_PROMPT = "mlflow.prompt.is_prompt"
# Models alone unless prompts are asked for; both live in one registry.
_PROMPTS = f"tags.`{_PROMPT}` = 'true'"
_FILTERS = (None, _PROMPTS)
_REASON_LIMIT = 500


class MlflowRegistry:
    """A registry at a URI: http(s)://…, sqlite:///…, postgresql://…, tui-registry:…, or the folder of a file store."""

    def __init__(self, uri: str) -> None:
        """Open it.

        Raises:
            InvalidState: MLflow is not installed here, or can't open it.
            InvalidParameterValue: there is nothing at that place.
        """
        if is_missing(uri):
            raise InvalidParameterValue(f"There is no registry at {one_line(without_password(uri))}.")
        # MLflow's own patience is over four minutes; an import that breaks off is taken up again where it was.
        invite(uri, {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "4"})
        if is_folder(uri) and not scheme_of(uri):
            uri = os.path.abspath(uri)
        try:
            from mlflow.tracking._model_registry.utils import _get_store
        except ImportError:
            raise InvalidState(
                f"MLflow's registries are read by MLflow, and it is not installed here. Get it by {HOW_TO_GET_IT}."
            ) from None
        self.uri = without_password(uri)
        self._address = uri
        self._tracking_uri = _tracking_uri(uri)
        self._store = _told(lambda: _get_store(store_uri=uri, tracking_uri=self._tracking_uri), "It can't be opened")

    def names(self) -> Iterator[str]:
        """Tell the names of all its models, then of all its prompts."""
        for condition in _FILTERS:
            token: Any = None
            while True:
                page = self._ask("search_registered_models", condition, PAGE, ["name ASC"], token)
                yield from (model.name for model in page)
                token = page.token
                if not token:
                    break

    def model(self, name: str) -> ForeignModel:
        """Return a model with its versions.

        Raises:
            InvalidState: it is not there, or can't be read.
        """
        model = self._ask("get_registered_model", name)
        # The public tags leave out the one that makes it a prompt.
        tags = _texts(model._tags)
        return ForeignModel(
            name=model.name,
            description=model.description or "",
            created_at=_moment(model.creation_timestamp),
            updated_at=_moment(model.last_updated_timestamp),
            tags=tags,
            aliases={alias: int(number) for alias, number in dict(model.aliases or {}).items()},
            versions=tuple(self._versions(name, is_prompt=_PROMPT in tags)),
        )

    @contextmanager
    def artifacts(self, model: ForeignModel, version: ForeignVersion) -> Iterator[Brought]:
        """Have a version's artifacts on this machine, with what the tracking store tells of its run.

        Raises:
            InvalidState: they can't be had.
        """
        run = read_run(self._tracking_uri, version.run_id) if self._tracking_uri and version.run_id else None
        with TemporaryDirectory(prefix="tui-registry-") as place:
            if _PROMPT in version.tags or _PROMPT in model.tags:
                # A prompt is all in its tags.
                yield Brought(place, run)
                return
            uri = self._ask("get_model_version_download_uri", model.name, str(version.number))
            folder = self._local(uri)
            yield Brought(self._download(uri, place) if folder is None else folder, run)

    def _versions(self, name: str, *, is_prompt: bool) -> Iterator[ForeignVersion]:
        condition = f"{_named(name)} AND {_PROMPTS}" if is_prompt else _named(name)
        token: Any = None
        while True:
            page = self._ask("search_model_versions", condition, PAGE, ["version_number ASC"], token)
            for version in page:
                if version.name == name:
                    yield _version(version)
            token = page.token
            if not token:
                return

    def _local(self, uri: str) -> str | None:
        """Return the path that a URI is on this machine, or None for one to download.

        Raises:
            InvalidState: it is not here; or a server names a folder here that is no model, which it may have been
                told to do by anybody who registers there.
        """
        parts = urlsplit(uri)
        if scheme_of(uri) and (parts.scheme != "file" or parts.netloc not in ("", "localhost")):
            return None
        path = unquote(parts.path) if parts.scheme == "file" else uri
        if not os.path.exists(path):
            raise InvalidState(f"Its artifacts are at {one_line(path)}, and that is not on this machine.")
        if scheme_of(self._address) in ("http", "https") and not Path(path, "MLmodel").is_file():
            raise InvalidState(f"The server names {one_line(path)} on this machine, which is no logged model.")
        return path

    def _download(self, uri: str, place: str) -> str:
        from mlflow.artifacts import download_artifacts

        # Not those of this process, which may be other ones.
        addresses = {"tracking_uri": self._tracking_uri, "registry_uri": self._address}

        def fetch() -> str:
            return str(download_artifacts(artifact_uri=uri, dst_path=place, **addresses))

        folder = _told(fetch, f"Its artifacts at {one_line(uri)} can't be had")
        # A note that MLflow leaves beside what it downloads; it is no part of the model.
        Path(folder, "registered_model_meta").unlink(missing_ok=True)
        return folder

    def _ask(self, verb: str, *arguments: Any) -> Any:
        with _named_for_all(self._tracking_uri):
            return _told(lambda: getattr(self._store, verb)(*arguments), "That registry refuses")


def without_password(uri: str) -> str:
    """Return a URI without its password and its query."""
    parts = urlsplit(uri)
    if not parts.netloc:
        return uri
    credentials, at, host = parts.netloc.rpartition("@")
    user = credentials.partition(":")[0]
    return parts._replace(netloc=f"{user}@{host}" if at else host, query="", fragment="").geturl()


def _version(version: Any) -> ForeignVersion:
    status = str(version.status or _READY)
    message = version.status_message or ""
    return ForeignVersion(
        number=int(version.version),
        stage=version.current_stage or "None",
        is_ready=status == _READY,
        status=f"{status}: {message}" if message else status,
        description=version.description or "",
        source=version.source or "",
        run_id=version.run_id or "",
        run_link=version.run_link or "",
        user=version.user_id or "",
        created_at=_moment(version.creation_timestamp),
        updated_at=_moment(version.last_updated_timestamp),
        tags=_texts(version.tags),
    )


def _texts(tags: Any) -> dict[str, str]:
    return {str(key): str(value if value is not None else "") for key, value in dict(tags or {}).items()}


def _moment(value: Any) -> int | None:
    return None if value is None else int(value)


def _named(name: str) -> str:
    """Return the filter that finds a model's versions; MLflow's grammar can't quote both kinds of quotation marks."""
    for mark in "'\"":
        if mark not in name:
            return f"name = {mark}{name}{mark}"
    pattern = name.replace("'", "_")
    return f"name LIKE '{pattern}'"


def _told(question: Callable[[], Answer], what: str) -> Answer:
    """Ask MLflow, and say its refusals as ours: each kind of store has exceptions of its own."""
    try:
        return question()
    except RegistryError:
        raise
    except Exception as error:
        said = without_secret(str(getattr(error, "message", "") or error))
        reason = one_line(said, _REASON_LIMIT).rstrip(".")
        raise InvalidState(f"{what}: {reason or type(error).__name__}.") from error


@contextmanager
def _named_for_all(tracking_uri: str | None) -> Iterator[None]:
    """Name a tracking store to all of MLflow, unless the user has.

    A file store asks for what a version was made of in the default one, which MLflow would begin in the working
    directory.
    """
    if tracking_uri is None or os.environ.get(_VARIABLE):
        yield
        return
    os.environ[_VARIABLE] = tracking_uri
    try:
        yield
    finally:
        del os.environ[_VARIABLE]


def _tracking_uri(uri: str) -> str | None:
    """Return where the runs are: with an MLflow registry itself, unless MLFLOW_TRACKING_URI says otherwise."""
    if scheme_of(uri) in ("http", "https"):
        return uri
    return os.environ.get(_VARIABLE) or (None if scheme_of(uri).startswith(OURS) else uri)
