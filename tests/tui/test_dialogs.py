"""Dialogs: what they write, what they refuse, and that nothing typed is lost by a slip (FT-A4, FT-C1, FT-I5)."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from tests.tui.desk import sitting
from tests.tui.steps import MODEL, in_dialog, out_of_dialog, refusal, says, title_of, told
from tui_registry.domain.errors import ResourceDoesNotExist
from tui_registry.registry.client import RegistryClient
from tui_registry.tui.widgets.text_box import TextBox


async def test_create_a_model_with_description_and_tags(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("n")
        await in_dialog(sitter, "Create an empty registered model")
        await sitter.type("Wind & Wetter")
        await sitter.press("tab")
        await sitter.type("First line")
        await sitter.press("enter")
        await sitter.type("second")
        await sitter.press("tab")
        await sitter.type('team=energy note="two words"')
        await sitter.press("ctrl+s")
        await sitter.sees("Models › Wind & Wetter")
        await sitter.press("escape")
        await sitter.sees("35 models")
    made = alice.get_registered_model("Wind & Wetter")
    assert (made.description, made.tags) == ("First line\nsecond", {"team": "energy", "note": "two words"})


async def test_enter_in_the_name_creates(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("n")
        await sitter.type("fresh")
        await sitter.press("enter")
        await sitter.sees("Models › fresh")
        await sitter.sees("No versions yet.")


@pytest.mark.parametrize(
    ("name", "tags", "reason"),
    [
        ("churn", "", "Name taken. A registered model named 'churn' exists already."),
        ("a/b", "", "must not contain '/'"),
        ("", "", "must not be empty"),
        ("fine", "team", "'team' is no tag. Write it as KEY=VALUE."),
    ],
)
async def test_what_can_not_be_created_is_refused_in_the_dialog(
    alice: RegistryClient, name: str, tags: str, reason: str
) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("n")
        await sitter.type(name)
        await sitter.press("tab", "tab")
        await sitter.type(tags)
        await sitter.press("ctrl+s")
        await sitter.until(lambda: reason in refusal(sitter), "the refusal")
        fields = [field.value for field in sitter.desk.screen.query(Input)]
        assert fields == [name, tags]
    assert alice.list_models().total == 34


async def test_a_models_description_is_saved_cleared_or_left(alice: RegistryClient) -> None:
    async with sitting(alice, reference="empty-model") as sitter:
        await sitter.sees("Nothing in it yet.")
        await sitter.press("e")
        await in_dialog(sitter, "Description of empty-model")
        await sitter.type(" Soon!")
        await sitter.press("ctrl+s")
        await told(sitter, "The description of empty-model is saved.")
        await sitter.sees("Nothing in it yet. Soon!")
        await sitter.press("e")
        sitter.desk.screen.query_one(TextBox).clear()
        await sitter.press("ctrl+s")
        await sitter.sees("No description. e writes one.")
        await sitter.press("e")
        await sitter.type("Never mind")
        await sitter.press("escape", "escape")
        await out_of_dialog(sitter)
        await sitter.sees("No description. e writes one.")
    assert alice.get_registered_model("empty-model").description == ""


async def test_a_versions_description(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/4") as sitter:
        await says(sitter, "Try number 4, boosted")
        await sitter.press("e")
        await in_dialog(sitter, f"Description of {MODEL} v4")
        await sitter.press("enter")
        await sitter.type("- twice")
        await sitter.press("ctrl+s")
        await sitter.sees("• twice")
    assert alice.get_model_version(MODEL, 4).description == "Try number 4, boosted\n- twice"


@pytest.mark.parametrize("reference", [MODEL, f"{MODEL}/4"])
async def test_a_description_that_somebody_else_changed_is_replaced_at_the_second_asking_alone(
    alice: RegistryClient, reference: str
) -> None:
    async with sitting(alice, reference=reference) as sitter:
        await says(sitter, "Try number 4")
        await sitter.press("e")
        await in_dialog(sitter, "Description of")
        alice.update_registered_model(MODEL, "Theirs")
        alice.update_model_version(MODEL, 4, "Theirs")
        await sitter.type("Mine")
        await sitter.press("ctrl+s")
        await sitter.until(lambda: "It is now “Theirs”. ctrl+s again" in refusal(sitter), "the refusal")
        assert alice.get_registered_model(MODEL).description == "Theirs"
        await sitter.press("ctrl+s")
        await sitter.until(lambda: not title_of(sitter), "the dialog to close")
        await sitter.sees("Mine")


async def test_a_description_left_as_it_was_asks_nothing(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await says(sitter, "Forecasts the wind farm.")
        await sitter.press("e")
        await in_dialog(sitter, "Description of")
        await sitter.press("escape")
        await out_of_dialog(sitter)


async def test_a_comment(bob: RegistryClient) -> None:
    async with sitting(bob, reference=f"{MODEL}/4") as sitter:
        await says(sitter, "Try number 4")
        await sitter.press("c")
        await in_dialog(sitter, f"Comment on {MODEL} v4")
        await sitter.press("ctrl+s")
        await sitter.until(lambda: "A comment must not be empty." in refusal(sitter), "the refusal")
        await sitter.type("Looks fine")
        await sitter.press("ctrl+s")
        await told(sitter, f"You commented on {MODEL} v4.")
        await sitter.sees("│ Looks fine")
    assert [comment.comment for comment in bob.list_comments(MODEL, 4)] == ["Looks fine"]


async def test_pasted_lines_submit_nothing(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/4") as sitter:
        await says(sitter, "Try number 4")
        await sitter.press("c")
        await in_dialog(sitter, "Comment on")
        sitter.desk.post_message(events.Paste("one\ntwo\n"))
        await sitter.sees("two")
        await sitter.press("enter")
        assert title_of(sitter)
        assert sitter.desk.screen.query_one(TextBox).text == "one\ntwo\n\n"
    assert alice.list_comments(MODEL, 4) == ()


async def test_typed_text_is_given_up_only_at_the_second_asking(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/4") as sitter:
        await says(sitter, "Try number 4")
        await sitter.press("c")
        await sitter.type("Half a th")
        await sitter.press("escape")
        assert refusal(sitter) == "esc again gives up what you typed."
        await sitter.type("ought")
        await sitter.press("escape")
        assert title_of(sitter), "typed on, so it is asked once more"
        await sitter.press("escape")
        await out_of_dialog(sitter)
    assert alice.list_comments(MODEL, 4) == ()


async def test_a_new_models_name_and_tags_are_given_up_only_at_the_second_asking(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("n")
        await sitter.type("fres")
        await sitter.press("escape")
        await sitter.type("h")
        await sitter.press("escape")
        assert title_of(sitter), "typed on, so it is asked once more"
        await sitter.press("escape")
        await out_of_dialog(sitter)
        await sitter.press("n", "tab", "tab")
        await sitter.type("a=b")
        await sitter.press("escape")
        assert refusal(sitter) == "esc again gives up what you typed."


async def test_the_editor_needs_a_terminal_of_its_own(
    alice: RegistryClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho edited >> "$1"\n')
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(editor))
    async with sitting(alice, reference=f"{MODEL}/4") as sitter:
        await says(sitter, "Try number 4")
        await sitter.press("c")
        await sitter.type("As it was")
        for key in ("ctrl+e", "f4"):
            await sitter.press(key)
            await sitter.until(lambda: "No editor can be opened" in refusal(sitter), "the reason")
        assert sitter.desk.screen.query_one(TextBox).text == "As it was"


async def test_deleting_a_version_takes_its_number(alice: RegistryClient) -> None:
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.press("down", "enter")
        await sitter.sees("› v3")
        await sitter.press("D")
        await in_dialog(sitter, f"Delete {MODEL} v3")
        await says(sitter, "Its 2 files and its comments go with it. 1 open request go")
        await sitter.type("v4")
        await sitter.press("ctrl+s")
        await sitter.until(lambda: refusal(sitter) == "That is not v3. Nothing was deleted.", "the refusal")
        await sitter.press("backspace")
        await sitter.type("3")
        await sitter.press("enter")
        assert sitter.desk.screen.focused is not None
        assert sitter.desk.screen.focused.id == "leave", "enter goes to the safe button"
        assert alice.get_model_version(MODEL, 3).version == 3
        await sitter.press("ctrl+s")
        await out_of_dialog(sitter)
        await told(sitter, f"{MODEL} v3 was deleted.")
        await sitter.sees("[All 3]")
        assert not any("has no version" in toast for toast in sitter.toasts), "one's own deletion is no news"
    with pytest.raises(ResourceDoesNotExist):
        alice.get_model_version(MODEL, 3)


async def test_deleting_a_model_takes_its_name(alice: RegistryClient) -> None:
    async with sitting(alice, reference="fraud-detector") as sitter:
        await sitter.sees("[All 1]")
        await sitter.press("D")
        await in_dialog(sitter, "Delete fraud-detector")
        assert "1 version, with comments and files, goes with it." in sitter.text()
        await sitter.type("fraud-detector")
        await sitter.press("enter", "enter")
        await out_of_dialog(sitter)
        assert alice.get_registered_model("fraud-detector").version_count == 1
        await sitter.press("D")
        await sitter.type("fraud-detector")
        await sitter.press("ctrl+s")
        await sitter.sees("33 models")
        await told(sitter, "fraud-detector was deleted.")
        assert len(sitter.toasts) == 1, "one's own deletion is no news"


@pytest.mark.parametrize("key", ["D", "N"])
async def test_a_model_with_a_version_in_production_is_not_asked_for_its_name(alice: RegistryClient, key: str) -> None:
    alice.transition_model_version_stage(MODEL, 3, "Staging")
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("[All 4]")
        await sitter.press(key)
        await told(sitter, "Versions are in Staging or Production: v3 (Staging), v1 (Production) and 1 more.")
        assert title_of(sitter) == ""


async def test_a_model_whose_version_moved_meanwhile_is_refused_with_the_reason(alice: RegistryClient) -> None:
    async with sitting(alice, reference="fraud-detector") as sitter:
        await sitter.sees("[All 1]")
        await sitter.press("D")
        await in_dialog(sitter, "Delete fraud-detector")
        alice.transition_model_version_stage("fraud-detector", 1, "Production")
        await sitter.type("fraud-detector")
        await sitter.press("ctrl+s")
        await sitter.until(lambda: "v1 (Production)" in refusal(sitter), "the reason")


async def test_deleting_a_model_tells_how_many_requests_go_with_it_u5(
    alice: RegistryClient, bob: RegistryClient
) -> None:
    for stage in ("Production", "Staging"):
        bob.create_transition_request("fraud-detector", 1, stage)
    async with sitting(alice, reference="fraud-detector") as sitter:
        await sitter.sees("[All 1]")
        await sitter.press("D")
        await sitter.sees("2 open requests go with it.")


async def test_deleting_an_empty_model_speaks_of_no_versions(alice: RegistryClient) -> None:
    async with sitting(alice, reference="empty-model") as sitter:
        await sitter.sees("[All 0]")
        await sitter.press("D")
        await in_dialog(sitter, "Delete empty-model")
        await sitter.sees("This can't be undone.")
        assert "version" not in sitter.text()


async def test_a_version_in_production_can_not_be_deleted_and_the_key_says_why(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/1") as sitter:
        await says(sitter, "Try number 1")
        await sitter.press("D")
        await told(sitter, "It is in Production. Transition it to Archived or None first.")
        assert title_of(sitter) == ""
