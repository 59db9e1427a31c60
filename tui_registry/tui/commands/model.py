"""The commands of a registered model."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class TransitionUnderCursor(Command):
    """Move the version under the cursor to another stage, or request it."""

    id = "model.transition"
    key = "t"
    label = "transition"
    footer_rank = 1


class CommentUnderCursor(Command):
    """Comment on the version under the cursor."""

    id = "model.comment"
    key = "c"
    label = "comment"
    footer_rank = 5


class UndoUnderCursor(Command):
    """Take back the last stage change of the version under the cursor, with what it displaced."""

    id = "model.undo"
    key = "u"
    label = "undo"
    footer_rank = 9


class GoBackToPrevious(Command):
    """Put the previous Production version back, and archive what is in Production now."""

    id = "model.rollback"
    key = "B"
    label = "previous production"
    footer_rank = None


class ShowAboutModel(Command):
    """Show the whole description of the model, and all its aliases and tags."""

    id = "model.about"
    key = "i"
    label = "about"
    footer_rank = None


class DescribeModel(Command):
    """Edit the model's description."""

    id = "model.describe"
    key = "e"
    label = "description"
    footer_rank = 3


class RegisterVersion(Command):
    """Register the next version of the model, from a folder that log_model wrote."""

    reaches_files = True
    id = "model.register"
    key = "R"
    label = "register"
    footer_rank = None


class RenameModel(Command):
    """Rename the model."""

    id = "model.rename"
    key = "N"
    label = "rename"
    footer_rank = None


class TagModel(Command):
    """Change the model's tags."""

    id = "model.tags"
    key = "T"
    label = "tags"
    footer_rank = None


class NameUnderCursor(Command):
    """Change the aliases of the version under the cursor."""

    id = "model.aliases"
    key = "A"
    label = "aliases"
    footer_rank = None


class CompareVersions(Command):
    """Compare the marked versions, else the one under the cursor with the one in Production."""

    id = "model.compare"
    key = "C"
    label = "compare"
    footer_rank = 2


class ChartMetric(Command):
    """Draw a metric over the versions."""

    id = "model.chart"
    key = "m"
    label = "metric chart"
    footer_rank = 6


class ShowAllVersions(Command):
    """Show all versions."""

    id = "model.all"
    key = "["
    label = "all"
    footer_rank = None


class ShowActiveVersions(Command):
    """Show only the versions in Staging and Production."""

    id = "model.active"
    key = "]"
    label = "active"
    footer_rank = 4


class ShowModelPermissions(Command):
    """Show who may do what with the model."""

    id = "model.permissions"
    key = "p"
    label = "permissions"
    footer_rank = 9


class ShowModelMoment(Command):
    """Show which of the model's versions was in which stage at a moment."""

    id = "model.as_of"
    key = "@"
    label = "as of"
    footer_rank = None


class DeleteModel(Command):
    """Delete the model with all its versions, after asking."""

    id = "model.delete"
    key = "D"
    label = "delete"
    footer_rank = 7


class CopyReferenceUnderCursor(Command):
    """Copy models:/NAME/VERSION of the version under the cursor to your terminal's clipboard."""

    id = "model.copy"
    key = "y"
    label = "copy"
    footer_rank = 8
