"""A file of a version: its beginning as text, to read and to search in."""

from __future__ import annotations

from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from tui_registry.domain.entities import ArtifactFile, FileExcerpt
from tui_registry.domain.errors import RegistryError, ResourceDoesNotExist
from tui_registry.tui.commands.base import Command, with_keys
from tui_registry.tui.commands.file import CopyChecksum, FindInFile, NextMatch, PreviousMatch, ToggleLineNumbers
from tui_registry.tui.commands.lists import MOVES
from tui_registry.tui.display import content
from tui_registry.tui.file_text import as_text
from tui_registry.tui.screens.base import DeskScreen
from tui_registry.tui.views.files import READ_LIMIT, file_heading, no_text
from tui_registry.tui.widgets.search_box import SearchBox
from tui_registry.tui.widgets.text_view import TextView


class FileScreen(DeskScreen):
    """One file of a version, read-only."""

    COMMANDS_HERE: ClassVar[tuple[type[Command], ...]] = (
        FindInFile,
        NextMatch,
        PreviousMatch,
        ToggleLineNumbers,
        CopyChecksum,
    )
    MOVES_HERE = MOVES
    DEFAULT_CSS = """
    FileScreen #heading { height: auto; max-height: 6; padding: 0 1; }
    FileScreen #sentence { height: 1fr; padding: 1 1; display: none; }
    FileScreen #found { height: 1; padding: 0 1; color: $foreground-muted; display: none; }
    FileScreen #sentence.-shown { display: block; }
    FileScreen #found.-shown { display: block; }
    """

    heading = getters.query_one("#heading", Static)
    sentence = getters.query_one("#sentence", Static)
    view = getters.query_one(TextView)
    search_box = getters.query_one(SearchBox)
    found = getters.query_one("#found", Static)

    def __init__(self, name: str, number: int, file: ArtifactFile) -> None:
        super().__init__()
        self.model_name = name
        self.number = number
        self.file = file
        self._excerpt: FileExcerpt | None = None
        self._begun_at = (0, 0)
        """Where the search began, so that each further letter looks from there."""

    @property
    def main(self) -> Widget:
        """The text, which the moves scroll while one types what to find."""
        return self.view

    def compose_body(self) -> ComposeResult:
        """What the file is, its text or why there is none, and a line to find in it."""
        yield Static(file_heading(self.file, None, 0), id="heading")
        yield TextView()
        yield Static(id="sentence")
        yield Static(id="found")
        yield SearchBox(placeholder=with_keys("find in the text; enter goes back to it, {desk.back} clears"))

    def on_mount(self) -> None:
        """Begin in the text."""
        self.search_box.display = False
        self.view.focus()

    def load(self) -> None:
        """Read the file once, for it never changes; later only whether one may still see it."""
        name, number, path = self.model_name, self.number, self.file.path
        if self._excerpt is not None:
            self.ask(
                lambda client: client.get_model_version(name, number),
                lambda _: None,
                group="file",
                failed=self.leave_gone,
            )
            return
        self.ask(
            lambda client: client.read_file(name, number, path, READ_LIMIT),
            self._read,
            group="file",
            failed=self._not_read,
        )

    def _read(self, excerpt: FileExcerpt) -> None:
        self._excerpt = excerpt
        text = as_text(excerpt.content)
        if text:
            self.view.show(text)
        else:
            self._say(no_text(excerpt, f"{self.model_name}/{self.number}"))
        self.heading.update(file_heading(self.file, excerpt, self.view.line_count if text else 0))
        self.refresh_chrome()

    def _not_read(self, error: RegistryError) -> None:
        if isinstance(error, ResourceDoesNotExist):
            self.leave_gone(error)
        else:
            self._say(content(error.message, 600))

    def _say(self, sentence: Content) -> None:
        self.view.display = False
        self.sentence.update(sentence)
        self.sentence.add_class("-shown")
        self.refresh_commands()

    def why_not(self, command: type[Command]) -> str | None:
        """Grey what takes a text, or something to find."""
        reason = super().why_not(command)
        if reason is not None or command is CopyChecksum or command not in self.COMMANDS_HERE:
            return reason
        if not self.view.line_count:
            return "There is no text to look at."
        if command in (NextMatch, PreviousMatch) and not self.view.matches:
            return "Nothing is found yet; / finds words in the text."
        return None

    @on(Input.Changed)
    def find(self, event: Input.Changed) -> None:
        """Find as one types."""
        if self.search_box.display:
            self.view.find(event.value, self._begun_at)
            self._show_found()

    @on(Input.Submitted)
    def go_to_text(self) -> None:
        """Go on from the search to what it found."""
        if self.search_box.value:
            self.search_box.display = False
            self.view.focus()
        else:
            self.do_go_back()

    def _show_found(self) -> None:
        words, count = self.search_box.value, len(self.view.matches)
        told = f"{self.view.match + 1:,} of {count:,} for “{words}”" if count else f"“{words}” is not in it"
        self.found.update(content(told), layout=False)
        self.found.set_class(bool(words), "-shown")
        self.refresh_commands()

    def do_find_in_file(self) -> None:
        """Go to the search."""
        self._begun_at = self.view.place()
        self.search_box.display = True
        self.search_box.value = ""
        self.search_box.focus()

    def do_next_match(self) -> None:
        """Go to the next match."""
        self.view.go_on(1)
        self._show_found()

    def do_previous_match(self) -> None:
        """Go to the match before."""
        self.view.go_on(-1)
        self._show_found()

    def do_toggle_line_numbers(self) -> None:
        """Number the lines, or don't."""
        self.view.toggle_numbers()

    def do_copy_checksum(self) -> None:
        """Copy the checksum as it was when the file was registered."""
        self.copy(self.file.sha256)

    def do_go_back(self) -> None:
        """Give up the search, or leave."""
        if not self.search_box.display and not self.search_box.value:
            super().do_go_back()
            return
        self.search_box.display = False
        self.search_box.value = ""
        self.view.find("", (0, 0))
        self._show_found()
        self.view.focus()

    def crumbs(self) -> list[str]:
        """Models, the model, the version, the file."""
        return ["Models", self.model_name, f"v{self.number}", self.file.path]
