"""Choosing what to copy of what is under the cursor."""

from __future__ import annotations

from tests.tui.desk import Sitter, sitting
from tests.tui.steps import MODEL, in_dialog, out_of_dialog, title_of, told
from tui_registry.domain.evidence import RunRecord
from tui_registry.registry.client import RegistryClient
from tui_registry.tracking.entities import Experiment, LoggedModel, Run, RunDetails
from tui_registry.tui.copying import Fields, choose_field, of_request, of_version
from tui_registry.tui.dialogs.choose import ChooseDialog
from tui_registry.tui.screens.experiments import ExperimentsScreen
from tui_registry.tui.screens.models import ModelsScreen
from tui_registry.tui.screens.run import RunScreen
from tui_registry.tui.screens.runs import RunsScreen

NOTHING = "There is nothing under the cursor to copy."
RUN = Run("r" * 32, "gale", "7", "alice", "FINISHED", 1, 2)
LINK = "https://mlflow.example/#/runs/1"


async def offered(sitter: Sitter) -> list[str]:
    """Open the menu; return what each of its lines copies."""
    await sitter.press("Y")
    await in_dialog(sitter, "What to copy of")
    dialog = sitter.desk.screen
    assert isinstance(dialog, ChooseDialog)
    return [value for _, value in dialog.options]


async def leave(sitter: Sitter) -> None:
    await sitter.press("escape")
    await out_of_dialog(sitter)


def labels(fields: Fields) -> list[str]:
    """Return the labels of what is not empty."""
    return [label for label, value in fields.values if value]


