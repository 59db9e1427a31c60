"""Which tracking store is read, or why none is."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec

from tui_registry.domain.errors import PermissionDenied
from tui_registry.tracking.errors import NOT_HERE, MlflowMissing
from tui_registry.tracking.places import tracking_store
from tui_registry.tracking.server import Tracking


def open_tracking(uri: str, *, is_remote: bool = False) -> Tracking:
    """Return a tracking store, the same one for the same URI; nothing is asked yet.

    Args:
        uri: Its URI, or the empty text where nobody named one.
        is_remote: Whether the user came over SSH.

    Raises:
        PermissionDenied: over SSH MLflow would be asked as the server, with the server's rights.
        MlflowMissing: MLflow is not installed here.
        NoTracking: there is none.
    """
    if is_remote:
        raise PermissionDenied("Over SSH the runs would be read as the server. Look at them from your own machine.")
    if find_spec("mlflow") is None:
        raise MlflowMissing(NOT_HERE)
    return _store(tracking_store(uri))


@lru_cache(maxsize=8)
def _store(uri: str) -> Tracking:
    return Tracking(uri)
