"""The desk in a real terminal: that it paints, leaves the terminal as it was, and can be killed at any moment."""

from __future__ import annotations

import os
import re
import select
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.support import environment
from tests.ssh.resident import children_of
from tests.tui.hostile import OBEYED, poison
from tests.tui.terminal import LEAVES_ALTERNATE_SCREEN, TAKES_SCREEN, Opens, Terminal, terminal
from tui_registry import Registry
from tui_registry.domain.entities import TransitionRequest
from tui_registry.domain.ordering import InboxBox

SIZES = [(80, 24), (140, 40)]

HOSTILE = "\x1b]0;owned\x07\x1b]52;c;ZXZpbA==\x07\x1b[2J\x9b31m\x9d0;owned\x9c\u202eevil\u2066\x7f\x08"
RAW = ("\x1b]0;", "\x1b]52;", "\x1b[2J", "\x9b", "\x9d", "\x9c", "\u202e", "\u2066", "\x7f", "\x08")


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_paints_moves_and_quits(desk: Opens, size: tuple[int, int]) -> None:
    with desk(size=size) as window:
        window.sees("34 models", "▸churn", "central › Models", "enter open", "Inbox 2")
        assert window.lines()[0].startswith(" central › Models")
        assert "enter open" in window.lines()[-1]
        window.send("j")
        window.sees("▸empty-model")
        window.send("\x1b[B\r")
        window.sees("central › Models › fraud-detector")
        window.send("q")
        window.sees("▸fraud-detector")
        before = len(window.raw)
        window.send("q")
        assert window.ended() == 0
        assert window.is_restored(before)


def test_the_demo_paints_and_quits(tmp_path: Path) -> None:
    with terminal(tmp_path, "demo", "--path", str(tmp_path / "demo"), size=(140, 40)) as window:
        window.sees("▸", "demo › Models", "Latest by stage")
        window.send("2")
        window.sees("For me")
        window.send("q")
        assert window.ended() == 0
        assert window.is_restored()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_it_with_the_terminal_restored(desk: Opens, number: signal.Signals, code: int) -> None:
    with desk() as window:
        window.sees("34 models")
        window.quiet()
        before = len(window.raw)
        window.kill(number)
        assert window.ended() == code
        assert window.is_restored(before)


def test_a_signal_in_a_dialog_ends_it_with_the_terminal_restored(desk: Opens) -> None:
    with desk() as window:
        window.sees("34 models")
        window.send("n")
        window.sees("Create an empty registered model")
        window.send("half")
        window.sees("half")
        before = len(window.raw)
        window.kill(signal.SIGTERM)
        assert window.ended() == 143
        assert window.is_restored(before)


def test_a_terminal_that_goes_away_ends_it(desk: Opens) -> None:
    with desk() as window:
        window.sees("34 models")
        pid = window.process.pid
        ending = os.pidfd_open(pid)
        window.hang_up()
        assert select.select([ending], [], [], 30)[0], "it outlives its terminal"
        os.close(ending)


def test_a_terminal_that_goes_away_without_a_signal_ends_it(tmp_path: Path) -> None:
    Registry.open(f"{tmp_path}/registry.db").close()
    # As `su -c` does it: a session of its own, which the kernel does not hang up.
    words = [sys.executable, "-m", "tui_registry", "--registry", f"{tmp_path}/registry.db"]
    window = Terminal(["setsid", "--wait", *words], environment(tmp_path, TERM="xterm"), (80, 24))
    window.sees("Models")
    [pid] = children_of(window.process.pid)
    ending = os.pidfd_open(pid)
    window.hang_up()
    assert select.select([ending], [], [], 30)[0], "it outlives its terminal"
    os.close(ending)


def test_a_terminal_that_goes_away_while_it_starts_ends_it(tmp_path: Path) -> None:
    Registry.open(f"{tmp_path}/registry.db").close()
    words = [sys.executable, "-m", "tui_registry", "--registry", f"{tmp_path}/registry.db"]
    for _ in range(3):
        window = Terminal(words, environment(tmp_path, TERM="xterm"), (80, 24))
        while TAKES_SCREEN not in window.raw:
            window.read(0.1)
        ending = os.pidfd_open(window.process.pid)
        window.hang_up()
        assert select.select([ending], [], [], 10)[0], "it outlives its terminal"
        os.close(ending)


