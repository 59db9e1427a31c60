"""The SELECTs behind the lists: answered by an index, whatever stands behind a row."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from tests.registry.support import founder
from tui_registry import Registry
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.ordering import HistoryQuery, InboxBox, ModelOrder
from tui_registry.domain.search import VERSIONS, parse_filter
from tui_registry.store.reader import Parameter, Row, SqliteReader, Tuple, placeholders
from tui_registry.store.reads import comments, history, levels, models, requests, versions
from tui_registry.store.reads.filters import version_conditions


class PlanReader(SqliteReader):
    """Reads as ever, and keeps how SQLite went about it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self.steps: list[str] = []
        self.statements = 0

    def rows(self, sql: str, **parameters: Parameter) -> Sequence[Row]:
        self._explain(sql, parameters)
        return super().rows(sql, **parameters)

    def tuples(self, sql: str, **parameters: Parameter) -> Iterable[Tuple]:
        self._explain(sql, parameters)
        return super().tuples(sql, **parameters)

    def _explain(self, sql: str, parameters: dict[str, Parameter]) -> None:
        self.statements += 1
        self.steps += [row["detail"] for row in super().rows(f"EXPLAIN QUERY PLAN {sql}", **parameters)]

    def uses(self, index: str) -> bool:
        return any(index in step for step in self.steps)

    def scans(self) -> list[str]:
        """The steps that read a whole table; not those that read the answer of another step."""
        answers = {
            f"SCAN {name}" for name in ("chosen", "who", "held", "few", "many", "probed", "told", "CONSTANT ROW")
        }
        return [step for step in self.steps if step.startswith("SCAN ") and "INDEX" not in step and step not in answers]


@pytest.fixture
def reader(sqlite_template: Path) -> PlanReader:
    connection = sqlite3.connect(f"{sqlite_template.as_uri()}?mode=ro", uri=True)
    return PlanReader(connection)


def test_the_latest_version_of_a_stage_is_found_by_its_index_l1(reader: PlanReader) -> None:
    versions.latest_number(reader, 1, "Production")
    versions.in_stage(reader, 1, "Production", 1)
    assert reader.uses("ix_model_version_stage")
    assert reader.scans() == []
    assert not reader.uses("TEMP B-TREE")


def test_a_row_of_the_list_of_models_is_all_in_the_model_s_row_g1(reader: PlanReader) -> None:
    models.stretch(reader, models.ModelList("alice"), 0, 50)
    assert reader.scans() == []
    models.stretch(reader, models.ModelList(founder()), 0, 50)
    assert reader.uses("ix_registered_model_search")
    assert not reader.uses("model_version")
    assert not reader.uses("transition_request")
    assert reader.scans() == []


def test_the_list_by_last_modified_is_read_in_order_g5(reader: PlanReader) -> None:
    models.stretch(reader, models.ModelList(founder(), order_by=ModelOrder.UPDATED, descending=True), 0, 50)
    assert reader.uses("ix_registered_model_updated")


def test_open_requests_are_found_by_the_index_of_open_ones_e15(reader: PlanReader) -> None:
    requests.open_of_model(reader, 1)
    assert reader.uses("ix_transition_request_open")
    reader.steps.clear()
    requests.open_of_version(reader, 1)
    versions.pending_targets(reader, [1, 2, 3])
    assert reader.uses("uq_transition_request_open")
    assert reader.scans() == []


@pytest.mark.parametrize("box", InboxBox)
def test_every_box_of_the_inbox_is_read_by_indexes(reader: PlanReader, box: InboxBox) -> None:
    requests.page(reader, "alice", box, 0, 50)
    assert reader.uses("ix_transition_request_decided" if box is InboxBox.DECIDED else "ix_transition_request_open")


def test_the_history_is_found_by_model_and_read_in_order_f1(reader: PlanReader) -> None:
    history.of_version(reader, 1, 1)
    assert reader.uses("ix_activity_model")
    assert reader.scans() == []
    assert not reader.uses("TEMP B-TREE")


def test_the_rest_of_a_page_is_looked_up_by_indexes(reader: PlanReader) -> None:
    versions.by_number(reader, 1, 1)
    versions.page(reader, 1, False, 0, 50)
    versions.unfinished(reader)
    comments.of_version(reader, 1)
    levels.level_on_model(reader, "alice", 1)
    models.by_name(reader, "churn")
    for index in ("uq_model_version_number", "ix_model_version_unfinished", "ix_comment_version"):
        assert reader.uses(index), index
    assert reader.scans() == []


@pytest.mark.parametrize("count", [0, 1, 7])
def test_placeholders_name_each_value(count: int) -> None:
    inside, parameters = placeholders("id", list(range(count)))
    assert inside.split(", ") == ([f":id_{number}" for number in range(count)] or [""])
    assert list(parameters.values()) == list(range(count))


def test_every_read_runs_on_both_databases(registry: Registry) -> None:
    with registry.database.read() as reader:
        for order_by in ModelOrder:
            for descending in (False, True):
                wanted = models.ModelList("alice", "x", order_by, descending)
                rows, total, _ = models.stretch(reader, wanted, 0, 5)
                assert (list(rows), total) == ([], 0)
                assert models.offset_of(reader, wanted, 1) is None
        for box in InboxBox:
            assert (list(requests.page(reader, "alice", box, 0, 5)), requests.count(reader, "alice", box)) == ([], 0)
            assert requests.offset_of(reader, "alice", box, 1) is None
        query = HistoryQuery("churn", 1, "alice", tuple(ActivityType), 0, 1, True)
        assert (list(history.page(reader, "alice", query, 0, 5)), history.count(reader, "alice", query)) == ([], 0)
        assert (history.of_version(reader, 1, 1), comments.of_version(reader, 1), versions.unfinished(reader)) == (
            [],
        ) * 3


@pytest.mark.parametrize(
    ("asked", "is_few"), [("= 'a'", True), ("IN ('a', 'b')", True), ("= ''", False), ("IN ('a', '')", False)]
)
def test_a_run_has_few_versions_but_no_run_has_many(reader: PlanReader, asked: str, is_few: bool) -> None:
    """What has few rows is looked at row by row; else the models that somebody may read are looked up."""
    found = version_conditions(reader, "bob", parse_filter(f"run_id {asked}", VERSIONS))
    assert (not found.sets) is is_few


def test_what_somebody_may_read_or_decide_is_found_by_their_own_entries_f1_e15(reader: PlanReader) -> None:
    questions: list[Callable[[], object]] = [
        lambda: levels.level_on_registry(reader, "alice"),
        lambda: levels.level_on_model(reader, "alice", 1),
        lambda: models.stretch(reader, models.ModelList("alice"), 0, 50),
        lambda: requests.count(reader, "alice", InboxBox.FOR_ME),
        lambda: requests.page(reader, "alice", InboxBox.ALL_OPEN, 0, 50),
    ]
    for question in questions:
        reader.steps.clear()
        question()
        looks = [step for step in reader.steps if step.startswith(("SEARCH p ", "SCAN p "))]
        # Both columns of the principal, and the model where it is known: entries on other models cost nothing.
        assert looks and all(
            "principal=? AND is_group=?" in step or "is_group=? AND principal=?" in step for step in looks
        )
        assert reader.scans() == []
