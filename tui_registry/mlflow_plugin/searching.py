"""MLflow's searches: its grammar decides what may be asked, and its words say what is wrong; the registry answers."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from typing import Any

from mlflow.exceptions import MlflowException
from mlflow.prompt.registry_utils import add_prompt_filter_string
from mlflow.store.model_registry import (
    SEARCH_MODEL_VERSION_MAX_RESULTS_DEFAULT,
    SEARCH_MODEL_VERSION_MAX_RESULTS_THRESHOLD,
    SEARCH_REGISTERED_MODEL_MAX_RESULTS_DEFAULT,
    SEARCH_REGISTERED_MODEL_MAX_RESULTS_THRESHOLD,
)
from mlflow.utils.search_utils import SearchModelUtils, SearchModelVersionUtils, SearchUtils

# The one comparison that Databricks' documents write without quotes (F5).
_UNQUOTED_NAME = re.compile(r"\s*name\s*=\s*([^\s'\"`=!<>,()]+)\s*")
_VERSION_TIES = ("name ASC", "version_number DESC")


def model_filter(text: str | None) -> str:
    """Return a filter for models as the registry takes it; prompts are left out unless it asks for them.

    Raises:
        MlflowException: MLflow's grammar knows no such filter.
    """
    return _checked(text, SearchModelUtils.parse_search_filter)


def version_filter(text: str | None) -> str:
    """Return a filter for versions as the registry takes it; prompts are left out unless it asks for them.

    Raises:
        MlflowException: MLflow's grammar knows no such filter.
    """
    return _checked(text, SearchModelVersionUtils.parse_search_filter)


def model_order(clauses: Sequence[str] | None) -> list[str]:
    """Return an order of models as the registry takes it.

    Raises:
        MlflowException: a clause names nothing that models can be sorted by.
    """
    parsed = (SearchUtils.parse_order_by_for_search_registered_models(clause) for clause in clauses or ())
    return [_term(key, ascending) for key, ascending in parsed]


def version_order(clauses: Sequence[str] | None) -> list[str]:
    """Return an order of versions as the registry takes it; what is equal goes by name, the newest number first.

    Raises:
        MlflowException: a clause names nothing that versions can be sorted by.
    """
    parsed = [SearchModelVersionUtils.parse_order_by_for_search_model_versions(clause) for clause in clauses or ()]
    named = {key for _, key, _ in parsed}
    ties = [tie for tie in _VERSION_TIES if parsed and tie.split()[0] not in named]
    return [_term(key, ascending) for _, key, ascending in parsed] + ties


def model_limit(wanted: int | None) -> int:
    """Return how many models a page may have.

    Raises:
        MlflowException: more than MLflow allows.
    """
    limit = SEARCH_REGISTERED_MODEL_MAX_RESULTS_DEFAULT if wanted is None else wanted
    if limit > SEARCH_REGISTERED_MODEL_MAX_RESULTS_THRESHOLD:
        raise _too_many(limit, SEARCH_REGISTERED_MODEL_MAX_RESULTS_THRESHOLD)
    return limit


def version_limit(wanted: int | None) -> int:
    """Return how many versions a page may have.

    Raises:
        MlflowException: none, or more than MLflow allows.
    """
    limit = SEARCH_MODEL_VERSION_MAX_RESULTS_DEFAULT if wanted is None else wanted
    if not isinstance(limit, int) or limit < 1:
        raise MlflowException.invalid_parameter_value(
            f"Invalid value for max_results. It must be a positive integer, but got {limit}"
        )
    if limit > SEARCH_MODEL_VERSION_MAX_RESULTS_THRESHOLD:
        raise _too_many(limit, SEARCH_MODEL_VERSION_MAX_RESULTS_THRESHOLD)
    return limit


def token_text(token: str | bytes | None) -> str | None:
    """Return a page token as the registry gave it; MLflow's protocol may have made bytes of it.

    Raises:
        MlflowException: it was never a token.
    """
    if not token:
        return None
    raw = token.encode("utf-8", "replace") if isinstance(token, str) else token
    try:
        base64.urlsafe_b64decode(raw)
    except binascii.Error:
        raise MlflowException.invalid_parameter_value("Invalid page token, could not base64-decode") from None
    return raw.decode("utf-8", "replace")


def _checked(text: str | None, parse: Callable[[str | None], Any]) -> str:
    bare = _UNQUOTED_NAME.fullmatch(text or "")
    wanted = f"name = '{bare[1]}'" if bare else text
    try:
        parse(wanted)
    except MlflowException:
        raise
    except Exception as error:
        # Such as `name IS NULL`, on which MLflow's parser breaks down.
        raise MlflowException.invalid_parameter_value(f"Invalid filter '{text}': {error}") from error
    return str(add_prompt_filter_string(wanted))


def _term(key: str, ascending: bool) -> str:
    return f"{key} {'ASC' if ascending else 'DESC'}"


def _too_many(limit: object, most: int) -> MlflowException:
    return MlflowException.invalid_parameter_value(
        f"Invalid value for request parameter max_results. It must be at most {most}, but got value {limit}"
    )
