"""What needs no MLflow: filters, orders, sources, refusals."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

from tui_registry.domain.errors import (
    InvalidParameterValue,
    InvalidState,
    PermissionDenied,
    RegistryError,
    ResourceDoesNotExist,
)
from tui_registry.tracking.entities import LoggedModel
from tui_registry.tracking.errors import MlflowMissing, TrackingUnavailable, as_ours, without_secret
from tui_registry.tracking.filters import RunOrder, order_by, run_filter
from tui_registry.tracking.opening import open_tracking
from tui_registry.tracking.server import Tracking
from tui_registry.tracking.sources import is_mlflow_s
from tui_registry.tui.run_versions import _is_from

RUN = "a" * 32
without_mlflow = pytest.mark.skipif(find_spec("mlflow") is not None, reason="MLflow is installed")


class Theirs(Exception):
    """As MLflow's exceptions are: a code, and a message."""

    def __init__(self, error_code: str, message: str) -> None:
        super().__init__(message)
        self.error_code = error_code
        self.message = message


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", ""),
        ("  ", ""),
        ("power", "attributes.run_name ILIKE '%power%'"),
        (" big wind ", "attributes.run_name ILIKE '%big wind%'"),
        ("bob's", "attributes.run_name ILIKE '%bob_s%'"),
        ("metrics.mae < 0.2", "metrics.mae < 0.2"),
        ("params.depth = '6' ", "params.depth = '6'"),
        ("tags.team LIKE 'e%'", "tags.team LIKE 'e%'"),
        ("tags.team ilike 'e%'", "tags.team ilike 'e%'"),
        ("run_id IN ('a')", "run_id IN ('a')"),
        ("winner in", "winner in"),
        ("winning", "attributes.run_name ILIKE '%winning%'"),
    ],
)
def test_plain_words_are_a_part_of_the_name(typed: str, asked: str) -> None:
    assert run_filter(typed) == asked


def test_runs_are_sorted_by_their_start_or_a_metric() -> None:
    assert order_by(RunOrder()) == ["attributes.start_time DESC"]
    assert order_by(RunOrder("", False)) == ["attributes.start_time ASC"]
    assert order_by(RunOrder("val/mae 2", False)) == ["metrics.`val/mae 2` ASC", "attributes.start_time DESC"]


@pytest.mark.parametrize(
    ("raised", "ours", "words"),
    [
        (Theirs("RESOURCE_DOES_NOT_EXIST", "Run not there."), ResourceDoesNotExist, "can't be found: Run not there."),
        (Theirs("INVALID_PARAMETER_VALUE", "Invalid clause"), InvalidParameterValue, "not understand that: Invalid"),
        (Theirs("INTERNAL_ERROR", "boom"), TrackingUnavailable, "The runs can't be read: boom."),
        (OSError("refused\x1b[2J by http://me:secret@host/x"), TrackingUnavailable, "http://host/x. Look at MLFLOW_"),
        (InvalidState("Ours already."), InvalidState, "Ours already."),
    ],
)
def test_what_mlflow_raises_is_one_of_ours(raised: Exception, ours: type[RegistryError], words: str) -> None:
    with pytest.raises(ours) as caught, as_ours("The runs"):
        raise raised
    assert words in caught.value.message
    assert "secret" not in caught.value.message
    assert "\x1b" not in caught.value.message


def test_a_password_is_never_shown() -> None:
    assert Tracking("https://me:secret@host:5000/x").label == "https://host:5000/x"
    assert without_secret("mysql://me:a@b@host/db, http://x/y@z") == "mysql://host/db, http://x/y@z"


def test_which_sources_are_mlflows() -> None:
    assert is_mlflow_s(f"runs:/{RUN}/model") and is_mlflow_s("models:/m-0f")
    assert not any(map(is_mlflow_s, ("/a/b", "models:/m-0f/3", "models:/churn/3", "models:/m-wind", "")))


@without_mlflow
def test_without_mlflow_one_is_told_how_to_get_it() -> None:
    for ask in (lambda: open_tracking("http://x"), lambda: Tracking("http://x").list_experiments()):
        with pytest.raises(MlflowMissing, match=r"pip install 'tui-registry\[mlflow\]'"):
            ask()


def test_over_ssh_no_runs_are_read() -> None:
    with pytest.raises(PermissionDenied, match="Over SSH"):
        open_tracking("http://x", is_remote=True)


def test_mlflow_is_not_imported_before_it_is_needed() -> None:
    program = (
        "import sys, tui_registry.tracking.opening, tui_registry.tracking.sources, tui_registry.tracking.records\n"
        "print(*sorted(name for name in sys.modules if name.partition('.')[0] in ('mlflow', 'sqlalchemy', 'textual')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    ("source", "is_of_it"),
    [
        ("models:/m-1f", True),
        ("models:/m-1f2", False),
        (f"runs:/{RUN}/forest", True),
        (f"runs:/{RUN}/deforest", False),
        (f"runs:/{RUN}/other", False),
        ("/srv/models/m-1f/artifacts", True),
        ("file:///srv/models/m-1f/artifacts", True),
        (f"/srv/mlruns/1/{RUN}/artifacts/forest/", True),
        ("/srv/forest", False),
    ],
)
def test_which_source_is_of_a_logged_model(source: str, is_of_it: bool) -> None:
    model = LoggedModel("models:/m-1f", "forest", RUN, "m-1f", "file:///srv/models/m-1f/artifacts")
    assert _is_from(source, model) is is_of_it
