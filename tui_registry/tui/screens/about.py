"""All that a registered model is besides its versions: the whole description, every alias and tag."""

from __future__ import annotations

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult

from tui_registry.domain.entities import RegisteredModel
from tui_registry.domain.permissions import Ability, shortfall
from tui_registry.tui import acting, labelling
from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.lists import MOVES
from tui_registry.tui.commands.model import DescribeModel, TagModel
from tui_registry.tui.screens.base import DeskScreen
from tui_registry.tui.views.model_page import about_model
from tui_registry.tui.widgets.scroll_page import ScrollPage

_TAKES = {DescribeModel: Ability.EDIT_DESCRIPTION, TagModel: Ability.EDIT_TAGS}


class AboutScreen(DeskScreen):
    """One model's description to read, however long it is (FT-C4)."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (DescribeModel, TagModel)
    MOVES_HERE = MOVES
    CHANGES_SOMETHING = frozenset(COMMANDS_HERE)

    page = getters.query_one(ScrollPage)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.model_name = name
        self.model: RegisteredModel | None = None

    def compose_body(self) -> ComposeResult:
        """The text."""
        yield ScrollPage()

    def on_mount(self) -> None:
        """Begin in the text, so that the keys scroll it."""
        self.page.focus()

    def load(self) -> None:
        """Read the model."""
        name = self.model_name
        self.ask(lambda client: client.get_registered_model(name), self._loaded, group="model", failed=self.leave_gone)

    def _loaded(self, model: RegisteredModel) -> None:
        self.model = model
        self.page.show(lambda width: about_model(model, self.now, width))
        self.refresh_chrome()

    def why_not(self, command: type[Command]) -> str | None:
        """Grey what the user's level does not allow (FT-C6)."""
        reason = super().why_not(command)
        if reason is not None or self.model is None or command not in _TAKES:
            return reason
        return shortfall(self.model.permission_level, _TAKES[command])

    async def do_describe_model(self) -> None:
        """Edit the description."""
        if self.model is not None:
            await acting.describe_model(self, self.model)

    async def do_tag_model(self) -> None:
        """Change the tags."""
        if self.model is not None:
            await labelling.tag_model(self, self.model)

    def crumbs(self) -> list[str]:
        """Models, the model, what it is."""
        return ["Models", self.model_name, "About"]
