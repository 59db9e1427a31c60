"""The configuration file: which registry, and how the desk looks and is driven.

registry = "sqlite:////srv/registry/registry.db"
theme = "nord"
mouse = false
tracking = "https://mlflow.example.com"
trust_everyone = true

[keys]
"inbox.approve" = "v"
"list.down" = ["down", "j", "ctrl+n"]
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tui_registry.domain.errors import RegistryUnavailable

_NAME = "tui-registry"


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says; every part of it may be left out."""

    registry: str = ""
    tracking: str = ""
    """The URI of MLflow's tracking server, of whose runs the desk tells."""
    theme: str = ""
    mouse: bool = True
    trust_everyone: bool = False
    """Whether a registry may be opened whose file several accounts can write."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The keys of commands, by the commands' ids."""


def config_file() -> Path:
    """Return where the configuration file is, or would be."""
    from platformdirs import user_config_path

    return user_config_path(_NAME) / "config.toml"


def read_config() -> Config:
    """Return what the configuration file says; without a file, nothing.

    Raises:
        RegistryUnavailable: the file can't be read or understood; the sentence says where.
    """
    path = config_file()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return Config()
    except (OSError, ValueError) as error:
        raise RegistryUnavailable(f"The configuration file {path} can't be read: {error}.") from error
    import tomllib

    try:
        return _parsed(tomllib.loads(text))
    except ValueError as error:
        raise RegistryUnavailable(f"The configuration file {path} can't be understood: {error}.") from error


def tracking_uri(config: Config | None = None) -> str:
    """Return where MLflow keeps the runs: MLFLOW_TRACKING_URI, else what the configuration says, else nothing.

    Args:
        config: What the configuration file says, where it has been read already.

    Raises: as read_config.
    """
    return os.environ.get("MLFLOW_TRACKING_URI", "") or (read_config() if config is None else config).tracking


def _parsed(found: Mapping[str, Any]) -> Config:
    """Return the file's content, checked.

    Raises:
        ValueError: something in it is unknown, or of another kind than it should be.
    """
    for key in found:
        if key not in Config.__slots__:
            raise ValueError(f"it names {key!r}, and there are only {', '.join(Config.__slots__)}")
    return Config(
        registry=_of_kind(found, "registry", str, "text", ""),
        tracking=_of_kind(found, "tracking", str, "text", ""),
        theme=_of_kind(found, "theme", str, "text", ""),
        mouse=_of_kind(found, "mouse", bool, "true or false", True),
        trust_everyone=_of_kind(found, "trust_everyone", bool, "true or false", False),
        keys={
            command: _keys(command, value)
            for command, value in _of_kind(found, "keys", dict, "a table: [keys]", {}).items()
        },
    )


def _of_kind(found: Mapping[str, Any], key: str, kind: type, words: str, otherwise: Any) -> Any:
    value = found.get(key, otherwise)
    if not isinstance(value, kind) or (value == "" and key in found):
        raise ValueError(f"`{key}` must be {words}")
    return value


def _keys(command: str, value: object) -> tuple[str, ...]:
    if isinstance(value, dict):
        raise ValueError(f'the id of a command has a dot, so it stands in quotes: "{command}.{next(iter(value), "…")}"')
    keys = [value] if isinstance(value, str) else value
    if not isinstance(keys, list) or not keys or not all(isinstance(key, str) and key for key in keys):
        raise ValueError(f'the keys of "{command}" must be text, or a list of texts')
    return tuple(keys)
