"""The Activity tab: a cursor on what happened, and comments that are added, edited and deleted (C1, FT-B6, FT-F)."""

from __future__ import annotations

import pytest

from tests.tui.desk import Sitter, sitting
from tests.tui.steps import MODEL, flat, in_dialog, out_of_dialog, refusal, says, title_of, told
from tui_registry import PermissionLevel, Registry
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.widgets.entry_list import EntryList
from tui_registry.tui.widgets.text_box import TextBox

ABOUT = f"{MODEL}/3"
PREVIOUS_TAB = "["


async def at_activity(sitter: Sitter) -> EntryList:
    """Go to the tab, whose cursor begins on the newest entry."""
    await says(sitter, "Pending requests")
    await sitter.press(PREVIOUS_TAB)
    await sitter.sees("[Activity]")
    await sitter.sees("▸")
    return sitter.desk.screen.query_one(EntryList)


def under_cursor(sitter: Sitter) -> str:
    return sitter.line_with("▸")


async def test_it_is_oldest_first_and_begins_on_the_newest(alice: RegistryClient) -> None:
    async with sitting(alice, reference=ABOUT) as sitter:
        await at_activity(sitter)
        lines = sitter.text()
        assert lines.index("registered the version") < lines.index("commented") < lines.index("requested None")
        assert "bob requested None → Production" in under_cursor(sitter)
        await sitter.press("k")
        assert "bob commented" in under_cursor(sitter)
        await sitter.press("g")
        assert "registered the version" in under_cursor(sitter)
        await sitter.press("j", "j", "j", "j")
        assert "requested" in under_cursor(sitter)


async def test_the_author_edits_a_comment(bob: RegistryClient) -> None:
    async with sitting(bob, reference=ABOUT) as sitter:
        await at_activity(sitter)
        await sitter.press("k", "E")
        await in_dialog(sitter, f"Edit your comment on {MODEL} v3")
        await sitter.press("ctrl+end")
        await sitter.type(" Really.")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        await says(sitter, "The October hold-out looks good. Really.")
        assert "(edited)" in under_cursor(sitter)
        assert bob.list_comments(MODEL, 3)[0].comment == "The October hold-out looks good. Really."


async def test_leaving_a_changed_comment_asks_once_more(bob: RegistryClient) -> None:
    async with sitting(bob, reference=ABOUT) as sitter:
        await at_activity(sitter)
        await sitter.press("k", "E")
        await in_dialog(sitter, "Edit your comment")
        sitter.desk.screen.query_one(TextBox).text = ""
        await sitter.press("escape")
        await sitter.until(lambda: "gives up" in refusal(sitter), "the warning")
        await sitter.press("ctrl+s")
        await sitter.until(lambda: "comment" in refusal(sitter).lower(), "the refusal of an empty comment")
        await sitter.press("escape", "escape")
        await out_of_dialog(sitter)
    assert bob.list_comments(MODEL, 3)[0].comment == "The October hold-out looks good."


async def test_deleting_asks_first_and_the_safe_answer_has_the_focus(bob: RegistryClient) -> None:
    async with sitting(bob, reference=ABOUT) as sitter:
        await at_activity(sitter)
        await sitter.press("k", "d")
        await in_dialog(sitter, f"Delete bob's comment on {MODEL} v3")
        await says(sitter, "The October hold-out looks good.")
        await sitter.press("enter")
        await out_of_dialog(sitter)
        assert len(bob.list_comments(MODEL, 3)) == 1
        await sitter.press("d")
        await in_dialog(sitter, "Delete bob's comment")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        await sitter.sees_no("hold-out looks good")
        assert bob.list_comments(MODEL, 3) == ()


async def test_others_comments_are_not_edited_and_only_a_manager_deletes_them(
    registry: Registry, alice: RegistryClient
) -> None:
    alice.set_permission(MODEL, "dana", PermissionLevel.CAN_MANAGE_PRODUCTION_VERSIONS)
    async with sitting(registry.acting_as("dana"), reference=ABOUT) as sitter:
        await at_activity(sitter)
        await sitter.press("k", "E")
        await told(sitter, "Only its author, bob, may edit this comment.")
        await sitter.press("d")
        await told(sitter, "Only its author, bob, or Can Manage may delete this comment")
        assert title_of(sitter) == ""
    async with sitting(alice, reference=ABOUT) as sitter:
        await at_activity(sitter)
        await sitter.press("k", "E")
        await told(sitter, "Only its author, bob, may edit this comment.")
        await sitter.press("d")
        await in_dialog(sitter, "Delete bob's comment")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        await sitter.sees_no("hold-out looks good")


async def test_the_rest_of_the_history_stays_as_it_is(alice: RegistryClient) -> None:
    async with sitting(alice, reference=ABOUT) as sitter:
        await at_activity(sitter)
        for key in ("E", "d"):
            await sitter.press(key)
            await told(sitter, "There is no comment under the cursor")
        assert title_of(sitter) == ""


