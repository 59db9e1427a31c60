"""What every screen of the desk has: a title, a body, a command bar, and questions to the registry."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import getters
from textual.app import ComposeResult
from textual.widget import Widget
from textual.worker import Worker

from tui_registry.domain.activities import Activity
from tui_registry.domain.display import one_line
from tui_registry.domain.errors import RegistryError, ResourceDoesNotExist
from tui_registry.tui import clipboard
from tui_registry.tui.commands.base import Command
from tui_registry.tui.commands.copying import ChooseField
from tui_registry.tui.commands.everywhere import GoBack
from tui_registry.tui.commands.screen import CommandScreen
from tui_registry.tui.labels import registry_label
from tui_registry.tui.presence import is_here
from tui_registry.tui.widgets.command_bar import BarItem, CommandBar
from tui_registry.tui.widgets.title_bar import TitleBar
from tui_registry.tui.widgets.window_table import WindowTable

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient
    from tui_registry.tui.app import Desk
    from tui_registry.tui.copying import ReadsFields
    from tui_registry.tui.widgets.trouble_line import TroubleLine

Answer = TypeVar("Answer")


class DeskScreen(CommandScreen[None]):
    """A page of the desk. It reads in threads, and reads again when anybody changed something."""

    CHANGES_SOMETHING: ClassVar[frozenset[type[Command]]] = frozenset()
    """The commands that --read-only greys."""

    model_name = ""
    """The model that the page is of, or the empty text."""
    number = 0
    """The version that it is of, or 0."""

    title_bar = getters.query_one(TitleBar)
    command_bar = getters.query_one(CommandBar)

    _is_stale = False
    """Whether something changed since the screen was last on top."""
    _trouble_line: TroubleLine | None = None

    @property
    def desk(self) -> Desk:
        """The app."""
        from tui_registry.tui.app import Desk

        assert isinstance(self.app, Desk)
        return self.app

    @property
    def now(self) -> int:
        """The present moment (ms)."""
        return self.desk.registry.clock()

    def compose(self) -> ComposeResult:
        """Put the body between the title and the command bar."""
        yield TitleBar()
        yield from self.compose_body()
        yield CommandBar()

    def compose_body(self) -> ComposeResult:
        """Yield what is peculiar to the screen."""
        yield Widget()

    def crumbs(self) -> list[str]:
        """Return where the screen is, from the outside in, without the registry's name."""
        return []

    def on_mount(self) -> None:
        """Subscribe to changes, and read for the first time."""
        self.desk.changed.subscribe(self, lambda _: self.changed())
        self.desk.chrome_changed.subscribe(self, lambda _: self.refresh_chrome())
        self.refresh_chrome()
        # After the first frame: what the question imports would keep it waiting.
        self.call_after_refresh(self.load)

    def on_screen_resume(self) -> None:
        """Catch up with what changed while another screen was on top."""
        self.refresh_chrome()
        if self._is_stale:
            self._is_stale = False
            self.load()

    def load(self) -> None:
        """Read what the screen shows; called at first and after every change."""

    def changed(self) -> None:
        """Read again because somebody committed something; under a dialog or another page, once it is back on top."""
        # Not `is_current`: that is true of the page below an opaque dialog as well.
        if self.is_active:
            self.load()
        else:
            self._is_stale = True

    def leave_gone(self, error: RegistryError) -> None:
        """Leave a page whose model or version is not there any more; under a dialog, once that is closed."""
        if not self.is_active:
            self._is_stale = True
        elif isinstance(error, ResourceDoesNotExist) and self.model_name:
            from tui_registry.tui.gone import last_word

            name, number = self.model_name, self.number
            self.ask(
                lambda client: last_word(client, name, number),
                lambda found: self._follow(found, error),
                group="gone",
                failed=lambda _: self._follow(None, error),
            )
        else:
            self._leave_with(error)

    def _follow(self, found: Activity | None, error: RegistryError) -> None:
        """Go on under the name that somebody gave the model, or say who deleted it."""
        from tui_registry.tui.gone import told

        if found is None or not self.is_active:
            self._leave_with(error)
            return
        self.notify(one_line(told(found, self.model_name), 500), title="Meanwhile", timeout=8, markup=False)
        if found.present_name in ("", self.model_name):
            self.leave()
        else:
            self.model_name = found.present_name
            self.refresh_chrome()
            self.load()

    def _leave_with(self, error: RegistryError) -> None:
        if not self.is_active:
            self._is_stale = True
            return
        self.desk.report(error)
        if isinstance(error, ResourceDoesNotExist):
            self.leave()

    def refresh_chrome(self) -> None:
        """Draw the title and the command bar as things are now."""
        desk = self.desk
        notes = [desk.user]
        if desk.acting_user:
            notes[0] += f" (by {desk.acting_user})"
        notes.append(f"Inbox {desk.waiting}")
        if desk.registry.advisory:
            # First: what stands last is cut off where the line is short.
            notes.insert(0, "ADVISORY")
        if desk.read_only:
            notes.append("READ-ONLY")
        self.title_bar.show([registry_label(desk.registry.url), *self.crumbs()], " · ".join(notes))
        self._tell_trouble(desk.watching.told())
        self.refresh_commands()

    def bar_items(self) -> list[BarItem]:
        """Return the commands for the bar, but for those that lead nowhere: to where one is, back from a first page."""
        nowhere = {f"desk.{self.app.current_mode}"}
        if len(self.app.screen_stack) < 2 or self.app.screen_stack[0] is self:
            nowhere.add(GoBack.id)
        return [item for item in super().bar_items() if item.command_id not in nowhere]

    def refresh_commands(self) -> None:
        """Draw the command bar as things are now."""
        self.command_bar.show(self.bar_items())

    def why_not(self, command: type[Command]) -> str | None:
        """Return why a command may not run now, or None."""
        if self.desk.read_only and command in self.CHANGES_SOMETHING:
            return "The desk was opened with --read-only."
        if self.desk.is_remote and command.reaches_files:
            return "Over SSH the folders here are not yours. From your machine: tar c MODEL | ssh … register NAME -"
        if command is ChooseField and self.what_to_copy() is None:
            return "There is nothing under the cursor to copy."
        return None

    def ask(
        self,
        question: Callable[[RegistryClient], Answer],
        answered: Callable[[Answer], None],
        *,
        group: str,
        failed: Callable[[RegistryError], None] | None = None,
    ) -> None:
        """Ask the registry in a thread; a newer question of the same group makes this one's answer void."""
        self.ask_by(self.desk.watching.ask, lambda: question(self.desk.client), answered, group=group, failed=failed)

    def ask_by(
        self,
        wait: Callable[[Callable[[], Answer]], Awaitable[Answer]],
        question: Callable[[], Answer],
        answered: Callable[[Answer], None],
        *,
        group: str,
        failed: Callable[[RegistryError], None] | None = None,
    ) -> None:
        """Ask whoever it is, with what calls the question in a thread."""

        async def run() -> None:
            try:
                answer = await wait(question)
            except RegistryError as error:
                if is_here(self):
                    self._show_failure(error)
                    (failed or self.desk.report)(error)
            else:
                if is_here(self):
                    answered(answer)
            self.desk.recover_once()

        # The function, not a coroutine: one that is replaced before it began must not stay unawaited.
        _: Worker[None] = self.run_worker(run, group=group, exclusive=True, exit_on_error=True)

    def _tell_trouble(self, text: str) -> None:
        """Say below the title why the registry can't be read; the line is made when it is first needed."""
        if self._trouble_line is not None:
            self._trouble_line.tell(text)
        elif text:
            from tui_registry.tui.widgets.trouble_line import TroubleLine

            self._trouble_line = TroubleLine()
            self._trouble_line.tell(text)
            self.mount(self._trouble_line, after=self.title_bar)

    def _show_failure(self, error: RegistryError) -> None:
        """Say it in the lists that hold nothing yet; the others keep their rows."""
        for table in self.query(WindowTable):
            table.could_not_load(error.message)

    def committed(self, said: str | None) -> None:
        """Show everywhere, at once, what the user has just done, and say it; None where nothing was done."""
        if said is not None:
            self.desk.announce_change()
            self.notify(one_line(said), markup=False)

    def do_go_back(self) -> None:
        """Clear the marks, if there are any, else leave the screen."""
        if not any(table.clear_marks() for table in self.query(WindowTable)):
            self.leave()

    def leave(self) -> None:
        """Leave this screen for the one below, unless it is the first of its mode."""
        if len(self.app.screen_stack) > 1:
            self.dismiss(None)

    def what_to_copy(self) -> ReadsFields | None:
        """Return what reads the values of the thing under the cursor, or None where there is none."""
        return None

    def do_choose_field(self) -> Awaitable[None] | None:
        """Copy one of the values of what is under the cursor at the moment of the key."""
        from tui_registry.tui.copying import choose_field

        read = self.what_to_copy()
        return None if read is None else choose_field(self, read)

    def copy(self, text: str) -> None:
        """Put a text on the clipboard of the user's own terminal, and show it so that it can be marked by hand."""
        self.app.copy_to_clipboard(text)
        if clipboard.fits(text):
            self.notify(one_line(text), title="Copied", markup=False, timeout=4)
