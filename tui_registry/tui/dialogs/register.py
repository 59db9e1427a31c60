"""Registering a logged model: a folder, the model it becomes a version of, a description, tags (FT-A1, FT-A2)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label, Static

from tui_registry.domain.entities import ModelVersion
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, RegistryError, ResourceDoesNotExist
from tui_registry.domain.text_rules import parse_tags
from tui_registry.tracking.sources import is_mlflow_s
from tui_registry.tui.dialogs.base import Dialog
from tui_registry.tui.display import content, size
from tui_registry.tui.presence import is_here
from tui_registry.tui.views.source import model_line, source_lines
from tui_registry.tui.widgets.path_suggester import PathSuggester
from tui_registry.tui.widgets.text_box import TextBox

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient


class CopyStopped(InvalidState):
    """The user does not wait for the end of a copy."""

    title = "Not registered"


THROUGH_MLFLOW = "MLflow fetches it from its own store, with what it knows of the run."


@dataclass(frozen=True, slots=True)
class Registration:
    """What the user filled in."""

    source: str
    name: str
    description: str
    tags: Mapping[str, str]


class RegisterDialog(Dialog[ModelVersion]):
    """Shows what the folder holds and what its registration would add to, then copies it."""

    DEFAULT_CSS = """
    RegisterDialog Input { border: none; height: 1; background: $surface; padding: 0 1; }
    RegisterDialog TextBox { height: 4; }
    RegisterDialog .told { height: auto; color: $foreground-muted; padding-left: 1; margin-bottom: 1; }
    RegisterDialog #found { min-height: 2; max-height: 3; }
    RegisterDialog #target { min-height: 1; max-height: 3; }
    """
    AUTO_FOCUS = "#source"
    WORKING = "Under way …  esc stops it."
    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the fields, which have other uses for these.
        Binding("ctrl+o", "browse", "folders", priority=True),
        Binding("ctrl+t", "choose_model", "models", priority=True),
    ]

    source_input = getters.query_one("#source", Input)
    name_input = getters.query_one("#name", Input)
    tags_input = getters.query_one("#tags", Input)
    found = getters.query_one("#found", Static)
    target = getters.query_one("#target", Static)
    description = getters.query_one("#description", TextBox)

    @dataclass
    class Progressed(Message):
        """So many bytes of so many are copied."""

        copied: int
        total: int

    def __init__(
        self,
        client: RegistryClient,
        name: str,
        submit: Callable[[Registration, Callable[[int, int], None]], ModelVersion],
        source: str = "",
    ) -> None:
        super().__init__("Register a logged model", "Register")
        self.client = client
        self._name = name
        self._source = source
        self._submit_wanted = submit
        self._stop = Event()

    def compose_fields(self) -> ComposeResult:
        """The four fields, with what is found out about the first two."""
        folder = "Folder that log_model wrote  (ctrl+o browse, → completes)"
        yield Label("Logged model" if self._source else folder)
        yield Input(self._source, id="source", compact=True, suggester=PathSuggester(), placeholder="/path/to/model")
        yield Static(id="found", classes="told")
        yield Label("Registered model, new or existing  (ctrl+t choose)")
        yield Input(self._name, id="name", compact=True)
        yield Static(id="target", classes="told")
        yield Label("Description (optional)")
        yield TextBox(id="description")
        yield Label("Tags (optional)")
        yield Input(placeholder="team=energy tier=gold", id="tags", compact=True)

    def on_mount(self) -> None:
        """Keep the cursors still, and see what others make of the name meanwhile."""
        from tui_registry.tui.app import Desk

        assert isinstance(self.app, Desk)
        self.app.changed.subscribe(self, lambda _: self._look_up(self.name_input.value))
        for field in self.query(Input):
            field.cursor_blink = False
        if self._source:
            self.name_input.focus()

    def on_unmount(self) -> None:
        """Don't let a desk that is left wait for a large copy."""
        self._stop.set()

    @on(Input.Changed, "#source")
    def look_at_source(self, event: Input.Changed) -> None:
        """Show what stands at the path."""
        self._preview(event.value)

    @on(Input.Changed, "#name")
    def look_at_name(self, event: Input.Changed) -> None:
        """Show whether the name is taken."""
        self._look_up(event.value)

    @on(Input.Submitted)
    def enter(self) -> None:
        """Go on to the next field: a pasted line end must not register anything."""
        self.focus_next()

    @work(group="preview", exclusive=True)
    async def _preview(self, path: str) -> None:
        if not path.strip():
            self.found.update("")
            return
        if is_mlflow_s(path.strip()):
            self.found.update(content(THROUGH_MLFLOW))
            return
        try:
            found = source_lines(await asyncio.to_thread(self.client.preview_source, _expanded(path)))
        except RegistryError as error:
            found = content(error.message)
        if is_here(self):
            self.found.update(found)

    @work(group="look up", exclusive=True)
    async def _look_up(self, name: str) -> None:
        target = await asyncio.to_thread(self._target_of, name) if name.strip() else ""
        if is_here(self):
            self.target.update(target)

    def _target_of(self, name: str) -> Content:
        try:
            self.client.check_may_register(name)
            return model_line(self.client.get_registered_model(name))
        except ResourceDoesNotExist:
            return model_line(None, self._twin_of(name))
        except RegistryError as error:
            return content(error.message)

    def _twin_of(self, name: str) -> str:
        """Return the name of a model that differs by letter case alone, or the empty text."""
        quote = '"' if "'" in name else "'"
        with suppress(InvalidParameterValue):
            # `_` and `%` stand for anything here, so more may be found.
            found = self.client.search_registered_models(f"name ILIKE {quote}{name}{quote}").rows
            return next((model.name for model in found if model.name.casefold() == name.casefold()), "")
        # It holds both kinds of quotes, which no filter can spell.
        return ""

    @work(group="command", exclusive=True)
    async def action_browse(self) -> None:
        """Choose the folder by walking to it."""
        from tui_registry.tui.dialogs.folder import FolderDialog

        typed = self.source_input.value
        chosen = await self.app.push_screen_wait(FolderDialog(Path(_expanded(typed)) if typed else Path.cwd()))
        if chosen is not None:
            self.source_input.value = str(chosen)
            self.name_input.focus()

    @work(group="command", exclusive=True)
    async def action_choose_model(self) -> None:
        """Choose a model from a list that narrows as one types."""
        from tui_registry.tui.dialogs.pick_model import PickModelDialog

        chosen = await self.app.push_screen_wait(PickModelDialog(self.client, self.name_input.value))
        if chosen is not None:
            self.name_input.value = chosen
            self.description.focus()

    def work(self) -> Callable[[], ModelVersion]:
        """Copy the folder and register it."""
        wanted = Registration(
            _expanded(self.source_input.value),
            self.name_input.value,
            self.description.text,
            parse_tags(self.tags_input.value),
        )

        stop = self._stop = Event()

        def progress(copied: int, total: int) -> None:
            if stop.is_set():
                raise CopyStopped(f"The copy was stopped by {self.client.user}.")
            self.post_message(self.Progressed(copied, total))

        if is_mlflow_s(wanted.source):
            self.found.update(content("Fetching it through MLflow …"))
        return lambda: self._submit_wanted(wanted, progress)

    def stop_working(self) -> None:
        """Stop the copy; the version ends as failed."""
        self._stop.set()
        self.show_error("Stopping …", told=True)

    @on(Progressed)
    def show_progress(self, event: Progressed) -> None:
        """Say how far the copy is."""
        share = event.copied / event.total if event.total else 1
        self.found.update(content(f"Copying: {share:.0%} of {size(event.total)}"))

    def show_error(self, text: str, *, told: bool = False) -> None:
        """Show a refusal, and what the source is again where the progress stood."""
        super().show_error(text, told=told)
        if text and not told and self._is_working:
            self._preview(self.source_input.value)

    def typed_text(self) -> str:
        """What stands in the fields, unless it was there before."""
        fields = ((self.source_input, self._source), (self.name_input, self._name), (self.tags_input, ""))
        typed = [field.value for field, before in fields if field.value != before]
        return "".join([*typed, self.description.text])


def _expanded(path: str) -> str:
    """Return the path that was meant: who types may climb and begin at home; a text given to a program may not."""
    path = path.strip()
    if path.startswith("~"):
        path = os.path.expanduser(path)
    return os.path.realpath(path) if ".." in path.split(os.sep) and not is_mlflow_s(path) else path
