"""The user's own keys: what is refused, and that they are bound and shown wherever the declared ones would be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.tui.desk import sitting
from tests.tui.steps import told
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.commands.base import ALL_COMMANDS
from tui_registry.tui.commands.inbox import ApproveRequest
from tui_registry.tui.commands.keymap import apply_keymap
from tui_registry.tui.commands.lists import CursorDown
from tui_registry.tui.commands.table import key_table


@contextmanager
def declared_again() -> Iterator[None]:
    """Give every command its own keys back at the end."""
    before = {command: (command.key, command.aliases) for command in ALL_COMMANDS.values()}
    try:
        yield
    finally:
        for command, (key, aliases) in before.items():
            command.key, command.aliases = key, aliases


def test_keys_are_bound_and_shown() -> None:
    with declared_again():
        apply_keymap({"inbox.approve": ("v", "F5"), "list.down": ("pgdn", ","), "list.page_down": ("f6",)})
        assert ApproveRequest.key_names() == ["v", "f5"]
        assert ApproveRequest.binding().key == "v,f5"
        assert CursorDown.binding().key == "pagedown,comma"
        assert CursorDown.key_names() == ["pgdn", ","]
        assert f"| `v` `f5` | {ApproveRequest.summary()} |" in key_table()


def test_every_key_that_is_declared_may_be_given_to_another() -> None:
    declared = {key for command in ALL_COMMANDS.values() for key in command.key_names()} - {"ctrl+q"}
    for key in sorted(declared):
        with declared_again():
            for command in ALL_COMMANDS.values():
                command.key, command.aliases = f"no key of {command.id}", ()
            apply_keymap({"inbox.approve": (key,)})
            assert ApproveRequest.key_names() == [key]


async def test_they_are_bound_and_told_by_screens_that_were_declared_before(alice: RegistryClient) -> None:
    mine = {
        "list.down": "ctrl+n",
        "list.bottom": "Z",
        "desk.help": "f5",
        "desk.back": "<",
        "desk.palette": ";",
        "models.search": "&",
        "models.create": "+",
    }
    with declared_again():
        apply_keymap({command: (key,) for command, key in mine.items()})
        async with sitting(alice) as sitter:
            await sitter.sees("& search: name")
            await sitter.sees("& search  + new")
            await sitter.sees("f5 help")
            await sitter.press("j", "ctrl+n")
            await sitter.sees("▸empty-model")
            await sitter.press("f5")
            await sitter.sees("< closes")
            await sitter.press("Z")
            await sitter.sees("Tick or untick a box.")
            await sitter.press("f5")
            await sitter.sees("▸empty-model")
            await sitter.press(";")
            await sitter.sees("&       Search ")
            await sitter.press("escape", "&")
            await sitter.type("zzz")
            await sitter.sees("< clears it.")
            await sitter.press("ctrl+c")
            await told(sitter, "q leaves the desk")


def test_two_may_change_places() -> None:
    with declared_again():
        apply_keymap({"inbox.approve": ("x",), "inbox.reject": ("a",)})
        assert ApproveRequest.key == "x"


@pytest.mark.parametrize(
    ("keymap", "sentence"),
    [
        ({"inbox.aprove": ("v",)}, "There is no command 'inbox.aprove'; did you mean 'inbox.approve'?"),
        ({"zzz": ("v",)}, "There is no command 'zzz'."),
        ({"inbox.approve": ("hyper+v",)}, "inbox.approve: 'hyper+v' is no key."),
        ({"inbox.approve": ("\x1b",)}, "is no key."),
        ({"inbox.approve": ("ctrl+q",)}, "inbox.approve: ctrl+q can't be given away"),
        ({"inbox.approve": ("ctrl+m",)}, "a terminal can't tell ctrl+m from enter."),
        ({"inbox.approve": ("x",)}, "x would mean both inbox.approve and inbox.reject on the page Inbox."),
        ({"inbox.approve": ("j",)}, "j would mean both inbox.approve and list.down on the page Inbox."),
        ({"desk.help": ("t",)}, "t would mean both"),
        ({"list.mark": ("C",)}, "C would mean both"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_can_not_be_is_refused_whole(keymap: dict[str, tuple[str, ...]], sentence: str) -> None:
    with declared_again():
        with pytest.raises(InvalidParameterValue) as refusal:
            apply_keymap({"models.create": ("ctrl+n",), **keymap})
        assert sentence in refusal.value.message
        assert ALL_COMMANDS["models.create"].key == "n"
