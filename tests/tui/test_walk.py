"""From the list to a model to a version and back, with the keyboard alone (FT-B2)."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from tests.conftest import ScriptedClock
from tests.tui.desk import Sitter, sitting
from tests.tui.steps import told
from tui_registry import PermissionLevel, Registry
from tui_registry.registry.client import RegistryClient


async def click_header(sitter: Sitter, title: str) -> None:
    """Click on the title of a column."""
    at = sitter.line_with(title).index(title)
    await sitter.pilot.click(type(sitter.table), offset=(at - sitter.table.region.x, 0))
    await sitter.settle()


def first_row(sitter: Sitter) -> str:
    return sitter.text().splitlines()[sitter.table.region.y + 1]


async def test_models_to_model_to_version_and_back(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.sees("34 models")
        await sitter.press("slash")
        await sitter.type("POWER")
        await sitter.sees("1 of 34 models")
        await sitter.press("enter", "enter")
        await sitter.sees("central › Models › power-forecasting")
        await sitter.press("j", "enter")
        await sitter.sees("central › Models › power-forecasting › v3")
        await sitter.sees("MAE down 8 % on the hold-out")
        await sitter.press("escape")
        await sitter.sees("Versions  [All 4]  Active 2")
        assert sitter.table.cursor_key == 3
        await sitter.press("escape", "escape")
        await sitter.sees("34 models")


@pytest.mark.parametrize("text", ["power", "FORECAST", "r-fo", "Power-Forecasting"])
async def test_any_part_of_a_name_in_any_case_finds_it_as_one_types(alice: RegistryClient, text: str) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("slash")
        await sitter.type(text)
        await sitter.sees("1 of 34 models")
        assert sitter.line_with("power-forecasting").startswith("▸power-forecasting")


async def test_each_letter_narrows_the_list_and_each_deletion_widens_it(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("slash")
        await sitter.type("m-0")
        await sitter.sees("10 of 34 models")
        await sitter.type("7")
        await sitter.sees("1 of 34 models")
        await sitter.press("backspace")
        await sitter.sees("10 of 34 models")


async def test_the_arrows_move_the_list_while_one_types(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("slash")
        await sitter.type("m-1")
        await sitter.press("down", "down", "down", "up")
        assert sitter.line_with("▸").startswith("▸m-12 ")
        await sitter.type("9")
        await sitter.sees("1 of 34 models")
        assert sitter.line_with("▸").startswith("▸m-19 ")
        await sitter.press("enter", "enter")
        await sitter.sees("Models › m-19")


async def test_keys_of_commands_are_letters_in_the_search(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("slash")
        await sitter.type("q2?")
        await sitter.sees("q2?")
        assert sitter.desk.return_code is None
        assert sitter.desk.current_mode == "models"
        await sitter.sees("No model matches this search.")
        await sitter.press("escape")
        await sitter.sees("34 models")
        assert "No model's name" not in sitter.text()


async def test_a_long_filter_may_be_pasted(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("slash")
        sitter.desk.screen.post_message(events.Paste(f"name = '{'m' * 256}'\n"))
        await sitter.sees("0 of 34 models")


async def test_a_quotation_mark_left_open_is_told_until_it_is_closed(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("slash")
        await sitter.type("name='m-12")
        await sitter.sees("the quotation mark is left open")
        await sitter.type("'")
        await sitter.sees("1 of 34 models")
        await sitter.sees_no("left open")


async def test_of_a_search_that_is_not_understood_it_is_not_said_that_nothing_matches(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("slash")
        await sitter.type("stage=Prod")
        await sitter.sees("is no stage; use one of")
        await sitter.sees("This search is not understood yet.")
        assert "No model matches" not in sitter.text()


async def test_escape_clears_the_search_and_keeps_the_cursor_on_its_model(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("slash")
        await sitter.type("m-2")
        await sitter.press("down", "escape")
        await sitter.sees("34 models")
        assert sitter.line_with("▸").startswith("▸m-21 ")
        await sitter.press("j")
        assert sitter.line_with("▸").startswith("▸m-22 ")


async def test_a_model_without_versions_says_how_to_add_one(alice: RegistryClient) -> None:
    async with sitting(alice, reference="empty-model") as sitter:
        await sitter.sees("No versions yet.")
        await sitter.sees("R registers the first.")
        await sitter.press("enter", "y")
        await told(sitter, "There is no version under the cursor.")


async def test_the_number_of_further_requests_is_seen_at_80_columns(alice: RegistryClient, registry: Registry) -> None:
    registry.acting_as("carol").create_transition_request("power-forecasting", 3, "Archived")
    async with sitting(alice, reference="power-forecasting") as sitter:
        await sitter.sees("→ Production +1,")


async def test_the_version_tabs_show_all_or_active_ones(alice: RegistryClient) -> None:
    async with sitting(alice, reference="power-forecasting") as sitter:
        await sitter.sees("Versions  [All 4]  Active 2")
        await sitter.press("down", "down")
        assert sitter.table.cursor_key == 2
        await sitter.press("]")
        await sitter.sees("[Active 2]")
        assert sitter.table.total == 2
        assert sitter.table.cursor_key == 2, "the version under the cursor is active, so it stays"
        await sitter.press("[")
        await sitter.sees("[All 4]")
        assert (sitter.table.total, sitter.table.cursor_key) == (4, 2)


async def test_no_active_version_is_told(alice: RegistryClient) -> None:
    async with sitting(alice, reference="fraud-detector") as sitter:
        await sitter.sees("Active 0")
        await sitter.press("]")
        await sitter.sees("No version is in Staging or Production.")
        await sitter.press("[")
        await sitter.sees("▸v1")


async def test_sorting_by_name_and_by_time(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.sees("Name ▲")
        await sitter.press("S")
        await sitter.sees("Name ▼")
        await sitter.press("g")
        assert first_row(sitter).startswith("▸power-forecasting")
        await sitter.press("s", "g")
        await sitter.sees("Modified ▼")
        assert first_row(sitter).startswith("▸fraud-detector"), "the newest change first"
        await sitter.press("S", "g")
        await sitter.sees("Modified ▲")
        assert first_row(sitter).startswith("▸m-00")
        await sitter.press("s")
        await sitter.sees("Name ▲")


async def test_a_click_on_a_columns_title_sorts_by_it_and_once_more_reverses(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await click_header(sitter, "Modified")
        await sitter.sees("Modified ▼")
        await click_header(sitter, "Modified")
        await sitter.sees("Modified ▲")
        await click_header(sitter, "Pending")
        assert "Modified ▲" in sitter.text(), "a column that can't be sorted by leaves the order"
        await click_header(sitter, "Name")
        await sitter.sees("Name ▲")


async def test_sorting_keeps_the_cursor_on_its_model(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("down", "down", "down", "S")
        await sitter.sees("Name ▼")
        assert sitter.line_with("▸").startswith("▸m-00 ")


async def test_the_version_page_has_four_tabs(alice: RegistryClient) -> None:
    async with sitting(alice, reference="power-forecasting/3") as sitter:
        await sitter.sees("[Overview]")
        for tab, shown in (("Evidence", "rmse"), ("Files", "model.pkl"), ("Activity", "registered the version")):
            await sitter.press("]")
            await sitter.sees(f"[{tab}]")
            await sitter.sees(shown)
        await sitter.press("]")
        await sitter.sees("[Overview]")
        await sitter.press("[")
        await sitter.sees("[Activity]")


async def test_an_unknown_reference_is_told_over_the_list(alice: RegistryClient) -> None:
    async with sitting(alice, reference="no-such-model/7") as sitter:
        await told(sitter, "There is no registered model named 'no-such-model'.")
        await sitter.sees("34 models")
        await sitter.press("down", "enter")
        await sitter.sees("Models › empty-model")


async def test_the_desk_can_begin_in_the_inbox(alice: RegistryClient) -> None:
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("[For me 2]")
        assert sitter.line_with("▸").startswith(" ▸power-forecastin")
        await sitter.press("1")
        await sitter.sees("34 models")


async def test_a_new_registry_says_how_to_begin(tmp_path: Path) -> None:
    everyone = PermissionLevel.CAN_READ
    with Registry.open(str(tmp_path / "registry.db"), everyone=everyone, clock=ScriptedClock()) as registry:
        async with sitting(registry.acting_as("alice")) as sitter:
            await sitter.sees("No registered models yet.")
            await sitter.sees("n creates an empty one")
            await sitter.sees("0 models")
            await sitter.press("down", "enter", "y", "s", "S", "2")
            await sitter.sees("Nothing waits for your decision.")
            await sitter.press("J", "enter", "a")
            await told(sitter, "There is no request under the cursor.")
            await sitter.press("3")
            await sitter.sees("Nothing has happened yet on the models you may read.")


async def test_who_may_read_no_model_is_not_told_that_there_is_none(tmp_path: Path) -> None:
    with Registry.open(str(tmp_path / "registry.db"), clock=ScriptedClock()) as registry:
        registry.acting_as("alice").create_registered_model("secret")
        async with sitting(registry.acting_as("bob")) as sitter:
            await sitter.sees("No registered model that you may read.")
            await sitter.sees("0 models")
            assert "yet" not in sitter.text()
            registry.acting_as("alice").set_permission("secret", "bob", PermissionLevel.CAN_READ)
            await sitter.sees("1 model")
