"""Several decisions in words: what each will do, and which of them were not made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from tui_registry.domain.consequences import Foreseen
from tui_registry.domain.entities import AvailableAction, TransitionRequest
from tui_registry.tui.display import age, content, fit
from tui_registry.tui.views.parts import NEWLINE, indented, muted

WARNING = "$text-warning"
INDENT = Content("  ")
REASON_LIMIT = 500


def foreseen_lines(
    foreseen: Sequence[Foreseen], action: AvailableAction, *, gone: int, now: int, width: int
) -> Content:
    """Return every decision with its own consequence, in the order in which they are made.

    Args:
        foreseen: What each does.
        action: The decision.
        gone: How many requests were marked that are not there any more.
        now: The present moment (ms).
        width: Cells.
    """
    lines = [_entry(one, action, now, width) for one in foreseen]
    if gone:
        requests = "1 marked request is" if gone == 1 else f"{gone} marked requests are"
        lines.append(content(f"{requests} gone with the version, or may not be read any more.").stylize(WARNING))
    return NEWLINE.join(lines)


def failed_lines(failed: Iterable[tuple[TransitionRequest, str]], width: int) -> Content:
    """Return every request that was not decided, with the reason."""
    return NEWLINE.join(
        [
            NEWLINE.join([_title(one, one.current_stage, ()), _line(content(why, REASON_LIMIT), width)])
            for one, why in failed
        ]
    )


def _entry(one: Foreseen, action: AvailableAction, now: int, width: int) -> Content:
    request = one.request
    asked = (f"{', '.join(one.requesters)}, {age(request.creation_timestamp, now)}",)
    lines = [_title(request, request.current_stage if one.refusal else one.from_stage, asked)]
    if request.comment:
        # One line of it: the evidence was beside the list while it was being marked.
        lines.append(_line(muted(fit(f"“{request.comment}”", width - INDENT.cell_length).rstrip()), width))
    if one.refusal:
        lines.append(_line(content(f"Will not be done: {one.refusal}", REASON_LIMIT).stylize(WARNING), width))
    else:
        lines += [_line(line, width) for line in _consequences(one, action)]
    return NEWLINE.join(lines)


def _title(request: TransitionRequest, from_stage: str, notes: Sequence[str]) -> Content:
    return Content.assemble(
        content(f"{request.name} v{request.version}").stylize("b"),
        f"  {from_stage} → {request.to_stage}",
        *(muted(f"  {note}") for note in notes),
    )


def _line(text: Content, width: int) -> Content:
    return indented(text, width, INDENT)


def _consequences(one: Foreseen, action: AvailableAction) -> list[Content]:
    target = one.request.to_stage
    told = []
    if one.archived:
        told.append(f"archives {_versions(one.archived)}")
    if one.beside:
        told.append(f"{_versions(one.beside)} {'stays' if len(one.beside) == 1 else 'stay'} in {target} beside it")
    if action is not AvailableAction.APPROVE:
        told.append(f"stays in {one.from_stage}")
    count = len(one.requesters)
    told.append(f"closes {'1 open request' if count == 1 else f'{count} open requests'} ({', '.join(one.requesters)})")
    told += [f"overtakes {other.user_id}'s request v{other.version} → {other.to_stage}" for other in one.overtakes]
    lines = [content(f"{' · '.join(told)}.", REASON_LIMIT)]
    if one.displaces:
        lines.append(
            content(f"Mind: {_versions(one.displaces)} would just have been put in {target}, above.").stylize(WARNING)
        )
    return lines


def _versions(numbers: Sequence[int]) -> str:
    return ", ".join(f"v{number}" for number in numbers)
