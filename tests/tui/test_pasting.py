"""Pasted text: never taken for keys, and plain once it is there."""

from __future__ import annotations

import pytest
from textual import events

from tests.tui.terminal import Opens
from tui_registry.tui.pasting import PasteParser, plain_text

LOG = (
    "\x1b[32mPASSED\x1b[0m 54 tests\r\n\x1b]0;title\x07\x1b\x1b\x1b[A"
    "\x1b]8;;http://x\x1b\\report\x1b]8;;\x1b\\ qDax\x13\tend"
)
PLAIN = "PASSED 54 tests\nreport qDax\tend"


def told(*pieces: str) -> list[str]:
    """Return what a parser makes of pieces of input: keys by name, pastes by their text."""
    parser = PasteParser()
    names = []
    for piece in pieces:
        for message in parser.feed(piece):
            assert isinstance(message, (events.Key, events.Paste)), message
            names.append(message.key if isinstance(message, events.Key) else f"“{message.text}”")
    return names


@pytest.mark.parametrize(
    ("pasted", "plain"),
    [
        (LOG, PLAIN),
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("a\x9b31mb\x00\x07\x7fc", "abc"),
        ("never ended \x1b]0;title\nnext", "never ended \nnext"),
        ("cut \x1b[3", "cut 3"),
        ("[red]naïve[/red] 名前", "[red]naïve[/red] 名前"),
    ],
)
def test_plain_text(pasted: str, plain: str) -> None:
    assert plain_text(pasted) == plain


@pytest.mark.parametrize("cut", range(1, len(LOG) + 13))
def test_a_paste_is_one_message_wherever_its_bytes_are_cut(cut: int) -> None:
    data = f"\x1b[200~{LOG}\x1b[201~"
    assert told("j", data[:cut], data[cut:] + "k", "\x1b[B") == ["j", f"“{PLAIN}”", "k", "down"]


def test_two_pastes_in_one_piece() -> None:
    assert told("\x1b[200~one\x1b[201~x\x1b[200~\x1b[201~\x1b[200~two\x1b[201~") == ["“one”", "x", "“”", "“two”"]


def test_a_paste_on_a_list_runs_no_command_and_in_a_dialog_leaves_nothing(desk: Opens) -> None:
    with desk() as window:
        window.sees("▸churn")
        window.send(f"\x1b[200~{LOG * 20}\x1b[201~j")
        window.sees("▸empty-model")
        window.send("n")
        window.sees("Create an empty registered model")
        window.send(f"\x1b[200~{LOG}\x1b[201~")
        window.sees("PASSED 54 tests", "Create an empty registered model")
