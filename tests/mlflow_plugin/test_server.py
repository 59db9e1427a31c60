"""Who is let in by a real server of two workers, and in whose name it acts."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.mlflow_plugin.serving import Answer, Served
from tests.registry.support import founder
from tui_registry import Registry
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.domain.permissions import PermissionLevel

API, AJAX = "/api/2.0/mlflow", "/ajax-api/2.0/mlflow"
OPEN = ("/health", "/version")
GRAPHQL = "query q {mlflowSearchModelVersions(input: {}) {modelVersions {name} apiError {code}}}"


@pytest.fixture(scope="session")
def routes(server: Served) -> list[tuple[str, str]]:
    """Every route of the app, with something in the place of its variables."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.mlflow_plugin.routes", str(server.folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=True)
    return [(method, path) for method, path in json.loads(done.stdout)]


def assert_shut(answer: Answer, what: object) -> None:
    assert answer.status == 401, what
    assert answer.headers["content-type"] == "application/json"


def make_model(registry: Registry, name: str) -> str:
    registry.acting_as("alice").create_registered_model(name)
    return name


def test_a_missing_wrong_or_revoked_token_gets_401_on_every_route(
    server: Served, behind: Registry, routes: list[tuple[str, str]]
) -> None:
    alice = behind.acting_as("alice")
    revoked = alice.create_token()
    now = behind.clock()
    with Registry.open(behind.url, create=False, clock=lambda: now - 60_000) as a_minute_ago:
        expired = a_minute_ago.acting_as("alice").create_token(expires=now)
    alice.revoke_token(revoked.token.id)
    behind.acting_as("gone").create_token()
    gone = behind.acting_as("gone").create_token().secret
    behind.acting_as(founder()).remove_user("gone")
    assert len(routes) > 300
    paths = {path for _, path in routes}
    known = ("/graphql", f"{API}/registered-models/create", "/get-artifact", "/v1/traces", "/static-files/x", "/")
    assert paths >= {*known, "/api/2.0/mlflow-artifacts/artifacts/x", "/ajax-api/3.0/jobs/x", *OPEN}
    wrong = "wrong", revoked.secret, expired.secret, gone, server.secrets["alice"] + "x"
    shown = [{}, *({"Authorization": f"Bearer {secret}"} for secret in wrong)]
    asked = [(method, path, headers) for method, path in routes if path not in OPEN for headers in shown]
    with ThreadPoolExecutor(4) as threads:
        answers = threads.map(lambda each: server.ask(each[0], each[1], headers=each[2]), asked)
        for each, answer in zip(asked, answers, strict=True):
            assert_shut(answer, each)


def test_a_route_that_nobody_knows_is_shut_as_well_and_two_are_open(server: Served) -> None:
    odd = "/nope", "/health/", "//health", "/health/../x", "/%68ealth/x", "/version/x", "/x/health", "/HEALTH"
    for path in odd:
        assert_shut(server.ask("GET", path), path)
    for path in OPEN:
        assert server.ask("GET", path).status == 200
    refusal = server.ask("GET", f"{API}/registered-models/search").json
    assert refusal["error_code"] == "UNAUTHENTICATED"
    assert "MLFLOW_TRACKING_TOKEN" in refusal["message"]


@pytest.mark.parametrize(
    ("pattern", "status"),
    [
        ("Bearer {}", 200),
        ("bearer  {}", 200),
        ("Bearer", 401),
        ("{}", 401),
        ("Token {}", 401),
        ("Bearer {} x", 401),
        ("Bearer {0},{0}", 401),
        ("Basic {}", 401),
        ("Basic é", 401),
    ],
)
def test_how_a_token_is_shown(server: Served, pattern: str, status: int) -> None:
    shown = {"Authorization": pattern.format(server.secrets["alice"])}
    assert server.ask("GET", f"{API}/registered-models/search", headers=shown).status == status


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def test_a_token_as_the_password_of_basic(server: Served, behind: Registry) -> None:
    path = f"{API}/registered-models/create"
    # The name says nothing: the token's user acts, whoever is named.
    for number, user in enumerate(("bob", "alice", "", founder())):
        assert (
            server.ask("POST", path, {"name": f"basic-{number}"}, headers=basic(user, server.secrets["bob"])).code == ""
        )
        assert behind.acting_as("bob").get_registered_model(f"basic-{number}").user_id == "bob"
    for user, password in (("bob", ""), ("bob", "wrong"), (server.secrets["bob"], ""), ("alice", "alice")):
        assert_shut(server.ask("POST", path, {"name": "x"}, headers=basic(user, password)), user)


def test_two_authorizations_are_none(server: Served) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    lines = [f"Authorization: Bearer {server.secrets[user]}" for user in ("alice", "bob")]
    with socket.create_connection((host, int(port)), 20) as link:
        request = ["GET /api/2.0/mlflow/registered-models/search HTTP/1.1", f"Host: {host}:{port}", *lines]
        link.sendall("\r\n".join([*request, "Connection: close", "", ""]).encode())
        assert link.recv(100).startswith(b"HTTP/1.1 401 ")


