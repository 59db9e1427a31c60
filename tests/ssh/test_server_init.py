"""`tui-registry server init`: the script that it prints, and what it refuses."""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.ssh.conftest import ME
from tests.ssh.keys import KEYS
from tests.ssh.plans import HOSTILE, NOBODY_S, plan_below
from tui_registry.cli.caller import Caller
from tui_registry.cli.main import main
from tui_registry.domain.errors import InvalidParameterValue, InvalidState
from tui_registry.ssh.rules import SshGate
from tui_registry.ssh.setting_up.all_steps import steps_of
from tui_registry.ssh.setting_up.applying import apply
from tui_registry.ssh.setting_up.plan import plan_for
from tui_registry.ssh.setting_up.sshd import drop_in
from tui_registry.ssh.setting_up.step import Step, script
from tui_registry.ssh.setting_up.units import BACKUP, SERVER, TIMER, cron_line, units

CHECKERS = [["sh", "-n"], ["bash", "-n"], ["shellcheck", "-S", "warning"]]
COMMON = ["server", "init", "--account", NOBODY_S]
HARMLESS = ["server", "init", "--account", "root", "--apply"]
"""Refused later on as well: the tests may run as root, and must not set up the machine that finds the code broken."""


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert main([*COMMON, *words]) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *words: str, code: int = 1) -> str:
    capsys.readouterr()
    assert main(list(words)) == code
    told = capsys.readouterr()
    assert told.out == ""
    return told.err


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--home", f"/srv/{HOSTILE}", "--backup", f"/mnt/{HOSTILE}", "--admin", HOSTILE, "--key", "{key}"],
        ["--registry", "postgresql://registry@db/registry", "--artifacts", f"/srv/{HOSTILE}"],
        ["--registry", f"sqlite:////srv/{HOSTILE}/registry.db"],
    ],
    ids=["alone", "hostile", "postgresql", "elsewhere"],
)
def test_it_is_one_script_that_shells_can_read(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "id.pub").write_text(f"{KEYS['ssh-ed25519']} {HOSTILE}\n")
    text = printed(capsys, *(word.replace("{key}", f"{tmp_path}/id.pub") for word in words))
    (tmp_path / "script").write_text(text)
    assert text.startswith("#!/bin/sh\n")
    assert next(line for line in text.splitlines() if not line.startswith("#")) == "set -eu"
    for checker in CHECKERS:
        if shutil.which(checker[0]):
            done = subprocess.run([*checker, str(tmp_path / "script")], capture_output=True, text=True, check=False)
            assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_hostile_words_reach_a_step_as_they_are_and_nothing_of_them_runs(tmp_path: Path) -> None:
    plan = plan_below(tmp_path / HOSTILE)
    names = ("home", "registry", "folder", "artifacts", "backup", "etc")
    words = " ".join(f'"${name}"' for name in names)
    show = Step("Show", "To see.", f"printf '%s\\n' {words}")
    values = [str(getattr(plan, name)) for name in names]
    for text in (script(plan, [show]), f"{script(plan, [show])}\n"):
        done = subprocess.run(["sh", "-c", text], cwd=tmp_path, capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[1:] == values
    assert list(tmp_path.iterdir()) == []


def test_every_step_is_in_the_script_with_its_reason(tmp_path: Path) -> None:
    plan = plan_below(tmp_path)
    steps = steps_of(plan)
    text = script(plan, steps)
    unwrapped = text.replace("\n# ", " ")
    for number, step in enumerate(steps, 1):
        assert step.shell.strip() in text
        assert f"{number}/{len(steps)} {step.title}. {step.why}" in unwrapped
    assert [step.title for step in steps] == [
        "The account",
        "The program, as the account",
        "The folders",
        "The account's configuration",
        "The registry",
        "sshd",
        "The first administrator's key",
        "The resident server",
        "The daily backup",
        "A look at all of it",
    ]


def test_apply_says_a_step_does_it_and_stops_at_the_first_that_fails(tmp_path: Path) -> None:
    told: list[str] = []

    def tell(line: str) -> None:
        # Before it is done.
        assert (tmp_path / "one").exists() == bool(told)
        told.append(line)

    steps = [
        Step("One", "First.", f"touch {tmp_path}/one"),
        # A shell without -e would go on.
        Step("Two", "Second.", f"false\ntouch {tmp_path}/two"),
        Step("Three", "Third.", f"touch {tmp_path}/three"),
    ]
    with pytest.raises(InvalidState, match="Step 2 of 3, 'Two', failed with exit code 1"):
        apply(plan_below(tmp_path), steps, tell)
    assert told == ["1/3 One. First.", "2/3 Two. Second."]
    assert os.listdir(tmp_path) == ["one"]


def test_apply_wants_root(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "Only root sets a server up" in refused(capsys, *HARMLESS)


def test_what_it_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "id.pub").write_text(KEYS["ssh-ed25519"])
    (tmp_path / "id").write_text("-----BEGIN OPENSSH PRIVATE KEY-----\n")
    assert "--read-only forbids it" in refused(capsys, *HARMLESS, "--read-only")
    assert "leave --as out" in refused(capsys, *COMMON, "--as", "alice", code=2)
    assert "Say both" in refused(capsys, *COMMON, "--admin", "alice", code=2)
    assert "Say both" in refused(capsys, *COMMON, "--key", f"{tmp_path}/id.pub", code=2)
    assert "--account" in refused(capsys, "server", "init", code=2)
    assert "private key" in refused(capsys, *COMMON, "--admin", "alice", "--key", f"{tmp_path}/id")
    assert "control characters" in refused(capsys, *COMMON, "--admin", "a\nb", "--key", f"{tmp_path}/id.pub")
    assert "/dev/null" in refused(capsys, *COMMON, "--registry", "mysql:///dev/null").replace("sqlite", "/dev/null")


def test_nobody_says_it_over_ssh(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(COMMON, Caller(ME, "", SshGate())) == 1
    assert "whoever administers the server" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name",
    [
        "",
        "root",
        "nobody",
        "Registry",
        "1st",
        "-rf",
        "a b",
        "a;b",
        "a\n",
        "a,b",
        "a*",
        "!a",
        "ä",
        "a/b",
        "..",
        "x" * 33,
    ],
)
def test_names_that_are_no_account(name: str) -> None:
    with pytest.raises(InvalidParameterValue, match="no account for this"):
        plan_for(name)


@pytest.mark.parametrize("folder", ["/", "/srv/..", "", " ", "/srv/a\nb", "/srv/\x1b[2J", "/srv/a\u202eb", "/srv/a:b"])
def test_folders_that_are_none(folder: str) -> None:
    with pytest.raises(InvalidParameterValue):
        plan_for(NOBODY_S, home=folder or "\0")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://registry:s3cret@db/registry",
        "postgres://registry:s3cret@/registry",
        "postgresql+psycopg://db/registry?user=x&password=s3cret",
        "postgresql://db/registry?PASSWORD=s3cret",
    ],
)
def test_a_password_in_the_address_is_refused_and_shown_nowhere(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, *COMMON, "--registry", url)
    assert "~/.pgpass" in told
    assert "s3cret" not in told


