"""Where the command line and the desk look for MLflow's runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_registry.cli.config import config_file, tracking_uri
from tui_registry.domain.errors import RegistryUnavailable


@pytest.fixture
def config() -> Path:
    file = config_file()
    file.parent.mkdir(parents=True)
    return file


def test_the_variable_goes_before_the_configuration(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tracking_uri() == ""
    config.write_text('tracking = "https://mlflow.example.com"')
    assert tracking_uri() == "https://mlflow.example.com"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://other")
    assert tracking_uri() == "http://other"


def test_what_is_no_uri_is_told(config: Path) -> None:
    config.write_text("tracking = 3")
    with pytest.raises(RegistryUnavailable, match="`tracking` must be text"):
        tracking_uri()
