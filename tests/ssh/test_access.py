"""`tui-registry access`: what is written to authorized_keys, and what is not touched there."""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.support import Answer
from tests.ssh.conftest import ME, found_registry
from tests.ssh.keys import KEYS, ed25519, rsa
from tui_registry import Registry
from tui_registry.cli.main import main
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.ssh.keys import parse_key
from tui_registry.ssh.line import AccessLine, parse_line

THEIRS = b'# ours, not yours \xff\nssh-ed25519 AAAA broken\n\nfrom="10.*" ssh-rsa BBBB old \r\n'
Access = Callable[..., Answer]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found_registry(tmp_path)
    return tmp_path / "ssh" / "authorized_keys"


@pytest.fixture
def access(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Access:
    def said(*words: str) -> Answer:
        capsys.readouterr()
        code = main(["access", *words, "--file", str(file), "--registry", str(tmp_path / "registry.db")])
        printed = capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    return said


def pub(tmp_path: Path, text: str, name: str = "key.pub") -> str:
    (tmp_path / name).write_text(text)
    return str(tmp_path / name)


def test_a_key_is_added_listed_and_removed(access: Access, file: Path, tmp_path: Path) -> None:
    key = ed25519(1)
    assert access("add", "dana", pub(tmp_path, f"{key} dana@laptop\n")).code == 0
    command = f"{sys.executable} -I -X utf8 -m tui_registry.ssh --registry sqlite:///{tmp_path}/registry.db dana"
    assert file.read_text() == f'restrict,pty,command="exec {command}" {key} dana@laptop\n'
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode)) == (0o600, 0o700)
    assert os.listdir(file.parent) == ["authorized_keys"]
    [row] = access("list", "--json").json
    assert (row["user_name"], row["comment"]) == ("dana", "dana@laptop")
    assert access("add", "dana", pub(tmp_path, ed25519(2))).code == 0
    assert access("remove", "dana", row["fingerprint"]).code == 0
    assert [row["comment"] for row in access("list", "--json").json] == [""]
    assert access("remove", "dana").code == 0
    assert file.read_bytes() == b""
    assert access("remove", "dana").refusal == "RESOURCE_DOES_NOT_EXIST"
    with Registry.open(str(tmp_path / "registry.db"), create=False) as registry:
        client = registry.acting_as(ME)
        kinds = (ActivityType.ADDED_USER, ActivityType.ADDED_ACCESS, ActivityType.REMOVED_ACCESS)
        told = [row.system_comment for row in client.search_history(HistoryQuery(types=kinds)).rows]
        first, second = (f"dana: {parse_key(ed25519(number)).fingerprint}" for number in (1, 2))
        assert sorted(told) == sorted(["dana", first, first, second, second])
        assert "dana" in {user.name for user in client.list_users()}


def test_the_fingerprint_is_openssh_s(tmp_path: Path) -> None:
    told = subprocess.run(["ssh-keygen", "-lf", pub(tmp_path, ed25519(3))], capture_output=True, text=True, timeout=30)
    assert told.stdout.split()[1] == parse_key(ed25519(3)).fingerprint


