"""What became of a model or a version that is not there any more under the name that a page knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_registry.domain.activities import Activity, ActivityType, doer
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.tui.display import moment

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient

_OF_A_VERSION = (ActivityType.DELETED_MODEL_VERSION,)
_OF_A_MODEL = (ActivityType.RENAMED_REGISTERED_MODEL, ActivityType.DELETED_REGISTERED_MODEL)


def last_word(client: RegistryClient, name: str, number: int) -> Activity | None:
    """Return what deleted or renamed it, as far as the user may read that.

    Args:
        client: The verbs.
        name: The model's name, as the page knows it.
        number: The version, or 0.

    Raises:
        RegistryError: the history can't be read.
    """
    queries = [HistoryQuery(name, types=_OF_A_MODEL, newest_first=True)]
    if number:
        queries.insert(0, HistoryQuery(name, version=number, types=_OF_A_VERSION, newest_first=True))
    return next((found for query in queries for found in client.search_history(query, limit=1).rows), None)


def told(found: Activity, name: str) -> str:
    """Return in words who did it and when.

    Args:
        found: What became of it.
        name: The name that the page knows.
    """
    at = moment(found.creation_timestamp)
    if found.activity_type is ActivityType.RENAMED_REGISTERED_MODEL:
        return f"{doer(found)} renamed {name}, {at}: it is {found.present_name} now."
    return f"{doer(found)} deleted {name}{'' if found.version is None else f' v{found.version}'}, {at}."
