"""`tui-registry doctor` on who gets in: the account's keys, and sshd."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.support import ME
from tui_registry.cli.checks.finding import Account, Finding, Level, Subject
from tui_registry.cli.checks.keys import check_keys, count_ours
from tui_registry.cli.checks.sshd import check_sshd, judge_options, parse_options

LINE = 'restrict,pty,command="/v/bin/python -I -X utf8 -m tui_registry.ssh --registry x bob" ssh-ed25519 AAAA bob\n'
SAFE = """passwordauthentication no
kbdinteractiveauthentication no
permitemptypasswords no
pubkeyauthentication yes
disableforwarding yes
allowtcpforwarding yes
"""


@pytest.fixture
def account(tmp_path: Path) -> Account:
    """An account with one key."""
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True, mode=0o700)
    home.chmod(0o755)
    (home / ".ssh" / "authorized_keys").write_text(LINE)
    (home / ".ssh" / "authorized_keys").chmod(0o600)
    return Account(ME, os.getuid(), home)


def subject(account: Account) -> Subject:
    return Subject(None, None, account, account.uid, 0)


def keys(account: Account) -> Finding:
    [found] = check_keys(subject(account))
    return found


def test_keys_that_only_the_account_can_write_are_fine(account: Account, tmp_path: Path) -> None:
    assert keys(account).level == Level.OK
    assert keys(Account(ME, os.getuid(), tmp_path / "nobody")).level == Level.OK


@pytest.mark.parametrize("place", ["", ".ssh", ".ssh/authorized_keys"])
def test_keys_that_others_can_write_are_bad(account: Account, place: str) -> None:
    (account.home / place).chmod(0o777)
    found = keys(account)
    assert found.level == Level.BAD
    assert "sshd ignores" in found.found
    assert found.to_do.startswith("chmod go-w ")


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
def test_keys_of_somebody_else_are_bad(account: Account) -> None:
    os.chown(account.home / ".ssh", 65534, 65534)
    found = keys(account)
    assert (found.level, found.to_do) == (Level.BAD, f"chown {ME} {account.home / '.ssh'}")


def test_only_lines_that_open_a_registry_count(account: Account) -> None:
    file = account.home / ".ssh" / "authorized_keys"
    file.write_text(f"# {LINE}ssh-ed25519 AAAA admin\n{LINE}{LINE}")
    assert count_ours(account) == 2
    file.write_text("ssh-ed25519 AAAA admin\n")
    assert count_ours(account) == 0
    [found] = check_sshd(subject(account))
    assert found.level == Level.OK
    assert found.found.startswith("not checked")


def judged(text: str) -> dict[Level, list[str]]:
    found: dict[Level, list[str]] = {}
    for finding in judge_options(parse_options(text)):
        found.setdefault(finding.level, []).append(finding.found)
    return found


def test_a_key_and_nothing_else_is_fine() -> None:
    assert list(judged(SAFE)) == [Level.OK]
    assert list(
        judged(
            SAFE.replace("disableforwarding yes", "disableforwarding no").replace(
                "tcpforwarding yes", "tcpforwarding no"
            )
        )
    ) == [Level.OK]


@pytest.mark.parametrize("option", ["passwordauthentication", "kbdinteractiveauthentication", "permitemptypasswords"])
def test_passwords_are_bad(option: str) -> None:
    assert judged(SAFE.replace(f"{option} no", f"{option} yes")) == {Level.BAD: [f"passwords let in: {option} yes"]}


def test_no_keys_are_bad() -> None:
    assert Level.BAD in judged(SAFE.replace("pubkeyauthentication yes", "pubkeyauthentication no"))


@pytest.mark.parametrize(
    "option",
    ["allowtcpforwarding local", "x11forwarding yes", "permittunnel point-to-point", "allowagentforwarding yes"],
)
def test_forwarding_is_a_warning(option: str) -> None:
    [said] = judged(f"passwordauthentication no\ndisableforwarding no\n{option}\n")[Level.WARN]
    assert option in said


@pytest.mark.skipif(shutil.which("sshd", path="/usr/sbin") is None, reason="no sshd here")
def test_the_real_sshd_is_asked_by_root_alone(account: Account) -> None:
    found = list(check_sshd(subject(account)))
    assert found
    if os.geteuid() != 0:
        assert found[0].found == "not checked: that takes root"
    else:
        assert {finding.title for finding in found} == {"sshd"}
        assert not found[0].found.startswith("not checked")
