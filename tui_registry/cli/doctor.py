"""`tui-registry doctor`: which registry this is, and whether all is well with it, its place, and who gets in."""

from __future__ import annotations

import os
import platform
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui_registry import __version__
from tui_registry.cli.config import config_file
from tui_registry.cli.opening import client_of, is_read_only, open_registry, os_user, registry_url
from tui_registry.cli.output import note, wants_json, write, write_facts, write_json
from tui_registry.cli.parsing import Parser, set_alone
from tui_registry.domain.display import one_line
from tui_registry.domain.errors import RegistryError
from tui_registry.domain.times import system_clock

if TYPE_CHECKING:
    from tui_registry.cli import shapes
    from tui_registry.cli.checks.finding import Finding
    from tui_registry.registry.registry import Registry

WELL, SICK = 0, 1
_SENTENCE_LIMIT = 2_000


def build_doctor(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `doctor`."""
    parser.description = (
        "Say which registry this is, and whether all is well with it, with its place and with who gets in. Each check "
        "is a line: ok, warn or bad, and what to do. The exit code is 1 where any is bad."
    )
    set_alone(parser, doctor)


def doctor(args: Namespace) -> int:
    """Print what is known, also where the registry can't be opened; that error ends it.

    Returns 1 where a check found something bad.

    Raises:
        RegistryUnavailable: the registry can't be opened.
    """
    facts = _facts_without_registry()
    trouble: RegistryError | None = None
    try:
        _add_address(facts, args)
        with open_registry(args) as registry:
            _add_registry_facts(facts, registry, args)
            findings = _examined(registry_url(args), registry)
    except RegistryError as error:
        trouble = error
        findings = _examined(registry_url(args), None) if "registry" in facts else []
    _print(args, facts, findings)
    if trouble is not None:
        raise trouble
    return SICK if any(finding.level == "bad" for finding in findings) else WELL


def _facts_without_registry() -> shapes.Health:
    return {
        "version": __version__,
        "python": platform.python_version(),
        "term": os.environ.get("TERM", ""),
        "colours": _colours(),
        "config": str(config_file()),
        "checks": [],
    }


def _add_address(facts: shapes.Health, args: Namespace) -> None:
    # Here: `--help` pays for no registry.
    from tui_registry.registry.registry import shown_url

    facts["registry"] = shown_url(registry_url(args))


def _add_registry_facts(facts: shapes.Health, registry: Registry, args: Namespace) -> None:
    if not is_read_only(args) and (ended := registry.recover()):
        note(f"Ended {ended} registration(s) or deletion(s) whose process had died.")
    client = client_of(registry, args)
    facts["registry"] = registry.url
    facts["schema"] = registry.database.revision() or ""
    facts["artifacts"] = str(registry.artifact_root)
    facts["artifacts_writable"] = _is_writable(registry.artifact_root)
    facts["user"] = client.user
    facts["os_user"] = os_user()
    facts["admin"] = client.is_admin()
    facts["models"] = client.list_models(limit=1).total


def _examined(url: str, registry: Registry | None) -> list[Finding]:
    """Do the checks, those that need no open registry where there is none."""
    from tui_registry.cli.checks.all import account_of, examine
    from tui_registry.cli.checks.finding import Subject
    from tui_registry.registry.condition import file_at

    file = file_at(url)
    return list(examine(Subject(registry, file, account_of(file), os.getuid(), system_clock())))


def _print(args: Namespace, facts: shapes.Health, findings: Sequence[Finding]) -> None:
    if wants_json(args):
        checks: list[shapes.Check] = [
            {"level": finding.level, "title": finding.title, "found": finding.found, "to_do": finding.to_do}
            for finding in findings
        ]
        write_json({**facts, "checks": checks})
        return
    write_facts((name.replace("_", " "), _shown(value)) for name, value in facts.items() if name != "checks")
    width = max((len(finding.title) for finding in findings), default=0)
    for finding in findings:
        write(f"{finding.level:4}  {finding.title:{width}}  {one_line(finding.sentence(), _SENTENCE_LIMIT)}")


def _is_writable(folder: Path) -> bool:
    """Whether files can be made there; a folder that is not there yet is made by the first version."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK | os.X_OK)


def _colours() -> str:
    term = os.environ.get("TERM", "")
    if os.environ.get("NO_COLOR"):
        return "none (NO_COLOR)"
    if term in ("", "dumb"):
        return "none"
    if os.environ.get("COLORTERM", "") in ("truecolor", "24bit"):
        return "16 million"
    return "256" if "256color" in term else "16"


def _shown(value: object) -> object:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
