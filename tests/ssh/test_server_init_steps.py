"""The set-up's steps, really done, below a folder and as whoever runs the tests."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ssh.plans import HOSTILE, done, plan_below
from tui_registry import Registry
from tui_registry.ssh.setting_up import accounts, registries
from tui_registry.ssh.setting_up.plan import Plan
from tui_registry.ssh.setting_up.step import Step


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """A plan whose account's home is there, and has a name that a careless step would stumble over."""
    made = plan_below(tmp_path / HOSTILE)
    made.home.mkdir(parents=True)
    return made


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mode & 0o777 for path in sorted(folder.rglob("*"))}


def test_done_twice_they_are_done_once(plan: Plan) -> None:
    steps = [*accounts.steps(plan)[1:], *registries.founding(plan)]
    first = done(plan, steps)
    assert (first.returncode, "Made a registry" in first.stderr) == (0, True), first
    with Registry.open(plan.registry, create=False) as registry:
        assert registry.artifact_root == plan.artifacts
    found = modes(plan.home)
    assert {found[name] for name in (".config/tui-registry/config.toml", "registry/registry.db")} == {0o600}
    assert {found[name] for name in ("registry", "registry/artifacts", "backup", ".config")} == {0o700}
    config = plan.home / ".config/tui-registry/config.toml"
    before = config.read_bytes()
    config.chmod(0o644)
    second = done(plan, steps)
    assert (second.returncode, second.stderr) == (0, ""), second
    assert "There is a registry" in second.stdout
    assert config.read_bytes() == before
    assert modes(plan.home) == found


def test_modes_that_are_too_wide_are_narrowed(plan: Plan) -> None:
    for folder in (plan.folder, plan.artifacts, plan.backup):
        assert folder is not None
        folder.mkdir(mode=0o755)
    assert done(plan, accounts.steps(plan)[2:]).returncode == 0
    assert set(modes(plan.home).values()) == {0o700}


def test_the_configuration_keeps_what_else_is_in_it(plan: Plan) -> None:
    file = plan.home / ".config/tui-registry/config.toml"
    file.parent.mkdir(parents=True)
    file.touch(0o644)
    file.write_text('theme = "nord"\n\n[keys]\n"inbox.approve" = "v"\n')
    assert done(plan, registries.founding(plan)[:1]).returncode == 0
    assert tomllib.loads(file.read_text()) == {
        "registry": plan.registry,
        "theme": "nord",
        "keys": {"inbox.approve": "v"},
    }
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_configuration_that_names_another_registry_is_left_alone(plan: Plan) -> None:
    file = plan.home / ".config/tui-registry/config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('registry = "/srv/other.db"\n')
    told = done(plan, registries.founding(plan)[:1])
    assert (told.returncode, "names another registry" in told.stderr) == (1, True)
    assert file.read_text() == 'registry = "/srv/other.db"\n'


def test_what_the_account_makes_is_its_alone_whatever_pam_says(plan: Plan) -> None:
    steps = [Step("Make", "To see.", 'umask 022; as_account touch -- "$home/made"; printf %s "$(as_account env)"')]
    told = done(plan, steps)
    assert modes(plan.home) == {"made": 0o600}
    assert {line.partition("=")[0] for line in told.stdout.splitlines()} <= {"HOME", "PATH", "LANG", "PWD", "_"}


def test_a_program_that_the_account_cannot_run_ends_it(plan: Plan) -> None:
    told = done(replace(plan, program=plan.home / "nothing"), accounts.steps(plan)[1:2])
    assert (told.returncode, "Install it where everybody may read" in told.stderr) == (1, True)
