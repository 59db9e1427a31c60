"""What the version's page is made of: lines that are counted, a tree that folds, files told apart, texts cut short."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_registry.domain.activities import Activity, ActivityType
from tui_registry.domain.entities import ArtifactFile, FileExcerpt
from tui_registry.domain.evidence import Column, Evidence, Signature
from tui_registry.domain.stages import Stage
from tui_registry.tui.display import moment, prose_content
from tui_registry.tui.file_text import as_text, kind_of
from tui_registry.tui.file_tree import UNFOLDED_AT_FIRST, FileTree
from tui_registry.tui.views.activities import activity_entry, latest_activities
from tui_registry.tui.views.evidence import evidence_page, in_full, listing, number
from tui_registry.tui.views.files import file_heading, no_text
from tui_registry.tui.views.parts import BEGINNING, beginning
from tui_registry.tui.widgets.line_walk import Place, Walk

HEIGHTS = st.lists(st.integers(1, 7), min_size=1, max_size=12)


def files(*paths: str) -> list[ArtifactFile]:
    return [ArtifactFile(path, 1000, "0" * 64) for path in paths]


@given(HEIGHTS, st.integers(0, 100), st.integers(-100, 100), st.integers(1, 20))
def test_walking_over_entries_is_walking_over_their_lines(heights: list[int], start: int, by: int, page: int) -> None:
    walk = Walk(heights.__getitem__)
    walk.total = len(heights)
    lines = [Place(index, line) for index, height in enumerate(heights) for line in range(height)]
    start %= len(lines)
    assert walk.step(lines[start], by) == lines[max(0, min(start + by, len(lines) - 1))]
    end = max(0, min(start + by, len(lines) - 1))
    assert walk.distance(lines[start], lines[end], 1000) == end - start
    assert walk.last_top(page) == lines[max(0, len(lines) - page)]


def test_only_what_is_passed_is_measured() -> None:
    asked = []

    def height(index: int) -> int:
        asked.append(index)
        return 2

    walk = Walk(height)
    walk.total = 1_000_000
    walk.last_top(20)
    walk.step(Place(500_000, 0), 30)
    walk.distance(Place(0, 0), Place(999_999, 0), 40)
    assert len(asked) < 100


def test_folders_stand_before_files_and_know_what_is_in_them() -> None:
    tree = FileTree(files("MLmodel", "data/b.csv", "data/a/x.csv", "z.txt", "code/m.py"))
    assert [(row.depth, row.name, row.file_count, row.size) for row in tree.rows] == [
        (0, "code/", 1, 1000),
        (1, "m.py", 1, 1000),
        (0, "data/", 2, 2000),
        (1, "a/", 1, 1000),
        (2, "x.csv", 1, 1000),
        (1, "b.csv", 1, 1000),
        (0, "MLmodel", 1, 1000),
        (0, "z.txt", 1, 1000),
    ]
    assert (tree.size, tree.folder_count) == (5000, 3)
    assert [row.path for row in tree.rows if row.file is None] == ["code/", "data/", "data/a/"]


def test_a_folded_folder_hides_what_is_in_it_and_shows_it_again() -> None:
    tree = FileTree(files("data/a/x.csv", "data/b.csv"))
    whole = [row.path for row in tree.rows]
    tree.toggle("data/")
    assert [(row.path, row.is_folded) for row in tree.rows] == [("data/", True)]
    tree.toggle("data/")
    assert [row.path for row in tree.rows] == whole


def test_fifty_thousand_files_are_a_tree_in_a_few_steps_each() -> None:
    many = files(*(f"shards/{index // 1000:03}/part-{index:06}.parquet" for index in range(50_000)), "MLmodel")
    steps = Counter[str]()
    sys.setprofile(lambda _frame, event, _argument: steps.update([event]))
    try:
        tree = FileTree(many)
    finally:
        sys.setprofile(None)
    assert steps.total() < 30 * len(many)
    # So many begin folded: one sees the folders, and not a page of shards.
    assert [row.path for row in tree.rows] == ["shards/", "MLmodel"]
    tree.toggle("shards/")
    assert len(tree.rows) == 52
    assert len(many) > UNFOLDED_AT_FIRST


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a: 1\n", "a: 1\n"),
        (b"", ""),
        ("größe".encode(), "größe"),
        ("größe"[:3].encode()[:-1], "gr\ufffd"),
        (b"\x80\x04\x95\x8c\x00", None),
        (b"PK\x03\x04\x14\x00", None),
        (bytes(range(1, 32)) * 10, None),
        (b"\xff\xfe" * 50, None),
    ],
)
def test_text_is_told_from_other_bytes(content: bytes, text: str | None) -> None:
    assert as_text(content) == text


@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        ("model.pkl", b"\x80\x04", "a pickle: Python objects"),
        ("model.onnx", b"\x08", "an ONNX model"),
        ("plot", b"\x89PNG\r\n", "a PNG image"),
        ("data.bin", b"\0\1", "not text"),
    ],
)
def test_what_is_no_text_is_named(path: str, content: bytes, kind: str) -> None:
    assert kind_of(path, content) == kind


def test_how_to_have_a_file_is_a_command_that_works_in_a_shell() -> None:
    excerpt = FileExcerpt(ArtifactFile("m.pkl", 7_000_000, "0" * 64), b"\0", False, True)
    told = no_text(excerpt, "Preis & Menge/2").plain
    assert "a pickle: Python objects, 7.0 MB" in told
    assert "tui-registry version download 'Preis & Menge/2' FOLDER" in told
    assert no_text(FileExcerpt(excerpt.file, b"", True, True), "a/1").plain == "The file is empty."


def test_a_file_says_what_is_shown_of_it() -> None:
    file = ArtifactFile("a/b.txt", 300_000, "ab" * 32)
    told = file_heading(file, FileExcerpt(file, b"x", False, True), 12).plain
    assert "a/b.txt  300 kB (300,000 bytes), 12 lines in what is shown" in told
    assert "SHA-256 " + "ab" * 32 in told
    assert "first 256 KiB" in told
    assert "not as it was registered" in file_heading(file, FileExcerpt(file, b"x", True, False), 1).plain


def test_evidence_is_told_whole() -> None:
    long = "v" * 300
    name = "a_parameter_with_a_very_long_name_" * 4
    evidence = Evidence(
        flavors={"sklearn": "1.7.2"},
        signature=Signature(
            (Column("wind", "double"), Column("n", "long", required=False)), (), (Column("t", "float"),)
        ),
        metrics={"mae": 0.1 + 0.2, "n": 12.0},
        params={"grid": long, name: "7"},
        requirements=("scikit-learn==1.7.2",),
        datasets=("train-2026", "holdout"),
        git_commit="a" * 40,
        source_name="train.py",
        run_tags={"team": "energy"},
    )
    told = evidence_page(evidence, 60).plain
    flat = "".join(told.split())
    assert long in flat
    assert name in flat
    for words in ("Metrics 2", "Parameters 2", "inputs 2", "outputs none", "params 1", "Requirements 1", "train.py"):
        assert words in told
    assert "0.30000000000000004" in told
    assert "(optional)" in told
    assert "train-2026, holdout" in told
    assert "a" * 40 in told
    assert "Data sets" not in evidence_page(Evidence(), 60).plain


@pytest.mark.parametrize("text", ["2026-11-19 08:38:00.123456", "2026-11-19 08:38:00"])
def test_when_it_was_logged_is_told_as_other_times_are(text: str) -> None:
    at = int(datetime(2026, 11, 19, 8, 38, tzinfo=UTC).timestamp() * 1000)
    assert f"Logged      {moment(at)}\n" in evidence_page(Evidence(logged_at=text), 60).plain


def test_a_time_that_is_none_is_told_as_it_is() -> None:
    assert "Logged      last week\n" in evidence_page(Evidence(logged_at="last week"), 60).plain


def test_values_stand_below_one_another() -> None:
    lines = listing([("a", "1"), ("long_name", "2")], 40).plain.split("\n")
    assert lines == ["a          1", "long_name  2"]
    assert listing([("x" * 30, "1"), ("a", "2")], 40).plain.split("\n") == ["x" * 30, "   1", "a  2"]


@pytest.mark.parametrize(("value", "told"), [(0.171, "0.171"), (3.0, "3"), (1e-7, "1e-07"), (float("inf"), "inf")])
def test_a_metric_keeps_its_digits(value: float, told: str) -> None:
    assert in_full(value) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (0.17104, "0.171"),
        (1234.56, "1,234.6"),
        (-1234567.0, "-1,234,567"),
        (12345678.0, "1.235e+07"),
        (1e300, "1e+300"),
    ],
)
def test_a_metric_in_a_column_stays_in_it(value: float, told: str) -> None:
    assert number(value) == told


def test_beside_a_list_a_long_text_is_cut_and_says_so() -> None:
    text = "word " * 4000
    assert beginning("short", prose_content).plain == "short"
    told = beginning(text, prose_content).plain
    assert len(told) < BEGINNING + 40
    assert told.endswith("… enter shows all")


def activity(number: int, comment: str = "") -> Activity:
    return Activity(
        id=number,
        activity_type=ActivityType.NEW_COMMENT,
        user_id="bob",
        acting_user="",
        creation_timestamp=1_790_000_000_000,
        last_updated_timestamp=1_790_000_000_000,
        model_id=1,
        name="m",
        present_name="m",
        version=1,
        from_stage=None,
        to_stage=None,
        comment=comment,
        system_comment="",
        comment_id=number,
    )


def test_a_long_comment_is_whole_in_its_tab_and_cut_elsewhere() -> None:
    long = activity(1, "word " * 3999 + "end")
    assert "end" in activity_entry(long, 60).plain
    assert "end" not in latest_activities([long], 60).plain
    assert "in the tab Activity" in latest_activities([long], 60).plain


def test_what_happened_goes_on_below_its_beginning() -> None:
    moved = replace(
        activity(1),
        activity_type=ActivityType.CANCELLED_REQUEST,
        from_stage=Stage.STAGING,
        to_stage=Stage.PRODUCTION,
    )
    first, *rest = activity_entry(moved, 44).plain.split("\n")
    assert first[16:].startswith("  bob cancelled the")
    assert rest and all(line.startswith(" " * 18) and len(line) <= 44 for line in rest)


def test_the_overview_has_the_latest_activities_and_counts_the_others() -> None:
    told = latest_activities([activity(number) for number in range(1, 21)], 60).plain
    assert "12 earlier, in the tab Activity" in told
    assert "#20" in told and "#13" in told and "#12" not in told
