"""The one way in: a registry as one actor may use it."""

from __future__ import annotations

from tui_registry.registry.access import AccessVerbs
from tui_registry.registry.comments import CommentVerbs
from tui_registry.registry.history import HistoryVerbs
from tui_registry.registry.importing import ImportingVerbs
from tui_registry.registry.models import ModelVerbs
from tui_registry.registry.people import PeopleVerbs
from tui_registry.registry.permissions import PermissionVerbs
from tui_registry.registry.registering import RegisteringVerbs
from tui_registry.registry.requests import RequestVerbs
from tui_registry.registry.searching import SearchVerbs
from tui_registry.registry.settings import SettingVerbs
from tui_registry.registry.tokens import TokenVerbs
from tui_registry.registry.undoing import UndoVerbs


class RegistryClient(
    ModelVerbs,
    RegisteringVerbs,
    ImportingVerbs,
    UndoVerbs,
    RequestVerbs,
    CommentVerbs,
    HistoryVerbs,
    SearchVerbs,
    PermissionVerbs,
    PeopleVerbs,
    TokenVerbs,
    AccessVerbs,
    SettingVerbs,
):
    """Everything one can do with a registry, as one actor; every refusal is a RegistryError.

    Each verb is one transaction: right, rule, change, activity. Verbs are synchronous, and threads
    may share a client.
    """
