"""Searching by MLflow's filters: models and versions, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from tui_registry.store.reads import search
from tui_registry.store.reads.filters import asks_for_few_versions

MAX_MODELS = 1_000
MAX_VERSIONS = 200_000
Found = TypeVar("Found", RegisteredModel, ModelVersion)


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is peculiar to searching models, or versions."""

    subject: Subject
    order_fields: Sequence[str]
    ties: Sequence[OrderTerm]
    most: int


_ATTRIBUTES = {"version_number": "version"}
"""The attributes of what is found that are called otherwise than the fields it is sorted by."""
_TYPES: Mapping[str, type] = {"name": str}
"""The types of the fields that things are sorted by, where those are no numbers."""
_MODELS = _Kind(MODELS, MODEL_ORDER, search.MODEL_TIES, MAX_MODELS)
_VERSIONS = _Kind(VERSIONS, VERSION_ORDER, search.VERSION_TIES, MAX_VERSIONS)


class SearchVerbs(Actor):
    """Search what the actor may read (F1)."""

    def search_registered_models(
        self,
        filter_string: str | None = "",
        max_results: int = 100,
        order_by: str | Sequence[str] | None = None,
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
        wanted = self._wanted(_MODELS, filter_string, max_results, order_by, page_token)
        with self._read() as reader:
            rows = search.search_models(reader, wanted)
            viewers = self._viewers(reader, [row["id"] for row in rows])
            return _page(_MODELS, wanted, views.registered_models(reader, rows, viewers))

    def search_model_versions(
        self,
        filter_string: str | None = "",
        max_results: int = 10_000,
        order_by: str | Sequence[str] | None = None,
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
        wanted = self._wanted(_VERSIONS, filter_string, max_results, order_by, page_token)
        with self._read() as reader:
            if asks_for_few_versions(wanted.comparisons):
                few = search.search_few_versions(reader, wanted)
                return _page(_VERSIONS, wanted, views.whole_versions(self.user, few))
            rows = search.search_versions(reader, wanted)
            viewers = self._viewers(reader, sorted({model_id for _, model_id, *_ in rows}))
            return _page(_VERSIONS, wanted, views.model_versions(reader, rows, viewers))

    def _wanted(
        self, kind: _Kind, text: str | None, limit: int, order_by: Sequence[str] | None, token: str | None
    ) -> search.Search:
        if not 0 <= limit <= kind.most:
            raise InvalidParameterValue(f"Invalid max_results {limit}: use 0 to {kind.most:,}.")
        comparisons = parse_filter(text, kind.subject)
        order = search.full_order(parse_order(order_by or (), kind.order_fields), kind.ties)
        wanted = search.Search(self.user, comparisons, order, None, limit + 1)
        if token:
            wanted = replace(
                wanted,
                after=read_token(token, _question(kind, wanted), [_TYPES.get(term.field, int) for term in order]),
            )
        return wanted


def _page(kind: _Kind, wanted: search.Search, found: Sequence[Found]) -> ResultPage[Found]:
    """Return a page: one more was wanted than it holds, which tells whether there is a next one."""
    rows = found[: wanted.limit - 1]
    if not rows or len(rows) == len(found):
        return ResultPage(tuple(rows), None)
    values = [getattr(rows[-1], _ATTRIBUTES.get(term.field, term.field)) for term in wanted.order]
    return ResultPage(tuple(rows), make_token(_question(kind, wanted), values))


def _question(kind: _Kind, wanted: search.Search) -> Sequence[object]:
    """Return what a token goes with."""
    return kind.subject.noun, wanted.comparisons, wanted.order