def test_lines_that_are_not_ours_stay_byte_for_byte(access: Access, file: Path, tmp_path: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(THEIRS)
    file.chmod(0o644)
    access("add", "dana", pub(tmp_path, ed25519(1)))
    assert file.read_bytes().startswith(THEIRS)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    access("remove", "dana")
    assert file.read_bytes() == THEIRS


def test_one_key_one_person(access: Access, file: Path, tmp_path: Path) -> None:
    key = pub(tmp_path, ed25519(1))
    assert access("add", "dana", key).code == 0
    before = file.read_bytes()
    assert "lets in dana already" in access("add", "erin", key).err
    assert access("add", "dana", key).refusal == "RESOURCE_ALREADY_EXISTS"
    assert file.read_bytes() == before
    file.write_text(f'command="ls" {ed25519(2)} admin\n')
    assert access("add", "dana", pub(tmp_path, ed25519(2))).refusal == "RESOURCE_ALREADY_EXISTS"


def test_sync_shuts_out_whom_the_registry_does_not_know(access: Access, file: Path, tmp_path: Path) -> None:
    for number, user in enumerate(("dana", "erin")):
        access("add", user, pub(tmp_path, ed25519(number)))
    other = AccessLine("dana", "sqlite:////other.db", parse_key(ed25519(9))).text()
    file.write_text(file.read_text() + other + "\n")
    assert main(["user", "remove", "dana", "--yes", "--registry", str(tmp_path / "registry.db")]) == 0
    assert access("sync").code == 0
    assert [row["user_name"] for row in access("list", "--json").json] == ["erin"]
    assert other in file.read_text()
    before = file.stat().st_ino
    assert access("sync").code == 0
    assert file.stat().st_ino == before


def test_it_is_an_administrators_right(access: Access, file: Path, tmp_path: Path) -> None:
    access("add", "dana", pub(tmp_path, ed25519(1)))
    before = file.read_bytes()
    assert access("add", "erin", pub(tmp_path, ed25519(2)), "--as", "bob").refusal == "PERMISSION_DENIED"
    assert access("remove", "dana", "--as", "bob").refusal == "PERMISSION_DENIED"
    assert access("remove", "dana", "--read-only").refusal == "PERMISSION_DENIED"
    assert file.read_bytes() == before


def test_a_link_is_not_replaced(access: Access, file: Path, tmp_path: Path) -> None:
    file.parent.mkdir()
    (tmp_path / "real").write_bytes(THEIRS)
    file.symlink_to(tmp_path / "real")
    assert access("add", "dana", pub(tmp_path, ed25519(1))).refusal == "INVALID_STATE"
    assert file.is_symlink()


def test_what_cannot_be_written_is_not_recorded(access: Access, file: Path, tmp_path: Path) -> None:
    (file / "is a folder").mkdir(parents=True)
    assert access("add", "dana", pub(tmp_path, ed25519(1))).refusal == "INVALID_STATE"
    with Registry.open(str(tmp_path / "registry.db"), create=False) as registry:
        assert "dana" not in {user.name for user in registry.acting_as(ME).list_users()}


def test_many_at_once_lose_no_line(file: Path, tmp_path: Path) -> None:
    def add(number: int) -> None:
        key = pub(tmp_path, ed25519(number), f"{number}.pub")
        words = ["add", f"user{number}", key, "--file", str(file), "--registry", str(tmp_path / "registry.db")]
        subprocess.run(
            [sys.executable, "-m", "tui_registry", "access", *words], check=True, timeout=60, stderr=subprocess.DEVNULL
        )

    threads = [threading.Thread(target=add, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(file.read_text().splitlines()) == 4


def test_sshd_asks_for_lines_and_gets_only_its_accounts(access: Access, file: Path, tmp_path: Path) -> None:
    access("add", "dana", pub(tmp_path, ed25519(1)))
    access("add", "erin", pub(tmp_path, ed25519(2)))
    [line, _] = file.read_text().splitlines()
    fingerprint = parse_key(ed25519(1)).fingerprint
    assert access("keys", ME, fingerprint).out == line + "\n"
    assert access("keys", ME, parse_key(ed25519(3)).fingerprint).out == ""
    stranger = next(entry.pw_name for entry in pwd.getpwall() if entry.pw_uid != os.getuid())
    assert access("keys", stranger, fingerprint).out == ""
    assert access("keys", "no-such-account", fingerprint).out == ""


NAMES = ['a"b', "a\\", 'a\\"b', "$(sh)", "`sh`", "a b; sh", "-x", "--registry", "o'neil", "模型", '",pty,command="sh']


@pytest.mark.parametrize("name", NAMES)
def test_no_name_says_more_than_a_name(name: str) -> None:
    line = AccessLine(name, "sqlite:////srv/r.db", parse_key(ed25519(1)))
    assert parse_line(line.text()) == line
    # As sshd takes the option apart, and as the account's shell then does.
    option = line.text().removeprefix("restrict,pty,command=")
    command, place = "", 1
    while option[place] != '"':
        place += option[place] == "\\" and option[place + 1] == '"'
        command, place = command + option[place], place + 1
    assert option[place + 1 :] == f" {ed25519(1)}"
    shown = command.replace(sys.executable, "printf '%s\\n'", 1)
    told = subprocess.run(["sh", "-c", shown], capture_output=True, text=True, timeout=30).stdout
    assert told.splitlines()[-2:] == ["sqlite:////srv/r.db", name]


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\0b", "a\x1bb", "\u202ea", "x" * 1000])
def test_a_name_that_is_none(access: Access, file: Path, tmp_path: Path, name: str) -> None:
    assert access("add", name, pub(tmp_path, ed25519(1))).refusal == "INVALID_PARAMETER_VALUE"
    assert not file.exists()


@pytest.mark.parametrize("kind", KEYS)
def test_kinds_that_are_let_in(kind: str) -> None:
    assert parse_key(KEYS[kind] + "\n").kind == kind


GOOD = ed25519(1)
BAD = {
    "nothing": "",
    "options": f'command="sh" {GOOD}',
    "an option before it": f"pty {GOOD}",
    "two keys": f"{GOOD}\n{ed25519(2)}\n",
    "a line end within": f"{GOOD} a\rb",
    "NUL": f"{GOOD} a\0b",
    "escapes": f"{GOOD} \x1b[2J",
    "a private key": "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n",
    "a certificate": GOOD.replace("ssh-ed25519 ", "ssh-ed25519-cert-v01@openssh.com "),
    "DSA": "ssh-dss AAAAB3NzaC1kc3MAAACB",
    "another kind inside": GOOD.replace("ssh-ed25519 ", "ecdsa-sha2-nistp256 "),
    "cut off": GOOD[:-8],
    "no base64": "ssh-ed25519 !!!!",
    "a short RSA key": rsa(1024),
    "too long": f"{GOOD} {'x' * 20_000}",
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_key_is_refused(what: str) -> None:
    with pytest.raises(InvalidParameterValue):
        parse_key(BAD[what])
