"""The house keeps its shape: arrows downward, small modules, cheap imports, true instructions."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tui_registry import Registry

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "tui_registry").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST_MODULE = 400
LONGEST_FUNCTION = 45
HEAVY = ("sqlmodel", "sqlalchemy", "alembic", "pydantic")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def test_arrows_run_downward() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c(['--no-cache'])"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 kept, 0 broken" in done.stdout


def test_the_readmes_test_command_is_the_one_that_decides() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    develop = readme.partition("## Develop")[2]
    command = develop.partition("```sh\n")[2].partition("\n```")[0]
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "\n" not in command


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_what_it_is_and_is_small(path: Path) -> None:
    tree = tree_of(path)
    assert ast.get_docstring(tree), "no docstring"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE
    long = {
        node.name: lines
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_handler_calls_its_base_s(path: Path) -> None:
    # Textual calls the handlers of every base class by itself: each would be called twice.
    assert "super().on_" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", TESTS, ids=name_of)
def test_a_module_of_tests_is_small_too(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def imported_by(program: str) -> set[str]:
    """The top-level modules that a program of its own has loaded at its end."""
    ending = "\nimport sys\nprint(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", program + ending], capture_output=True, text=True, timeout=100, check=True
    )
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = imported_by("import tui_registry; tui_registry.__version__")
    assert loaded.isdisjoint({*HEAVY, "sqlite3", "textual", "yaml", "asyncio"})


def test_the_first_list_of_models_is_read_without_the_orm(tmp_path: Path) -> None:
    with Registry.open(str(tmp_path / "registry.db")) as registry:
        registry.acting_as("alice").create_registered_model("churn")
    loaded = imported_by(
        "from tui_registry import Registry\n"
        f"registry = Registry.open({str(tmp_path / 'registry.db')!r}, create=False)\n"
        "client = registry.acting_as('alice')\n"
        "assert client.list_models().rows[0].name == 'churn'\n"
        "client.count_inbox(), client.get_registered_model('churn'), client.list_versions('churn')\n"
        "registry.watch().poll(), registry.recover()"
    )
    assert loaded.isdisjoint({*HEAVY, "textual", "mlflow"})