@pytest.mark.parametrize("url", ["sqlite://x", "sqlite:x", "mysql://h/db", "http://h", "sqlite:///"])
def test_addresses_of_no_registry(url: str) -> None:
    with pytest.raises(InvalidParameterValue):
        plan_for(NOBODY_S, registry=url)


def test_where_things_are_unless_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root's own registry is not the server's.
    monkeypatch.setenv("TUI_REGISTRY_URL", "sqlite:////root/registry.db")
    plan = plan_for(NOBODY_S)
    home = f"/var/lib/{NOBODY_S}"
    assert (str(plan.home), plan.registry) == (home, f"sqlite:///{home}/registry/registry.db")
    assert [str(plan.folder), str(plan.artifacts), str(plan.backup)] == [
        f"{home}/{place}" for place in ("registry", "registry/artifacts", "backup")
    ]
    database = plan_for(NOBODY_S, registry="postgresql://registry@db/registry?sslmode=require")
    assert (database.folder, str(database.artifacts)) == (None, f"{home}/artifacts")
    monkeypatch.chdir(tmp_path)
    assert plan_for(NOBODY_S, registry="x/../r.db").registry == f"sqlite:///{tmp_path}/r.db"


def test_an_account_that_is_there_keeps_its_home() -> None:
    there = next(row for row in pwd.getpwall() if row.pw_uid and row.pw_name.isalpha() and row.pw_name != "nobody")
    assert str(plan_for(there.pw_name).home) == there.pw_dir
    assert str(plan_for(there.pw_name, home=there.pw_dir).home) == there.pw_dir
    with pytest.raises(InvalidParameterValue, match="Leave --home out"):
        plan_for(there.pw_name, home="/srv/other")


