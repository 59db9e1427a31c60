"""The look of the runs, as pictures of a store that MLflow really wrote."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

pytest.importorskip("mlflow")

from tests.tracking.conftest import store as store  # noqa: E402
from tests.tracking.conftest import tracking_template as tracking_template  # noqa: E402
from tests.tracking.logging_runs import Store  # noqa: E402
from tests.tui.conftest import NOW  # noqa: E402
from tests.tui.desk import Sitter  # noqa: E402
from tests.tui.test_snapshots import MODEL, SMALL, Picture  # noqa: E402
from tests.tui.test_snapshots import picture as picture  # noqa: E402
from tests.tui.test_snapshots import registry as registry  # noqa: E402
from tui_registry import Registry  # noqa: E402

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

LARGE = (120, 40)
both_sizes = pytest.mark.parametrize("size", [SMALL, LARGE], ids=str)


@pytest.fixture
def drawn(store: Store, registry: Registry) -> Store:
    """Runs of which one has become a version; the same on every day."""
    power = store.experiment("power")
    ids = {}
    for number in range(1, 9):
        metrics = {"mae": round(0.2 - number / 100, 3), "rmse": round(0.3 - number / 50, 3), "mape": 12.5 - number}
        tags = {"mlflow.source.git.commit": "c0ffee", "mlflow.source.name": "train.py"}
        run_id = store.run(power, f"trial-{number}", metrics if number != 5 else {}, tags=tags)
        store.artifact_model(run_id)
        ids[run_id] = f"{number + 100:032x}"
    store.rename_ids(ids)
    alice = registry.acting_as("alice")
    folder = alice.get_model_version_download_uri(MODEL, 1)
    alice.register_model("wind", folder, run_id=f"{107:032x}", origin=f"runs:/{107:032x}/model")
    return store


@both_sizes
def test_runs(picture: Picture, drawn: Store, size: tuple[int, int]) -> None:
    async def steps(sitter: Sitter) -> None:
        sitter.desk.tracking_uri = drawn.uri
        await sitter.press("4")
        await sitter.sees("2 experiments")
        await sitter.press("enter", "s", "j")
        await sitter.sees("mae ▲")

    assert picture(size, steps)


@both_sizes
def test_experiments(picture: Picture, drawn: Store, size: tuple[int, int]) -> None:
    with closing(sqlite3.connect(drawn.folder / "mlflow.db")) as raw, raw:
        raw.execute("update experiments set creation_time = ?, last_update_time = ?", (NOW - 86_400_000, NOW))

    async def steps(sitter: Sitter) -> None:
        # From the folder that one is in: the page shows it.
        sitter.desk.tracking_uri = "sqlite:///mlflow.db"
        await sitter.press("4")
        await sitter.sees("2 experiments")

    assert picture(size, steps)


@both_sizes
def test_a_run(picture: Picture, drawn: Store, size: tuple[int, int]) -> None:
    async def steps(sitter: Sitter) -> None:
        sitter.desk.tracking_uri = drawn.uri
        sitter.desk.open_run(f"{107:032x}")
        await sitter.sees("wind v1")

    assert picture(size, steps)
