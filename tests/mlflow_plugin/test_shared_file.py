"""A file that several accounts can write, by MLflow: refused unless the URI says that all of them are trusted."""

from __future__ import annotations

from pathlib import Path

import pytest
from mlflow.exceptions import MlflowException
from mlflow.tracking._model_registry.utils import _get_store

from tui_registry.mlflow_plugin.address import registry_url, trusts_everyone


def test_only_the_end_of_a_uri_says_it() -> None:
    uri = "tui-registry:////srv/a?b.db"
    assert (registry_url(uri), trusts_everyone(uri)) == ("sqlite:////srv/a?b.db", False)
    trusting = f"{uri}?trust_everyone=1"
    assert (registry_url(trusting), trusts_everyone(trusting)) == ("sqlite:////srv/a?b.db", True)


def test_the_store_refuses_it_and_says_what_to_write(place: Path, registry_uri: str, tracking_uri: str) -> None:
    (place / "registry.db").chmod(0o666)
    with pytest.raises(MlflowException) as refused:
        _get_store(registry_uri, tracking_uri)
    assert refused.value.error_code == "PERMISSION_DENIED"
    assert refused.value.get_http_status_code() == 403
    assert "?trust_everyone=1" in refused.value.message
    assert _get_store(f"{registry_uri}?trust_everyone=1", tracking_uri).search_registered_models() == []


def test_mlflow_s_client_goes_on_as_before(place: Path, registry_uri: str, tracking_uri: str) -> None:
    from mlflow import MlflowClient

    (place / "registry.db").chmod(0o666)
    client = MlflowClient(tracking_uri, f"{registry_uri}?trust_everyone=1")
    client.create_registered_model("churn")
    version = client.create_model_version("churn", str(place / "model"))
    assert client.get_model_version("churn", version.version).status == "READY"
