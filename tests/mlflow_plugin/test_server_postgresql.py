"""Two servers of several workers each that start at the same moment on one registry in PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.mlflow_plugin.serving import APP, Answer, Served, serving
from tests.registry.conftest import postgresql_server
from tests.registry.servers import Server
from tests.registry.support import founder, write_model
from tui_registry import PermissionLevel, Registry

__all__ = ["postgresql_server"]

API = "/api/2.0/mlflow"
USERS = ("alice", "bob")


# Whichever process comes first makes the registry; all others find it made.
FOUND = """
import sys
from tui_registry import PermissionLevel, Registry
from tui_registry.mlflow_plugin.store import RegistryStore
Registry.open(sys.argv[1], artifacts=sys.argv[2]).close()
store = RegistryStore("tui-registry+" + sys.argv[1])
store.create_registered_model(sys.argv[3])
print(len(store.search_registered_models()))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What both servers' machines have in common."""
    return tmp_path_factory.mktemp("shared")


@pytest.fixture(scope="module")
def database(postgresql_server: Server, folder: Path) -> str:
    """The URL of a registry that was just made, as the README says."""
    return postgresql_server.registry_database(folder / "artifacts")


@pytest.fixture(scope="module")
def servers(database: str, folder: Path, postgresql_server: Server) -> Iterator[list[Served]]:
    """Both, the runs in a second database; alice and bob have tokens."""
    from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

    runs = postgresql_server.empty_database()
    # MLflow's own schema is not made by two at once.
    SqlAlchemyStore(runs, str(folder)).engine.dispose()
    uri = "tui-registry+" + database
    with ExitStack() as stack, ThreadPoolExecutor(2) as threads:
        started = [
            threads.submit(stack.enter_context, serving(_made(folder / name), uri, *APP, workers=3, runs_uri=runs))
            for name in ("one", "two")
        ]
        served = [future.result() for future in started]
        with Registry.open(database, create=False) as registry:
            secrets = {user: registry.acting_as(user).create_token().secret for user in USERS}
        for each in served:
            each.secrets.update(secrets)
        yield served


def _made(folder: Path) -> Path:
    folder.mkdir()
    write_model(folder / "model")
    return folder


def test_processes_that_start_at_once_make_one_schema(postgresql_server: Server, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-c", FOUND, postgresql_server.empty_database(), str(tmp_path / "kept")]
    processes = [subprocess.Popen([*command, f"m{n}"], stdout=subprocess.PIPE, cwd=tmp_path) for n in range(4)]
    outputs = [process.communicate(timeout=100)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    assert max(int(output) for output in outputs) == 4


def test_many_workers_write_one_registry(servers: list[Served], database: str) -> None:
    alice = servers[0].ask("POST", f"{API}/registered-models/create", {"name": "power"}, user="alice")
    assert alice.status == 200
    with Registry.open(database, create=False) as registry:
        client = registry.acting_as("alice")
        client.create_model_version("power", str(servers[0].folder / "model"))
        client.set_permission("power", "bob", PermissionLevel.CAN_MANAGE)

    def add(number: int) -> Answer:
        body = {"name": "power", "source": "models:/power/1"}
        return servers[number % 2].ask("POST", f"{API}/model-versions/create", body, user=USERS[number // 2 % 2])

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(add, range(36)))
    assert {answer.status for answer in answers} == {200}, answers
    numbers = sorted(int(answer.json["model_version"]["version"]) for answer in answers)
    assert numbers == list(range(2, 38))
    with Registry.open(database, create=False) as registry:
        versions = registry.acting_as(founder()).search_model_versions("name = 'power'").rows
    assert {version.status for version in versions} == {"READY"}
    made = {str(version.version): version.user_id for version in versions}
    told = [answer.json["model_version"]["version"] for answer in answers]
    assert [made[number] for number in told] == [USERS[index // 2 % 2] for index in range(36)]


def test_stages_moved_by_many_workers_leave_one_in_production(servers: list[Served], database: str) -> None:
    with Registry.open(database, create=False) as registry:
        client = registry.acting_as("alice")
        client.create_registered_model("staged")
        for _ in range(24):
            client.create_model_version("staged", str(servers[0].folder / "model"))
    body = {"name": "staged", "stage": "Production", "archive_existing_versions": True}

    def move(number: int) -> Answer:
        path = f"{API}/model-versions/transition-stage"
        return servers[number % 2].ask("POST", path, {**body, "version": str(number)}, user="alice")

    with ThreadPoolExecutor(12) as threads:
        assert {answer.status for answer in threads.map(move, range(1, 25))} == {200}
    for server in servers:
        path = f"{API}/registered-models/get-latest-versions?name=staged&stages=Production"
        assert len(server.ask("GET", path, user="alice").json["model_versions"]) == 1
    path = f"{API}/model-versions/search?max_results=1000&filter=name%3D%27staged%27"
    found = servers[1].ask("GET", path, user="alice").json["model_versions"]
    stages = [version["current_stage"] for version in found]
    assert (stages.count("Production"), stages.count("Archived")) == (1, 23)


def test_a_token_made_or_revoked_counts_at_every_worker_at_once(servers: list[Served], database: str) -> None:
    with Registry.open(database, create=False) as registry:
        alice = registry.acting_as("alice")
        made = alice.create_token()
        shown = {"Authorization": f"Bearer {made.secret}"}
        path = f"{API}/registered-models/search"

        def statuses() -> set[int]:
            with ThreadPoolExecutor(8) as threads:
                answers = threads.map(lambda n: servers[n % 2].ask("GET", path, headers=shown), range(40))
                return {answer.status for answer in answers}

        assert statuses() == {200}
        alice.revoke_token(made.token.id)
        assert statuses() == {401}
