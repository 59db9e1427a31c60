"""What a registered model is, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui_registry.tui.display import age, content, moment
from tui_registry.tui.views.parts import NEWLINE, beginning, blocks, heading, muted, paragraph, stage, tags

if TYPE_CHECKING:
    from tui_registry.domain.entities import RegisteredModel


def model_card(model: RegisteredModel, now: int) -> Content:
    """Return a model's facts, description and latest versions, for the pane beside the list."""
    latest = [
        Content.assemble(stage(version.current_stage), f"  v{version.version}  ", muted(content(version.description)))
        for version in model.latest_versions
    ]
    return blocks(
        [
            content(model.name).stylize("b"),
            model_facts(model, now),
            beginning(model.description, lambda text: paragraph(text, "No description.")),
            NEWLINE.join([heading("Latest by stage"), *latest]) if latest else muted("No versions yet."),
        ]
    )


def model_facts(model: RegisteredModel, now: int) -> Content:
    """Return who made a model and when, its tags and its aliases."""
    made = (
        f"Created {moment(model.creation_timestamp)} by {model.user_id} · "
        f"modified {age(model.last_updated_timestamp, now)} · {model.permission_level.label}"
    )
    aliases = "  ".join(f"@{alias} v{number}" for alias, number in model.aliases.items())
    marks = [part for part in (tags(model.tags), content(aliases)) if part.plain]
    return NEWLINE.join([muted(made), *([Content("  ").join(marks)] if marks else [])])
