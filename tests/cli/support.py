"""Helpers of the command line's tests."""

from __future__ import annotations

import json
import os
import pwd
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ME = pwd.getpwuid(os.getuid()).pw_name
"""Who runs the tests: the administrator of every registry made here."""

NAMES = ("[bold red]x[reset]", "a b&c+ü", "模型", "مودل")
"""Names that a careless program would stumble over."""

DESK_MODULES = ("textual", "sqlmodel", "sqlalchemy", "pydantic", "alembic")


@dataclass(frozen=True)
class Answer:
    """How a command ended: its exit code, stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """The error's code, of a command that was refused and printed nothing."""
        assert (self.code, self.out) == (1, ""), self
        return self.err.split()[0]


Cli = Callable[..., Answer]


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a process that knows no registry and no terminal."""
    kept = {name: value for name, value in os.environ.items() if name not in ("TERM", "TUI_REGISTRY_URL")}
    return kept | {"HOME": str(home), "PYTHONPATH": str(Path.cwd())} | more


def process(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "tui_registry", *words]
    options.setdefault("stdin", subprocess.DEVNULL)
    if "stdout" not in options:
        options |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.run(command, text=True, timeout=60, check=False, **options)
