"""Searching by MLflow's filters: models and versions, page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tui_registry.domain.entities import ModelVersion, RegisteredModel, ResultPage
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.search import (
    MODEL_ORDER,
    MODELS,
    VERSION_ORDER,
    VERSIONS,
    OrderTerm,
    Subject,
    parse_filter,
    parse_order,
)
from tui_registry.registry import views
from tui_registry.registry.actor import Actor
from tui_registry.registry.paging import make_token, read_token
from tui_registry.store.reader import Reader, Row
from tui_registry.store.reads import search

MAX_MODELS = 1_000
MAX_VERSIONS = 200_000
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is peculiar to searching models, or versions."""

    subject: Subject
    order_fields: Sequence[str]
    ties: Sequence[OrderTerm]
    most: int
    read: Callable[[Reader, search.Search], Sequence[Row]]


_MODELS = _Kind(MODELS, MODEL_ORDER, search.MODEL_TIES, MAX_MODELS, search.search_models)
_VERSIONS = _Kind(VERSIONS, VERSION_ORDER, search.VERSION_TIES, MAX_VERSIONS, search.search_versions)


class SearchVerbs(Actor):
    """Search what the actor may read (F1)."""

    def search_registered_models(
        self,
        filter_string: str = "",
        max_results: int = 100,
        order_by: Sequence[str] | None = None,
        page_token: str | None = None,
    ) -> ResultPage[RegisteredModel]:
        """Return a page of the models that a filter finds (F3, FT-G6).

        Args:
            filter_string: `name ILIKE '%power%' AND tags.team = 'energy'`; also stage, alias, creator, description.
            max_results: At most so many, up to 1,000.
            order_by: `["name ASC"]` (the default), `last_updated_timestamp DESC`.
            page_token: That of the page before, with the same filter and order.

        Raises:
            InvalidParameterValue: the filter, order, number or token can't be understood; a filter's message
                points at the place.
        """
        with self._read() as reader:
            rows, token = self._search(reader, _MODELS, filter_string, max_results, order_by, page_token)
            viewers = self._viewers(reader, [row["id"] for row in rows])
            return ResultPage(tuple(views.registered_models(reader, rows, viewers)), token)

    def search_model_versions(
        self,
        filter_string: str = "",
        max_results: int = 10_000,
        order_by: Sequence[str] | None = None,
        page_token: str | None = None,
    ) -> ResultPage[ModelVersion]:
        """Return a page of the versions that a filter finds, by default those changed last first (F4, FT-G7).

        Args:
            filter_string: `name = 'churn' AND stage = 'Production'`; also version_number, run_id, source_path,
                status, alias, creator, description and tags.
            max_results: At most so many, up to 200,000.
            order_by: name, version_number, creation_timestamp or last_updated_timestamp, with ASC or DESC.
            page_token: That of the page before, with the same filter and order.

        Raises: as search_registered_models.
        """
        with self._read() as reader:
            rows, token = self._search(reader, _VERSIONS, filter_string, max_results, order_by, page_token)
            viewers = self._viewers(reader, sorted({row["model_id"] for row in rows}))
            return ResultPage(tuple(views.model_versions(reader, rows, viewers)), token)

    def _search(
        self,
        reader: Reader,
        kind: _Kind,
        text: str,
        limit: int,
        order_by: Sequence[str] | None,
        token: str | None,
    ) -> tuple[Sequence[Row], str | None]:
        """Return a page of rows, and the token of the next one where there is one."""
        if not 0 <= limit <= kind.most:
            raise InvalidParameterValue(f"Invalid max_results {limit}: use 0 to {kind.most:,}.")
        comparisons = parse_filter(text, kind.subject)
        order = search.full_order(parse_order(order_by or (), kind.order_fields), kind.ties)
        question = (kind.subject.noun, comparisons, order)
        after = read_token(token, question, len(order)) if token else None
        # One more than asked for tells whether there is a next page.
        found = kind.read(reader, search.Search(self.user, comparisons, order, after, limit + 1))
        rows = found[:limit]
        more = len(found) > limit and rows
        return rows, make_token(question, search.sort_values(rows[-1], order)) if more else None
