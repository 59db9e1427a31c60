"""What the set-up tells sshd, held against the real one: nothing that it refuses stays."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ssh.conftest import ME
from tests.ssh.plans import done, plan_below
from tests.ssh.server import SSHD, WHY_NOT, make_key
from tui_registry.ssh.setting_up import sshd
from tui_registry.ssh.setting_up.plan import Plan

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120), pytest.mark.skipif(SSHD is None, reason=WHY_NOT)]


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """A plan with a configuration of sshd's in its /etc that takes the folder in, and allows what it likes."""
    make_key(tmp_path / "host")
    made = plan_below(tmp_path)
    (made.etc / "ssh/sshd_config.d").mkdir(parents=True)
    (made.etc / "ssh/sshd_config").write_text(
        f"Include {made.etc}/ssh/sshd_config.d/*.conf\nHostKey {tmp_path}/host\nX11Forwarding yes\n"
    )
    return made


def drop_in(plan: Plan) -> Path:
    return plan.etc / "ssh/sshd_config.d" / sshd.NAME


def effective(plan: Plan, user: str) -> set[str]:
    command = [str(SSHD), "-T", "-f", f"{plan.etc}/ssh/sshd_config", "-C", f"user={user},host=h,addr=127.0.0.1"]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines())


def test_it_counts_for_the_account_alone_and_twice_is_once(plan: Plan) -> None:
    for _ in range(2):
        assert done(plan, sshd.steps(plan)).returncode == 0
        assert [path.name for path in drop_in(plan).parent.iterdir()] == [sshd.NAME]
        assert drop_in(plan).read_text() == sshd.drop_in(ME) + "\n"
    ours, others = effective(plan, ME), effective(plan, "somebody")
    assert {
        "authenticationmethods publickey",
        "disableforwarding yes",
        "x11forwarding no",
        "allowagentforwarding no",
        "permittunnel no",
        "permituserrc no",
        "clientaliveinterval 15",
        "clientalivecountmax 3",
        "trustedusercakeys none",
    } <= ours
    assert {"disableforwarding no", "x11forwarding yes", "authenticationmethods any"} <= others


def test_what_sshd_refuses_is_taken_away_again(plan: Plan) -> None:
    refused = replace(plan, account="two words")
    told = done(refused, sshd.steps(refused))
    assert (told.returncode, "sshd does not accept this." in told.stderr) == (1, True), told
    assert list(drop_in(plan).parent.iterdir()) == []


def test_what_has_no_effect_leaves_the_file_as_it_was(plan: Plan) -> None:
    assert done(plan, sshd.steps(plan)).returncode == 0
    with drop_in(plan).open("a") as stream:
        stream.write("# ours\n")
    before = drop_in(plan).read_text()
    config = plan.etc / "ssh/sshd_config"
    config.write_text(config.read_text().replace("Include", "#Include"))
    told = done(plan, sshd.steps(plan))
    assert (told.returncode, "It has no effect" in told.stderr) == (1, True), told
    assert drop_in(plan).read_text() == before
    assert [path.name for path in drop_in(plan).parent.iterdir()] == [sshd.NAME]


def test_a_configuration_that_is_broken_already_is_told_and_left(plan: Plan) -> None:
    (plan.etc / "ssh/sshd_config").write_text("Nonsense yes\n")
    told = done(plan, sshd.steps(plan))
    assert (told.returncode, "Mend that first" in told.stderr) == (1, True)
    assert not drop_in(plan).exists()


def test_another_account_s_file_is_left(plan: Plan) -> None:
    drop_in(plan).write_text("Match User other\n")
    told = done(plan, sshd.steps(plan))
    assert (told.returncode, "is for another account" in told.stderr) == (1, True)
    assert drop_in(plan).read_text() == "Match User other\n"
