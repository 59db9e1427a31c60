"""What the configuration file says about the desk: keys, theme, mouse."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.tui.terminal import STARTS_MOUSE, TAKES_SCREEN, Opens


def configured(desk: Opens, folder: Path, text: str) -> Opens:
    """Return what opens the desk with this configuration file."""
    file = folder / "config" / "tui-registry" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    return partial(desk, XDG_CONFIG_HOME=str(folder / "config"))


def test_in_gnu_screen_the_mouse_is_left_to_the_terminal(desk: Opens) -> None:
    with desk(STY="1.pts-0.host") as window:
        window.sees("▸churn")
        assert STARTS_MOUSE not in window.raw


CONFIG = """
theme = "textual-light"
[keys]
"list.down" = "ctrl+n"
"models.create" = ["+", "f7"]
"""


def test_the_users_own_keys_and_a_terminal_that_keeps_its_mouse(desk: Opens, tmp_path: Path) -> None:
    with desk() as window:
        window.sees("▸churn")
        assert STARTS_MOUSE in window.raw
    with configured(desk, tmp_path, CONFIG)("--no-mouse") as window:
        window.sees("▸churn", "+ new")
        assert STARTS_MOUSE not in window.raw
        window.send("\x0e")
        window.sees("▸empty-model")
        window.send("?")
        window.sees("f7")
        window.send("q")


@pytest.mark.parametrize(
    ("config", "code", "sentence"),
    [
        ('[keys]\n"models.creat" = "+"', 2, "There is no command 'models.creat'; did you mean 'models.create'?"),
        ('theme = "mauve"', 2, "There is no theme 'mauve', but ansi-dark, ansi-light, "),
        ('[keys]\ninbox.approve = "+"', 3, 'it stands in quotes: "inbox.approve"'),
        ("mouse = 1", 3, "`mouse` must be true or false"),
    ],
)
def test_a_wrong_configuration_is_told_before_the_screen_is_taken(
    desk: Opens, tmp_path: Path, config: str, code: int, sentence: str
) -> None:
    with configured(desk, tmp_path, config)(size=(200, 24)) as window:
        assert window.ended() == code
        assert sentence in "".join(window.lines())
        assert TAKES_SCREEN not in window.raw
