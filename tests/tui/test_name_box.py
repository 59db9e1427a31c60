"""What names are suggested, and how a choice is drawn."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tui_registry.tui.widgets.choice_list import Choice, ChoiceList
from tui_registry.tui.widgets.name_box import KnownName, matches

CHOICES = [Choice(1, "Short", "One word."), Choice(2, "Longer label", "A sentence that is somewhat longer than that.")]


def names(text: str, known: list[str], limit: int = 20) -> list[str]:
    return [one.name for one in matches([KnownName(name) for name in known], text, limit)]


def test_names_that_begin_with_it_come_first_in_any_case() -> None:
    known = ["Ander", "bernd", "DANA", "dan", "jordan"]
    assert names("dan", known) == ["DANA", "dan", "jordan"]
    assert names("ER", known) == ["Ander", "bernd"]
    assert names("", known) == known
    assert names("zz", known) == []


def test_no_more_are_listed_than_can_be_looked_at() -> None:
    known = [f"user-{number:05d}" for number in range(10_000)]
    assert names("", known) == known[:20]
    assert names("9", known, 3) == ["user-00009", "user-00019", "user-00029"]
    assert names("user-0999", known) == known[9990:]


class Chooser(App[None]):
    def compose(self) -> ComposeResult:
        yield ChoiceList(CHOICES, 2, id="choices")


@pytest.mark.parametrize("width", [20, 40, 80])
async def test_the_chosen_one_is_marked_and_nothing_is_cut(width: int) -> None:
    app = Chooser()
    async with app.run_test(size=(width, 20)) as pilot:
        text = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert "( ) Short" in text
        assert "(•) Longer label" in text
        words = " ".join(text.split())
        for word in ["A", "sentence", "that", "is", "somewhat", "longer", "than", "that.", "One", "word."]:
            assert word in words
        chooser = app.query_one(ChoiceList)
        await pilot.press("up", "up")
        assert chooser.value == 1
        await pilot.press("end")
        assert chooser.value == 2
        await pilot.press("1", "9")
        assert chooser.value == 1
        line = next(
            index for index, strip in enumerate(app.screen._compositor.render_strips()) if "Longer label" in strip.text
        )
        await pilot.click(offset=(5, line))
        assert chooser.value == 2
