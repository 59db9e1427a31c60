"""The key table of the README, in Markdown."""

from __future__ import annotations

from tui_registry.tui.commands.catalog import by_page


def key_table(*, ids: bool = False) -> str:
    """Return a table of every key, page by page; with the commands' ids, by which a keymap names them, if wanted."""
    lines = ["| Page | Key | |" + " Id |" * ids, "|---|---|---|" + "---|" * ids]
    for page, commands in by_page().items():
        for index, command in enumerate(commands):
            keys = " ".join(f"`{key}`" for key in command.key_names())
            lines.append(f"| {page if index == 0 else ''} | {keys} | {command.summary()} |" + f" {command.id} |" * ids)
    return "\n".join(lines)
