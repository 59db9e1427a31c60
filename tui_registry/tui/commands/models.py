"""The commands of the list of models."""

from __future__ import annotations

from tui_registry.tui.commands.base import Command


class SearchModels(Command):
    """Narrow the list as you type: parts of names in any case, stage=Production, tags.team=x, alias=, creator=."""

    id = "models.search"
    key = "/"
    label = "search"
    footer_rank = 1


class CreateModel(Command):
    """Create an empty registered model."""

    id = "models.create"
    key = "n"
    label = "new"
    footer_rank = 2


class RegisterModel(Command):
    """Register a version, from a folder that log_model wrote, to a new model or to one that exists."""

    reaches_files = True
    id = "models.register"
    key = "R"
    label = "register"
    footer_rank = 3


class SortModels(Command):
    """Sort by the next column: name, then last modified."""

    id = "models.sort"
    key = "s"
    label = "sort"
    footer_rank = 4


class ReverseModels(Command):
    """Reverse the order of the list."""

    id = "models.reverse"
    key = "S"
    label = "reverse"
    footer_rank = None


class ShowPermissions(Command):
    """Show who may do what with the model under the cursor."""

    id = "models.permissions"
    key = "p"
    label = "permissions"
    footer_rank = 7


class ShowRegistry(Command):
    """Show registry-wide levels, people, groups and settings."""

    id = "models.registry"
    key = "P"
    label = "registry"
    footer_rank = 8


class UndoLastInModels(Command):
    """Take back the last stage change that you made in this session."""

    id = "models.undo"
    key = "u"
    label = "undo"
    footer_rank = None


class CopyModelName(Command):
    """Copy the name of the model under the cursor to your terminal's clipboard."""

    id = "models.copy"
    key = "y"
    label = "copy name"
    footer_rank = 6
