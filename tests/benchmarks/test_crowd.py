"""A crowd of writers, a small one: R1, S6, U2, and nobody is left waiting."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.benchmarks.crowd_checking import wrongs
from tests.benchmarks.crowd_writing import write_registry
from tests.benchmarks.places import Place, places
from tui_registry import Registry
from tui_registry.store.sqlite_turns import LONGEST_PAUSE, SHORTEST_PAUSE, pause_after

PROCESSES = 12


@pytest.fixture(params=("sqlite", "postgresql"))
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    with places(request.param == "postgresql") as (_, make):
        yield make()


def test_of_what_a_crowd_writes_at_once_nothing_is_lost_r1_s6(place: Place, tmp_path: Path) -> None:
    told = write_registry(place.url, tmp_path, PROCESSES, 0.2)
    assert all(isinstance(answer, dict) for answer in told), told
    made = [number for answer in told if isinstance(answer, dict) for number in answer["made"]]
    assert len(made) >= PROCESSES
    assert list(wrongs(place.url, made)) == []


@pytest.mark.parametrize(
    ("damage", "told"),
    (
        ("DELETE FROM model_version WHERE number = 1 AND model_id = 1", "versions were told"),
        ("UPDATE model_version SET stage = 'Staging' WHERE number = 1 AND model_id = 1", "a transition was lost"),
        ("DELETE FROM transition_request WHERE model_id = 1", "requests are there"),
        ("UPDATE transition_request SET status = 'open' WHERE model_id = 1", "a request has another status"),
    ),
)
def test_what_a_crowd_would_lose_is_noticed(damage: str, told: str, tmp_path: Path) -> None:
    with places(postgresql=False) as (_, make):
        url = make().url
        [alone] = write_registry(url, tmp_path, 1, 0.0)
        assert isinstance(alone, dict)
        assert list(wrongs(url, alone["made"])) == []
        with Registry.open(url) as registry, registry.database.write() as writer:
            writer.session.connection().exec_driver_sql(damage)
        assert told in " ".join(wrongs(url, alone["made"]))


def test_one_that_waits_to_write_asks_often_then_seldom_then_ever_more_often() -> None:
    moments = [0.001 * 1.5**step for step in range(25)]
    pauses = [pause_after(waited) for waited in moments]
    most = pauses.index(max(pauses))
    assert 0 < most < len(pauses) - 1
    assert all(later >= sooner for sooner, later in pairwise(pauses[: most + 1]))
    assert all(later <= sooner for sooner, later in pairwise(pauses[most:]))
    assert all(SHORTEST_PAUSE / 2 <= pause <= LONGEST_PAUSE for pause in pauses)
