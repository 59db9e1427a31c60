"""The look of every dialog that no other of the pictures shows."""

from __future__ import annotations

import pytest

from tests.tui.desk import Sitter
from tests.tui.test_snapshots import MODEL, SMALL, Picture
from tests.tui.test_snapshots import picture as picture
from tests.tui.test_snapshots import registry as registry
from tui_registry import Registry

PAGES = {
    "empty-model": "No versions yet.",
    "": "34 models",
    MODEL: "Try number 4",
    f"{MODEL}/2": "Try number 2",
    f"{MODEL}/3": "Pending requests",
}
"""What is painted of a page once it is there."""

DIALOGS = {
    "transition": (f"{MODEL}/3", "t 1", "Transition: power-forecasting v3"),
    "request": (f"{MODEL}/3", "t 4", "Request: power-forecasting v3"),
    "reject": (f"{MODEL}/3", "x", "Reject: power-forecasting v3"),
    "cancel": (f"{MODEL}/3", "X", "Cancel request of bob: power-forecasting v3"),
    "comment": (f"{MODEL}/3", "c", "Comment on"),
    "describe a version": (f"{MODEL}/3", "e", "Description of"),
    "describe a model": (MODEL, "e", "Description of"),
    "tags": (MODEL, "T", "Tags of"),
    "aliases": (f"{MODEL}/3", "A", "Aliases of"),
    "rename": ("empty-model", "N", "Rename"),
    "delete a model": ("empty-model", "D", "Delete empty-model"),
    "undo": (f"{MODEL}/2", "u", "Undo the last stage change"),
    "back to the previous": (MODEL, "B", "Back to the previous"),
    "register": (MODEL, "R", "Register a logged model"),
    "pick a model": ("", "R ctrl+t", "Pick a registered model"),
    "as of": ("", "3 @", "as of which moment"),
}
"""Each by the page it is opened on, the keys, and how its title begins."""


@pytest.mark.parametrize("dialog", DIALOGS)
def test_a_dialog(registry: Registry, picture: Picture, dialog: str) -> None:
    reference, keys, title = DIALOGS[dialog]
    alice = registry.acting_as("alice")
    alice.transition_model_version_stage(MODEL, 2, "Production", archive_existing_versions=True)

    async def steps(sitter: Sitter) -> None:
        await sitter.sees(PAGES[reference])
        await sitter.press(*keys.split())
        await sitter.sees(title)

    assert picture(SMALL, steps, reference or None)
