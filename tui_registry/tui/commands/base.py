"""A command: its id, its keys, what the bar calls it, and in its docstring what it does."""

from __future__ import annotations

import re
from typing import ClassVar

from textual.binding import Binding

ALL_COMMANDS: dict[str, type[Command]] = {}
"""Every command that has been declared, by id, in the order of declaration."""

KEY_NAMES = {
    "comma": ",",
    "slash": "/",
    "colon": ":",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "escape": "esc",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
_CHARACTER_KEYS = {name: key for key, name in KEY_NAMES.items() if len(name) == 1 and name.isascii()}


class Command:
    """Something one can do from the keyboard; subclasses declare it, a screen's `do_…` method does it."""

    id: ClassVar[str]
    """Dotted, never changed: keymaps name it."""
    key: ClassVar[str]
    label: ClassVar[str]
    """What the command bar calls it."""
    aliases: ClassVar[tuple[str, ...]] = ()
    """Further keys."""
    footer_rank: ClassVar[int | None] = None
    """Its place in the command bar; the highest go first when it is narrow, None is never in it."""
    reaches_files: ClassVar[bool] = False
    """Whether it reaches for files of the machine the desk runs on: nothing for who came over SSH."""

    def __init_subclass__(cls) -> None:
        """Enter the command into the register; a command without an id of its own or a docstring is a mistake."""
        if not cls.__doc__ or cls.id in ALL_COMMANDS:
            raise TypeError(f"{cls.__name__} needs a docstring, and an id that no other command has")
        ALL_COMMANDS[cls.id] = cls

    @classmethod
    def summary(cls) -> str:
        """Return what it does: the docstring's first line."""
        return (cls.__doc__ or "").strip().split("\n", 1)[0]

    @classmethod
    def method_name(cls) -> str:
        """Return the method that does it: `do_approve_request` for ApproveRequest."""
        return "do_" + re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def key_names(cls) -> list[str]:
        """Return its keys as people write them: `/`, `esc`, `ctrl+p`."""
        return [key_name(key) for key in (cls.key, *cls.aliases)]

    @classmethod
    def binding(cls) -> Binding:
        """Return the binding that runs it; its id lets a keymap change the keys."""
        keys = ",".join(_CHARACTER_KEYS.get(key, key) for key in (cls.key, *cls.aliases))
        return Binding(keys, f"run_command('{cls.id}')", cls.label, id=cls.id, tooltip=cls.summary(), show=False)


def with_keys(text: str) -> str:
    """Return a sentence with the keys of commands in the place of their ids: `{desk.back} clears it.`"""
    return re.sub(r"\{(\w+\.\w+)\}", lambda found: ALL_COMMANDS[found[1]].key_names()[0], text)


def key_name(key: str) -> str:
    """Return a key as people write it."""
    return KEY_NAMES.get(key, key)
