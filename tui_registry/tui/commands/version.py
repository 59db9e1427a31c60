"""The commands of a model version."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class TransitionVersion(Command):
    """Move the version to another stage, or request it."""

    id = "version.transition"
    key = "t"
    label = "transition"
    footer_rank = 1


class ApprovePending(Command):
    """Approve a pending request of this version."""

    id = "version.approve"
    key = "a"
    label = "approve"
    footer_rank = 2


class RejectPending(Command):
    """Reject a pending request of this version."""

    id = "version.reject"
    key = "x"
    label = "reject"
    footer_rank = 3


class CancelPending(Command):
    """Cancel a request of this version: your own, or with Can Manage anybody's."""

    id = "version.cancel"
    key = "X"
    label = "cancel"
    footer_rank = 8


class CommentOnVersion(Command):
    """Comment on the version."""

    id = "version.comment"
    key = "c"
    label = "comment"
    footer_rank = 4


class DescribeVersion(Command):
    """Edit the version's description."""

    id = "version.describe"
    key = "e"
    label = "description"
    footer_rank = 6


class UndoTransition(Command):
    """Take back the last stage change of the version, with what it displaced."""

    id = "version.undo"
    key = "u"
    label = "undo"
    footer_rank = 10


class PreviousTab(Command):
    """Show the previous tab."""

    id = "version.previous_tab"
    key = "["
    aliases = ("shift+tab",)
    label = "tab"
    footer_rank = None


class NextTab(Command):
    """Show the next tab."""

    id = "version.next_tab"
    key = "]"
    aliases = ("tab",)
    label = "next tab"
    footer_rank = 5


class DeleteVersion(Command):
    """Delete the version with its files, after asking."""

    id = "version.delete"
    key = "D"
    label = "delete"
    footer_rank = 9


class CopyReference(Command):
    """Copy models:/NAME/VERSION to your terminal's clipboard."""

    id = "version.copy"
    key = "y"
    label = "copy"
    footer_rank = 7
