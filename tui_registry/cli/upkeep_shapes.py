"""What verbs about no model print as `--json`: the registry as a whole, the desk's keys; known by `cli.shapes`."""

from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from tui_registry.cli.checks.finding import Level
from tui_registry.domain.upkeep import ProblemKind


class Upgrade(TypedDict):
    """How a schema was brought up to date; the same twice where there was nothing to do."""

    from_schema: str
    to_schema: str
    backup: Annotated[str | None, "a copy of the database as it was before"]


class Problem(TypedDict):
    """One thing that is not as it should be."""

    kind: Annotated[str, ProblemKind]
    name: Annotated[str, "the model; empty where it concerns none"]
    version: Annotated[str, "a version's number, as text"] | None
    message: str


class Backup(TypedDict):
    """A copy of a registry, which can be opened as one."""

    file: str
    artifacts: str
    versions: Annotated[int, "how many versions' artifacts it holds"]
    new_versions: Annotated[int, "how many of them were not in it before"]
    problems: Annotated[list[Problem], "what is missing in it, because it was damaged before"]


class Restoration(TypedDict):
    """A registry that was made from a backup."""

    registry: Annotated[str, "its address"]
    artifacts: str
    versions: Annotated[int, "how many versions' artifacts it holds"]
    problems: Annotated[list[Problem], "what the check of it found"]


class Check(TypedDict):
    """What the doctor found in one check; where it found several things, there are several of these."""

    level: Annotated[str, Level, "where any is bad, the exit code is 1"]
    title: Annotated[str, "what was looked at"]
    found: str
    to_do: Annotated[str, "empty where there is nothing"]


class Key(TypedDict):
    """A command of the desk on one page, and the keys that it has there."""

    page: str
    id: Annotated[str, "by which [keys] of the configuration names it"]
    keys: list[str]
    summary: str


class Health(TypedDict):
    """Which registry this is; what can't be known without opening it is left out where it can't be opened."""

    version: Annotated[str, "this program's"]
    python: str
    registry: NotRequired[Annotated[str, "its URL, without a password"]]
    schema: NotRequired[str]
    artifacts: NotRequired[str]
    artifacts_writable: NotRequired[bool]
    user: NotRequired[Annotated[str, "whose permissions apply"]]
    os_user: NotRequired[Annotated[str, "who runs the process"]]
    admin: NotRequired[bool]
    models: NotRequired[Annotated[int, "how many the user may read"]]
    term: str
    colours: str
    config: Annotated[str, "where the configuration file is, or would be"]
    checks: list[Check]
