"""Versions side by side, as rows: what all of them have stands back, what differs is told by a sign and its colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from tui_registry.domain.comparing import Aligned, Side, align, requirement_pins, signature_fields
from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.evidence import Evidence, MetricChange, Verdict, best_of
from tui_registry.tui.display import moment, size, stage_mark
from tui_registry.tui.views.evidence import number
from tui_registry.tui.widgets.row_cache import Cell
from tui_registry.tui.widgets.side_by_side import SideRow

Value = TypeVar("Value")

MUTED = "$foreground-muted"
BLANK = SideRow("", is_note=True)
_VERDICTS = {Verdict.BETTER: "$text-success", Verdict.WORSE: "$text-error", Verdict.SAME: MUTED, Verdict.UNKNOWN: ""}


def heads(sides: Sequence[Side]) -> list[Cell]:
    """Return what stands above each column: the version, and the stage it is in."""
    return [f"  v{side.version.version}" for side in sides]


def comparison_rows(sides: Sequence[Side], *, only_differences: bool) -> list[SideRow]:
    """Return everything that is known of some versions, side by side; the first is what the others are told against."""
    first = f"v{sides[0].version.version}"
    signatures = [signature_fields(side.evidence.signature) for side in sides]
    sections = (
        _metrics(sides),
        _texts("Parameters", [side.evidence.params for side in sides]),
        _texts("Run", [_run(side.evidence) for side in sides]),
        _texts("Signature", signatures, _signature_note(sides, signatures)),
        _texts("Tags", [side.version.tags for side in sides]),
        _texts("Flavors", [side.evidence.flavors for side in sides]),
        _texts("Requirements", [requirement_pins(side.evidence.requirements) for side in sides]),
        _files(sides),
    )
    shown = " · f shows all" if only_differences else ""
    legend = SideRow(f"Against {first}:  ▲▼ ≠ changed  + added  – missing  ★ best{shown}", is_note=True)
    rows = [*_facts(sides), BLANK, legend]
    for title, found, nothing in sections:
        rows += [BLANK, *_section(title, found, nothing, only_differences)]
    return rows


Section = tuple[str, list[SideRow], str]
"""A title, the rows below it, and what is said where there are none."""


def _section(title: str, found: list[SideRow], nothing: str, only_differences: bool) -> list[SideRow]:
    if not found:
        return [SideRow(title), SideRow(nothing, is_note=True)]
    different = [row for row in found if row.differs]
    verb = "differs" if len(different) == 1 else "differ"
    told = f"{len(different):,} of {len(found):,} {verb}" if different else f"{len(found):,}, the same in all"
    told = f"{title}  {told}"
    return [SideRow(told), *(different if only_differences else found)]


def _facts(sides: Sequence[Side]) -> list[SideRow]:
    versions = [side.version for side in sides]
    pairs: list[tuple[str, list[Cell]]] = [
        ("Stage", [stage_mark(version.current_stage) for version in versions]),
        ("Registered", [f"  {moment(version.creation_timestamp)}" for version in versions]),
        ("By", [f"  {version.user_id}" for version in versions]),
        ("Run", [f"  {version.run_id or '–'}" for version in versions]),
        ("Size", [f"  {size(version.size)}" for version in versions]),
        ("Description", [f"  {version.description or '–'}" for version in versions]),
    ]
    if any(version.status is not VersionStatus.READY for version in versions):
        pairs.insert(1, ("Status", [f"  {version.status}" for version in versions]))
    return [SideRow(label, tuple(cells), differs=True) for label, cells in pairs]


def _metrics(sides: Sequence[Side]) -> Section:
    rows = []
    for metric in align([side.evidence.metrics for side in sides]):
        best = best_of(metric.key, metric.values)
        cells = [_metric(metric, place, place in best) for place in range(len(sides))]
        rows.append(SideRow(metric.key, tuple(cells), metric.differs))
    return "Metrics", rows, "None are known of their runs."


def _metric(metric: Aligned[float], place: int, is_best: bool) -> Cell:
    value = metric.values[place]
    if value is None:
        return "– none", MUTED
    change = MetricChange(metric.key, value, metric.values[0] if place else None)
    word = "" if change.verdict is Verdict.UNKNOWN else str(change.verdict)
    relative = change.relative
    arrow = "" if not relative else f"{'▲' if relative > 0 else '▼'} {abs(relative):.1%}"
    told = " ".join(part for part in (arrow, word) if part)
    return f"{'★' if is_best else ' '} {number(value):8} {told}".rstrip(), _VERDICTS[change.verdict]


def _texts(title: str, sides: Sequence[Mapping[str, str]], note: str = "") -> Section:
    rows = [_row(aligned, lambda text: text) for aligned in align(sides)]
    if note:
        rows.append(SideRow(note, is_note=True, differs=True))
    return title, rows, "No version has any."


def _run(evidence: Evidence) -> dict[str, str]:
    """Return what is known of a run besides its parameters and metrics."""
    known = {
        "git commit": evidence.git_commit,
        "source": evidence.source_name,
        "datasets": ", ".join(evidence.datasets),
        **{f"tag {key}": value for key, value in evidence.run_tags.items()},
    }
    return {key: value for key, value in known.items() if value}


def _signature_note(sides: Sequence[Side], fields: Sequence[Mapping[str, str]]) -> str:
    """Return what is to be said where the columns are the same but the signatures are not."""
    if any(side.evidence.signature != sides[0].evidence.signature for side in sides) and not any(
        found != fields[0] for found in fields
    ):
        return "≠ The same columns, in another order."
    return ""


def _files(sides: Sequence[Side]) -> Section:
    files = align([{file.path: file for file in side.files} for side in sides])
    return "Files", [_row(file, lambda found: size(found.size)) for file in files], "No version has any."


def _row(aligned: Aligned[Value], words: Callable[[Value], str]) -> SideRow:
    cells = (_cell(value, aligned.values[0], words, place) for place, value in enumerate(aligned.values))
    return SideRow(aligned.key, tuple(cells), aligned.differs)


def _cell(value: Value | None, first: Value | None, words: Callable[[Value], str], place: int) -> Cell:
    if value is None:
        return "– none", ("" if place == 0 or first is None else "$text-error") or MUTED
    text = words(value)
    if place == 0:
        return f"  {text}"
    if first is None:
        return f"+ {text}", "$text-success"
    return (f"  {text}", MUTED) if value == first else (f"≠ {text}", "$text-warning")