async def test_comments_are_changed_in_their_tab_alone(bob: RegistryClient) -> None:
    async with sitting(bob, reference=ABOUT) as sitter:
        await says(sitter, "Pending requests")
        for key in ("E", "d"):
            await sitter.press(key)
            await told(sitter, "under the cursor in the tab Activity")


async def test_read_only_changes_no_comment(bob: RegistryClient) -> None:
    async with sitting(bob, reference=ABOUT, read_only=True) as sitter:
        await at_activity(sitter)
        await sitter.press("k")
        for key in ("E", "d", "c"):
            await sitter.press(key)
            await told(sitter, "--read-only")
        assert title_of(sitter) == ""


async def test_the_cursor_goes_to_a_new_comment_of_ones_own(alice: RegistryClient) -> None:
    async with sitting(alice, reference=ABOUT) as sitter:
        await at_activity(sitter)
        await sitter.press("g", "c")
        await in_dialog(sitter, "Comment on")
        await sitter.type("Seen.")
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        await says(sitter, "Seen.")
        await sitter.until(lambda: "alice commented" in under_cursor(sitter), "the cursor on it")


async def test_the_cursor_keeps_to_its_entry_while_others_write(alice: RegistryClient, bob: RegistryClient) -> None:
    async with sitting(alice, reference=ABOUT) as sitter:
        log = await at_activity(sitter)
        await sitter.press("k")
        key = log.cursor_key
        row = sitter.text().splitlines().index(under_cursor(sitter))
        bob.create_comment(MODEL, 3, "One more thing.")
        await says(sitter, "One more thing.")
        assert log.cursor_key == key
        assert sitter.text().splitlines()[row] == under_cursor(sitter)
        # Somebody deletes the comment that it is on: the next entry takes its place.
        bob.delete_comment(bob.list_comments(MODEL, 3)[0].id)
        await sitter.sees_no("hold-out looks good")
        assert "requested None" in under_cursor(sitter)


async def test_a_comment_that_is_gone_meanwhile_is_told(bob: RegistryClient, alice: RegistryClient) -> None:
    async with sitting(bob, reference=ABOUT) as sitter:
        await at_activity(sitter)
        await sitter.press("k", "E")
        await in_dialog(sitter, "Edit your comment")
        await sitter.type("Longer. ")
        alice.delete_comment(alice.list_comments(MODEL, 3)[0].id)
        await sitter.press("ctrl+s")
        await sitter.until(lambda: "There is no comment" in refusal(sitter), "the refusal")
        await sitter.press("escape", "escape")
        await out_of_dialog(sitter)


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_long_comment_is_read_to_its_end(alice: RegistryClient, size: tuple[int, int]) -> None:
    alice.create_comment(MODEL, 3, "\n".join(f"line {number} of many" for number in range(300)) + "\nthe end")
    alice.create_comment(MODEL, 3, "short")
    async with sitting(alice, reference=ABOUT, size=size) as sitter:
        log = await at_activity(sitter)
        await sitter.sees("short")
        await sitter.press("k")
        await sitter.sees("the end")
        key = log.cursor_key
        for _ in range(30):
            await sitter.press("pageup")
            if "line 0 of many" in sitter.text():
                break
        await sitter.sees("line 0 of many")
        await sitter.press("g", "G")
        await sitter.sees("short")
        await sitter.press("k", "k")
        assert log.cursor_key == key, "it is scrolled through before the cursor goes on"


async def test_several_requesters_and_the_system_are_told(registry: Registry, alice: RegistryClient) -> None:
    registry.acting_as("carol").create_transition_request(MODEL, 3, "Production", "me too")
    alice.approve_transition_request(MODEL, 3, "Production", archive_existing_versions=True, comment="go")
    async with sitting(alice, reference=ABOUT) as sitter:
        await says(sitter, "Try number 3")
        await sitter.press(PREVIOUS_TAB)
        await sitter.sees("[Activity]")
        await says(sitter, "bob")
        assert "carol" in flat(sitter)
        assert "Archived" in flat(sitter)


async def test_it_survives_a_resize(alice: RegistryClient) -> None:
    async with sitting(alice, reference=ABOUT) as sitter:
        log = await at_activity(sitter)
        await sitter.press("k")
        key = log.cursor_key
        for size in ((140, 40), (60, 16), (80, 24)):
            await sitter.pilot.resize_terminal(*size)
            await sitter.settle()
            assert log.cursor_key == key
            await sitter.sees("▸")


async def test_the_mouse_chooses_and_scrolls(alice: RegistryClient) -> None:
    for number in range(30):
        alice.create_comment(MODEL, 3, f"remark {number}")
    async with sitting(alice, reference=ABOUT) as sitter:
        await at_activity(sitter)
        line = next(at for at, text in enumerate(sitter.text().splitlines()) if "remark 25" in text)
        await sitter.pilot.click(offset=(20, line))
        await sitter.settle()
        await sitter.press("E")
        await in_dialog(sitter, "Edit your comment")
        await says(sitter, "remark 25")
