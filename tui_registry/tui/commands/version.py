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


class EditComment(Command):
    """Edit the comment under the cursor, in the tab Activity; only its author may."""

    id = "version.edit_comment"
    key = "E"
    label = "edit"
    footer_rank = 3


class DeleteComment(Command):
    """Delete the comment under the cursor, in the tab Activity, after asking."""

    id = "version.delete_comment"
    key = "d"
    label = "delete comment"
    footer_rank = 3


class ShowRun(Command):
    """Go to the run that made the version; where MLflow does not know it, show its id, link and source to copy."""

    id = "version.run"
    key = "o"
    label = "run"
    footer_rank = 8


class ShowModel(Command):
    """Go to the version's model."""

    id = "version.model"
    key = "M"
    label = "model"
    footer_rank = None


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


class CompareVersion(Command):
    """Compare the version with the one in Production, else in Staging, else with the one before it."""

    id = "version.compare"
    key = "C"
    label = "compare"
    footer_rank = 5


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


class TagVersion(Command):
    """Change the version's tags."""

    id = "version.tags"
    key = "T"
    label = "tags"
    footer_rank = None


class NameVersion(Command):
    """Change the version's aliases."""

    id = "version.aliases"
    key = "A"
    label = "aliases"
    footer_rank = None


class DeleteVersion(Command):
    """Delete the version with its files, after asking."""

    id = "version.delete"
    key = "D"
    label = "delete"
    footer_rank = 9


class CopyReference(Command):
    """Copy models:/NAME/VERSION to your terminal's clipboard; in the tab Files the file's SHA-256."""

    id = "version.copy"
    key = "y"
    label = "copy"
    footer_rank = 7