async def test_of_a_model_its_name_stages_and_description(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("slash")
        await sitter.type(MODEL)
        await sitter.press("enter")
        assert await offered(sitter) == [
            MODEL,
            f"models:/{MODEL}/Production",
            f"models:/{MODEL}/Staging",
            alice.get_registered_model(MODEL).description,
        ]
        await sitter.sees("4  Description  Forecasts the wind farm. - hourly")
        await sitter.press("4")
        await out_of_dialog(sitter)
        assert sitter.desk.clipboard == "Forecasts the wind farm.\n\n- hourly\n- a day ahead"
        await told(sitter, "Forecasts the wind farm.")


async def test_of_a_version_all_that_names_it(alice: RegistryClient) -> None:
    alice.set_registered_model_alias(MODEL, "champion", 1)
    version = alice.get_model_version(MODEL, 1)
    wanted = [
        f"models:/{MODEL}/1",
        f"models:/{MODEL}@champion",
        f"models:/{MODEL}/Production",
        MODEL,
        version.run_id,
        version.source,
        alice.get_model_version_download_uri(MODEL, 1),
        version.description,
    ]
    async with sitting(alice, reference=MODEL) as sitter:
        await sitter.sees("Try number 4")
        await sitter.press("end")
        assert await offered(sitter) == wanted
        await leave(sitter)
        await sitter.press("enter")
        await sitter.sees("Try number 1")
        assert await offered(sitter) == wanted
        await sitter.press("j", "enter")
        await out_of_dialog(sitter)
        assert sitter.desk.clipboard == f"models:/{MODEL}@champion"


async def test_in_the_tab_of_files_the_file_comes_first(alice: RegistryClient) -> None:
    async with sitting(alice, reference=f"{MODEL}/1") as sitter:
        await sitter.sees("Try number 1")
        await sitter.press("]", "]")
        files = {file.path: file.sha256 for file in alice.list_files(MODEL, 1)}
        path, checksum, reference = (await offered(sitter))[:3]
        assert files[path] == checksum
        assert reference == f"models:/{MODEL}/1"


async def test_of_a_request_its_comment_too(alice: RegistryClient) -> None:
    async with sitting(alice, inbox=True) as sitter:
        await sitter.sees("MAE down")
        values = await offered(sitter)
        assert values[0] == f"models:/{MODEL}/3"
        await sitter.press("end", "enter")
        await out_of_dialog(sitter)
        assert sitter.desk.clipboard == values[-1] == "MAE down 8 % on the hold-out"


async def test_of_a_moment_the_version_as_it_is_now(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.press("3", "@", "1", "h", "enter")
        await sitter.sees("As of")
        await sitter.until(lambda: sitter.table.total > 0, "the versions")
        assert (await offered(sitter))[0] == "models:/churn/1"
        await leave(sitter)
        alice.transition_model_version_stage("churn", 1, "None")
        alice.delete_registered_model("churn")
        sitter.desk.announce_change()
        await sitter.settle()
        await sitter.press("home", "Y")
        await told(sitter, "The model was deleted; only its history is left.")


async def test_of_an_experiment_a_run_and_what_it_logged(alice: RegistryClient) -> None:
    model = LoggedModel("models:/m-1", "model", RUN.run_id, "m-1", "s3://bucket/model")
    record = RunRecord({}, {}, {}, (), "", "")
    async with sitting(alice) as sitter:
        await sitter.press("4")
        experiments = sitter.desk.screen
        assert isinstance(experiments, ExperimentsScreen)
        await sitter.press("Y")
        await told(sitter, NOTHING)
        experiments._loaded("here", [Experiment("7", "wind", 1, 2)])
        assert await offered(sitter) == ["7", "wind"]
        await leave(sitter)
        runs, run = RunsScreen("7", "wind"), RunScreen(RUN.run_id)
        sitter.desk.push_screen(runs)
        await sitter.settle()
        runs._show([RUN])
        assert await offered(sitter) == [RUN.run_id, "gale"]
        await leave(sitter)
        sitter.desk.push_screen(run)
        await sitter.settle()
        run._loaded(RunDetails(RUN, "wind", record, LINK, ()), ())
        assert await offered(sitter) == [RUN.run_id, "gale", LINK]
        await leave(sitter)
        run._loaded(RunDetails(RUN, "wind", record, LINK, (model,)), ())
        assert await offered(sitter) == ["models:/m-1", "model", "s3://bucket/model", RUN.run_id, "gale", LINK]


async def test_where_nothing_is_under_the_cursor_it_is_said(alice: RegistryClient) -> None:
    async with sitting(alice, reference="empty-model") as sitter:
        await sitter.sees("No versions yet.")
        await sitter.press("Y")
        await told(sitter, NOTHING)
        assert title_of(sitter) == ""


async def test_what_was_meant_at_the_key_is_read_or_its_going_told(alice: RegistryClient) -> None:
    async with sitting(alice) as sitter:
        await sitter.sees("▸churn")
        page = sitter.desk.screen
        assert isinstance(page, ModelsScreen)
        await sitter.press("down")
        read = page.what_to_copy()
        assert read is not None
        await sitter.press("down")
        assert read(alice).of == "empty-model"
        alice.delete_registered_model("empty-model")
        await choose_field(page, read)
        await told(sitter, "empty-model")
        assert title_of(sitter) == ""


def test_a_stage_names_only_the_latest_version_in_it(alice: RegistryClient) -> None:
    alice.transition_model_version_stage(MODEL, 2, "Production")
    assert "Stage" in labels(of_version(alice, MODEL, 2, is_remote=False))
    assert "Stage" not in labels(of_version(alice, MODEL, 1, is_remote=False))
    assert "Stage" not in labels(of_version(alice, "fraud-detector", 1, is_remote=False))


def test_over_ssh_the_folder_is_not_offered(alice: RegistryClient) -> None:
    assert "Folder" in labels(of_version(alice, MODEL, 1, is_remote=False))
    assert "Folder" not in labels(of_version(alice, MODEL, 1, is_remote=True))


def test_where_the_disk_with_the_folder_is_not_mounted_the_rest_is_offered(alice: RegistryClient) -> None:
    root = alice.registry.artifact_root
    root.rename(root.with_name("mounted"))
    found = labels(of_version(alice, MODEL, 1, is_remote=False))
    assert "Folder" not in found
    assert "Version" in found


def test_of_a_decided_request_what_was_answered_too(alice: RegistryClient) -> None:
    (request,) = alice.list_model_requests(MODEL)
    alice.reject_transition_request(MODEL, 3, request.to_stage, "Not yet.")
    (decided,) = alice.find_requests([request.id])
    assert dict(of_request(alice, decided, is_remote=True).values)["Decision"] == "Not yet."


async def test_of_more_than_fits_the_menu_scrolls_and_nine_have_digits(alice: RegistryClient) -> None:
    for number in range(30):
        alice.set_registered_model_alias(MODEL, f"a{number:02d}", 3)
    async with sitting(alice, reference=f"{MODEL}/3") as sitter:
        await sitter.sees("Pending requests")
        values = await offered(sitter)
        assert sitter.line_with("9  Alias")
        assert sitter.line_with("·  Alias")
        await sitter.press("end")
        await sitter.sees("·  Description  Try number 3")
        assert sitter.line_with("esc leave")
        await sitter.press("enter")
        await out_of_dialog(sitter)
        assert sitter.desk.clipboard == values[-1]
