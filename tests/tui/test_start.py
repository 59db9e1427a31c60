"""What the desk imports before its first rows are painted: half of its start is imports (measured.md 1)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ORM = ("sqlmodel", "sqlalchemy", "pydantic", "alembic")
LATE_WIDGETS = (
    "textual.widgets._markdown",
    "textual.widgets._text_area",
    "textual.widgets._data_table",
    "textual.widgets._tabbed_content",
    "textual.widgets._checkbox",
    "markdown_it",
    "tree_sitter",
)
OWN_LATE = (
    "tui_registry.tui.dialogs",
    "tui_registry.tui.palette",
    "tui_registry.tui.screens.help",
    "tui_registry.tui.screens.inbox",
    "tui_registry.tui.screens.version",
    "tui_registry.tui.screens.activity",
    "tui_registry.tui.screens.compare",
    "tui_registry.tui.screens.chart",
    "tui_registry.tui.screens.permissions",
    "tui_registry.tui.screens.people",
    "tui_registry.tui.screens.group",
    "tui_registry.tui.screens.experiments",
    "tui_registry.tui.screens.runs",
    "tui_registry.tui.screens.run",
    "tui_registry.tracking",
    "mlflow",
    "tui_registry.tui.commands.catalog",
    "tui_registry.cli",
    "tui_registry.demo",
    "tui_registry.registry.founding",
    "yaml",
)

SCRIPT = """
import asyncio, json, sys

from tui_registry.tui.app import Desk
from tui_registry.registry.registry import Registry

seen = {"import": sorted(sys.modules)}

recover = Desk._recover

def recording(desk):
    seen["painted"] = [strip.text for strip in desk.screen._compositor.render_strips()]
    seen["rows"] = sorted(sys.modules)
    recover(desk)
    seen["recovered"] = sorted(sys.modules)

Desk._recover = recording

async def sit(registry):
    desk = Desk(registry, "alice")
    async with desk.run_test(size=(80, 24)) as pilot:
        while "recovered" not in seen:
            await pilot.pause(0.01)

with Registry.open(sys.argv[1], create=False) as registry:
    asyncio.run(sit(registry))
json.dump(seen, sys.stdout)
"""


@pytest.fixture(scope="module")
def seen(small_registry: Path) -> dict[str, Any]:
    """Return the modules after the import, with the first rows, and after recovery; and what was painted by then."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SCRIPT, f"sqlite:///{small_registry}/registry.db"],
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def imported(modules: list[str], names: tuple[str, ...]) -> list[str]:
    """Return those of some modules, or packages, that are among the imported."""
    return [name for name in names if any(module == name or module.startswith(f"{name}.") for module in modules)]


def test_the_import_brings_no_orm(seen: dict[str, Any]) -> None:
    assert imported(seen["import"], (*ORM, *LATE_WIDGETS, *OWN_LATE)) == []


def test_the_first_rows_are_painted_without_the_orm(seen: dict[str, Any]) -> None:
    assert imported(seen["rows"], ORM) == []
    text = "\n".join(seen["painted"])
    assert "power-forecasting" in text or "churn" in text, text
    assert "34 models" in text


def test_the_first_rows_need_no_widget_but_those_on_the_page(seen: dict[str, Any]) -> None:
    assert imported(seen["rows"], (*LATE_WIDGETS, *OWN_LATE)) == []


def test_a_desk_that_administers_nothing_never_needs_the_orm(seen: dict[str, Any]) -> None:
    assert imported(seen["recovered"], ORM) == []
