"""What a registered model is, in words: the card beside the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui_registry.tui.display import age, content, moment
from tui_registry.tui.views.parts import NEWLINE, beginning, blocks, heading, muted, paragraph, stage, tags

if TYPE_CHECKING:
    from tui_registry.domain.entities import RegisteredModel

LABEL_LINES = 6


def model_card(model: RegisteredModel, now: int, width: int) -> Content:
    """Return a model's facts, description and latest versions, for the pane beside the list."""
    # Not at start-up: the list comes before anything beside it.
    from tui_registry.tui.commands.model import ShowAboutModel

    latest = [
        Content.assemble(stage(version.current_stage), f"  v{version.version}  ", muted(content(version.description)))
        for version in model.latest_versions
    ]
    labels = label_lines(model, width)
    more = [muted("…")] if len(labels) > LABEL_LINES else []
    return blocks(
        [
            content(model.name).stylize("b"),
            NEWLINE.join([muted(made(model, now)), *labels[:LABEL_LINES], *more]),
            beginning(
                model.description,
                lambda text: paragraph(text, "No description.", width),
                f"… enter, then {ShowAboutModel.key_names()[0]} shows all",
            ),
            NEWLINE.join([heading("Latest by stage"), *latest]) if latest else muted("No versions yet."),
        ]
    )


def made(model: RegisteredModel, now: int) -> str:
    """Return who made a model and when, and what one may do with it."""
    return (
        f"Created {moment(model.creation_timestamp)} by {model.user_id} · "
        f"modified {age(model.last_updated_timestamp, now)} · {model.permission_level.label}"
    )


def label_lines(model: RegisteredModel, width: int) -> list[Content]:
    """Return the aliases, which say which version counts, and the tags behind them."""
    aliases = content("  ".join(f"@{alias} v{number}" for alias, number in model.aliases.items()))
    labels = Content("  ").join([part for part in (aliases, tags(model.tags)) if part.plain])
    return labels.wrap(width) if labels.plain else []
