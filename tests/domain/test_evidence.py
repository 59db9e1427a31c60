"""Whether a candidate's metrics are better: the comparison beside a request."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_registry.domain.evidence import MetricChange, Verdict, compare_metrics


@pytest.mark.parametrize("name", ["mae", "val_rmse", "test-loss", "eval/error", "p95 latency", "Val.LogLoss"])
def test_less_is_better_where_the_name_says_so(name: str) -> None:
    assert MetricChange(name, 0.1, 0.2).verdict is Verdict.BETTER
    assert MetricChange(name, 0.2, 0.1).verdict is Verdict.WORSE


@pytest.mark.parametrize("name", ["accuracy", "roc_auc", "test-F1", "val/r2", "macro precision"])
def test_more_is_better_where_the_name_says_so(name: str) -> None:
    assert MetricChange(name, 0.9, 0.8).verdict is Verdict.BETTER
    assert MetricChange(name, 0.8, 0.9).verdict is Verdict.WORSE


@pytest.mark.parametrize("name", ["rows", "maestro", "lossless", "mapping", "temperature"])
def test_a_name_that_does_not_tell_gets_no_verdict(name: str) -> None:
    assert MetricChange(name, 1.0, 2.0).verdict is Verdict.UNKNOWN
    assert MetricChange(name, 2.0, 2.0).verdict is Verdict.SAME


@pytest.mark.parametrize(("candidate", "current"), [(None, 1.0), (1.0, None), (None, None)])
def test_a_metric_that_only_one_has_gets_no_verdict(candidate: float | None, current: float | None) -> None:
    change = MetricChange("mae", candidate, current)
    assert (change.verdict, change.relative) == (Verdict.UNKNOWN, None)


@pytest.mark.parametrize("name", ["loss", "accuracy"])
@pytest.mark.parametrize(("candidate", "current"), [(math.nan, 0.2), (0.2, math.nan), (math.nan, math.nan)])
def test_not_a_number_is_never_called_better(name: str, candidate: float, current: float) -> None:
    change = MetricChange(name, candidate, current)
    assert (change.verdict, change.relative, change.difference) == (Verdict.UNKNOWN, None, None)


def test_what_became_no_number_is_the_greatest_change() -> None:
    whole = [MetricChange("mae", 0.9, 0.1), MetricChange("mae", None, 1.0), MetricChange("mae", 1.0, 1.0)]
    broken = [MetricChange("loss", math.nan, 0.3), MetricChange("loss", 0.3, math.inf)]
    assert min(change.weight for change in broken) > max(change.weight for change in whole)
    assert MetricChange("loss", math.nan, math.nan).weight == MetricChange("loss", math.nan, None).weight == 0


@pytest.mark.parametrize(
    ("candidate", "current", "share"), [(0.9, 1.0, -0.1), (-0.5, -1.0, 0.5), (1.0, 0.0, None), (2.0, 2.0, 0.0)]
)
def test_the_change_is_a_share_of_the_current_value(candidate: float, current: float, share: float | None) -> None:
    assert MetricChange("mae", candidate, current).relative == (share if share is None else pytest.approx(share))


METRICS = st.dictionaries(st.sampled_from(["mae", "rmse", "auc", "rows"]), st.floats(allow_nan=False))


@given(METRICS, METRICS)
def test_every_metric_of_either_is_compared_once_in_order(one: dict[str, float], other: dict[str, float]) -> None:
    compared = compare_metrics(one, other)
    assert [change.name for change in compared] == sorted(one.keys() | other.keys())
    assert {change.name: change.candidate for change in compared if change.name in one} == one
    assert {change.name: change.current for change in compared if change.name in other} == other


@given(st.sampled_from(["mae", "auc", "rows"]), st.floats(), st.floats())
def test_what_is_better_one_way_is_worse_the_other(name: str, one: float, other: float) -> None:
    forth, back = MetricChange(name, one, other).verdict, MetricChange(name, other, one).verdict
    mirrored = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER}
    assert back is mirrored.get(forth, forth)
