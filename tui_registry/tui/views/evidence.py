"""What is known of a version, and how it compares with another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from textual.content import Content

from tui_registry.domain.evidence import Evidence, MetricChange, Signature, Verdict, compare_metrics
from tui_registry.tui.display import content, fit, moment, size
from tui_registry.tui.views.parts import MUTED, NEWLINE, blocks, heading, muted

NUMBER_WIDTH = 9
NAME_LIMIT = 1_000
VALUE_LIMIT = 20_000

_VERDICTS = {
    Verdict.BETTER: ("better", "$text-success"),
    Verdict.WORSE: ("worse", "$text-error"),
    Verdict.SAME: ("same", MUTED),
    Verdict.UNKNOWN: ("", ""),
}


def evidence_page(evidence: Evidence, width: int) -> Content:
    """Return everything that is known of a version's making, nothing of it cut."""
    made = [
        ("Flavors", ", ".join(_flavor(name, version) for name, version in evidence.flavors.items())),
        ("MLflow", evidence.mlflow_version),
        ("Logged", _logged(evidence.logged_at)),
        ("Model size", "" if evidence.model_size_bytes is None else size(evidence.model_size_bytes)),
        ("Run", evidence.run_id),
    ]
    traced = [
        ("Run's code", evidence.source_name),
        ("Git commit", evidence.git_commit),
        ("Data sets", ", ".join(evidence.datasets)),
    ]
    metrics = [(name, in_full(value)) for name, value in sorted(evidence.metrics.items())]
    return blocks(
        [
            listing([(label, told or "–") for label, told in made] + [pair for pair in traced if pair[1]], width),
            section("Metrics", metrics, width, "None were found for its run."),
            section("Parameters", sorted(evidence.params.items()), width, "None were found for its run."),
            NEWLINE.join([heading("Signature"), signature_lines(evidence.signature, width)]),
            section("Run's tags", sorted(evidence.run_tags.items()), width) if evidence.run_tags else None,
            NEWLINE.join([heading(f"Requirements {len(evidence.requirements)}"), *_lines(evidence.requirements)])
            if evidence.requirements
            else None,
        ]
    )


def signature_lines(signature: Signature | None, width: int) -> Content:
    """Return the inputs, outputs and params of a signature with their types, a column a line."""
    if signature is None:
        return muted("None was logged.")
    groups = [("inputs", signature.inputs), ("outputs", signature.outputs), ("params", signature.params)]
    parts = []
    for label, columns in groups:
        told = f"{label} {len(columns)}" if columns else f"{label} none"
        pairs = [(column.name or "–", f"{column.type}{'' if column.required else ' (optional)'}") for column in columns]
        parts += [muted(told), *([listing(pairs, width, indent=2)] if pairs else [])]
    return NEWLINE.join(parts)


def listing(pairs: Sequence[tuple[str, str]], width: int, *, indent: int = 0) -> Content:
    """Return names and values, the values below one another; a name too long for that has its value below it."""
    names = [content(name, NAME_LIMIT) for name, _ in pairs]
    room = max(8, (width - indent) // 2 - 2)
    column = max([name.cell_length for name in names if name.cell_length <= room], default=room)
    gap, margin = Content("\n" + " " * (indent + column + 2)), " " * indent
    lines = []
    for name, (_, value) in zip(names, pairs, strict=True):
        told = content(value, VALUE_LIMIT)
        if told.cell_length > width - indent - column - 2:
            told = gap.join(told.wrap(max(10, width - indent - column - 2)))
        blanks = " " * (column + 2 - name.cell_length) if name.cell_length <= column else gap
        lines.append(Content.assemble(margin, name.stylize(MUTED), blanks, told))
    return NEWLINE.join(lines)


def comparison(candidate: Evidence, current: Evidence | None, labels: tuple[str, str], width: int) -> Content:
    """Return a candidate's metrics beside those of the version it would replace, and whether the signature changed."""
    changes = compare_metrics(candidate.metrics, current.metrics if current else {})
    if not changes:
        table = muted("No metrics are known of its run.")
    else:
        name_width = max(8, min(24, max(len(change.name) for change in changes) + 2, width - 2 * NUMBER_WIDTH - 16))
        table = NEWLINE.join([_header(labels, name_width), *(_change(change, name_width) for change in changes)])
    return table if current is None else NEWLINE.join([table, _signature_change(candidate, current)])


def change_lines(changes: Sequence[MetricChange], labels: tuple[str, str], limit: int) -> Content:
    """Return how the metrics that change most would change, below the names of the two versions."""
    told = sorted(changes, key=lambda change: -change.weight)[:limit]
    width = min(24, max((len(change.name) for change in told), default=0) + 2)
    return NEWLINE.join([_header(labels, width), *(_change(change, width) for change in told)])


def in_full(value: float) -> str:
    """Return a metric with all its digits."""
    return repr(value).removesuffix(".0")


def number(value: float) -> str:
    """Return a metric with as many digits as tell something and fit its column."""
    if 1000 <= abs(value) < 1e7:
        return f"{value:,.1f}" if abs(value) < 1e6 else f"{value:,.0f}"
    return f"{value:.4g}"


def _header(labels: tuple[str, str], name_width: int) -> Content:
    candidate, current = (muted(fit(label, NUMBER_WIDTH, "right")) for label in labels)
    return Content.assemble(" " * name_width, candidate, current)


def _change(change: MetricChange, name_width: int) -> Content:
    word, style = _VERDICTS[change.verdict]
    relative = change.relative
    arrow = "" if relative is None or relative == 0 else f"{'▲' if relative > 0 else '▼'} {abs(relative):.1%} "
    return Content.assemble(
        content(fit(change.name, name_width, "left")),
        fit("–" if change.candidate is None else number(change.candidate), NUMBER_WIDTH, "right"),
        Content(fit("" if change.current is None else number(change.current), NUMBER_WIDTH, "right")).stylize(MUTED),
        "  ",
        Content(arrow + word).stylize(style) if arrow or word else "",
    )


def _signature_change(candidate: Evidence, current: Evidence) -> Content:
    same = candidate.signature == current.signature
    word = Content("same as now") if same else Content("changed").stylize("b $text-warning")
    return Content.assemble(muted("signature "), word)


def _logged(text: str) -> str:
    """Return what MLmodel says of the time, in UTC, as every other time is shown."""
    try:
        return moment(int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000))
    except ValueError:
        return text


def _flavor(name: str, version: str) -> str:
    return f"{name} {version}".strip()


def _lines(values: Sequence[str]) -> list[Content]:
    return [content(value, VALUE_LIMIT) for value in values]


def section(title: str, pairs: Sequence[tuple[str, str]], width: int, otherwise: str = "") -> Content:
    """Return a block of names and values, with how many there are."""
    if not pairs:
        return NEWLINE.join([heading(title), muted(otherwise)])
    return NEWLINE.join([heading(f"{title} {len(pairs):,}"), listing(pairs, width)])