def test_told_to_go_on_without_having_stopped_it_does_nothing(desk: Opens) -> None:
    with desk() as window:
        window.sees("34 models")
        window.quiet()
        before = len(window.raw)
        window.kill(signal.SIGCONT)
        window.quiet()
        assert TAKES_SCREEN not in window.raw[before:]
        window.send("q")
        assert window.ended() == 0


def test_stopped_and_continued(desk: Opens) -> None:
    with desk() as window:
        window.sees("34 models")
        window.kill(signal.SIGTSTP)
        os.waitid(os.P_PID, window.process.pid, os.WSTOPPED | os.WNOWAIT)
        window.quiet()
        assert LEAVES_ALTERNATE_SCREEN in window.raw
        before = len(window.raw)
        window.kill(signal.SIGCONT)
        while TAKES_SCREEN not in window.raw[before:]:
            window.read(0.1)
        window.wiped()
        window.sees("central › Models", "▸churn", "enter open")
        window.send("q")
        assert window.ended() == 0


def test_what_was_not_sent_again_was_there(desk: Opens) -> None:
    with desk() as window:
        window.sees("34 models")
        for keys in ("j", "/", "fraud", *"\x1b?\x1bn", "[a", *"\x1b\x1b\rt\x1b\r]]"):
            window.send(keys)
            window.answers()
            shown = window.cells()
            window.send("\x12")
            window.quiet()
            assert window.cells() == shown, keys
        window.send("\x11")
        assert window.ended() == 0


@pytest.mark.parametrize(
    ("key", "shown", "most"), [("n", "ctrl+s", 8_000), (":", "Find", 12_000), ("?", "Keys", 16_000)]
)
def test_a_dialog_is_not_painted_over_and_over(desk: Opens, key: str, shown: str, most: int) -> None:
    with desk() as window:
        window.sees("34 models")
        window.quiet()
        before = len(window.raw)
        window.send(key)
        window.sees(shown)
        window.quiet()
        assert len(window.raw) - before < most


def test_a_resized_window_is_painted_anew(desk: Opens) -> None:
    with desk() as window:
        window.sees("34 models")
        window.quiet()
        window.resize(140, 40)
        window.sees("Latest by stage")
        assert "enter open" in window.lines()[39]
        window.resize(60, 16)
        window.sees("enter open")
        window.quiet()
        assert "enter open" in window.lines()[15]
        assert "Latest by stage" not in window.text()
        assert "central › Models" in window.lines()[0]


@pytest.mark.parametrize("size", [(200, 50), (40, 12), (20, 5)], ids=str)
def test_odd_sizes(desk: Opens, size: tuple[int, int]) -> None:
    with desk(size=size) as window:
        window.sees("▸churn", "central")
        for key, shown in (("2", "For me"), ("3", "activities"), ("?", "Keys"), ("q", "activities")):
            window.send(key)
            window.sees(shown)
        window.send("\x11")
        assert window.ended() == 0
        assert b"Traceback" not in window.raw


def test_no_color(desk: Opens) -> None:
    with desk(NO_COLOR="1") as window:
        window.sees("34 models", "Inbox 2")
        for keys, shown in (("2", "MAE down 8 %"), ("a", "Approve:"), ("\x1b", "For me"), ("?", "Keys")):
            window.send(keys)
            window.sees(shown)
        window.send("\x11")
        assert window.ended() == 0
        assert window.colours() == []


def test_colours_without_no_color(desk: Opens) -> None:
    with desk() as window:
        window.sees("34 models")
        assert window.colours()


@pytest.mark.parametrize("term", ["xterm", "screen", "linux"])
def test_terminals_of_sixteen_colours_are_sent_no_others(desk: Opens, term: str) -> None:
    with desk("power-forecasting", size=(140, 40), term=term) as window:
        window.sees("● Production", "○ Staging", "▸v4")
        assert window.colours()
        assert not [found for found in window.colours() if b"38;" in found or b"48;" in found]


@pytest.mark.parametrize("key", ["", "/", ":"], ids=["in the list", "in the search box", "in the palette"])
def test_an_idle_desk_is_silent(desk: Opens, key: str) -> None:
    with desk() as window:
        window.sees("Inbox 2")
        window.send(key)
        window.quiet(1.0)
        assert window.read(1.5) == b""


