"""Steps that several tests of the desk share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.conftest import ScriptedClock
from tests.tui.conftest import NOW
from tests.tui.desk import Sitter
from tui_registry import Registry
from tui_registry.tui.dialogs.base import Dialog

MODEL = "power-forecasting"


async def told(sitter: Sitter, text: str) -> None:
    """Wait until a text was told in passing."""
    await sitter.until(lambda: any(text in toast for toast in sitter.toasts), f"to be told {text!r}")


async def in_dialog(sitter: Sitter, title: str) -> None:
    """Wait until a dialog of this title is there."""
    await sitter.until(lambda: title in title_of(sitter), f"the dialog {title!r}")


async def out_of_dialog(sitter: Sitter) -> None:
    """Wait until no dialog is there, and what it changed is shown."""
    await sitter.until(lambda: not title_of(sitter), "the dialog to close")
    await sitter.settle()


def title_of(sitter: Sitter) -> str:
    """Return the title of the dialog on top, or the empty text."""
    return str(getattr(sitter.desk.screen, "dialog_title", ""))


def flat(sitter: Sitter) -> str:
    """Return what is painted in one line, so that wrapped text can be found."""
    return " ".join(sitter.text().replace("│", " ").replace("▌", " ").split())


async def says(sitter: Sitter, text: str) -> None:
    """Wait until a text is painted, wrapped or not."""
    await sitter.until(lambda: text in flat(sitter), repr(text))


def refusal(sitter: Sitter) -> str:
    """Return the refusal that stands in the dialog."""
    dialog = sitter.desk.screen
    assert isinstance(dialog, Dialog)
    return str(dialog.error_line.render()) if dialog.error_line.display else ""


@contextmanager
def opened_again(registry: Registry) -> Iterator[Registry]:
    """Open the same registry a second time, with connections of its own, as another process would."""
    with Registry.open(registry.url, create=False, clock=ScriptedClock(NOW + 60_000)) as other:
        yield other
