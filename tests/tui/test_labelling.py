"""Names, tags and aliases, changed at the desk (FT-H4, FT-H6, FT-B5)."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.tui.desk import Sitter, sitting
from tests.tui.steps import MODEL, in_dialog, out_of_dialog, refusal, told
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.widgets.text_box import TextBox


async def replace(sitter: Sitter, text: str) -> None:
    """Put another text into the field that has the focus."""
    field = sitter.desk.screen.focused
    assert isinstance(field, (Input, TextBox))
    field.clear()
    await sitter.settle()
    for index, line in enumerate(text.split("\n")):
        if index:
            await sitter.press("enter")
        await sitter.type(line)


async def test_rename_and_stay_on_the_page(alice: RegistryClient) -> None:
    async with sitting(alice, reference="empty-model") as sitter:
        await sitter.sees("Nothing in it yet.")
        await sitter.press("N")
        await in_dialog(sitter, "Rename empty-model")
        await sitter.type("-2")
        await sitter.press("enter")
        await told(sitter, "empty-model is called empty-model-2 now.")
        await sitter.sees("Models › empty-model-2")
        await sitter.sees("Nothing in it yet.")
    assert alice.get_registered_model("empty-model-2").description == "Nothing in it yet."


@pytest.mark.parametrize(
    ("model", "name", "reason"),
    [("empty-model", "churn", "Name taken."), ("empty-model", "a/b", "'/'")],
)
async def test_a_refused_name_stays_in_the_dialog(alice: RegistryClient, model: str, name: str, reason: str) -> None:
    async with sitting(alice, reference=model) as sitter:
        await sitter.sees(f"Models › {model}")
        await sitter.press("N")
        await replace(sitter, name)
        await sitter.press("ctrl+s")
        await sitter.until(lambda: reason in refusal(sitter), "the refusal")
    assert alice.get_registered_model(model).name == model


async def test_the_tags_of_a_model(alice: RegistryClient) -> None:
    alice.set_registered_model_tag(MODEL, "note", "two words")
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("team=energy")
        await sitter.press("T")
        await in_dialog(sitter, f"Tags of {MODEL}")
        assert sitter.desk.screen.query_one(TextBox).text == "note='two words'\nteam=energy"
        # Somebody else's tag of the meantime is not this dialog's to take away.
        alice.set_registered_model_tag(MODEL, "later", "1")
        await replace(sitter, "team=weather\ntier=gold")
        await sitter.press("ctrl+s")
        await told(sitter, f"The tags of {MODEL} are saved.")
        await sitter.sees("tier=gold")
    assert alice.get_registered_model(MODEL).tags == {"team": "weather", "tier": "gold", "later": "1"}


@pytest.mark.parametrize(("text", "reason"), [("team", "'team' is no tag."), ("a='b", "can't be read"), ("?=x", "key")])
async def test_what_is_no_tag_changes_nothing(alice: RegistryClient, text: str, reason: str) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("team=energy")
        await sitter.press("T")
        await replace(sitter, f"tier=gold\n{text}")
        await sitter.press("ctrl+s")
        await sitter.until(lambda: reason in refusal(sitter), "the refusal")
    assert alice.get_registered_model(MODEL).tags == {"team": "energy"}


async def test_the_tags_of_a_version(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/2") as sitter:
        await sitter.sees("Try number 2")
        await sitter.press("T")
        await in_dialog(sitter, f"Tags of {MODEL} v2")
        await sitter.type("seed=7")
        await sitter.press("ctrl+s")
        await sitter.sees("seed=7")
    assert alice.get_model_version(MODEL, 2).tags == {"seed": "7"}


async def test_aliases_from_both_pages(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("▸v4")
        await sitter.press("A")
        await in_dialog(sitter, f"Aliases of {MODEL} v4")
        await sitter.type("champion spare")
        await sitter.press("enter")
        await out_of_dialog(sitter)
        await sitter.sees("@champion")
        await sitter.press("j", "enter")
        await sitter.sees("› v3")
        await sitter.press("A")
        await in_dialog(sitter, f"Aliases of {MODEL} v3")
        await sitter.type("champion")
        await sitter.press("enter")
        await out_of_dialog(sitter)
    assert alice.get_registered_model(MODEL).aliases == {"champion": 3, "spare": 4}


async def test_an_alias_that_moved_meanwhile_is_left_where_it_is(alice: RegistryClient) -> None:
    alice.set_registered_model_alias(MODEL, "champion", 4)
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("@champion")
        await sitter.press("A")
        await in_dialog(sitter, f"Aliases of {MODEL} v4")
        alice.set_registered_model_alias(MODEL, "champion", 2)
        await replace(sitter, "spare")
        await sitter.press("enter")
        await out_of_dialog(sitter)
    assert alice.get_registered_model(MODEL).aliases == {"champion": 2, "spare": 4}


async def test_readers_are_told_why_not(bob: RegistryClient) -> None:
    async with sitting(bob, reference=MODEL) as sitter:
        await sitter.sees("▸v4")
        for key, reason in (
            ("N", "It takes Can Manage to rename it; you have Can Read."),
            ("T", "It takes Can Edit to change its tags and aliases; you have Can Read."),
            ("A", "It takes Can Edit to change its tags and aliases; you have Can Read."),
        ):
            await sitter.press(key)
            await told(sitter, reason)
