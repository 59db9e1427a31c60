"""What every dialog has: a title that names the thing, a safe way out, and one way to go through with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar, TypeVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static, TextArea

from tui_registry.domain.errors import DecidedMeanwhile, RegistryError
from tui_registry.tui.display import content
from tui_registry.tui.editor import edit_text
from tui_registry.tui.presence import is_here

Result = TypeVar("Result")

WORKING_SECONDS = 1.0
"""What takes longer than this is said to be under way: a database may be locked, or a server hang."""
NO_EDITOR = "Over SSH there is no editor: it would run on the server. Write the text here."


class Dialog(ModalScreen[Result | None]):
    """Asks, does, and only then closes; a refusal is shown in it, beside what was typed.

    Enter never goes through with it from a text: where pastes are not bracketed, a pasted line end is
    an Enter. The background is opaque because a dimmed one costs a slow link three times the bytes.
    """

    DEFAULT_CSS = """
    Dialog { background: $background; align: center middle; }
    Dialog #box { width: 100%; max-width: 84; height: auto; max-height: 100%; border: solid $primary; padding: 0 1; }
    Dialog .title { dock: top; text-style: bold; height: auto; max-height: 4; background: $background; }
    Dialog .note { height: auto; color: $foreground-muted; }
    Dialog #error { height: auto; max-height: 6; color: $text-error; display: none; }
    Dialog #error.-shown { display: block; }
    Dialog #error.-told { color: $text-accent; }
    Dialog #buttons { dock: bottom; height: 2; padding-top: 1; align-horizontal: right; background: $background; }
    Dialog Button { margin-left: 2; min-width: 12; }
    Dialog Button:focus { background: $primary; color: $foreground; text-style: bold underline; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "leave"),
        Binding("ctrl+s", "submit", "do it"),
        # Before the text field, for which ctrl+e is the end of the line.
        Binding("ctrl+e,f4", "edit_text", "editor", priority=True),
    ]
    LEAVE_LABEL = "Cancel"
    WORKING = "Under way; the registry has not answered yet …"
    """Said where it takes long."""

    error_line = getters.query_one("#error", Static)

    def __init__(self, title: str, verb: str) -> None:
        super().__init__()
        self.dialog_title = title
        self.verb = verb
        self._is_working = False
        self._is_warned = False

    def compose(self) -> ComposeResult:
        """Put the fields between the title and the buttons."""
        with VerticalScroll(id="box", can_focus=False):
            yield Static(content(self.dialog_title, 400), classes="title")
            yield from self.compose_fields()
            yield Static(id="error")
            with Horizontal(id="buttons"):
                yield Button(f"{self.LEAVE_LABEL}  esc", id="leave", compact=True)
                yield Button(f"{self.verb}  ctrl+s", id="submit", compact=True)

    def on_mount(self) -> None:
        """What was told before is read by now, and would lie over the buttons."""
        self.app.clear_notifications()

    def compose_fields(self) -> ComposeResult:
        """Yield what is peculiar to the dialog."""
        yield from ()

    def work(self) -> Callable[[], Result]:
        """Return what to do, with the values of the fields taken; it is called in a thread.

        Raises:
            RegistryError: a field does not say what it should.
        """
        raise NotImplementedError

    def typed_text(self) -> str:
        """Return what would be lost by leaving."""
        return ""

    @on(Button.Pressed, "#submit")
    def action_submit(self) -> None:
        """Go through with it."""
        if self._is_working:
            return
        try:
            work = self.work()
        except RegistryError as error:
            self.show_error(error.message)
            return
        self._is_working = True
        self.show_error("")
        self.set_timer(WORKING_SECONDS, self._say_working)
        self.run_worker(self._submit(work), exit_on_error=True)

    async def _submit(self, work: Callable[[], Result]) -> None:
        try:
            result = await asyncio.to_thread(work)
        except RegistryError as error:
            if is_here(self):
                # Others go on working: that is no error of anybody's.
                told = isinstance(error, DecidedMeanwhile)
                self.show_error(error.message if told else f"{error.title}. {error.message}", told=told)
        else:
            if is_here(self):
                self.dismiss(result)
        finally:
            self._is_working = False

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        """Leave without doing anything; typed text is given up only at the second asking."""
        if self._is_working:
            self.stop_working()
            return
        if self.typed_text().strip() and not self._is_warned:
            self._is_warned = True
            self.show_error("esc again gives up what you typed.")
            return
        self.dismiss(None)

    def stop_working(self) -> None:
        """Stop what is under way, where that can be done; else say that it can't."""
        self.show_error("It is under way and can't be stopped. ctrl+q leaves the desk without its answer.", told=True)

    def _say_working(self) -> None:
        if self._is_working:
            self.show_error(self.WORKING, told=True)

    @on(TextArea.Changed)
    @on(Input.Changed)
    def _typed_again(self) -> None:
        self._is_warned = False

    def action_edit_text(self) -> None:
        """Write the text in the user's own editor; over SSH there is none, as it would be a way to a shell."""
        if getattr(self.app, "is_remote", False):
            self.show_error(NO_EDITOR)
            return
        area = self.query(TextArea).first(TextArea) if self.query(TextArea) else None
        if area is not None:
            edited, problem = edit_text(self.app, area.text)
            self.show_error(problem)
            if edited is not None:
                area.text = edited
                area.move_cursor(area.document.end)

    def show_error(self, text: str, *, told: bool = False) -> None:
        """Show a refusal in the dialog, or take it away; `told` is news, and not in the colour of errors."""
        self.error_line.set_class(told, "-told")
        self.error_line.update(content(text, 600))
        self.error_line.set_class(bool(text), "-shown")
        if text:
            self.error_line.scroll_visible(animate=False)
