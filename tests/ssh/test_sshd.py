"""The forced command behind a real sshd, asked by the real client."""

from __future__ import annotations

import json
import signal
import subprocess
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.registry.support import write_model
from tests.ssh.conftest import ME
from tests.ssh.server import PATIENCE, Server, make_key, processes_of
from tui_registry import Registry
from tui_registry.cli.main import main
from tui_registry.domain.ordering import HistoryQuery

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def refusal(server: Server, user: str, *words: str) -> str:
    """What somebody is told whose words are refused: nothing on stdout, a code and a sentence."""
    done = server.run(user, *words)
    told = done.stderr.decode()
    assert (done.returncode in (1, 2), done.stdout) == (True, b""), (words, done)
    assert told.replace("\n", "").isprintable(), told
    return told


def without_shell(told: bytes) -> bytes:
    """Leave out what the account's shell says, to whoever sent it, before it runs our command."""
    return b"".join(line for line in told.splitlines(True) if not line.startswith(b"bash: warning: setlocale"))


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_key_is_a_person(server: Server, registry: Registry) -> None:
    for user, names in (("alice", ["churn", "wind"]), ("bob", ["churn"]), ("carol", [])):
        done = server.run(user, "--", "model", "list", "--json")
        assert [row["name"] for row in json.loads(done.stdout)] == names, done
    assert server.run("alice", "transition", "churn/1", "Staging", "-m", "'over ssh'").returncode == 0
    [done_over_ssh] = [row for row in registry.acting_as(ME).search_history(HistoryQuery()).rows if row.comment]
    assert (done_over_ssh.user_id, done_over_ssh.acting_user, done_over_ssh.comment) == ("alice", "", "over ssh")
    assert "PERMISSION_DENIED bob may not" in refusal(server, "bob", "transition", "churn/1", "Production")
    assert "PERMISSION_DENIED" in refusal(server, "carol", "version", "show", "churn/1")


def test_the_desk_its_keys_a_resize_and_the_end(server: Server) -> None:
    with server.desk("alice") as desk:
        desk.sees("Models", "alice · Inbox", "churn", "wind")
        desk.send("R")
        desk.sees("Over SSH the folders here")
        desk.send("n")
        desk.sees("Name", "Description")
        desk.send("\x05")
        desk.sees("Over SSH there is no editor")
        desk.send("\x1b")
        desk.sees("churn", "wind")
        desk.resize(130, 40)
        desk.sees("models")
        desk.quiet()
        assert max(map(len, desk.lines())) > 100
        desk.send("q")
        assert desk.ended() == 0
        assert desk.is_restored()


def test_the_desk_opens_what_is_named(server: Server) -> None:
    with server.desk("bob", "churn/1") as desk:
        desk.sees("Models › churn › v1", "bob")
        desk.send("\x11")
        assert desk.ended() == 0
    with server.desk("bob", "--", "--inbox") as desk:
        desk.sees("› Inbox", "bob")
        desk.send("\x11")
        assert desk.ended() == 0


def test_the_desk_without_a_terminal_says_how_to_get_one(server: Server) -> None:
    assert "ssh -t" in refusal(server, "alice", "churn")
    assert "ssh -t" in refusal(server, "alice")


@pytest.mark.parametrize(
    "command",
    [
        "--as admin inbox",
        f"--as {ME} inbox",
        "inbox --as=alice",
        "--registry /etc/passwd inbox",
        "inbox --registry=/tmp/x.db",
        "db check",
        "db backup /tmp/stolen",
        "init",
        "demo --path /tmp/x",
        "access list",
        "server run",
        "doctor",
        "resolve churn/1",
        "token create --user bob",
        "register x /etc",
        "register x ../..",
        "register x runs:/0123/model",
        "register x models:/m-0123456789abcdef",
        "version download churn/1 /tmp/x",
        "sh",
        "/bin/sh",
        "; sh",
        "inbox; sh",
        "inbox && sh",
        "$(sh)",
        "`touch /tmp/owned`",
        "inbox | sh",
        "inbox > /tmp/owned",
        "../..",
        "inbox\nsh",
        "inbox\x1b]0;x\x07",
        "'unclosed",
        "scp -t /tmp",
        "internal-sftp",
        "-- sh",
        "--help; sh",
    ],
)
def test_nothing_else_runs(server: Server, command: str) -> None:
    refusal(server, "alice", "--", command)


def test_a_hundred_kilobytes_are_refused(server: Server) -> None:
    assert "64,000 characters" in refusal(server, "alice", "comment", "add", "churn/1", "x" * 100_000)


def test_help_is_given(server: Server) -> None:
    done = server.run("bob", "--", "model", "--help")
    assert (done.returncode, b"usage:" in done.stdout) == (0, True)


