"""Sessions that a resident server serves, in a real terminal and without sshd; issue: many at once."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.registry.support import write_model
from tests.ssh.conftest import ME
from tests.ssh.resident import account_command, children_of, serving
from tests.tui.terminal import PATIENCE, Terminal
from tui_registry import Registry
from tui_registry.domain.errors import InvalidState
from tui_registry.ssh import handover
from tui_registry.ssh.channel import LONGEST, Message, is_own, socket_path
from tui_registry.ssh.handover import hand_over
from tui_registry.ssh.resident import run_server

QUIT = "\x11"
SOON = 5.0


@pytest.fixture
def home() -> Iterator[Path]:
    """The account's folder: where a socket lies may have no more than 107 bytes, and pytest's folders have."""
    with TemporaryDirectory(prefix="tr") as folder:
        yield Path(folder)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A registry with the model `churn`."""
    with Registry.open(f"{tmp_path}/registry.db") as made:
        made.acting_as(ME).register_model("churn", str(write_model(tmp_path / "source")))
    return f"{tmp_path}/registry.db"


@pytest.fixture
def server(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    with serving(home) as process:
        yield process


@contextmanager
def session(home: Path, url: str, command: str = "") -> Iterator[Terminal]:
    """What sshd would run for a key, in a terminal of its own."""
    env = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "SSH_ORIGINAL_COMMAND": command}
    opened = Terminal([*account_command(home), "--registry", url, ME], env, (80, 24))
    try:
        yield opened
    finally:
        with suppress(OSError):
            opened.process.close(force=True)


def said(home: Path, url: str, command: str) -> subprocess.CompletedProcess[bytes]:
    """The same without a terminal."""
    env = {"PATH": os.environ["PATH"], "SSH_ORIGINAL_COMMAND": command}
    words = [*account_command(home), "--registry", url, ME]
    return subprocess.run(words, env=env, input=b"", capture_output=True, timeout=60, check=False)


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_desk_in_a_child_of_the_server(home: Path, url: str, server: subprocess.Popen[bytes]) -> None:
    with session(home, url) as desk:
        desk.sees("Models", "churn", ME)
        assert len(children_of(server.pid)) == 1
        desk.resize(130, 40)
        wait_until(lambda: desk.read(0.05) or max(map(len, desk.lines())) > 100)
        desk.send(QUIT)
        assert desk.ended() == 0
        assert desk.is_restored()
    wait_until(lambda: not children_of(server.pid))


def test_verbs_their_output_and_exit_codes(home: Path, url: str, server: subprocess.Popen[bytes]) -> None:
    listed = said(home, url, "model list")
    assert (listed.returncode, b"churn" in listed.stdout, listed.stderr) == (0, True, b"")
    assert said(home, url, "model show nothing").returncode == 1
    assert said(home, url, "model show").returncode == 2
    assert said(home, f"{url}.none", "model list").returncode == 3
    assert server.poll() is None


def test_what_a_terminal_is_asked_reaches_the_child(home: Path, url: str, server: subprocess.Popen[bytes]) -> None:
    with session(home, url, "version delete churn/1") as asked:
        asked.sees("[y/N]")
        assert children_of(server.pid)
        asked.send("\x03")
        assert asked.ended() == 130
    with session(home, url, "version delete churn/1") as asked:
        asked.sees("[y/N]")
        asked.send("y\r")
        assert asked.ended() == 0


def test_a_child_that_dies_takes_nobody_along(home: Path, url: str, server: subprocess.Popen[bytes]) -> None:
    with session(home, url) as desk, ExitStack() as stack:
        desk.sees("churn")
        [child] = children_of(server.pid)
        other = stack.enter_context(session(home, url))
        other.sees("churn")
        os.kill(child, signal.SIGKILL)
        assert desk.ended() == 1
        assert desk.is_restored()
        assert "the session's process died" in desk.text()
        other.send(QUIT)
        assert other.ended() == 0
    assert said(home, url, "inbox --count").returncode == 0


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM])
def test_the_first_process_s_end_is_the_session_s(
    home: Path, url: str, server: subprocess.Popen[bytes], ending: signal.Signals
) -> None:
    with session(home, url) as desk:
        desk.sees("churn")
        began = time.monotonic()
        desk.kill(ending)
        assert desk.ended() == (-9 if ending is signal.SIGKILL else 128 + ending)
        wait_until(lambda: not children_of(server.pid))
        assert time.monotonic() - began < SOON
        assert desk.is_restored() or ending is signal.SIGKILL


def test_a_lost_terminal_ends_the_session(home: Path, url: str, server: subprocess.Popen[bytes]) -> None:
    with session(home, url) as desk:
        desk.sees("churn")
        began = time.monotonic()
        desk.hang_up()
        wait_until(lambda: not children_of(server.pid))
        assert time.monotonic() - began < SOON


def test_sessions_outlive_the_server_and_new_ones_serve_themselves(home: Path, url: str) -> None:
    with serving(home) as server, session(home, url) as desk:
        desk.sees("churn")
        server.terminate()
        assert server.wait(10) == 0
        assert not Path(socket_path(str(home))).exists()
        assert said(home, url, "inbox --count").stdout == b"0\n"
        desk.send("?")
        desk.sees("Keys")
        desk.send(QUIT)
        assert desk.ended() == 0


def test_a_server_that_was_killed_leaves_a_place_for_the_next(home: Path, url: str) -> None:
    with serving(home) as server:
        server.kill()
        server.wait(10)
    assert Path(socket_path(str(home))).exists()
    assert said(home, url, "inbox --count").stdout == b"0\n"
    with second(home) as process:
        wait_until(lambda: answers(socket_path(str(home))))
        assert process.poll() is None


