"""Who acts: in process, in our server, in MLflow's server without our app; and a server that must not begin."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask, g

from tests.registry.support import founder
from tui_registry.domain.errors import Unauthenticated
from tui_registry.mlflow_plugin import actor as seam
from tui_registry.mlflow_plugin.actor import actor, answering, demand_tokens

MAKE = "from tui_registry.mlflow_plugin.server import create_app; print(type(create_app()).__name__)"


def test_in_process_it_is_the_operating_systems_user() -> None:
    assert actor() == founder()


def test_in_our_server_it_is_the_tokens_user_or_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seam, "_guarded", set[int]())
    demand_tokens()
    with pytest.raises(Unauthenticated):
        actor()
    refused = []

    def ask() -> None:
        try:
            actor()
        except Unauthenticated:
            refused.append(True)

    with answering("alice"):
        assert actor() == "alice"
        # A thread that does not belong to the request acts for nobody, and not for the account.
        thread = Thread(target=ask)
        thread.start()
        thread.join()
        with answering("bob"):
            assert actor() == "bob"
        assert actor() == "alice"
    assert refused == [True]
    with pytest.raises(Unauthenticated), Flask("x").test_request_context():
        actor()


def test_a_server_without_our_app_never_lends_the_accounts_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    with Flask("x").test_request_context():
        assert actor() == "anonymous"
        g.mlflow_authenticated_user = "bob"
        assert actor() == "bob"
    monkeypatch.setenv("_MLFLOW_SGI_NAME", "uvicorn")
    assert actor() == "anonymous"


def make_app(place: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {
        "_MLFLOW_SGI_NAME": "uvicorn",
        "_MLFLOW_SERVER_FILE_STORE": f"sqlite:///{place}/mlflow.db",
        "_MLFLOW_SERVER_REGISTRY_STORE": f"tui-registry:///{place}/registry.db",
    }
    command = [sys.executable, "-W", "ignore", "-c", MAKE]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=100, check=False, env=os.environ | given | environment
    )


@pytest.mark.parametrize(("name", "kind"), [("uvicorn", "FastAPI"), ("gunicorn", "Flask"), ("waitress", "Flask")])
def test_the_app_is_of_the_kind_that_the_server_runs(place: Path, name: str, kind: str) -> None:
    assert make_app(place, _MLFLOW_SGI_NAME=name).stdout.split() == [kind]


def test_a_registry_of_mlflows_own_is_not_served(place: Path) -> None:
    done = make_app(place, _MLFLOW_SERVER_REGISTRY_STORE=f"sqlite:///{place}/mlflow.db")
    assert done.returncode != 0
    assert "serves a registry of tui-registry's" in done.stderr


@pytest.mark.parametrize("folder", [".", "artifacts", "artifacts/1", "registry.db"])
def test_proxied_artifacts_and_the_registry_are_kept_apart(place: Path, folder: str) -> None:
    done = make_app(place, _MLFLOW_SERVER_ARTIFACT_DESTINATION=str(place / folder))
    assert done.returncode != 0
    assert "lie in each other" in done.stderr


WSGI = """
import base64, io, json, sys
from tui_registry.mlflow_plugin.server import create_app
client = create_app().test_client()
filled = str.maketrans({"<": "", ">": ""})
rules = {rule.rule.translate(filled).replace("path:", "") for rule in client.application.url_map.iter_rules()}
shut = {client.open(rule).status_code for rule in rules - {"/health", "/version"}}
path = "/api/2.0/mlflow/registered-models/create"
made = client.post(path, json={"name": "m"}, headers={"Authorization": "Bearer " + sys.argv[1]})
after = client.post(path, json={"name": "n"})
print(json.dumps([sorted(shut), client.get("/health").status_code, made.status_code, after.status_code]))
"""


def test_under_gunicorn_and_waitress_flask_alone_is_as_shut(place: Path) -> None:
    from tui_registry import Registry

    with Registry.open(str(place / "registry.db"), create=False) as registry:
        secret = registry.acting_as("bob").create_token().secret
        given = os.environ | {
            "_MLFLOW_SGI_NAME": "gunicorn",
            "_MLFLOW_SERVER_FILE_STORE": f"sqlite:///{place}/mlflow.db",
            "_MLFLOW_SERVER_REGISTRY_STORE": f"tui-registry:///{place}/registry.db",
        }
        command = [sys.executable, "-W", "ignore", "-c", WSGI, secret]
        done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True, env=given)
        assert done.stdout.strip() == "[[401], 200, 200, 401]"
        assert registry.acting_as("bob").get_registered_model("m").user_id == "bob"
