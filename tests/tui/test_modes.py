"""Three modes that keep their own place, and the ways to copy, filter and leave."""

from __future__ import annotations

from tests.tui.desk import sitting
from tests.tui.steps import told
from tui_registry.registry.client import RegistryClient


async def test_each_mode_keeps_its_own_page_and_cursor(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("slash")
        await sitter.type("power")
        await sitter.press("enter", "enter", "down", "enter")
        await sitter.sees("power-forecasting › v3")
        await sitter.press("2")
        await sitter.sees("[For me 2]")
        await sitter.press("down")
        assert "▸churn" in sitter.line_with("▸")
        await sitter.press("3")
        await sitter.sees("newest first")
        await sitter.press("down", "down")
        at = sitter.table.cursor_key
        await sitter.press("1")
        await sitter.sees("power-forecasting › v3")
        await sitter.press("2")
        await sitter.sees("▸churn")
        await sitter.press("3")
        assert sitter.table.cursor_key == at
        await sitter.press("1", "escape")
        await sitter.sees("[All 4]")
        assert sitter.table.cursor_key == 3


async def test_q_goes_back_from_a_deeper_page_and_leaves_from_the_first(alice: RegistryClient) -> None:
    async with sitting(alice, reference="power-forecasting/1") as sitter:
        await sitter.sees("› v1")
        await sitter.press("q")
        await sitter.sees("34 models")
        assert sitter.desk.is_running
        await sitter.pilot.press("q")
        await sitter.until(lambda: sitter.desk._exit, "the desk to end")
    assert sitter.desk.return_value == 0


async def test_ctrl_q_leaves_from_a_dialog(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("n")
        await sitter.type("half-a-na")
        await sitter.pilot.press("ctrl+q")
        await sitter.until(lambda: sitter.desk._exit, "the desk to end")
    assert sitter.desk.return_value == 0


async def test_ctrl_c_only_says_how_to_leave(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("ctrl+c")
        await told(sitter, "q leaves the desk, ctrl+q from anywhere.")
        assert sitter.desk.is_running


async def test_escape_on_the_first_page_leaves_nothing(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        for mode in ("2", "3", "1"):
            await sitter.press(mode, "escape", "escape")
        await sitter.sees("34 models")


async def test_y_copies_what_is_under_the_cursor(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("y")
        assert sitter.desk.clipboard == "churn"
        await sitter.press("enter", "y")
        assert sitter.desk.clipboard == "models:/churn/1"
        await sitter.press("2", "y")
        assert sitter.desk.clipboard == "models:/power-forecasting/3"
        await sitter.press("enter")
        await sitter.sees("Inbox 2")
        await sitter.sees("› v3")
        await sitter.press("y")
        assert sitter.toasts[-1] == "models:/power-forecasting/3"


async def test_enter_in_the_activity_opens_what_it_is_about(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("3")
        await sitter.sees("requested Staging → Produc")
        await sitter.press("enter")
        await sitter.sees("Models › churn › v1")
        await sitter.press("escape", "G")
        await sitter.sees("newest first")
        await sitter.press("up", "enter")
        await sitter.sees("Models › m-")


async def test_a_deleted_model_can_no_more_be_opened_from_the_activity(alice: RegistryClient) -> None:
    alice.delete_registered_model("m-29")
    async with sitting(alice) as sitter:
        await sitter.press("3")
        await sitter.sees("deleted the model")
        await sitter.press("enter")
        await told(sitter, "The model was deleted; only its history is left.")


async def test_f_shows_decisions_alone_and_again_everything(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("3")
        await sitter.sees("activities, newest first")
        everything = sitter.table.total
        await sitter.press("f")
        await sitter.sees("7 requests, decisions, transitions and comments, newest first")
        assert "created the model" not in sitter.text()
        await sitter.press("S", "g")
        await sitter.sees("oldest first")
        assert "applied None → Production" in sitter.line_with("▸")
        await sitter.press("f", "S")
        await sitter.sees(f"{everything} activities, newest first")


async def test_the_boxes_of_the_inbox(bob: RegistryClient) -> None:
    async with sitting(bob, inbox=True) as sitter:
        await sitter.sees("[For me 0]  Mine 2   All open 2   Decided")
        await sitter.sees("Nothing waits for your decision.")
        await sitter.press("]")
        await sitter.sees("[Mine 2]")
        assert sitter.table.total == 2
        await sitter.press("tab")
        await sitter.sees("[All open 2]")
        await sitter.press("]")
        await sitter.sees("No request has been decided yet.")
        await sitter.press("]")
        await sitter.sees("[For me 0]")
        await sitter.press("shift+tab")
        await sitter.sees("[Decided 0]")


async def test_with_room_the_pane_beside_shows_the_row_under_the_cursor(alice: RegistryClient) -> None:
    async with sitting(alice, size=(140, 30)) as sitter:
        await sitter.sees("No description.")
        await sitter.press("down")
        await sitter.sees("Nothing in it yet.")
        await sitter.press("G")
        await sitter.sees("Forecasts the wind farm.")
        await sitter.press("enter")
        await sitter.sees("power-forecasting v4")
        await sitter.press("down")
        await sitter.sees("0.171")
