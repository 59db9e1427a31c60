"""MLflow's refusals as ours: a sentence that says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from tui_registry.domain.display import one_line
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, RegistryError, ResourceDoesNotExist

REASON_LIMIT = 500
HOW_TO_GET_IT = "pip install 'tui-registry[mlflow]'"
NOT_HERE = f"MLflow is not installed here: {HOW_TO_GET_IT}"
_SECRET = re.compile(r"(?<=://)[^/\s]*@")
"""A user and a password within a URL."""
_BAD = ("INVALID_PARAMETER_VALUE", "BAD_REQUEST")
_MISSING = ("RESOURCE_DOES_NOT_EXIST", "NOT_FOUND")


class MlflowMissing(InvalidState):
    """MLflow is not installed here."""

    title = "MLflow is not installed"


class NoTracking(InvalidState):
    """Nobody said where the runs are."""

    title = "No tracking server"


class TrackingUnavailable(RegistryError):
    """The tracking server does not answer, or not as MLflow's does."""

    code = "TEMPORARILY_UNAVAILABLE"
    title = "Tracking server unavailable"


def without_secret(text: str) -> str:
    """Return a text without what stands before the host of the URLs in it."""
    return _SECRET.sub("", text)


@contextmanager
def as_ours(what: str) -> Iterator[None]:
    """Turn whatever MLflow raises into a RegistryError.

    Args:
        what: What could not be had, to begin the sentence with: "The runs".

    Raises:
        ResourceDoesNotExist: MLflow does not know it.
        InvalidParameterValue: MLflow does not understand what was asked, such as a filter.
        TrackingUnavailable: anything else; each kind of tracking store has exceptions of its own.
    """
    try:
        yield
    except RegistryError:
        raise
    except Exception as error:
        code = getattr(error, "error_code", "")
        reason = without_secret(one_line(getattr(error, "message", "") or error, REASON_LIMIT)).rstrip(".")
        if code in _MISSING:
            raise ResourceDoesNotExist(f"{what} can't be found: {reason}.") from error
        if code in _BAD:
            raise InvalidParameterValue(f"MLflow does not understand that: {reason}.") from error
        raise TrackingUnavailable(f"{what} can't be read: {reason}. Look at MLFLOW_TRACKING_URI.") from error
