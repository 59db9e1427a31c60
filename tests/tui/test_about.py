"""What a model is, when it is more than fits above its versions: its head, its page, its card (FT-C4, FT-H1)."""

from __future__ import annotations

from tests.tui.desk import sitting
from tests.tui.steps import MODEL, in_dialog, told
from tui_registry import Registry
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.widgets.scroll_page import ScrollPage

LONG = "\n\n".join(f"Paragraph {number} of many." for number in range(60)) + "\n\nThe end."
TAGS = {f"key-{number:02d}": f"value {number}" for number in range(60)}


async def test_a_reader_reads_a_long_description_to_its_end(alice: RegistryClient, bob: RegistryClient) -> None:
    alice.update_registered_model(MODEL, LONG)
    async with sitting(bob, reference=MODEL) as sitter:
        await sitter.sees("… i shows all")
        assert "Paragraph 3 of many." in sitter.text(), "empty lines take no room where there is little"
        assert "Paragraph 4 of many." not in sitter.text()
        await sitter.sees("▸v4")
        await sitter.press("i")
        await sitter.sees("› About")
        assert "The end." not in sitter.text()
        await sitter.press("G")
        await sitter.sees("The end.")
        await sitter.press("e")
        await told(sitter, "It takes Can Edit to edit its description; you have Can Read.")
        await sitter.press("escape")
        await sitter.sees("▸v4")


async def test_what_fits_has_no_rest(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("• a day ahead")
        assert "shows all" not in sitter.text()


async def test_many_tags_leave_the_aliases_and_the_description_in_view(alice: RegistryClient) -> None:
    for key, value in TAGS.items():
        alice.set_registered_model_tag(MODEL, key, value)
    alice.set_registered_model_alias(MODEL, "champion", 3)
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("… i shows all")
        await sitter.sees("@champion v3  key-00=value 0")
        await sitter.sees("• a day ahead")
        assert "key-20" not in sitter.text()
        await sitter.press("i", "G")
        await sitter.sees("key-59  value 59")


async def test_the_head_breaks_its_lines_anew_when_the_terminal_does(alice: RegistryClient) -> None:
    alice.update_registered_model(MODEL, "word " * 40)
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("word word")
        assert "shows all" not in sitter.text()
        await sitter.pilot.resize_terminal(40, 24)
        await sitter.sees("… i shows all")
        await sitter.pilot.resize_terminal(110, 24)
        await sitter.sees_no("shows all")


async def test_others_changes_and_ones_own_are_shown(registry: Registry, alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.press("i")
        await sitter.sees("• a day ahead")
        registry.acting_as("alice").set_registered_model_tag(MODEL, "tier", "gold")
        await sitter.sees("tier  gold")
        await sitter.press("e")
        await in_dialog(sitter, f"Description of {MODEL}")
        await sitter.press("ctrl+end")
        await sitter.type("!")
        await sitter.press("ctrl+s")
        await sitter.sees("• a day ahead!")


async def test_the_card_beside_the_list_says_where_the_rest_is(alice: RegistryClient) -> None:
    alice.update_registered_model("churn", "word " * 900)
    for key, value in TAGS.items():
        alice.set_registered_model_tag("churn", key, value)
    async with sitting(alice, size=(140, 40)) as sitter:
        side = sitter.desk.screen.query_one("#side", ScrollPage)

        def told() -> str:
            return str(side.query_one("Static").render())

        await sitter.until(lambda: "… enter, then i shows all" in told(), "the card")
        assert "key-10" in told()
        assert "key-59" not in told()
