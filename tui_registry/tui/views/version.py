"""What a model version is, in words."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from tui_registry.domain.activities import Activity
from tui_registry.domain.entities import ArtifactFile, AvailableAction, ModelVersion, TransitionRequest, VersionStatus
from tui_registry.domain.evidence import Evidence
from tui_registry.tui.display import age, content, fit, moment, size
from tui_registry.tui.views.activities import activity_log
from tui_registry.tui.views.evidence import number
from tui_registry.tui.views.parts import NEWLINE, blocks, facts, heading, muted, paragraph, quote, stage, tags

_KEYS = {AvailableAction.APPROVE: "a approve", AvailableAction.REJECT: "x reject", AvailableAction.CANCEL: "X cancel"}


def version_overview(version: ModelVersion, activities: Sequence[Activity], now: int, width: int) -> Content:
    """Return the page that a version opens with: facts, what is pending, description, what happened."""
    return blocks(
        [
            _status(version),
            version_facts(version, now, width),
            pending(version.open_requests, now, width),
            paragraph(version.description, "No description. e writes one."),
            NEWLINE.join([heading("Activity"), activity_log(activities, width)]),
        ]
    )


def version_card(version: ModelVersion, evidence: Evidence, now: int, width: int) -> Content:
    """Return the short of a version, for the pane beside the list: facts, what is pending, metrics."""
    metrics = [(content(name).plain, content(number(value))) for name, value in sorted(evidence.metrics.items())]
    return blocks(
        [
            content(f"{version.name} v{version.version}").stylize("b"),
            _status(version),
            version_facts(version, now, width),
            pending(version.open_requests, now, width, keys=False),
            paragraph(version.description, "No description."),
            NEWLINE.join([heading("Metrics"), facts(metrics, width)]) if metrics else None,
        ]
    )


def version_facts(version: ModelVersion, now: int, width: int) -> Content:
    """Return the stage, and where the version came from."""
    pairs = [
        ("Stage", Content.assemble(stage(version.current_stage), muted(f"  since {moment(version.stage_since)}"))),
        ("Registered", content(f"{moment(version.creation_timestamp)} by {version.user_id}")),
        ("Modified", content(age(version.last_updated_timestamp, now))),
        ("Run", content(version.run_id or "–")),
        ("Source", content(version.source or "–")),
        ("Files", content(f"{version.file_count} ({size(version.size)})")),
    ]
    if version.run_link:
        pairs.append(("Run link", content(version.run_link)))
    if version.tags:
        pairs.append(("Tags", tags(version.tags)))
    if version.aliases:
        pairs.append(("Aliases", content("  ".join(f"@{alias}" for alias in version.aliases))))
    return facts(pairs, width)


def pending(requests: Sequence[TransitionRequest], now: int, width: int, *, keys: bool = True) -> Content | None:
    """Return the open requests, with who asked, when, why, and the keys of what the viewer may do."""
    if not requests:
        return None
    lines = [heading("Pending requests")]
    for request in requests:
        actions = "   ".join(_KEYS[action] for action in request.available_actions) if keys else ""
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
        if request.comment:
            lines.append(quote(request.comment, width))
    return NEWLINE.join(lines)


def file_list(files: Sequence[ArtifactFile]) -> Content:
    """Return the files of a version with their sizes and checksums."""
    if not files:
        return muted("No files.")
    return NEWLINE.join(
        [
            Content.assemble(fit(size(file.size), 9, "right"), "  ", muted(file.sha256[:12]), "  ", content(file.path))
            for file in files
        ]
    )


def _status(version: ModelVersion) -> Content | None:
    if version.status is VersionStatus.READY:
        return None
    if version.status is VersionStatus.PENDING:
        return Content("PENDING_REGISTRATION: its artifacts are being copied.").stylize("b $text-warning")
    return Content.assemble(Content("FAILED_REGISTRATION: ").stylize("b $text-error"), content(version.status_message))
