"""What a registered model is, in words: the head of its page, and all of it."""

from __future__ import annotations

from textual.content import Content

from tui_registry.domain.entities import RegisteredModel
from tui_registry.domain.text_rules import MAX_TAG_VALUE
from tui_registry.tui.commands.base import with_keys
from tui_registry.tui.commands.model import DescribeModel
from tui_registry.tui.display import content
from tui_registry.tui.views.model import label_lines, made
from tui_registry.tui.views.parts import NEWLINE, blocks, facts, heading, muted, no_description, paragraph

LABEL_LINES = 2
DESCRIPTION_LINES = 4


def model_head(model: RegisteredModel, now: int, width: int) -> Content:
    """Return the beginning of what a model is, which stands above its versions and leaves them the room."""
    labels, words = label_lines(model, width), _description(model, width).split("\n", allow_blank=True)
    if len(words) > DESCRIPTION_LINES:
        words = [line for line in words if line.plain.strip()]
    lines = [muted(made(model, now)), *labels[:LABEL_LINES], *words[:DESCRIPTION_LINES]]
    if len(labels) > LABEL_LINES or len(words) > DESCRIPTION_LINES:
        lines.append(muted(with_keys("… {model.about} shows all")))
    return NEWLINE.join(lines)


def about_model(model: RegisteredModel, now: int, width: int) -> Content:
    """Return all that a model is besides its versions."""
    named = [(f"@{alias}", content(f"v{number}")) for alias, number in model.aliases.items()]
    tagged = [(key, content(value, MAX_TAG_VALUE)) for key, value in model.tags.items()]
    return blocks(
        [
            muted(made(model, now)),
            _description(model, width),
            NEWLINE.join([heading("Aliases"), facts(named, width)]) if named else None,
            NEWLINE.join([heading("Tags"), facts(tagged, width)]) if tagged else None,
        ]
    )


def _description(model: RegisteredModel, width: int) -> Content:
    return paragraph(model.description, no_description(model.permission_level, DescribeModel), width)