def test_hostile_text_reaches_the_terminal_as_no_command(database: Path, desk: Opens) -> None:
    poison(database, HOSTILE)
    with desk("power-forecasting", size=(140, 40)) as window:
        window.sees("› power-forecasting", "Versions", "evil")
        for keys, shown in (
            ("   C", "Against v4"),
            ("\x1b", "Active 2"),
            ("\x1b", "▸v"),
            ("m", "1 of 2"),
            ("\x1b", "▸v"),
            ("p", "users and groups"),
            ("\x1b", "▸v"),
            ("T", "Tags of"),
            ("\x1b", "▸v"),
            ("g\x1b[B\r", "Pending requests"),
            ("]", "Flavors"),
            ("]", "SHA-256"),
            ("]", "commented"),
            ("a", "Approve: "),
            ("\x1b", "[Activity]"),
            ("?", "esc closes"),
            ("\x1b", "[Activity]"),
            ("2", "[For me"),
            ("  a", "2 marked requests"),
            ("\x1b", "[For me"),
            ("[", "[Decided"),
            ("3", "newest first"),
            (":", "enter takes"),
            ("\x1b", "newest first"),
            ("1", "[Activity]"),
        ):
            window.send(keys)
            window.sees(shown)
            window.quiet()
        window.send("\x11")
        assert window.ended() == 0
    assert [sequence for sequence in RAW if sequence.encode() in window.raw] == []
    assert not OBEYED.search(re.sub("[\r\n]", "", window.printed()))


def test_killed_in_an_open_dialog(database: Path, desk: Opens) -> None:
    with desk() as window:
        _open_approval(window)
        window.send("half a comment")
        window.sees("half a comment")
        window.kill(signal.SIGKILL)
        assert window.ended() == -9
    assert _churn(database) == ("Staging", "open", "", 0)
    _starts_again(desk, database)


def test_killed_while_it_waits_to_write(database: Path, desk: Opens) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other, desk() as window:
        _open_approval(window)
        other.execute("begin immediate")
        window.send("\x13")
        # The dialog takes keys one after the other: when the focus has moved, the write has begun.
        window.send("\x1b[Z")
        window.quiet()
        window.kill(signal.SIGKILL)
        assert window.ended() == -9
        other.execute("rollback")
    assert _churn(database) == ("Staging", "open", "", 0)
    _starts_again(desk, database)


@pytest.mark.parametrize("milliseconds", [0, 4, 8, 16, 32, 64])
def test_killed_while_it_writes(database: Path, desk: Opens, milliseconds: int) -> None:
    with desk() as window:
        _open_approval(window)
        window.send("\x13")
        window.read(milliseconds / 1000)
        window.kill(signal.SIGKILL)
        assert window.ended() == -9
    # All of it or nothing: the stage, the request and what history says of both.
    assert _churn(database) in [("Staging", "open", "", 0), ("Production", "approved", "alice", 1)]
    _starts_again(desk, database)


def _open_approval(window: Terminal) -> None:
    """Come to the dialog that approves churn v1 to Production, its buttons painted."""
    window.sees("Inbox 2")
    window.send("2")
    window.sees("For me 2", "▸power-forecasting")
    window.send("j")
    window.sees("▸churn", "AUC holds")
    window.send("a")
    window.sees("Approve: churn v1  Staging → Production", "ctrl+s")


def _churn(database: Path) -> tuple[str, str, str, int]:
    """Return churn v1's stage, its request's state and decider, and how often history says it was approved."""
    with Registry.open(str(database), create=False) as registry:
        alice = registry.acting_as("alice")
        stage = alice.get_model_version("churn", 1).current_stage
        request = _request_of_churn(registry)
        approvals = [
            activity for activity in alice.list_activities("churn", 1) if activity.activity_type == "APPROVED_REQUEST"
        ]
        return str(stage), str(request.status), request.decided_by, len(approvals)


def _request_of_churn(registry: Registry) -> TransitionRequest:
    alice = registry.acting_as("alice")
    rows = [row for box in (InboxBox.ALL_OPEN, InboxBox.DECIDED) for row in alice.list_requests(box).rows]
    return next(row for row in rows if row.name == "churn")


def _starts_again(desk: Opens, database: Path) -> None:
    with closing(sqlite3.connect(database)) as raw:
        assert raw.execute("pragma integrity_check").fetchone() == ("ok",)
        assert raw.execute("pragma foreign_key_check").fetchall() == []
    with desk() as window:
        window.sees("34 models")
        window.send("q")
        assert window.ended() == 0
