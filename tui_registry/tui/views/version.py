"""What a model version is, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual.content import Content

from tui_registry.domain.activities import Activity
from tui_registry.domain.display import ONE_LINE_LIMIT
from tui_registry.domain.entities import AvailableAction, ModelVersion, TransitionRequest, VersionStatus
from tui_registry.domain.evidence import Evidence
from tui_registry.domain.text_rules import MAX_LINK, MAX_TAG_VALUE
from tui_registry.tui.commands.version import DescribeVersion
from tui_registry.tui.display import age, content, moment, size
from tui_registry.tui.views.activities import latest_activities
from tui_registry.tui.views.evidence import number
from tui_registry.tui.views.parts import (
    NEWLINE,
    beginning,
    blocks,
    facts,
    heading,
    muted,
    no_description,
    paragraph,
    quote,
    stage,
)

METRICS_BESIDE = 30
MESSAGE_LIMIT = 2_000

_KEYS = {AvailableAction.APPROVE: "a approve", AvailableAction.REJECT: "x reject", AvailableAction.CANCEL: "X cancel"}


def version_overview(version: ModelVersion, activities: Sequence[Activity], now: int, width: int) -> Content:
    """Return the page that a version opens with: facts, what is pending, description, what happened last."""
    return blocks(
        [
            _status(version),
            version_facts(version, now, width, value_limit=MAX_TAG_VALUE),
            pending(version.open_requests, now, width),
            _description(
                version, lambda text: paragraph(text, no_description(version.permission_level, DescribeVersion), width)
            ),
            NEWLINE.join([heading("Activity"), latest_activities(activities, width)]),
        ]
    )


def version_card(version: ModelVersion, evidence: Evidence, now: int, width: int) -> Content:
    """Return the short of a version, for the pane beside the list: facts, what is pending, metrics."""
    metrics = [(content(name).plain, content(number(value))) for name, value in sorted(evidence.metrics.items())]
    more = muted(f"… {len(metrics) - METRICS_BESIDE:,} more") if len(metrics) > METRICS_BESIDE else None
    measured = [heading("Metrics"), facts(metrics[:METRICS_BESIDE], width), *([more] if more else [])]
    return blocks(
        [
            content(f"{version.name} v{version.version}").stylize("b"),
            _status(version),
            version_facts(version, now, width),
            pending(version.open_requests, now, width, is_beside=True),
            _description(
                version, lambda text: beginning(text, lambda shown: paragraph(shown, "No description.", width))
            ),
            NEWLINE.join(measured) if metrics else None,
        ]
    )


def version_facts(version: ModelVersion, now: int, width: int, *, value_limit: int = ONE_LINE_LIMIT) -> Content:
    """Return the stage, where the version came from, and its labels, each cut at so many characters."""
    pairs = [
        ("Stage", Content.assemble(stage(version.current_stage), muted(f"  since {moment(version.stage_since)}"))),
        ("Registered", content(f"{moment(version.creation_timestamp)} by {version.user_id}")),
        ("Modified", content(age(version.last_updated_timestamp, now))),
        ("Run", content(version.run_id or "–")),
        ("Source", content(version.source or "–", MAX_LINK)),
        ("Files", content(f"{version.file_count} ({size(version.size)})")),
    ]
    if version.run_link:
        pairs.append(("Run link", content(version.run_link, MAX_LINK)))
    if version.tags:
        pairs.append(("Tags", _tags(version.tags, value_limit)))
    if version.aliases:
        pairs.append(("Aliases", content("  ".join(f"@{alias}" for alias in version.aliases), value_limit)))
    return facts(pairs, width)


def pending(requests: Sequence[TransitionRequest], now: int, width: int, *, is_beside: bool = False) -> Content | None:
    """Return the open requests, with who asked, when, why, and, on their own page, the keys of what one may do."""
    if not requests:
        return None
    lines = [heading("Pending requests")]
    for request in requests:
        actions = "   ".join(_KEYS[action] for action in request.available_actions) if not is_beside else ""
        lines.append(
            Content.assemble(
                "→ ",
                stage(request.to_stage),
                "  ",
                content(request.user_id).stylize("b"),
                muted(f", {age(request.creation_timestamp, now)}"),
                muted(f"   {actions}") if actions else "",
            )
        )
        if request.comment and is_beside:
            lines.append(beginning(request.comment, lambda text: quote(text, width)))
        elif request.comment:
            lines.append(quote(request.comment, width))
    return NEWLINE.join(lines)


def _description(version: ModelVersion, draw: Callable[[str], Content]) -> Content:
    """Return the description below its heading: without one it would read on from the requests above it."""
    drawn = draw(version.description)
    return NEWLINE.join([heading("Description"), drawn]) if version.description.strip() else drawn


def _tags(values: Mapping[str, str], limit: int) -> Content:
    """Return tags in the order of their keys: `team=energy  tier=gold`."""
    told = [Content.assemble(muted(f"{key}="), content(value, limit)) for key, value in sorted(values.items())]
    return Content("  ").join(told)


def _status(version: ModelVersion) -> Content | None:
    if version.status is VersionStatus.READY:
        return None
    if version.status is VersionStatus.PENDING:
        return Content("PENDING_REGISTRATION: its artifacts are being copied.").stylize("b $text-warning")
    return Content.assemble(
        Content("FAILED_REGISTRATION: ").stylize("b $text-error"), content(version.status_message, MESSAGE_LIMIT)
    )
