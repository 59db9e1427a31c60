"""Changing the tags of a model or a version, all at once (FT-B5, FT-H6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.widgets import Static

from tui_registry.domain.text_rules import check_tag, format_tags, parse_tags
from tui_registry.tui.dialogs.base import Dialog
from tui_registry.tui.widgets.text_box import TextBox


@dataclass(frozen=True, slots=True)
class TagChanges:
    """What the user changed; tags that others set meanwhile are left as they are."""

    changed: Mapping[str, str]
    deleted: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.changed) + len(self.deleted)


class TagsDialog(Dialog[int]):
    """The tags as lines of KEY=VALUE, to be changed, added and removed."""

    DEFAULT_CSS = "TagsDialog TextBox { height: 10; max-height: 60vh; }"
    AUTO_FOCUS = "#tags"

    def __init__(self, about: str, tags: Mapping[str, str], submit: Callable[[TagChanges], object]) -> None:
        super().__init__(f"Tags of {about}", "Save")
        self._tags = dict(tags)
        self._text = format_tags(tags)
        self._submit_changes = submit

    def compose_fields(self) -> ComposeResult:
        """The box."""
        yield TextBox(self._text, id="tags")
        yield Static("One a line: team=energy, note='two words'. A line taken away removes its tag.", classes="note")

    def work(self) -> Callable[[], int]:
        """Save what is different from what was shown; the number of tags that are."""
        wanted = parse_tags(self.query_one(TextBox).text)
        changes = TagChanges(
            {key: value for key, value in wanted.items() if self._tags.get(key) != value},
            tuple(key for key in self._tags if key not in wanted),
        )
        for key, value in changes.changed.items():
            check_tag(key, value)

        def save() -> int:
            self._submit_changes(changes)
            return len(changes)

        return save

    def typed_text(self) -> str:
        """Something, if the text is not as it was."""
        return "" if self.query_one(TextBox).text == self._text else "changed"
