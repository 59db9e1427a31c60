"""Creating an empty registered model (FT-A4, FT-A13)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from textual import getters, on
from textual.app import ComposeResult
from textual.widgets import Input, Label

from tui_registry.domain.entities import RegisteredModel
from tui_registry.domain.text_rules import parse_tags
from tui_registry.tui.dialogs.base import Dialog
from tui_registry.tui.widgets.text_box import TextBox


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """What the user filled in."""

    name: str
    description: str
    tags: Mapping[str, str]


class CreateModelDialog(Dialog[RegisteredModel]):
    """A name, and if one likes a description and tags."""

    DEFAULT_CSS = (
        "CreateModelDialog Input { border: none; height: 1; background: $surface; margin-bottom: 1; padding: 0 1; }"
    )
    AUTO_FOCUS = "#name"

    name_input = getters.query_one("#name", Input)
    tags_input = getters.query_one("#tags", Input)
    description = getters.query_one("#description", TextBox)

    def __init__(self, submit: Callable[[ModelDraft], RegisteredModel]) -> None:
        super().__init__("Create an empty registered model", "Create")
        self._submit_draft = submit

    def compose_fields(self) -> ComposeResult:
        """The three fields."""
        yield Label("Name")
        yield Input(id="name", compact=True)
        yield Label("Description (optional)")
        yield TextBox(id="description")
        yield Label("Tags (optional)")
        yield Input(placeholder="team=energy tier=gold", id="tags", compact=True)

    def on_mount(self) -> None:
        """Keep the cursors still."""
        for field in self.query(Input):
            field.cursor_blink = False

    @on(Input.Submitted)
    def enter(self) -> None:
        """Enter in a field of one line creates the model: it is nothing that can't be deleted again."""
        self.action_submit()

    def work(self) -> Callable[[], RegisteredModel]:
        """Create the model."""
        draft = ModelDraft(self.name_input.value, self.description.text, parse_tags(self.tags_input.value))
        return lambda: self._submit_draft(draft)

    def typed_text(self) -> str:
        """What stands in the three fields."""
        return self.name_input.value + self.description.text + self.tags_input.value
