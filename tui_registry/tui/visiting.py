"""From something the history tells of to what is left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_registry.domain.display import one_line
from tui_registry.domain.errors import RegistryError, ResourceDoesNotExist

if TYPE_CHECKING:
    from tui_registry.tui.screens.base import DeskScreen


def visit(screen: DeskScreen, name: str, number: int | None) -> None:
    """Open a version, or a model, by the name it has now; of what is gone, say so.

    Args:
        screen: Where one comes from.
        name: The model's name; empty where it is gone.
        number: The version's number, or None for the model.
    """
    if not name:
        _tell(screen, "The model was deleted; only its history is left.")
    elif number is None:
        screen.desk.open_model(name)
    else:
        screen.ask(
            lambda client: client.get_model_version(name, number),
            lambda version: screen.desk.open_version(version.name, version.version),
            group="visit",
            failed=lambda error: _refused(screen, error, f"v{number} of {name} was deleted; only its history is left."),
        )


def _refused(screen: DeskScreen, error: RegistryError, gone: str) -> None:
    if isinstance(error, ResourceDoesNotExist):
        _tell(screen, gone)
    else:
        screen.desk.report(error)


def _tell(screen: DeskScreen, text: str) -> None:
    screen.notify(one_line(text), markup=False)
