"""The desk: one app, four modes that keep their own stack and cursor."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen
from textual.signal import Signal
from textual.worker import Worker

from tui_registry.domain.display import one_line
from tui_registry.domain.errors import RegistryError, RegistryUnavailable
from tui_registry.domain.references import VersionReference, parse_reference
from tui_registry.registry.registry import Registry
from tui_registry.tui import clipboard
from tui_registry.tui.commands.base import with_keys
from tui_registry.tui.commands.screen import CommandScreen
from tui_registry.tui.deeds import Deeds
from tui_registry.tui.leaving import leave_when_told
from tui_registry.tui.messages import Messages
from tui_registry.tui.painting import SentPieces
from tui_registry.tui.pasting import take_pastes_whole
from tui_registry.tui.safe_filter import SafeFilter
from tui_registry.tui.threads import Threads
from tui_registry.tui.watching import Watching

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.notifications import SeverityLevel

    from tui_registry.registry.client import RegistryClient
    from tui_registry.tracking.server import Tracking

POLL_SECONDS = 0.4
"""How often the desk asks the database whether anybody committed; an ask costs microseconds."""


def _models() -> Screen[Any]:
    from tui_registry.tui.screens.models import ModelsScreen

    return ModelsScreen()


def _inbox() -> Screen[Any]:
    from tui_registry.tui.screens.inbox import InboxScreen

    return InboxScreen()


def _activity() -> Screen[Any]:
    from tui_registry.tui.screens.activity import ActivityScreen

    return ActivityScreen()


def _runs() -> Screen[Any]:
    from tui_registry.tui.screens.experiments import ExperimentsScreen

    return ExperimentsScreen()


class Desk(App[int], inherit_bindings=False):
    """The desk of one user on one registry."""

    CSS_PATH = "desk.tcss"
    TITLE = "tui-registry"
    BINDINGS: ClassVar[list[BindingType]] = [
        # The two keys that work in dialogs as well.
        Binding("ctrl+q", "quit", "quit", priority=True),
        Binding("ctrl+c", "explain_quit", "quit"),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    # The palette is a command like others, and a dialog like others: the stock's blinks, and opens over dialogs.
    ENABLE_COMMAND_PALETTE = False
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        "models": _models,
        "inbox": _inbox,
        "activity": _activity,
        "runs": _runs,
    }
    DEFAULT_MODE = "models"

    waiting = 0
    """How many open requests the user may decide."""
    _has_recovered = False

    def __init__(
        self,
        registry: Registry,
        user: str,
        *,
        by: str = "",
        reference: str | VersionReference | None = None,
        inbox: bool = False,
        read_only: bool = False,
        theme: str = "",
        tracking_uri: str = "",
        is_remote: bool = False,
    ) -> None:
        take_pastes_whole()
        # Textual chooses its filter of colours while it is made, and takes the variable away.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.registry = registry
        self.user = user
        """Whose desk it is, and whose permissions apply."""
        self.acting_user = "" if by == user else by
        """Who really sits at it, where that is an administrator acting as the user."""
        self.read_only = read_only
        """Whether every command that changes something is greyed."""
        self.is_remote = is_remote
        """Whether the user came over SSH: this machine's files and editors are none of theirs."""
        self.tracking_uri = tracking_uri
        """Where MLflow keeps the runs; empty where nobody said so."""
        self.changed = Signal[None](self, "changed")
        """Published when anybody committed something; screens then read again what they show."""
        self.chrome_changed = Signal[None](self, "chrome changed")
        """Published when the inbox's count or the trouble changed."""
        self.watching = Watching(self)
        """Sees others' changes, and a registry that can't be read."""
        self.deeds = Deeds()
        """What the user did in this session that `u` takes back."""
        self._reference = reference
        self._opens_inbox = inbox
        self.animation_level = "none"
        self._safe_filter = SafeFilter()
        self._sent = SentPieces()
        if self.no_color:
            # Only a theme of the terminal's own colours emits none at all.
            self.theme = "ansi-dark"
        elif theme:
            self.theme = theme

    @cached_property
    def messages(self) -> Messages:
        """What was told in this session."""
        return Messages()

    @cached_property
    def client(self) -> RegistryClient:
        """The verbs, in the user's name; imported by the first thread that asks for them, after the first frame."""
        return self.registry.acting_as(self.user, by=self.acting_user)

    def tracking(self) -> Tracking:
        """Return what MLflow knows of runs; asked in a thread, as the first asking imports MLflow.

        Raises:
            RegistryError: MLflow is not installed, or nobody said where its runs are.
        """
        from tui_registry.tracking.opening import open_tracking

        return open_tracking(self.tracking_uri, is_remote=self.is_remote)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Add the last guard: whatever a widget lets through, no control character reaches the terminal."""
        return [*super().get_line_filters(), self._safe_filter]

    def paint_anew(self) -> None:
        """Send the whole screen: somebody else wrote on the terminal."""
        self._sent.forget()
        self.screen.refresh(layout=True)

    def on_resize(self) -> None:
        """Know of no line what the terminal shows: it may have moved or cut them."""
        self._sent.forget()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        super()._display(screen, self._sent.only_changed(renderable))

    async def on_mount(self) -> None:
        """Begin to watch for others' changes, and let the terminal survive being hung up on."""
        leave_when_told(self)
        asyncio.get_running_loop().set_default_executor(Threads())
        self.app_resume_signal.subscribe(self, lambda _: self.paint_anew())
        # Before anything is read: what is committed between the first reading and the first poll is seen as well.
        self.watching.begin()
        self.set_interval(POLL_SECONDS, self.watching.look)
        self.call_after_refresh(self._settle_in)

    def refresh_waiting(self) -> None:
        """Count again what waits for the user's decision."""
        _: Worker[None] = self.run_worker(self._count_waiting, group="waiting", exclusive=True, exit_on_error=False)

    def announce_change(self) -> None:
        """Tell every screen that something was committed."""
        self.changed.publish(None)
        self.refresh_waiting()

    def report(self, error: RegistryError) -> None:
        """Show a refusal that no dialog shows; that the registry can't be read is told by a line of its own."""
        if isinstance(error, RegistryUnavailable):
            self.watching.lost(error)
            return
        self.notify(one_line(error.message, 500), title=error.title, severity="error", timeout=8, markup=False)

    def copy_to_clipboard(self, text: str) -> None:
        """Put a text on the clipboard of the user's own terminal, and on the desk's; whoever copies comes here."""
        self._clipboard = text
        if not clipboard.fits(text):
            self.notify(clipboard.TOO_LONG, severity="warning", markup=False)
        elif self._driver is not None:
            clipboard.send(self._driver, text)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Tell something in passing, and keep it for a second look."""
        self.messages.keep(self.registry.clock(), title, message, severity)
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    def do_show_messages(self) -> None:
        """Show what was told in this session."""
        from tui_registry.tui.screens.messages import MessagesScreen

        if not isinstance(self.screen, MessagesScreen):
            self.push_screen(MessagesScreen())

    def do_show_models(self) -> None:
        """Go to the models."""
        self.switch_mode("models")

    def do_show_inbox(self) -> None:
        """Go to the inbox."""
        self.switch_mode("inbox")

    def do_show_activity(self) -> None:
        """Go to the activity."""
        self.switch_mode("activity")

    def do_show_runs(self) -> None:
        """Go to the runs."""
        self.switch_mode("runs")

    def do_open_palette(self) -> None:
        """Open the command palette."""
        from tui_registry.tui.palette import open_palette

        open_palette(self)

    def do_refresh(self) -> None:
        """Read again what is shown, and paint it anew."""
        self.paint_anew()
        self.announce_change()

    def do_show_help(self) -> None:
        """Show all keys of the page."""
        from tui_registry.tui.screens.help import HelpScreen

        page = self.screen
        if isinstance(page, CommandScreen):
            reasons = {command: page.why_not(command) for command in page.commands()}
            told = {command: reason for command, reason in reasons.items() if reason is not None}
            self.push_screen(HelpScreen(page.commands(), told, self.registry.advisory))

    def do_quit(self) -> None:
        """Leave the desk, or a page that was opened from another."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.exit(0)

    async def action_quit(self) -> None:
        """Leave the desk from wherever one is."""
        self.exit(0)

    def action_explain_quit(self) -> None:
        """Say how to leave: ctrl+c copies, and pressed by habit must not end anything."""
        self.notify(with_keys("{desk.quit} leaves the desk, ctrl+q from anywhere."), markup=False, timeout=4)

    def open_version(self, name: str, number: int, *, is_first: bool = False) -> None:
        """Push the screen of a version; `is_first` where no page of its model led there."""
        from tui_registry.tui.screens.version import VersionScreen

        self.push_screen(VersionScreen(name, number, is_first=is_first))

    def open_model(self, name: str) -> None:
        """Push the screen of a model."""
        from tui_registry.tui.screens.model import ModelScreen

        self.push_screen(ModelScreen(name))

    def open_run(self, run_id: str, name: str = "") -> None:
        """Push the screen of a run."""
        from tui_registry.tui.screens.run import RunScreen

        self.push_screen(RunScreen(run_id, name))

    def open_permissions(self, name: str) -> None:
        """Push the screen of a model's permissions."""
        from tui_registry.tui.screens.permissions import PermissionsScreen

        self.push_screen(PermissionsScreen(name))

    async def _settle_in(self) -> None:
        """Do what can wait until the first frame is there."""
        if self._opens_inbox:
            self.switch_mode("inbox")
        if self._reference is not None:
            self.run_worker(self._follow(self._reference), exit_on_error=False)
        self.refresh_waiting()

    async def _follow(self, reference: str | VersionReference) -> None:
        """Open what the command line named; what is not there is told over the list."""
        try:
            if isinstance(reference, str):
                model = await asyncio.to_thread(lambda: self.client.get_registered_model(reference))
                self.open_model(model.name)
            else:
                version = await asyncio.to_thread(lambda: self.client.resolve(reference))
                self.open_version(version.name, version.version, is_first=True)
        except RegistryError as error:
            self.report(error)

    def recover_once(self) -> None:
        """Begin to end what killed processes left, once the first page has its rows: they would wait for it."""
        if not self._has_recovered:
            self._has_recovered = True
            self.run_worker(self._recover, thread=True, exit_on_error=False)

    def _recover(self) -> None:
        if not self.read_only:
            self.registry.recover()

    async def _count_waiting(self) -> None:
        try:
            count = await self.watching.ask(lambda: self.client.count_inbox())
        except RegistryError as error:
            self.watching.lost(error)
            return
        self.watching.found()
        if count != self.waiting:
            self.waiting = count
            self.chrome_changed.publish(None)


def run_desk(
    registry: Registry,
    user: str,
    *,
    by: str = "",
    reference: str | None = None,
    inbox: bool = False,
    read_only: bool = False,
    theme: str = "",
    mouse: bool = True,
    tracking_uri: str = "",
    is_remote: bool = False,
) -> int:
    """Sit at the desk until the user leaves; return the exit code.

    Raises:
        InvalidParameterValue: the reference is none.
    """
    wanted = None if reference is None else parse_reference(reference)
    desk = Desk(
        registry,
        user,
        by=by,
        reference=wanted,
        inbox=inbox,
        read_only=read_only,
        theme=theme,
        tracking_uri=tracking_uri,
        is_remote=is_remote,
    )
    # What is imported by now stays; walking through it at a collection costs more than a frame.
    gc.freeze()
    desk.run(mouse=mouse)
    return desk.return_code or 0
