"""Finding one of many things by a part of its name: a command, or a theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from tui_registry.domain.display import one_line
from tui_registry.tui.display import content
from tui_registry.tui.views.parts import MUTED
from tui_registry.tui.widgets.search_box import SearchBox

NAME_WIDTH = 21
KEY_WIDTH = 8


@dataclass(frozen=True, slots=True)
class Item:
    """One of the things: its id, its name, the key that stands for it, what it does, and why it may not do it now."""

    id: str
    name: str
    key: str = ""
    does: str = ""
    why_not: str = ""


class FindDialog(ModalScreen[str | None]):
    """Typing narrows the list, the arrows choose, enter takes; the answer is the id of what was taken."""

    DEFAULT_CSS = """
    FindDialog { background: $background; align: center top; }
    FindDialog > #box { width: 100%; max-width: 110; height: 100%; border: solid $primary; padding: 0 1; }
    FindDialog OptionList { height: 1fr; border: none; padding: 0; background: $background;
                            text-wrap: nowrap; text-overflow: ellipsis; }
    FindDialog OptionList:nocolor > .option-list--option-highlighted { text-style: bold underline; }
    FindDialog #says { height: 2; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "leave"),
        Binding("down,ctrl+n", "move('cursor_down')"),
        Binding("up", "move('cursor_up')"),
        Binding("pagedown", "move('page_down')"),
        Binding("pageup", "move('page_up')"),
    ]
    AUTO_FOCUS = "SearchBox"

    menu = getters.query_one(OptionList)
    says = getters.query_one("#says", Static)

    def __init__(self, title: str, items: Sequence[Item]) -> None:
        super().__init__()
        self.dialog_title = title
        self._items = items
        self._found: Sequence[Item] = ()

    def compose(self) -> ComposeResult:
        """A line to type, what it finds, and what the one under the cursor does."""
        with Vertical(id="box") as box:
            box.border_title = content(self.dialog_title)
            box.border_subtitle = Content("enter takes · esc leaves")
            yield SearchBox(placeholder="part of its name, or of what it does")
            menu = OptionList(compact=True)
            # The keys go on being typed into the line.
            menu.can_focus = False
            yield menu
            yield Static(id="says")

    def on_mount(self) -> None:
        """Begin with everything."""
        self._find("")

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Find as one types."""
        self._find(event.value)

    @on(OptionList.OptionHighlighted)
    def tell(self, event: OptionList.OptionHighlighted) -> None:
        """Say what the one under the cursor does, and why it may not."""
        item = self._found[event.option_index]
        self.says.update(content(_sentence(item), 400))

    @on(Input.Submitted)
    def take_highlighted(self) -> None:
        """Take what is under the cursor."""
        if self.menu.highlighted is not None:
            self.dismiss(self._found[self.menu.highlighted].id)

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Take what was clicked."""
        self.dismiss(self._found[event.option_index].id)

    def action_move(self, move: str) -> None:
        """Move while the cursor stays in the line."""
        getattr(self.menu, f"action_{move}")()

    def _find(self, text: str) -> None:
        self._found = matching(self._items, text)
        key_width = KEY_WIDTH if any(item.key for item in self._items) else 0
        self.menu.clear_options()
        self.menu.add_options([_line(item, key_width) for item in self._found])
        if self._found:
            self.menu.highlighted = 0
        else:
            self.says.update(Content("Nothing is called so."))


def matching(items: Sequence[Item], text: str) -> list[Item]:
    """Return the items that have every word of a text in their name or in what they do, the best first."""
    wanted = " ".join(text.casefold().split())

    def rank(item: Item) -> int:
        name = item.name.casefold()
        return 0 if name.startswith(wanted) else 1 if wanted in name else 2

    def has_all(item: Item) -> bool:
        told = f"{item.name} {item.does}".casefold()
        return text.strip() == item.key or all(word in told for word in wanted.split())

    return sorted(filter(has_all, items), key=rank)


def _sentence(item: Item) -> str:
    return f"{item.does} Not now: {item.why_not}" if item.why_not else item.does


def _line(item: Item, key_width: int) -> Content:
    name = Content(one_line(item.name).ljust(NAME_WIDTH))
    if item.why_not:
        return Content.assemble(item.key.ljust(key_width), name, content(f"Not now: {item.why_not}")).stylize(MUTED)
    key = Content(item.key.ljust(key_width)).stylize("b $text-accent")
    return Content.assemble(key, name, content(item.does))
