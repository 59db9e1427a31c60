"""The user's own editor, in a real terminal: whatever becomes of it, the desk goes on and what was typed is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.terminal import Opens, Terminal

EDITORS = {
    "writes": ('printf "%s, edited" "$(cat "$1")" > "$1"', "typed, edited"),
    "empties": (': > "$1"', ""),
    "fails": ('echo other > "$1"; exit 3', "ended with 3; the text is"),
    "deletes": ('rm "$1"', "left no file; the text is"),
    "knows NO_COLOR": ('echo "NO_COLOR=$NO_COLOR" > "$1"', "NO_COLOR=1"),
}


def edit(window: Terminal) -> None:
    """Type a comment, and open the editor on it."""
    window.sees("▸churn")
    window.send("\r")
    window.sees("▸v1")
    window.send("c")
    window.sees("Comment on churn v1", "ctrl+s")
    window.send("typed")
    window.sees("│typed")
    window.send("\x05")


def script(folder: Path, text: str) -> str:
    """Write an editor, and return how it is called."""
    file = folder / "editor"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o700)
    return str(file)


@pytest.mark.parametrize("name", EDITORS)
def test_what_an_editor_does(desk: Opens, tmp_path: Path, name: str) -> None:
    text, shown = EDITORS[name]
    with desk(VISUAL="", EDITOR=script(tmp_path, text), NO_COLOR="1", size=(200, 24)) as window:
        edit(window)
        if shown:
            window.sees(shown)
        while "typed" in window.text() and "the text is" not in window.text() and "edited" not in window.text():
            window.read(0.1)
        window.send("!")
        window.sees("typed!" if "the text is" in shown else f"{shown}!")
        window.send("\x11")
        assert window.ended() == 0


@pytest.mark.parametrize(
    ("editor", "why"),
    [("/none/such -w", "No such file or directory"), ("/tmp", "Permission denied"), ("'half", "No closing quotation")],
)
def test_an_editor_that_does_not_start_is_told_and_the_desk_takes_its_terminal_back(
    desk: Opens, editor: str, why: str
) -> None:
    with desk(VISUAL=editor, size=(200, 24)) as window:
        edit(window)
        window.sees(f"could not be started: {why}.", "EDITOR.")
        window.send("!")
        window.sees("│typed!")
        window.send("\x11")
        assert window.ended() == 0


def test_ctrl_c_ends_the_editor_alone(desk: Opens, tmp_path: Path) -> None:
    with desk(VISUAL=script(tmp_path, "echo waiting; exec sleep 60")) as window:
        edit(window)
        window.sees("waiting")
        window.send("\x03")
        window.sees("ended with", "│typed")
        window.send("\x11")
        assert window.ended() == 0