def test_a_websocket_is_refused(server: Served) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    upgrade = [
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: " + "A" * 22 + "==",
    ]
    with socket.create_connection((host, int(port)), 20) as link:
        link.sendall("\r\n".join(["GET / HTTP/1.1", f"Host: {host}:{port}", *upgrade, "", ""]).encode())
        assert link.recv(100).split()[1] in (b"401", b"403")


def test_a_token_revoked_lets_nobody_in_from_the_next_request_on_at_any_worker(
    server: Served, behind: Registry
) -> None:
    alice = behind.acting_as("alice")
    made = alice.create_token()
    shown = {"Authorization": f"Bearer {made.secret}"}

    def statuses() -> set[int]:
        with ThreadPoolExecutor(8) as threads:
            path = f"{API}/registered-models/search"
            return {
                answer.status for answer in threads.map(lambda _: server.ask("GET", path, headers=shown), range(40))
            }

    assert statuses() == {200}
    alice.revoke_token(made.token.id)
    assert statuses() == {401}


def test_every_row_is_its_tokens_users_with_many_at_once(server: Served, behind: Registry) -> None:
    users = ["alice", "bob"] * 30

    def create(number: int) -> Answer:
        layer = API if number % 4 < 2 else AJAX
        return server.ask("POST", f"{layer}/registered-models/create", {"name": f"many-{number}"}, user=users[number])

    with ThreadPoolExecutor(12) as threads:
        assert {answer.status for answer in threads.map(create, range(60))} == {200}
    root = behind.acting_as(founder())
    made = {
        row.name: row for row in root.search_history(HistoryQuery(), limit=10_000).rows if row.name.startswith("many-")
    }
    assert [made[f"many-{number}"].user_id for number in range(60)] == users
    assert {row.acting_user for row in made.values()} == {""}


def test_rest_ajax_and_graphql_agree_on_who_sees_what(server: Served, behind: Registry) -> None:
    alice = behind.acting_as("alice")
    alice.register_model("hers", str(server.folder / "model"))

    def seen(user: str) -> list[bool]:
        answers = [
            server.ask("GET", f"{layer}/{noun}/search", user=user)
            for layer in (API, AJAX)
            for noun in ("registered-models", "model-versions")
        ]
        answers.append(server.ask("POST", "/graphql", {"query": GRAPHQL, "operationName": "q"}, user=user))
        assert {answer.status for answer in answers} == {200}
        return [b'"hers"' in answer.body for answer in answers]

    def opened(user: str) -> set[str]:
        asked = [
            f"{layer}/{path}"
            for layer in (API, AJAX)
            for path in ("registered-models/get?name=hers", "model-versions/get?name=hers&version=1")
        ]
        asked.append("/model-versions/get-artifact?name=hers&version=1&path=MLmodel")
        return {server.ask("GET", path, user=user).code for path in asked}

    assert (seen("alice"), seen("bob")) == ([True] * 5, [False] * 5)
    assert (opened("alice"), opened("bob")) == ({""}, {"PERMISSION_DENIED"})
    alice.set_permission("hers", "bob", PermissionLevel.CAN_READ)
    assert (seen("bob"), opened("bob")) == ([True] * 5, {""})


def test_the_files_of_a_version_go_to_who_may_read_it_and_cannot_be_written(server: Served, behind: Registry) -> None:
    behind.acting_as("alice").register_model("filed", str(server.folder / "model"))
    asked = f"{API}/model-versions/get-download-uri?name=filed&version=1"
    uri = server.ask("GET", asked, user="alice").json["artifact_uri"]
    place = uri.removeprefix("mlflow-artifacts:/")
    file = f"/api/2.0/mlflow-artifacts/artifacts/{place}/model.pkl"
    folder = f"/api/2.0/mlflow-artifacts/artifacts?path={place}"
    assert server.ask("GET", file, user="alice").body == b"weights"
    assert {each["path"] for each in server.ask("GET", folder, user="alice").json["files"]} == {"MLmodel", "model.pkl"}
    for path in (file, folder, asked):
        assert server.ask("GET", path, user="bob").code == "PERMISSION_DENIED"
    for up in ("/..", "/../1/../../../registry.db", "/%2e%2e/%2e%2e", "/nothing"):
        assert server.ask("GET", f"/api/2.0/mlflow-artifacts/artifacts/{place}{up}", user="alice").status in (400, 404)
    for method in ("PUT", "DELETE"):
        assert server.ask(method, file, user="alice").status >= 400, method
    assert server.ask("GET", file, user="alice").body == b"weights"
    assert not (server.folder / "run-artifacts" / "tui-registry").exists()


def test_no_secret_is_in_the_log(server: Served) -> None:
    server.ask("GET", f"{API}/registered-models/search", user="alice")
    assert not [
        user for user, secret in server.secrets.items() if secret in Path(server.folder, "server.log").read_text()
    ]
