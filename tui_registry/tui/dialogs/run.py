"""Where a version comes from: its run and its source, to be copied."""

from __future__ import annotations

from textual.content import Content

from tui_registry.domain.entities import ModelVersion
from tui_registry.domain.text_rules import MAX_LINK
from tui_registry.tui.dialogs.choose import ChooseDialog
from tui_registry.tui.display import content
from tui_registry.tui.views.parts import muted

LABEL_WIDTH = 10
VALUE_WIDTH = 50


class RunDialog(ChooseDialog[str]):
    """The run, its link and the source, whole; enter copies one of them (FT-B4, FT-A14)."""

    NOTE = "enter copy · esc leave"

    def __init__(self, version: ModelVersion) -> None:
        places = [("Run", version.run_id), ("Run link", version.run_link), ("Source", version.source)]
        super().__init__(
            f"Where {version.name} v{version.version} comes from",
            [(label, value) for label, value in places if value],
        )

    def prompt(self, index: int, label: str) -> Content:
        """Return a place with all of its value, the further lines of it below the first."""
        margin = f"{index}  {label:<{LABEL_WIDTH}}"
        lines = content(self.options[index - 1][1], MAX_LINK).wrap(VALUE_WIDTH)
        return Content.assemble(muted(margin), Content("\n" + " " * len(margin)).join(lines))
