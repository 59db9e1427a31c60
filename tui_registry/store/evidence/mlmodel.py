"""Reads MLmodel, the YAML file by which MLflow describes a logged model, and requirements.txt beside it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.evidence import Evidence
from tui_registry.store.evidence.limits import MAX_FLAVORS, cut, read_bytes
from tui_registry.store.evidence.signature import parse_signature

FILE_NAME = "MLmodel"
MAX_BYTES = 1 << 20
MAX_NESTING = 50
MAX_REQUIREMENTS = 200

_EMPTY = ("", "null", "~")


def has_mlmodel(folder: Path) -> bool:
    """Whether a folder holds an MLmodel file."""
    return _inside(folder, FILE_NAME) is not None


def mlmodel_trouble(folder: Path) -> str:
    """Say in a sentence what there is in place of a folder's MLmodel file, where that is not just nothing."""
    path = folder / FILE_NAME
    if has_mlmodel(folder) or not os.path.lexists(path):
        return ""
    if path.is_dir() or not path.is_symlink():
        return f"Its {FILE_NAME} is no file. Log the model again."
    if not path.exists():
        return f"Its {FILE_NAME} is a symbolic link that leads nowhere. Put the file itself in its place."
    return f"Its {FILE_NAME} is a symbolic link that leads out of the folder. Put the file itself in its place."


def read_mlmodel(folder: Path) -> Evidence:
    """Return what MLmodel and requirements.txt tell; without an MLmodel file, nothing.

    Raises:
        InvalidParameterValue: the file is too large, or is not what MLflow writes.
    """
    path = _inside(folder, FILE_NAME)
    if path is None:
        return Evidence()
    content = _parse(path)
    size = _text(content, "model_size_bytes")
    return Evidence(
        flavors=_flavors(content.get("flavors")),
        signature=parse_signature(content.get("signature")),
        model_size_bytes=int(size) if size.isascii() and size.isdigit() and len(size) <= 18 else None,
        mlflow_version=_text(content, "mlflow_version"),
        logged_at=_text(content, "utc_time_created"),
        requirements=_requirements(folder),
        run_id=_text(content, "run_id"),
    )


def _inside(folder: Path, name: str) -> Path | None:
    """Return a file's real path if it lies in the folder, as a link's target may not."""
    try:
        root = Path(os.path.realpath(folder))
        path = Path(os.path.realpath(root / name, strict=True))
    except OSError:
        return None
    return path if path.is_file() and path.is_relative_to(root) else None


def _parse(path: Path) -> Mapping[str, Any]:
    try:
        raw = read_bytes(path, MAX_BYTES + 1)
    except OSError as error:
        raise InvalidParameterValue("MLmodel can't be read. Check who may read it.") from error
    if len(raw) > MAX_BYTES:
        raise InvalidParameterValue("MLmodel is larger than 1 MiB, which MLflow never makes it. Log the model again.")
    try:
        content = _load_yaml(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InvalidParameterValue("MLmodel is not valid YAML. Log the model again.") from error
    if not isinstance(content, dict):
        raise InvalidParameterValue("MLmodel does not describe a model. Log the model again.")
    return content


def _load_yaml(text: str) -> object:
    """Return the nested dicts, lists and texts of a YAML document.

    Every scalar stays text: the constructors of SafeLoader would turn the version 3.10 into 3.1, and take
    hours over a number such as 1:1:1:… of a megabyte. Nesting is checked beforehand, event by event,
    because libyaml's loader recurses in C and brings the process down.

    Raises:
        ValueError: the text is not YAML, or is nested too deep.
    """
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_NESTING:
                raise ValueError("nested too deep")
        # BaseLoader's kin make nothing but dicts, lists and texts.
        return yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error


def _text(content: Mapping[str, Any], key: str) -> str:
    value = content.get(key)
    return cut(value) if isinstance(value, str) and value not in _EMPTY else ""


def _flavors(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {cut(name): _library_version(name, details) for name, details in islice(value.items(), MAX_FLAVORS)}


def _library_version(flavor: str, details: object) -> str:
    """The version of a flavor's library, under the key that MLflow has for it: `sklearn_version`, `xgb_version`."""
    if not isinstance(details, dict):
        return ""
    others = [key for key in details if key.endswith("_version") and key != "python_version"]
    for key in (f"{flavor}_version", *others, "python_version", "version"):
        if found := _text(details, key):
            return found
    return ""


def _requirements(folder: Path) -> tuple[str, ...]:
    path = _inside(folder, "requirements.txt")
    if path is None:
        return ()
    try:
        raw = read_bytes(path, MAX_BYTES)
    except OSError:
        return ()
    lines = raw.decode("utf-8", errors="replace").splitlines()[:MAX_REQUIREMENTS]
    return tuple(cut(line) for line in lines if line.strip())