def test_a_database_s_registry_is_made_with_its_folder_for_artifacts(capsys: pytest.CaptureFixture[str]) -> None:
    assert ' init --artifacts "$artifacts" ||' in printed(capsys, "--registry", "postgresql://registry@db/registry")
    assert " init\n" in printed(capsys)
    assert ' init --artifacts "$artifacts"\n' in printed(capsys, "--artifacts", "/srv/files")


def test_the_units_name_no_registry_and_escape_what_systemd_would_read(tmp_path: Path) -> None:
    plan = plan_for(NOBODY_S, registry="postgresql://registry@db/registry", backup=f"/mnt/{HOSTILE}")
    made = units(plan)
    assert set(made) == {SERVER, BACKUP, TIMER}
    assert not any("postgresql" in text for text in made.values())
    [command] = [line for line in made[BACKUP].splitlines() if line.startswith("ExecStart=")]
    escaped = '/mnt/it\'s $$(touch owned); `touch owned` \\"x\\" 100%%h \\\\ ü'
    assert command == f'ExecStart={plan.program} db backup "{escaped}" --with-artifacts'
    assert f"ExecStart={plan.program} server run\n" in made[SERVER]
    service = {f"User={NOBODY_S}", "UMask=0077", "Restart=always", "RestartSec=2", "KillMode=process"}
    assert service | {"NoNewPrivileges=yes", "WantedBy=multi-user.target"} <= set(made[SERVER].splitlines())
    assert {"Persistent=true", "OnCalendar=daily", "RandomizedDelaySec=1h"} <= set(made[TIMER].splitlines())
    if shutil.which("systemd-analyze"):
        for name, text in made.items():
            (tmp_path / name).write_text(text.replace(NOBODY_S, ME))
        checked = [str(tmp_path / name) for name in made]
        done = subprocess.run(["systemd-analyze", "verify", *checked], capture_output=True, text=True, check=False)
        assert not [line for line in done.stderr.splitlines() if str(tmp_path) in line], done.stderr


def test_cron_s_line_is_the_same_command() -> None:
    line = cron_line(plan_for(NOBODY_S, backup=f"/mnt/{HOSTILE}"))
    times, command = line.split(" * * * ")
    assert times == "17 3"
    # Cron ends the command at a % that has no backslash, and takes that backslash away.
    assert command.count("%") == command.count("\\%") == 1
    words = shlex.split(command.replace("\\%", "%"))
    assert words[1:] == ["db", "backup", f"/mnt/{HOSTILE}", "--with-artifacts"]


def test_sshd_is_told_of_this_account_and_no_other() -> None:
    lines = drop_in("registry").splitlines()
    assert [line for line in lines if not line.startswith((" ", "#"))] == ["Match User registry", "Match all"]
    assert lines[-1] == "Match all"
    told = {tuple(line.split()) for line in lines if line.startswith("    ")}
    assert {
        ("AuthenticationMethods", "publickey"),
        ("PasswordAuthentication", "no"),
        ("DisableForwarding", "yes"),
        ("PermitTunnel", "no"),
        ("PermitTTY", "yes"),
        ("PermitUserRC", "no"),
        ("AuthorizedKeysFile", ".ssh/authorized_keys"),
        ("ClientAliveInterval", "15"),
        ("ClientAliveCountMax", "3"),
    } <= told
