"""What is known of a version, and how it compares with another."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tui_registry.domain.evidence import Column, Evidence, MetricChange, Signature, Verdict, compare_metrics
from tui_registry.tui.display import content, fit, size
from tui_registry.tui.views.parts import MUTED, NEWLINE, blocks, facts, heading, muted

NUMBER_WIDTH = 9

_VERDICTS = {
    Verdict.BETTER: ("better", "$text-success"),
    Verdict.WORSE: ("worse", "$text-error"),
    Verdict.SAME: ("same", MUTED),
    Verdict.UNKNOWN: ("", ""),
}


def evidence_page(evidence: Evidence, width: int) -> Content:
    """Return everything that is known of a version's making."""
    made = [
        ("Flavors", content(", ".join(_flavor(name, version) for name, version in evidence.flavors.items()) or "–")),
        ("MLflow", content(evidence.mlflow_version or "–")),
        ("Logged", content(f"{evidence.logged_at} UTC" if evidence.logged_at else "–")),
        ("Run", content(evidence.run_id or "–")),
        ("Model size", content("–" if evidence.model_size_bytes is None else size(evidence.model_size_bytes))),
    ]
    metrics = [(name, content(number(value))) for name, value in sorted(evidence.metrics.items())]
    params = [(name, content(value)) for name, value in sorted(evidence.params.items())]
    return blocks(
        [
            facts(made, width),
            _section("Metrics", facts(_safe(metrics), width) if metrics else muted("None were found for its run.")),
            _section("Parameters", facts(_safe(params), width) if params else muted("None were found for its run.")),
            _section("Signature", signature_lines(evidence.signature)),
            _section("Requirements", _lines(evidence.requirements)) if evidence.requirements else None,
        ]
    )


def signature_lines(signature: Signature | None) -> Content:
    """Return the inputs, outputs and params of a signature, a column a line."""
    if signature is None:
        return muted("None was logged.")
    groups = [("inputs", signature.inputs), ("outputs", signature.outputs), ("params", signature.params)]
    lines = [
        Content.assemble(muted(label.ljust(9) if index == 0 else " " * 9), _column(column))
        for label, columns in groups
        for index, column in enumerate(columns)
    ]
    return NEWLINE.join(lines)


def comparison(candidate: Evidence, current: Evidence | None, labels: tuple[str, str], width: int) -> Content:
    """Return a candidate's metrics beside those of the version it would replace, and whether the signature changed."""
    changes = compare_metrics(candidate.metrics, current.metrics if current else {})
    if not changes:
        table = muted("No metrics are known of its run.")
    else:
        name_width = max(8, min(24, max(len(change.name) for change in changes) + 2, width - 2 * NUMBER_WIDTH - 16))
        header = Content.assemble(
            " " * name_width,
            muted(fit(labels[0], NUMBER_WIDTH, "right")),
            muted(fit(labels[1] if current else "", NUMBER_WIDTH, "right")),
        )
        table = NEWLINE.join([header, *(_change(change, name_width) for change in changes)])
    return table if current is None else NEWLINE.join([table, _signature_change(candidate, current)])


def change_lines(changes: Sequence[MetricChange], limit: int) -> Content:
    """Return how the metrics that change most would change."""
    told = sorted(changes, key=lambda change: -abs(change.relative or 0))[:limit]
    width = min(24, max((len(change.name) for change in told), default=0) + 2)
    return NEWLINE.join([_change(change, width) for change in told])


def number(value: float) -> str:
    """Return a metric with as many digits as tell something."""
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.1f}"


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


def _flavor(name: str, version: str) -> str:
    return f"{name} {version}".strip()


def _column(column: Column) -> Content:
    optional = "" if column.required else " (optional)"
    return Content.assemble(content(column.name or "–"), "  ", muted(f"{column.type}{optional}"))


def _safe(pairs: list[tuple[str, Content]]) -> list[tuple[str, Content]]:
    return [(content(name).plain, value) for name, value in pairs]


def _lines(values: tuple[str, ...]) -> Content:
    return NEWLINE.join([content(value) for value in values])


def _section(title: str, body: Content) -> Content:
    return NEWLINE.join([heading(title), body])
