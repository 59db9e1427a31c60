"""Texts on their way to the clipboard of the user's own terminal."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import cast

import pytest
from textual.driver import Driver

from tests.tui.desk import sitting
from tests.tui.hostile import HOSTILE
from tests.tui.steps import told
from tui_registry.registry.client import RegistryClient
from tui_registry.tui import clipboard
from tui_registry.tui.screens.models import ModelsScreen

LONGEST = "x" * (clipboard.MOST // 4 * 3)


class Written:
    """Stands for a terminal: keeps what is written."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, data: str) -> None:
        self.text += data


def sent(text: str) -> str:
    written = Written()
    clipboard.send(cast(Driver, written), text)
    return written.text


@pytest.fixture
def anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STY", raising=False)


@pytest.fixture
def in_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STY", "1.tty.here")
    monkeypatch.setenv("TERM", "screen.xterm-256color")


@pytest.mark.usefixtures("anywhere")
@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_in_a_text_is_obeyed(name: str) -> None:
    found = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", sent(HOSTILE[name]))
    assert found is not None
    assert b64decode(found[1]).decode("utf-8") == HOSTILE[name]


@pytest.mark.usefixtures("anywhere")
def test_what_can_t_be_encoded_does_not_stop_the_rest() -> None:
    assert b64decode(sent("a\ud800b")[7:-1]) == b"a?b"


@pytest.mark.usefixtures("in_screen")
@pytest.mark.parametrize("text", ["models:/churn/1", LONGEST], ids=["short", "longest"])
def test_gnu_screen_hands_it_on_in_pieces(text: str) -> None:
    pieces = re.findall(r"\x1bP([^\x1b]*|\x1b\][^\x1b]*)\x1b\\", sent(text))
    assert "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) == sent(text)
    assert max(map(len, pieces)) < 700
    assert b64decode("".join(pieces)[7:-1]).decode() == text


def test_a_tmux_inside_screen_takes_it_as_it_is(in_screen: None, monkeypatch: pytest.MonkeyPatch) -> None:
    del in_screen
    monkeypatch.setenv("TERM", "tmux-256color")
    assert sent("x").startswith("\x1b]52;c;")


def test_how_long_a_text_may_be() -> None:
    assert clipboard.fits(LONGEST)
    assert not clipboard.fits(LONGEST + "xxx")


async def test_a_text_that_is_too_long_is_refused_but_kept_at_the_desk(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        page = sitter.desk.screen
        assert isinstance(page, ModelsScreen)
        page.copy(LONGEST + "xxx")
        await told(sitter, clipboard.TOO_LONG)
        assert len(sitter.toasts) == 1
        assert sitter.desk.clipboard == LONGEST + "xxx"
