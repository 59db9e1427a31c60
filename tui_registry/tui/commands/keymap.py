"""The user's own keys: they take the place of those that a command declares, wherever keys are bound or shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from textual.keys import Keys

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.tui.commands.base import ALL_COMMANDS, KEY_NAMES, Command, key_name
from tui_registry.tui.commands.catalog import by_page
from tui_registry.tui.commands.everywhere import EVERYWHERE
from tui_registry.tui.commands.lists import LIST_COMMANDS, MARKS

_FIXED = ("ctrl+q", "ctrl+c")
"""Keys that work in dialogs as well, and have to."""
_WITH_CTRL = re.compile(r"ctrl\+[a-z]$")
_SAME = {"ctrl+h": "backspace", "ctrl+i": "tab", "ctrl+m": "enter", "return": "enter"}
"""Keys that a terminal can't tell from others."""
_NAMED = {key.value for key in Keys if re.fullmatch(r"[a-z]+\d?\d?", key.value)} | {"space", "shift+tab"}
_NAMES = {name: key for key, name in KEY_NAMES.items() if not (len(name) == 1 and name.isascii())} | {" ": "space"}


def apply_keymap(keymap: Mapping[str, Sequence[str]]) -> None:
    """Give commands other keys, by their ids. Call it before any screen is made: it binds them then.

    Raises:
        InvalidParameterValue: a command or key is unknown, or two commands of a page would have the same key.
    """
    wanted = {_command(command_id): [_key(command_id, key) for key in keys] for command_id, keys in keymap.items()}
    for page, commands in _scopes().items():
        _check(page, commands, wanted)
    for command, keys in wanted.items():
        command.key, command.aliases = keys[0], tuple(keys[1:])


def _scopes() -> dict[str, tuple[type[Command], ...]]:
    """Return for each page which commands are there together."""
    pages = by_page()
    shared = tuple(dict.fromkeys((*LIST_COMMANDS, *MARKS, *EVERYWHERE)))
    return {page: (*commands, *shared) for page, commands in pages.items() if not set(shared).issuperset(commands)}


def _command(command_id: str) -> type[Command]:
    if command_id not in ALL_COMMANDS:
        near = get_close_matches(command_id, ALL_COMMANDS, 1)
        raise InvalidParameterValue(
            f"There is no command {command_id!r}" + (f"; did you mean {near[0]!r}?" if near else ".")
        )
    return ALL_COMMANDS[command_id]


def _key(command_id: str, text: str) -> str:
    key = text if len(text) == 1 else text.lower()
    if key in _FIXED:
        raise InvalidParameterValue(f"{command_id}: {text} can't be given away, it works everywhere.")
    if key in _SAME:
        raise InvalidParameterValue(f"{command_id}: a terminal can't tell {text} from {_SAME[key]}. Name that.")
    key = _NAMES.get(key, key)
    if (len(key) == 1 and key.isprintable()) or key in _NAMED or _WITH_CTRL.match(key):
        return key
    raise InvalidParameterValue(
        f"{command_id}: {text!r} is no key. Use a character, ctrl+ and a letter, or a name such as f5, space, pgdn."
    )


def _check(page: str, commands: Sequence[type[Command]], wanted: Mapping[type[Command], Sequence[str]]) -> None:
    taken: dict[str, list[type[Command]]] = {}
    for command in commands:
        for key in wanted.get(command, (command.key, *command.aliases)):
            for other in taken.setdefault(key, []):
                if (command in wanted or other in wanted) and not _is_instead_of(command, other):
                    raise InvalidParameterValue(
                        f"{key_name(key)} would mean both {other.id} and {command.id} on the page {page}. "
                        "Give one of them another key."
                    )
            taken[key].append(command)


def _is_instead_of(one: type[Command], other: type[Command]) -> bool:
    """Whether a page has one of them in place of the other: they were declared with a key in common."""
    return bool({one.key, *one.aliases} & {other.key, *other.aliases})