def test_nothing_that_the_client_sends_counts(server: Server, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("print('owned')")
    sent = {
        "TUI_REGISTRY_URL": "sqlite:////etc/passwd",
        "PYTHONPATH": str(tmp_path),
        "PYTHONSTARTUP": str(tmp_path / "sitecustomize.py"),
        "PYTHONIOENCODING": "latin-1",
        "HOME": str(tmp_path),
        "LC_ALL": "\x1b]0;owned\x07",
        "LC_CTYPE": "../../etc/passwd",
        "COLORTERM": "\x1b[31m",
        "EDITOR": "sh",
    }
    done = server.run("bob", "model", "list", "--json", variables=sent)
    assert [row["name"] for row in json.loads(done.stdout)] == ["churn"]
    assert without_shell(done.stderr) == b""


@pytest.mark.parametrize("term", ["\x1b]0;x\x07", "xterm;sh", "../../../etc/passwd", "$(sh)", "x" * 65])
def test_a_terminal_of_a_hostile_name_gets_no_desk(server: Server, term: str) -> None:
    with server.desk("alice", term=term, variables={"LC_ALL": "\x1b[2J", "COLORTERM": "\x1b[31m"}) as desk:
        desk.sees("needs a terminal")
        assert desk.ended() == 2
        assert b"\x1b" not in without_shell(desk.raw)


def test_hostile_variables_leave_the_desk_as_it_is(server: Server) -> None:
    sent = {"LC_ALL": "\x1b]0;x\x07", "TEXTUAL_DRIVER": "os:system", "COLUMNS": "1", "LINES": "1"}
    with server.desk("alice", variables=sent | {"COLORTERM": "\x1b[31m"}) as desk:
        desk.sees("alice · Inbox", "churn")
        desk.send("q")
        assert desk.ended() == 0
        assert b"\x1b]0;" not in without_shell(desk.raw)


@pytest.mark.parametrize(
    "options",
    [["-R", "{free}:127.0.0.1:{port}"], ["-W", "127.0.0.1:{port}"], ["-w", "0:0"]],
    ids=lambda options: options[0],
)
def test_no_port_is_forwarded(server: Server, options: list[str]) -> None:
    filled = [word.format(free=server.port + 1 if server.port < 65000 else 61000, port=server.port) for word in options]
    done = server.run("alice", options=["-o", "ExitOnForwardFailure=yes", *filled])
    assert done.returncode != 0
    assert b"SSH-2.0" not in done.stdout


def test_no_agent_no_x11(server: Server, tmp_path: Path) -> None:
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(tmp_path / "agent")], stdout=subprocess.DEVNULL)
    try:
        wait_until((tmp_path / "agent").exists)
        asked = ["-A", "-X", "-o", "LogLevel=DEBUG1"]
        variables = {"DISPLAY": ":9", "SSH_AUTH_SOCK": str(tmp_path / "agent")}
        done = server.run("alice", "inbox", "--count", options=asked, variables=variables)
    finally:
        agent.terminate()
        agent.wait(10)
    assert done.stdout == b"0\n"
    told = done.stderr.decode()
    assert "Requesting authentication agent forwarding" in told
    # All that sshd lets the key do: it would name agent-forwarding, port-forwarding, x11-forwarding and user-rc.
    assert "key options: command pty\r\n" in told
    assert "X11 forwarding disabled by key options" in told, told


def test_no_file_transfer(server: Server) -> None:
    done = server.run("alice", "sftp", options=["-s"])
    assert done.returncode != 0
    assert b"SSH" not in done.stdout


def test_a_model_streams_in_and_out(server: Server, registry: Registry, tmp_path: Path) -> None:
    folder = write_model(tmp_path / "model", b"x" * 3_000_000)
    data = subprocess.run(["tar", "c", "-C", str(folder), "."], capture_output=True, check=True, timeout=60).stdout
    done = server.run("alice", "register", "streamed", "-", data=data)
    assert (done.returncode, done.stdout) == (0, b"models:/streamed/1\n"), done
    assert registry.acting_as("alice").get_model_version("streamed", 1).user_id == "alice"
    sent = server.run("alice", "download", "streamed/1")
    (tmp_path / "out").mkdir()
    subprocess.run(["tar", "x", "-C", str(tmp_path / "out")], input=sent.stdout, check=True, timeout=60)
    assert (tmp_path / "out" / "model.pkl").read_bytes() == b"x" * 3_000_000
    assert "PERMISSION_DENIED" in refusal(server, "bob", "download", "streamed/1")
    done = server.run("bob", "register", "churn", "-", data=data)
    assert (done.returncode, done.stderr.split()[0]) == (1, b"PERMISSION_DENIED")


def test_a_stream_that_is_lost_leaves_nothing(server: Server, registry: Registry) -> None:
    sending = subprocess.Popen(
        server.client("alice", "register", "lost", "-"), stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert sending.stdin is not None
    header = tarfile.TarInfo("big")
    header.size = 1 << 30
    sending.stdin.write(header.tobuf() + b"x" * (1 << 20))
    sending.stdin.flush()
    wait_until(lambda: list(server.folder.glob("**/.incoming/*/*/big")))
    sending.kill()
    sending.wait(10)
    sending.stdin.close()
    wait_until(lambda: not processes_of(server))
    assert list(server.folder.glob("**/.incoming/*")) == []
    assert "lost" not in {row.name for row in registry.acting_as(ME).list_models().rows}


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGHUP])
def test_a_lost_link_ends_the_session_and_leaves_nothing(server: Server, ending: signal.Signals) -> None:
    with server.desk("alice") as desk:
        desk.sees("alice · Inbox", "churn")
        assert len(processes_of(server)) == (1 if server.resident is None else 2)
        desk.kill(ending)
        began = time.monotonic()
        while processes_of(server):
            assert time.monotonic() - began < PATIENCE, processes_of(server)
            desk.read(0.05)
    assert time.monotonic() - began < 5
    assert server.run("alice", "inbox", "--count").stdout == b"0\n"


def test_a_key_that_was_removed_or_whose_user_was(server: Server) -> None:
    about = ["--file", str(server.keys), "--registry", str(server.folder / "registry.db")]
    key = make_key(server.folder / "dora")
    assert main(["access", "add", "dora", str(server.folder / "dora.pub"), *about]) == 0
    assert server.run("dora", "inbox", "--count").stdout == b"0\n"
    assert main(["user", "remove", "dora", "--yes", *about[2:]]) == 0
    assert "dora is no user of this registry any more" in refusal(server, "dora", "inbox")
    assert main(["access", "sync", *about]) == 0
    assert key.split()[1] not in server.keys.read_text()
    done = server.run("dora", "inbox")
    assert (done.returncode, b"Permission denied" in done.stderr) == (255, True)
