"""Versions side by side (FT-B9): from the model, from a version, from the inbox."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.desk import Sitter, sitting
from tests.tui.small_registry import logged_model
from tests.tui.steps import MODEL, told
from tui_registry import Registry
from tui_registry.domain.comparing import MOST_COMPARED, Side
from tui_registry.domain.entities import ArtifactFile
from tui_registry.domain.evidence import Column, Evidence, Signature
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.comparing import load_sides, opposite, why_not_these
from tui_registry.tui.screens.compare import CompareScreen
from tui_registry.tui.views.compare import comparison_rows
from tui_registry.tui.widgets.side_by_side import SideBySide, SideRow


def compared(sitter: Sitter) -> tuple[int, ...]:
    """The versions that are compared, the one that others are told against first."""
    screen = sitter.desk.screen
    assert isinstance(screen, CompareScreen)
    return screen.numbers


async def comparing(sitter: Sitter) -> None:
    """Wait until versions stand side by side."""
    await sitter.sees("Against v")


def body(sitter: Sitter) -> SideBySide:
    return sitter.desk.screen.query_one(SideBySide)


def rows_of(sides: list[Side], label: str) -> list[SideRow]:
    return [row for row in comparison_rows(sides, only_differences=False) if row.label == label]


@pytest.fixture
def sides(alice: RegistryClient) -> list[Side]:
    return load_sides(alice, MODEL, [1, 3])


def made(sides: list[Side], *evidence: Evidence) -> list[Side]:
    """The same versions, made otherwise."""
    return [Side(side.version, one, ()) for side, one in zip(sides, evidence, strict=True)]


@pytest.mark.parametrize("keys", [["C"], ["down", "C"]], ids=["newest", "asked for"])
async def test_without_marks_the_version_stands_against_production(alice: RegistryClient, keys: list[str]) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("Try number 4")
        await sitter.press(*keys)
        await comparing(sitter)
        assert compared(sitter) == (1, 5 - len(keys))
        assert "v1 / v" in sitter.text().splitlines()[0]


async def test_the_one_in_production_stands_against_staging(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("Try number 4")
        await sitter.press("G", "C")
        await comparing(sitter)
        assert compared(sitter) == (2, 1)


async def test_marked_versions_stand_in_the_order_of_marking(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL, size=(140, 40)) as sitter:
        await sitter.sees("Try number 4")
        await sitter.press("down", "down", "space", "up", "up", "space", "G", "C")
        await comparing(sitter)
        assert compared(sitter) == (2, 3)
        await sitter.press("escape")
        assert sitter.table.marks == (2, 3)


async def test_one_marked_version_stands_against_the_one_under_the_cursor(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("Try number 4")
        await sitter.press("down", "space", "C")
        await comparing(sitter)
        assert compared(sitter) == (3, 2)


async def test_fewer_than_two_versions_can_not_be_compared(alice: RegistryClient) -> None:
    async with sitting(alice, reference="fraud-detector") as sitter:
        await sitter.until(lambda: sitter.table.total == 1, "the version")
        await sitter.press("C")
        await told(sitter, "The model has only this version; comparing takes two.")
    async with sitting(alice, reference="empty-model") as sitter:
        await sitter.sees("No versions yet")
        await sitter.press("C")
        await told(sitter, "There is no version under the cursor.")


def test_more_versions_than_stand_side_by_side_are_refused_with_their_number() -> None:
    assert why_not_these(list(range(MOST_COMPARED)), 20) is None
    reason = why_not_these(list(range(MOST_COMPARED + 1)), 20)
    assert reason == "7 versions are marked; 6 at most stand side by side. esc clears the marks."


async def test_a_version_is_compared_from_its_own_page(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/3") as sitter:
        await sitter.sees("Pending requests")
        await sitter.press("C")
        await comparing(sitter)
        assert compared(sitter) == (1, 3)
        await sitter.press("escape")
        await sitter.sees("Pending requests")


async def test_a_lone_version_says_why_it_is_not_compared(alice: RegistryClient) -> None:
    async with sitting(alice, reference="churn/1") as sitter:
        await sitter.sees("Pending requests")
        await sitter.press("C")
        await told(sitter, "The model has only this version; comparing takes two.")


async def test_a_requested_version_is_compared_from_the_inbox(alice: RegistryClient) -> None:
    """From the shell prompt: `--inbox`, then one key (issue 4: <= 4)."""
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("MAE down")
        await sitter.press("C")
        await comparing(sitter)
        assert compared(sitter) == (1, 3)
        await sitter.press("escape", "down", "C")
        await told(sitter, "v1 is the only version of this model.")


def test_the_other_side_is_who_holds_the_stage_else_who_came_before(registry: Registry) -> None:
    alice = registry.acting_as("alice")
    assert opposite(alice, MODEL, 4) == 1
    assert opposite(alice, MODEL, 4, alice.get_model_version(MODEL, 2).current_stage) == 2
    assert opposite(alice, MODEL, 1) == 2
    for number in (1, 2):
        alice.transition_model_version_stage(MODEL, number, "Archived")
    assert [opposite(alice, MODEL, number) for number in (1, 2, 3, 4)] == [2, 1, 2, 3]
    alice.delete_model_version(MODEL, 3)
    assert opposite(alice, MODEL, 4) == 2
    assert opposite(alice, "churn", 1) is None


def test_metrics_name_the_best_and_the_change_against_the_first(sides: list[Side]) -> None:
    (row,) = rows_of(sides, "mae")
    assert [cell if isinstance(cell, str) else cell[0] for cell in row.cells] == [
        "  0.186",
        "★ 0.171    ▼ 8.1% better",
    ]


def test_what_a_first_lacks_is_added_and_what_another_lacks_is_missing(sides: list[Side]) -> None:
    one = Evidence(params={"depth": "6", "old": "x", "same": "s"}, requirements=("numpy==1.26", "scikit-learn>=1.5"))
    other = Evidence(params={"depth": "8", "new": "y", "same": "s"}, requirements=("numpy==2.0",))
    found = made(sides, one, other)
    assert rows_of(found, "depth")[0].cells == ("  6", ("≠ 8", "$text-warning"))
    assert rows_of(found, "old")[0].cells == ("  x", ("– none", "$text-error"))
    assert rows_of(found, "new")[0].cells == (("– none", "$foreground-muted"), ("+ y", "$text-success"))
    assert rows_of(found, "same")[0].differs is False
    assert rows_of(found, "numpy")[0].cells == ("  ==1.26", ("≠ ==2.0", "$text-warning"))
    assert rows_of(found, "scikit-learn")[0].cells == ("  >=1.5", ("– none", "$text-error"))
    assert rows_of(found, "Parameters  3 of 4 differ")


def test_what_is_known_of_the_runs_is_told(sides: list[Side]) -> None:
    found = made(
        sides, Evidence(git_commit="abc", datasets=("july", "june")), Evidence(git_commit="def", run_tags={"team": "x"})
    )
    assert rows_of(found, "git commit")[0].cells == ("  abc", ("≠ def", "$text-warning"))
    assert rows_of(found, "datasets")[0].cells == ("  july, june", ("– none", "$text-error"))
    assert rows_of(found, "tag team")[0].cells[1] == ("+ x", "$text-success")


def test_a_signature_tells_which_columns_changed(sides: list[Side]) -> None:
    one = Evidence(signature=Signature(inputs=(Column("wind", "double"), Column("hour", "long"))))
    other = Evidence(signature=Signature(inputs=(Column("wind", "float"), Column("gust", "double", required=False))))
    found = made(sides, one, other)
    assert rows_of(found, "input wind")[0].cells == ("  double", ("≠ float", "$text-warning"))
    assert rows_of(found, "input hour")[0].cells[1] == ("– none", "$text-error")
    assert rows_of(found, "input gust")[0].cells[1] == ("+ double (optional)", "$text-success")


def test_a_signature_in_another_order_is_no_longer_the_same(sides: list[Side]) -> None:
    columns = (Column("wind", "double"), Column("hour", "long"))
    found = made(
        sides, Evidence(signature=Signature(inputs=columns)), Evidence(signature=Signature(inputs=columns[::-1]))
    )
    assert rows_of(found, "≠ The same columns, in another order.")
    assert not rows_of(made(sides, found[0].evidence, found[0].evidence), "≠ The same columns, in another order.")


def test_files_are_the_same_by_their_checksum(sides: list[Side]) -> None:
    files = [
        (ArtifactFile("a", 5, "1"), ArtifactFile("b", 5, "1"), ArtifactFile("c", 5, "1")),
        (ArtifactFile("a", 5, "1"), ArtifactFile("b", 5, "2"), ArtifactFile("d", 6, "1")),
    ]
    found = [Side(side.version, Evidence(), one) for side, one in zip(sides, files, strict=True)]
    assert [rows_of(found, name)[0].differs for name in "abcd"] == [False, True, True, True]
    assert rows_of(found, "b")[0].cells == ("  5 B", ("≠ 5 B", "$text-warning"))


async def test_only_what_differs(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/3", size=(100, 60)) as sitter:
        await sitter.sees("Pending requests")
        await sitter.press("C")
        await sitter.sees("Parameters  1, the same in all")
        assert sitter.line_with("depth")
        await sitter.press("f")
        assert not sitter.line_with("depth") and sitter.line_with("mae")
        await sitter.press("f")
        assert sitter.line_with("depth")


async def test_more_versions_than_fit_are_scrolled_to_and_the_first_and_the_labels_stay(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("Try number 4")
        await sitter.press("space", "space", "space", "space", "C")
        await comparing(sitter)
        assert heads(sitter) == ["v4", "v3", "▸", "2", "more"]
        await sitter.press("left")
        await told(sitter, "There is no version further left.")
        await sitter.press("right", "right")
        assert heads(sitter) == ["v4", "◂", "v1"]
        assert sitter.line_with("Registered").startswith(" Registered")
        await sitter.press("right")
        await told(sitter, "There is no version further right.")
        await sitter.press("left")
        assert heads(sitter) == ["v4", "◂", "v2", "▸", "1", "more"]
        await sitter.pilot.resize_terminal(40, 24)
        await sitter.until(lambda: heads(sitter)[:2] == ["◂", "v3"], "one version alone")
        await sitter.pilot.resize_terminal(140, 40)
        await sitter.until(lambda: heads(sitter) == ["v4", "v3", "v2", "v1"], "all versions")
        await sitter.press("left")
        await told(sitter, "All versions are in view.")


def heads(sitter: Sitter) -> list[str]:
    words = sitter.text().splitlines()[1].split()
    return [word for word in words if word != "%" and not word.isdigit() or words[words.index(word) - 1] == "▸"]


async def test_a_version_that_is_deleted_leaves_the_others(registry: Registry) -> None:
    alice = registry.acting_as("alice")
    async with sitting(alice, reference=MODEL, size=(140, 40)) as sitter:
        await sitter.sees("Try number 4")
        await sitter.press("space", "space", "space", "C")
        await sitter.sees("v4 / v3 / v2")
        alice.delete_model_version(MODEL, 4)
        sitter.desk.announce_change()
        await sitter.sees("v3 / v2")
        alice.delete_model_version(MODEL, 3)
        sitter.desk.announce_change()
        await sitter.sees("Versions")
        await told(sitter, "has no version 3.")
        await sitter.settle()


async def test_a_long_value_that_differs_is_shown_over_several_lines(registry: Registry, tmp_path: Path) -> None:
    alice = registry.acting_as("alice")
    for number, end in enumerate(("left", "right"), 8):
        source = logged_model(tmp_path, f"{number:032x}", {})
        params = source.parents[1] / "params"
        (params / "layers").write_text("64 relu, " * 6 + end)
        alice.register_model("layered", str(source))
    async with sitting(alice, reference="layered") as sitter:
        await sitter.until(lambda: sitter.table.total == 2, "the versions")
        await sitter.press("C")
        await comparing(sitter)
        await sitter.press("f")
        assert "left" in sitter.text() and "right" in sitter.text()


@pytest.fixture
def wide(registry: Registry) -> Iterator[list[Side]]:
    """Six versions of 10,000 params, each of which differs and is long."""
    version = registry.acting_as("alice").get_model_version(MODEL, 1)
    words = [{f"p{index:05}": f"{number} " * 100 for index in range(10_000)} for number in range(MOST_COMPARED)]
    yield [Side(version, Evidence(params=params), ()) for params in words]


async def test_ten_thousand_parameters_are_laid_out_for_the_lines_in_view(
    alice: RegistryClient, wide: list[Side]
) -> None:
    async with sitting(alice, reference=f"{MODEL}/3") as sitter:
        await sitter.sees("Pending requests")
        await sitter.press("C")
        await comparing(sitter)
        screen = sitter.desk.screen
        assert isinstance(screen, CompareScreen)
        asked: list[int] = []
        height_of = SideBySide._height_of

        def counting(table: SideBySide, index: int) -> int:
            asked.append(index)
            return height_of(table, index)

        body(sitter)._walk._height_of = lambda index: counting(body(sitter), index)
        began = time.process_time()
        screen._loaded(wide)
        await sitter.press("G", "g", "pagedown")
        assert time.process_time() - began < 10
        assert len(set(asked)) < 200
        await sitter.press("G")
        await sitter.sees("100 %")


async def test_the_page_scrolls_by_the_keys_of_a_list(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/3") as sitter:
        await sitter.sees("Pending requests")
        await sitter.press("C")
        await comparing(sitter)
        first = sitter.text()
        for there, back in (("down", "up"), ("j", "k"), ("pagedown", "pageup"), ("ctrl+d", "ctrl+u"), ("G", "g")):
            await sitter.press(there)
            assert sitter.text() != first, there
            await sitter.press(back)
            assert sitter.text() == first, back