@contextmanager
def second(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    words = [*account_command(home), "serve"]
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=30)


def answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as asked, suppress(OSError):
        asked.connect(path)
        return True
    return False


def test_one_server_an_account(home: Path, server: subprocess.Popen[bytes]) -> None:
    with second(home) as process:
        assert process.wait(30) == 1
        assert process.stderr is not None
        assert b"listens" in process.stderr.read()
    assert server.poll() is None
    assert answers(socket_path(str(home)))


def test_a_program_that_was_replaced_is_loaded_anew(home: Path, url: str) -> None:
    stamp, script = home / "stamp", home / "serve.py"
    stamp.touch()
    script.write_text(
        "import os, sys\n"
        "from tui_registry.ssh import resident\n"
        f"resident.code_stamp = lambda: (os.stat({str(stamp)!r}).st_mtime_ns,)\n"
        f"print('begins', flush=True)\n"
        f"sys.exit(resident.run_server({str(home)!r}, print))\n"
    )
    log = home / "server.log"
    again = serving(home, [sys.executable, "-I", "-X", "utf8", str(script)])
    with again as server, session(home, url) as desk:
        desk.sees("churn")
        os.utime(stamp, ns=(1, 1))
        # Served by a process of its own.
        assert said(home, url, "inbox --count").stdout == b"0\n"
        wait_until(lambda: log.read_text().count("begins") == 2)
        wait_until(lambda: answers(socket_path(str(home))))
        with session(home, url) as later:
            later.sees("churn")
            assert len(children_of(server.pid)) == 2
            later.send(QUIT)
            assert later.ended() == 0
        desk.send(QUIT)
        assert desk.ended() == 0


def test_only_the_account_comes_in(home: Path, server: subprocess.Popen[bytes]) -> None:
    assert server.poll() is None
    path = Path(socket_path(str(home)))
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_kernel_says_who_is_at_the_other_end(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with one, other:
        assert is_own(one)
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
        assert not is_own(one)


def test_somebody_else_s_session_is_not_served(home: Path, url: str) -> None:
    script = home / "serve.py"
    script.write_text(
        "import sys\n"
        "from tui_registry.ssh import resident\n"
        "resident.is_own = lambda _: False\n"
        f"sys.exit(resident.run_server({str(home)!r}, print))\n"
    )
    with (
        serving(home, [sys.executable, "-I", "-X", "utf8", str(script)]) as server,
        session(home, url) as desk,
    ):
        desk.sees("churn")
        assert children_of(server.pid) == []
        desk.send(QUIT)
        assert desk.ended() == 0


def test_a_server_of_somebody_else_s_is_told_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with listener(home) as listening:
        monkeypatch.setattr(os, "geteuid", lambda: 12345)
        assert hand_over(str(home), message()) is None
        connection, _ = listening.accept()
        with connection:
            assert connection.recv(100) == b""


def test_a_server_that_hangs_is_not_waited_for(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "PATIENCE", 0.05)
    with listener(home):
        assert hand_over(str(home), message()) is None


def test_a_message_too_long_is_served_alone(home: Path, url: str, server: subprocess.Popen[bytes]) -> None:
    assert hand_over(str(home), message("x" * LONGEST)) is None
    told = said(home, url, "comment add churn/1 " + "x" * 100_000).stderr
    assert b"64,000 characters" in told
    assert server.poll() is None


@pytest.mark.parametrize("sent", [b"", b"\xff", b"a\0b", b"a\0b\0c\0d\0no variable"])
def test_nonsense_is_told_nothing(home: Path, server: subprocess.Popen[bytes], sent: bytes) -> None:
    for descriptors in ([], [0], [0, 1, 2]):
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as asked:
            asked.settimeout(PATIENCE)
            asked.connect(socket_path(str(home)))
            socket.send_fds(asked, [sent], descriptors)
            assert asked.recv(1) == b""
    wait_until(lambda: not children_of(server.pid))
    assert server.poll() is None


def test_another_python_serves_itself(home: Path, server: subprocess.Popen[bytes]) -> None:
    assert server.poll() is None
    assert hand_over(str(home), Message("/elsewhere", ME, "", "", {})) is None


def test_a_message_arrives_as_it_was() -> None:
    sent = Message("/p", "ann", "sqlite:///r.db", "a\n'b' \udcff", {"TERM": "xterm", "LANG": "a=b"})
    came = Message.unpacked(sent.packed())
    assert all(getattr(came, name) == getattr(sent, name) for name in Message.__slots__)


def test_a_folder_too_long_for_a_socket_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidState, match="107 bytes"):
        run_server(str(tmp_path / ("x" * 100)), print)


def test_nothing_runs_or_is_open_before_the_fork() -> None:
    code = (
        "import asyncio, os, threading\n"
        "before = set(os.listdir('/proc/self/fd'))\n"
        "from tui_registry.ssh.preloading import load_program\n"
        "load_program()\n"
        "assert threading.active_count() == 1, threading.enumerate()\n"
        "assert set(os.listdir('/proc/self/fd')) == before\n"
        "import sys; assert 'mlflow' not in sys.modules and 'alembic' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-I", "-X", "utf8", "-W", "error", "-c", code], check=True, timeout=60)


def message(command: str = "inbox") -> Message:
    return Message(sys.prefix, ME, "nowhere", command, {})


@contextmanager
def listener(home: Path) -> Iterator[socket.socket]:
    """A server that takes connections and says nothing."""
    path = Path(socket_path(str(home)))
    path.parent.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
        listening.bind(str(path))
        listening.listen()
        yield listening
