"""One store a process, shared by its threads; pickles, forks and workers that start at once."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from mlflow.exceptions import MlflowException
from mlflow.tracking._model_registry.utils import _get_store

from tests.mlflow_plugin.refusing import refused
from tui_registry.mlflow_plugin.address import registry_url
from tui_registry.mlflow_plugin.store import RegistryStore

OPEN = """
import sys
from mlflow.tracking._model_registry.utils import _get_store
store = _get_store(sys.argv[1], "sqlite:///unused.db")
store.create_registered_model(sys.argv[2])
print(len(store.search_registered_models()))
"""


@pytest.mark.parametrize(
    ("uri", "url"),
    [
        ("tui-registry:////srv/registry.db", "sqlite:////srv/registry.db"),
        ("tui-registry:///registry.db", "sqlite:///registry.db"),
        ("TUI-registry+sqlite:////srv/A.db", "sqlite:////srv/A.db"),
        ("tui-registry+postgresql://u:p@h/d", "postgresql://u:p@h/d"),
        ("tui-registry+postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
    ],
)
def test_an_address(uri: str, url: str) -> None:
    assert registry_url(uri) == url


@pytest.mark.parametrize("scheme", ["tui-registry", "tui-registry+sqlite"])
def test_mlflow_finds_the_store_by_its_entry_point(place: Path, scheme: str, tracking_uri: str) -> None:
    uri = f"{scheme}:///{place}/registry.db"
    found = _get_store(uri, tracking_uri)
    assert isinstance(found, RegistryStore)
    assert (found.store_uri, found.tracking_uri) == (uri, tracking_uri)
    assert _get_store(uri, tracking_uri) is found


def test_a_registry_that_cannot_be_opened_stops_the_start(place: Path) -> None:
    refused("TEMPORARILY_UNAVAILABLE", "does not exist", lambda: RegistryStore(f"tui-registry:///{place}/no/r.db"))
    (place / "text.db").write_text("no database " * 100)
    with pytest.raises(MlflowException):
        RegistryStore(f"tui-registry:///{place}/text.db")
    refused("INVALID_PARAMETER_VALUE", "can't be kept", lambda: RegistryStore("tui-registry+mysql://h/d"))


def test_workers_that_start_at_once_make_one_schema(place: Path) -> None:
    uri = f"tui-registry:///{place}/new.db"
    workers = [
        subprocess.Popen([sys.executable, "-W", "ignore", "-c", OPEN, uri, f"m{n}"], stdout=subprocess.PIPE)
        for n in range(3)
    ]
    outputs = [worker.communicate(timeout=100)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert max(int(output) for output in outputs) == 3


def test_threads_share_a_store_and_get_numbers_of_their_own(store: RegistryStore, place: Path) -> None:
    store.create_registered_model("power")

    def add(_: int) -> int:
        return int(store.create_model_version("power", str(place / "model")).version)

    with ThreadPoolExecutor(8) as threads:
        made = sorted(threads.map(add, range(24)))
    assert made == list(range(1, 25))
    assert {version.status for version in store.search_model_versions("name = 'power'")} == {"READY"}


def test_a_store_survives_a_pickle(store: RegistryStore) -> None:
    store.create_registered_model("power")
    copy = pickle.loads(pickle.dumps(store))
    assert copy.get_registered_model("power").name == "power"
    assert (copy.store_uri, copy.tracking_uri) == (store.store_uri, store.tracking_uri)


def _in_child(store: RegistryStore, answers: Any) -> None:
    store.create_registered_model("child")
    answers.put((len(store._registries), [model.name for model in store.search_registered_models()]))
    answers.close()
    answers.join_thread()
    os._exit(0)


def test_a_fork_opens_the_registry_anew(store: RegistryStore) -> None:
    store.create_registered_model("parent")
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=_in_child, args=(store, answers))
    child.start()
    assert answers.get(timeout=60) == (2, ["child", "parent"])
    child.join(60)
    assert store.get_registered_model("child").name == "child"


def test_importing_us_imports_no_mlflow() -> None:
    program = "import sys, tui_registry, tui_registry.registry.client; print('mlflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"
