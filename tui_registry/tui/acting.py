"""From a key to a change that is no decision: comments, descriptions, deletions. Every screen acts through here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui_registry.domain.entities import ModelVersion, RegisteredModel
from tui_registry.domain.errors import InvalidState, RegistryError

if TYPE_CHECKING:
    from tui_registry.tui.screens.base import DeskScreen


async def comment(screen: DeskScreen, name: str, number: int) -> bool:
    """Ask for a comment on a version; return whether there is one more now."""
    from tui_registry.tui.dialogs.comment import CommentDialog

    client = screen.desk.client
    made = await screen.app.push_screen_wait(
        CommentDialog(f"{name} v{number}", lambda text: client.create_comment(name, number, text))
    )
    if made is not None:
        screen.committed(f"You commented on {name} v{number}.")
    return made is not None


async def describe_model(screen: DeskScreen, model: RegisteredModel) -> None:
    """Ask for a model's description."""
    from tui_registry.tui.dialogs.describe import DescriptionDialog

    client = screen.desk.client
    save = _over_what_was_seen(
        model.description,
        lambda text, seen: client.update_registered_model(model.name, text, expected_description=seen),
    )
    saved = await screen.app.push_screen_wait(DescriptionDialog(model.name, model.description, save))
    screen.committed(None if saved is None else f"The description of {model.name} is saved.")


async def describe_version(screen: DeskScreen, version: ModelVersion) -> None:
    """Ask for a version's description."""
    from tui_registry.tui.dialogs.describe import DescriptionDialog

    client = screen.desk.client
    what = f"{version.name} v{version.version}"
    name, number = version.name, version.version
    save = _over_what_was_seen(
        version.description,
        lambda text, seen: client.update_model_version(name, number, text, expected_description=seen),
    )
    saved = await screen.app.push_screen_wait(DescriptionDialog(what, version.description, save))
    screen.committed(None if saved is None else f"The description of {what} is saved.")


def _over_what_was_seen(seen: str, save: Callable[[str, str | None], object]) -> Callable[[str], object]:
    """Return what saves a text over the one that was seen; once it was told that this is another, over any."""
    expected: str | None = seen

    def submit(text: str) -> object:
        nonlocal expected
        try:
            return save(text, expected)
        except InvalidState as error:
            expected = None
            raise InvalidState(f"{error.message} ctrl+s again puts yours in its place.") from error

    return submit


async def delete_model(screen: DeskScreen, model: RegisteredModel) -> bool:
    """Delete a model after its name was typed; return whether it is gone (FT-I5)."""
    from tui_registry.tui.dialogs.confirm import ConfirmDialog

    client = screen.desk.client
    try:
        pending = len(await asyncio.to_thread(client.list_model_requests, model.name))
    except RegistryError as error:
        screen.desk.report(error)
        return False
    consequences = []
    if model.version_count:
        consequences.append(
            f"{_count(model.version_count, 'version')}, with comments and files, {_go(model.version_count)}."
        )
    if pending:
        consequences.append(f"{_count(pending, 'open request')} {_go(pending)}.")
    keeping = " Archiving its versions keeps them instead." if model.version_count else ""
    consequences += [f"This can't be undone.{keeping}", "The registry's history keeps that it existed."]

    def delete() -> bool:
        client.delete_registered_model(model.name)
        return True

    gone = await screen.app.push_screen_wait(
        ConfirmDialog(f"Delete {model.name}", consequences, "Delete", delete, typed=model.name)
    )
    if gone:
        screen.committed(f"{model.name} was deleted.")
    return bool(gone)


async def delete_version(screen: DeskScreen, version: ModelVersion) -> bool:
    """Delete a version after its number was typed; return whether it is gone (FT-I5)."""
    from tui_registry.tui.dialogs.confirm import ConfirmDialog

    client = screen.desk.client
    consequences = [f"Its {_count(version.file_count, 'file')} and its comments go with it."]
    if version.open_requests:
        count = len(version.open_requests)
        consequences.append(f"{_count(count, 'open request')} {_go(count)}.")
    consequences.append("This can't be undone. Archiving keeps it instead.")

    def delete() -> bool:
        client.delete_model_version(version.name, version.version)
        return True

    gone = await screen.app.push_screen_wait(
        ConfirmDialog(
            f"Delete {version.name} v{version.version}", consequences, "Delete", delete, typed=f"v{version.version}"
        )
    )
    if gone:
        screen.committed(f"{version.name} v{version.version} was deleted.")
    return bool(gone)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _go(number: int) -> str:
    return f"{'goes' if number == 1 else 'go'} with it"
