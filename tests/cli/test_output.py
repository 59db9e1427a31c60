"""What is printed, seen from close by."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tui_registry.cli import wire
from tui_registry.cli.output import PAGE, Column, cell_width, to_json, write_array, write_facts, write_table
from tui_registry.cli.times import since, until
from tui_registry.domain.times import system_clock


def test_columns_are_aligned_by_what_a_terminal_draws(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("模型", 1), ("abc", 22), ("", None)]
    write_table(rows, [Column("NAME", lambda row: row[0]), Column("N", lambda row: row[1])], "none")
    assert capsys.readouterr().out.splitlines() == ["NAME  N", "模型  1", "abc   22", "–     –"]


def test_rows_are_asked_for_a_page_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    def rows() -> Iterator[int]:
        for number in range(3 * PAGE):
            if number == PAGE + 1:
                assert len(capsys.readouterr().out.splitlines()) == PAGE + 1
            yield number

    write_table(rows(), [Column("N", lambda row: row)], "none")
    assert capsys.readouterr().out


def test_a_value_cannot_pose_as_a_fact(capsys: pytest.CaptureFixture[str]) -> None:
    write_facts([("Name", "x\nStage  Production\x1b[A"), ("Empty", ""), ("a\nb", 1)])
    assert capsys.readouterr().out == "Name  x\n      Stage  Production\ufffd[A\na b   1\n"


def test_arrays_of_none_one_and_many(capsys: pytest.CaptureFixture[str]) -> None:
    for values, text in (([], "[]\n"), ([1], "[\n1\n]\n"), ([1, 2], "[\n1,\n2\n]\n")):
        write_array(values)
        assert capsys.readouterr().out == text


def test_json_is_printable_ascii() -> None:
    text = to_json({"x": "\x1b\x7f\x9b\u202e模"})
    assert text.isascii()
    assert text.isprintable()


@pytest.mark.parametrize(
    ("value", "shown"), [(0.5, 0.5), (None, None), (float("nan"), "NaN"), (float("-inf"), "-Infinity")]
)
def test_numbers_that_json_does_not_know_are_text(value: float | None, shown: object) -> None:
    assert wire.number(value) == shown


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("模型", 4), ("e\u0301", 1), ("مودل", 4)])
def test_width(text: str, width: int) -> None:
    assert cell_width(text) == width


def test_ages() -> None:
    for text, seconds in (("30m", 1800), ("2h", 7200), ("3d", 259200), ("1w", 604800), ("5s", 5)):
        assert abs(system_clock() - since(text) - seconds * 1000) < 60_000


def test_moments() -> None:
    assert since("2026-11-20T10:12:00Z") == datetime(2026, 11, 20, 10, 12, tzinfo=UTC).timestamp() * 1000
    assert since("2026-11-20T10:12:00+02:00") == datetime(2026, 11, 20, 8, 12, tzinfo=UTC).timestamp() * 1000
    assert since("2026-11-20T10:12") == datetime(2026, 11, 20, 10, 12).timestamp() * 1000
    assert until("2026-11-20") - since("2026-11-20") == 86_400_000 - 1


@pytest.mark.parametrize("text", ["", "soon", "2", "h", "-2h", "2026-13-01", "99999999h"])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        since(text)
