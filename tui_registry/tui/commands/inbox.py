"""The commands of the inbox."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class ApproveRequest(Command):
    """Approve the request under the cursor, or all that are marked."""

    id = "inbox.approve"
    key = "a"
    label = "approve"
    footer_rank = 1


class RejectRequest(Command):
    """Reject the request under the cursor, or all that are marked."""

    id = "inbox.reject"
    key = "x"
    label = "reject"
    footer_rank = 2


class CancelRequest(Command):
    """Cancel the request under the cursor, or all that are marked: your own, or with Can Manage anybody's."""

    id = "inbox.cancel"
    key = "X"
    label = "cancel"
    footer_rank = 6


class UndoLastInInbox(Command):
    """Take back the last stage change that you made in this session, an approval as well."""

    id = "inbox.undo"
    key = "u"
    label = "undo"
    footer_rank = 5


class CommentOnRequested(Command):
    """Comment on the version that the request is about."""

    id = "inbox.comment"
    key = "c"
    label = "comment"
    footer_rank = 3


class CompareRequested(Command):
    """Compare the requested version with the one that holds the stage it is to move to."""

    id = "inbox.compare"
    key = "C"
    label = "compare"
    footer_rank = 4


class NextBox(Command):
    """Show the next box: For me, Mine, All open, Decided."""

    id = "inbox.next_box"
    key = "]"
    aliases = ("tab",)
    label = "next box"
    footer_rank = 4


class PreviousBox(Command):
    """Show the previous box."""

    id = "inbox.previous_box"
    key = "["
    aliases = ("shift+tab",)
    label = "previous box"
    footer_rank = None


class ScrollEvidenceDown(Command):
    """Scroll the evidence down."""

    id = "inbox.scroll_down"
    key = "J"
    label = "scroll"
    footer_rank = None


class ScrollEvidenceUp(Command):
    """Scroll the evidence up."""

    id = "inbox.scroll_up"
    key = "K"
    label = "scroll up"
    footer_rank = None


class CopyRequestedReference(Command):
    """Copy models:/NAME/VERSION of the requested version to your terminal's clipboard."""

    id = "inbox.copy"
    key = "y"
    label = "copy"
    footer_rank = 7
