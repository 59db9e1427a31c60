"""What a reviewer needs to decide a request, read in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from tui_registry.domain.entities import Comment, ModelVersion, RequestStatus, TransitionPlan, TransitionRequest
from tui_registry.domain.evidence import Evidence, MetricChange, compare_metrics
from tui_registry.domain.stages import is_active
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.display import age, content, moment, size
from tui_registry.tui.views.evidence import comparison
from tui_registry.tui.views.parts import NEWLINE, beginning, blocks, heading, muted, quote, stage


@dataclass(frozen=True, slots=True)
class Review:
    """A request with the evidence for and against it."""

    request: TransitionRequest
    plan: TransitionPlan
    version: ModelVersion
    evidence: Evidence
    current: int | None
    """The number of the version that holds the target stage now, if it is an active one."""
    current_evidence: Evidence | None
    comments: Sequence[Comment]

    @property
    def changes(self) -> tuple[MetricChange, ...]:
        """The candidate's metrics beside those of the version it would replace."""
        return compare_metrics(self.evidence.metrics, self.current_evidence.metrics if self.current_evidence else {})

    @property
    def labels(self) -> tuple[str, str]:
        """What stands above the metrics of the two."""
        return f"v{self.version.version}", "" if self.current is None else f"v{self.current} now"


def load_review(client: RegistryClient, request: TransitionRequest) -> Review:
    """Read what belongs to a request.

    Raises:
        RegistryError: the version is gone, or may not be read any more.
    """
    plan = client.plan_transition(request.name, request.version, request.to_stage)
    held = client.get_latest_versions(request.name, [request.to_stage]) if is_active(request.to_stage) else []
    current = next((version.version for version in held if version.version != request.version), None)
    return Review(
        request=request,
        plan=plan,
        version=client.get_model_version(request.name, request.version),
        evidence=client.get_evidence(request.name, request.version),
        current=current,
        current_evidence=None if current is None else client.get_evidence(request.name, current),
        comments=client.list_comments(request.name, request.version),
    )


def review_page(review: Review, now: int, width: int) -> Content:
    """Return the evidence as a page: who asks and why, metrics side by side, what others said."""
    request, version = review.request, review.version
    asked = [
        Content.assemble(content(other.user_id).stylize("b"), muted(f", {age(other.creation_timestamp, now)}"))
        if not other.comment
        else NEWLINE.join(
            [
                Content.assemble(content(other.user_id).stylize("b"), muted(f", {age(other.creation_timestamp, now)}")),
                _words(other.comment, width),
            ]
        )
        for other in (review.plan.requests or (request,))
    ]
    return blocks(
        [
            NEWLINE.join(
                [
                    content(f"{request.name} v{version.version}").stylize("b"),
                    Content.assemble(stage(request.current_stage), " → ", stage(request.to_stage)),
                ]
            ),
            _decision(request, width),
            NEWLINE.join(asked),
            NEWLINE.join(
                [_replaces(review), comparison(review.evidence, review.current_evidence, review.labels, width)]
            ),
            NEWLINE.join(
                [muted(f"{_count(version.file_count)} ({size(version.size)})"), muted(f"run {version.run_id or '–'}")]
            ),
            _comments(review.comments, now, width),
        ]
    )


def _count(files: int) -> str:
    return "1 file" if files == 1 else f"{files:,} files"


def _words(text: str, width: int) -> Content:
    return beginning(text, lambda shown: quote(shown, width))


def _decision(request: TransitionRequest, width: int) -> Content | None:
    if request.status is RequestStatus.OPEN or request.decided_at is None:
        return None
    said = Content.assemble(
        heading(request.status.capitalize()), muted(f" by {request.decided_by}, {moment(request.decided_at)}")
    )
    return NEWLINE.join([said, _words(request.decision_comment, width)]) if request.decision_comment else said


def _replaces(review: Review) -> Content:
    if review.current is not None:
        return heading(f"Against v{review.current}, in {review.request.to_stage} now")
    if is_active(review.request.to_stage):
        return heading(f"Metrics (no other version is in {review.request.to_stage})")
    return heading("Metrics")


def _comments(comments: Sequence[Comment], now: int, width: int) -> Content:
    if not comments:
        return muted("No comments yet.")
    lines = [heading(f"Comments {len(comments)}")]
    for comment in comments[-5:]:
        lines.append(
            Content.assemble(content(comment.user_id).stylize("b"), muted(f", {age(comment.creation_timestamp, now)}"))
        )
        lines.append(_words(comment.comment, width))
    return NEWLINE.join(lines)
