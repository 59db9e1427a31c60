"""The commands of a run."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class RegisterLogged(Command):
    """Register the logged model under the cursor; enter goes to the version that it has become."""

    reaches_files = True
    id = "run.register"
    key = "R"
    label = "register"
    footer_rank = 1


class ScrollRunDown(Command):
    """Scroll what is known of the run."""

    id = "run.scroll_down"
    key = "J"
    label = "scroll"
    footer_rank = 3


class ScrollRunUp(Command):
    """Scroll what is known of the run back."""

    id = "run.scroll_up"
    key = "K"
    label = "scroll up"
    footer_rank = None


class CopyLogged(Command):
    """Copy the URI of the logged model under the cursor, or the run's id, to your terminal's clipboard."""

    id = "run.copy"
    key = "y"
    label = "copy"
    footer_rank = 2
