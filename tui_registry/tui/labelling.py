"""From a key to a change of what things are called: names, tags, aliases. Every screen labels through here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui_registry.domain.entities import ModelVersion, RegisteredModel
from tui_registry.domain.text_rules import check_alias

if TYPE_CHECKING:
    from tui_registry.tui.dialogs.tags import TagChanges
    from tui_registry.tui.screens.base import DeskScreen


async def rename(screen: DeskScreen, model: RegisteredModel) -> str | None:
    """Ask for a model's new name; return it once it is so called (FT-H4)."""
    from tui_registry.tui.dialogs.one_line import OneLineDialog

    client = screen.desk.client
    notes = [
        "Versions, requests, comments and history follow the new name.",
        f"References to the old one, models:/{model.name}/…, work no more.",
    ]

    def take(name: str) -> Callable[[], str]:
        return lambda: client.rename_registered_model(model.name, name).name

    renamed = await screen.app.push_screen_wait(
        OneLineDialog(f"Rename {model.name}", "Rename", model.name, notes, take)
    )
    if renamed is not None:
        screen.committed(f"{model.name} is called {renamed} now.")
    return renamed


async def tag_model(screen: DeskScreen, model: RegisteredModel) -> None:
    """Ask for a model's tags (FT-H6)."""
    client = screen.desk.client

    def save(changes: TagChanges) -> None:
        for key, value in changes.changed.items():
            client.set_registered_model_tag(model.name, key, value)
        for key in changes.deleted:
            client.delete_registered_model_tag(model.name, key)

    await _tag(screen, model.name, dict(model.tags), save)


async def tag_version(screen: DeskScreen, version: ModelVersion) -> None:
    """Ask for a version's tags (FT-B5)."""
    client, name, number = screen.desk.client, version.name, version.version

    def save(changes: TagChanges) -> None:
        for key, value in changes.changed.items():
            client.set_model_version_tag(name, number, key, value)
        for key in changes.deleted:
            client.delete_model_version_tag(name, number, key)

    await _tag(screen, f"{name} v{number}", dict(version.tags), save)


async def _tag(screen: DeskScreen, about: str, tags: dict[str, str], save: Callable[[TagChanges], None]) -> None:
    from tui_registry.tui.dialogs.tags import TagsDialog

    changed = await screen.app.push_screen_wait(TagsDialog(about, tags, save))
    if changed is not None:
        screen.committed(f"The tags of {about} are {'saved' if changed else 'as they were'}.")


async def name_version(screen: DeskScreen, name: str, number: int, aliases: Sequence[str]) -> None:
    """Ask for the aliases of a version."""
    from tui_registry.tui.dialogs.one_line import OneLineDialog

    client = screen.desk.client
    notes = [
        f"Words with blanks between them; models:/{name}@WORD then means this version.",
        "A word that names another version of the model moves here.",
    ]

    def take(line: str) -> Callable[[], int]:
        wanted = dict.fromkeys(check_alias(word) for word in line.split())

        def save() -> int:
            # What somebody moved to another version meanwhile is not this one's to take away.
            here = client.get_model_version(name, number).aliases
            added = [alias for alias in wanted if alias not in here]
            removed = [alias for alias in aliases if alias not in wanted and alias in here]
            for alias in added:
                client.set_registered_model_alias(name, alias, number)
            for alias in removed:
                client.delete_registered_model_alias(name, alias)
            return len(added) + len(removed)

        return save

    changed = await screen.app.push_screen_wait(
        OneLineDialog(f"Aliases of {name} v{number}", "Save", " ".join(aliases), notes, take)
    )
    if changed is not None:
        screen.committed(f"The aliases of {name} v{number} are {'saved' if changed else 'as they were'}.")
