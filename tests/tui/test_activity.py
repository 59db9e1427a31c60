"""The activity narrowed by typing, and how things stood at a moment (FT-F6, FT-F7, FT-G11)."""

from __future__ import annotations

import pytest

from tests.registry.support import founder
from tests.tui.desk import Sitter, sitting
from tests.tui.steps import MODEL, flat, in_dialog, out_of_dialog, refusal, told
from tui_registry import Registry
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.widgets.row_cache import PAGE_SIZE, PAGES_KEPT, RowCache, TableRow
from tui_registry.tui.widgets.search_box import SearchBox


async def at_activity(sitter: Sitter) -> int:
    """Go to the activity; return how many rows it has."""
    await sitter.press("3")
    await sitter.sees("activities, newest first")
    return sitter.table.total


async def narrow(sitter: Sitter, text: str) -> None:
    await sitter.press("slash")
    await sitter.type(text)


async def test_words_and_terms_narrow_as_one_types_and_esc_widens(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        everything = await at_activity(sitter)
        await narrow(sitter, "hold-out model=power-forecasting")
        await sitter.sees(f"2 of {everything} activities, newest first")
        await sitter.press("enter")
        await narrow(sitter, " user=bob type=request")
        await sitter.sees(f"1 of {everything} activities")
        assert "requested None → Produ" in sitter.line_with("▸")
        await sitter.press("enter", "enter")
        await sitter.sees("Models › power-forecasting › v3")
        await sitter.press("escape", "escape")
        await sitter.sees(f" {everything} activities, newest first")
        assert not sitter.desk.screen.query_one(SearchBox).display


async def test_a_bad_filter_is_told_and_the_rows_stay_g11(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        everything = await at_activity(sitter)
        await narrow(sitter, "type=nonsense")
        await sitter.sees("'nonsense' is no type of activity: write transition, request,")
        await sitter.sees(f" {everything} activities, newest first")
        await sitter.press("enter")
        assert sitter.table.total == everything
        await sitter.press("slash", *["backspace"] * len("nonsense"))
        await sitter.type("transition")
        await sitter.sees_no("is no type")
        # Four transitions of alice's are all that happened.
        await sitter.sees(f"4 of {everything} activities")


async def test_a_filter_that_finds_nothing_says_so(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await at_activity(sitter)
        await narrow(sitter, "zzz")
        await sitter.sees("Nothing in the history matches this filter.")
        await sitter.press("escape")
        await sitter.sees_no("Nothing in the history")


async def test_times_narrow_by_age_and_by_day(alice: RegistryClient) -> None:
    alice.create_comment(MODEL, 1, "just now")
    async with sitting(alice) as sitter:
        everything = await at_activity(sitter)
        await narrow(sitter, "since=2h")
        await sitter.sees(f"1 of {everything} activities")
        await sitter.press("escape")
        await narrow(sitter, "until=2026-09-29")
        await sitter.sees(f"{everything - 1} of {everything} activities")


async def test_the_filter_and_f_go_together_until_the_filter_names_types(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await at_activity(sitter)
        await sitter.press("f")
        await sitter.sees("7 requests, decisions, transitions and comments")
        await narrow(sitter, "bob")
        await sitter.sees("3 of 7 requests, decisions")
        await sitter.press("escape")
        await narrow(sitter, "type=registration")
        await sitter.press("enter", "f")
        await told(sitter, "type= in the filter says already what is shown.")


async def test_others_changes_appear_within_the_filter(registry: Registry, alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        everything = await at_activity(sitter)
        await narrow(sitter, "type=comment")
        await sitter.sees(f"1 of {everything} activities")
        registry.acting_as("bob").create_comment(MODEL, 1, "one more")
        await sitter.sees(f"2 of {everything + 1} activities")
        registry.acting_as("bob").create_transition_request(MODEL, 1, "Archived")
        await sitter.sees(f"2 of {everything + 2} activities")


async def test_what_is_gone_is_told_instead_of_opened(alice: RegistryClient) -> None:
    alice.delete_model_version(MODEL, 4)
    async with sitting(alice) as sitter:
        await at_activity(sitter)
        await sitter.press("enter")
        await told(sitter, f"v4 of {MODEL} was deleted; only its history is left.")
        assert sitter.line_with("central › Activity")


async def test_what_concerns_the_registry_has_no_page(registry: Registry, alice: RegistryClient) -> None:
    registry.acting_as(founder()).set_setting("four_eyes", "on")
    async with sitting(alice) as sitter:
        await at_activity(sitter)
        assert "changed a setting" in sitter.line_with("▸")
        await sitter.press("enter")
        await told(sitter, "This concerns the whole registry; there is no page of it to open.")


async def test_how_things_stood_at_a_moment_f7(alice: RegistryClient) -> None:
    alice.transition_model_version_stage(MODEL, 4, "Production", True)
    async with sitting(alice) as sitter:
        await at_activity(sitter)
        await sitter.press("@")
        await in_dialog(sitter, "The registry, as of which moment?")
        await sitter.type("soon")
        await sitter.press("enter")
        await sitter.until(lambda: "'soon' is no time" in refusal(sitter), "the refusal")
        await sitter.press(*["backspace"] * 4)
        await sitter.type("2031-01-01")
        await sitter.press("enter")
        await sitter.until(lambda: "'2031-01-01' is yet to come" in refusal(sitter), "the refusal")
        await sitter.press(*["backspace"] * 10)
        await sitter.type("1h")
        await sitter.press("enter")
        await out_of_dialog(sitter)
        await sitter.sees("central › Activity › as of 2026-")
        await sitter.sees(": 6 versions")
        assert "● Production" in sitter.line_with("power-forecasting") and "v1 " in sitter.line_with(
            "power-forecasting"
        )
        await narrow(sitter, "power stage=production")
        await sitter.sees(": 1 of 6 versions")
        await sitter.press("enter", "enter")
        await sitter.sees("Models › power-forecasting › v1")
        await sitter.press("escape", "escape")
        await sitter.sees(": 6 versions")
        await sitter.press("@")
        await in_dialog(sitter, "as of which moment?")
        await sitter.type("0s")
        await sitter.press("enter")
        await out_of_dialog(sitter)
        await narrow(sitter, "stage=Production")
        await sitter.sees(": 1 of 6 versions")
        assert "v4" in sitter.line_with("▸")
        await sitter.press("escape", "escape")
        await sitter.sees("activities, newest first")


async def test_a_filter_of_the_past_that_is_not_understood_is_told(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await at_activity(sitter)
        await sitter.press("@")
        await in_dialog(sitter, "The registry")
        await sitter.type("2026-09-30")
        await sitter.press("enter")
        await sitter.sees("as of 2026-09-30 23:59")
        await narrow(sitter, "stage=prod")
        await sitter.sees("Invalid model version stage: 'prod'.")
        await sitter.sees(": 6 versions")


async def test_how_one_model_stood(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("[All 4]")
        await sitter.press("@")
        await in_dialog(sitter, f"{MODEL}, as of which moment?")
        await sitter.type("0s")
        await sitter.press("ctrl+s")
        await sitter.sees(": 4 versions")
        assert f"Models › {MODEL} › as of" in sitter.text()
        await sitter.press("y")
        assert sitter.toasts[-1] == f"models:/{MODEL}/1"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)], ids=str)
async def test_a_moment_before_everything_is_empty(alice: RegistryClient, size: tuple[int, int]) -> None:
    async with sitting(alice, size=size) as sitter:
        await at_activity(sitter)
        await sitter.press("@")
        await in_dialog(sitter, "The registry")
        await sitter.type("2020-01-01T00:00")
        await sitter.press("enter")
        await sitter.sees("No version was there at that moment")
        assert "Inbox 2" in flat(sitter)


def test_what_rows_show_is_forgotten_with_their_pages() -> None:
    rows = RowCache()
    for page in range(2 * PAGES_KEPT):
        rows.put(page * PAGE_SIZE, [TableRow(page, ("x",), item=object())])
    assert rows.row(0) is None
    assert sum(rows.row(page * PAGE_SIZE) is not None for page in range(2 * PAGES_KEPT)) == PAGES_KEPT
