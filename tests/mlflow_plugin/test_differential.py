"""The same random calls to MLflow's own store and to ours: the same answers, but where our rules are stricter."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from mlflow.entities.model_registry import ModelVersion, ModelVersionTag, RegisteredModel, RegisteredModelTag
from mlflow.exceptions import MlflowException

from tui_registry.mlflow_plugin.store import RegistryStore

Call = tuple[str, tuple[Any, ...]]
STEPS = 250
ACTIVE = ("Staging", "Production")


def in_use(theirs: Any, name: str, *_: Any) -> bool:
    """A version of the model is in Staging or Production."""
    return any(version.current_stage in ACTIVE for version in theirs.search_model_versions(f"name = '{name}'"))


def version_in_use(theirs: Any, name: str, version: int) -> bool:
    """The version is in Staging or Production."""
    found = theirs.search_model_versions(f"name = '{name}' AND version_number = {version}")
    return any(each.current_stage in ACTIVE for each in found)


def valid_name(theirs: Any, name: str, new_name: str) -> bool:
    """A model in use is asked to take a name that would be fine."""
    return new_name not in ("", "a/b") and in_use(theirs, name)


STRICTER = {
    "delete_registered_model": in_use,  # U10, D2
    "rename_registered_model": valid_name,  # U10, D6
    "delete_model_version": version_in_use,  # U10, D1
}
"""What MLflow does and we refuse with INVALID_STATE."""

OTHER_CODES = {
    ("transition_model_version_stage", "INTERNAL_ERROR"): "INVALID_PARAMETER_VALUE",  # S4: MLflow gives no code
    ("search_registered_models", "INTERNAL_ERROR"): "INVALID_PARAMETER_VALUE",  # order_by names a field twice
    ("search_model_versions", "INTERNAL_ERROR"): "INVALID_PARAMETER_VALUE",
    ("create_model_version", "INTERNAL_ERROR"): "RESOURCE_DOES_NOT_EXIST",  # a models:/ source that is not there
}
"""What both refuse, with another code here: that of the reason."""


class Caller:
    """Draws calls; names and numbers are few, so that they meet."""

    def __init__(self, seed: int, source: Path) -> None:
        self.random = random.Random(seed)
        self.source = str(source)

    def name(self) -> str:
        return self.random.choice(["a", "a", "b", "b", "C d", "%_", "gone", "", "a/b"])

    def version(self) -> int:
        return self.random.choice([1, 1, 2, 2, 3, 4, 5, 0, 99])

    def stage(self) -> str:
        return self.random.choice(["None", "staging", "Staging", "PRODUCTION", "Production", "archived", "bad"])

    def key(self) -> str:
        return self.random.choice(["k", "K", "a.b", "x/y", "", "bad?"])

    def alias(self) -> str:
        return self.random.choice(["champion", "Champion", "latest", "v1", "a b", ""])

    def text(self) -> str:
        return self.random.choice(["", "text", "ü 100% _", "it\\'s", "x" * 200])

    def call(self) -> Call:
        """Return the next call: the method's name and its arguments."""
        choices: list[tuple[int, Callable[[], Call]]] = [
            (6, lambda: ("create_registered_model", (self.name(), [RegisteredModelTag(self.key(), self.text())]))),
            (12, lambda: ("create_registered_model", (self.name(), [], self.text()))),
            (3, lambda: ("update_registered_model", (self.name(), self.text()))),
            (4, lambda: ("rename_registered_model", (self.name(), self.name()))),
            (3, lambda: ("delete_registered_model", (self.name(),))),
            (25, self.create_version),
            (4, lambda: ("update_model_version", (self.name(), self.version(), self.text()))),
            (25, self.transition),
            (8, lambda: ("delete_model_version", (self.name(), self.version()))),
            (4, lambda: ("set_registered_model_tag", (self.name(), RegisteredModelTag(self.key(), self.text())))),
            (3, lambda: ("delete_registered_model_tag", (self.name(), self.key()))),
            (4, lambda: ("set_model_version_tag", (self.name(), self.version(), self.version_tag()))),
            (3, lambda: ("delete_model_version_tag", (self.name(), self.version(), self.key()))),
            (8, lambda: ("set_registered_model_alias", (self.name(), self.alias(), self.version()))),
            (3, lambda: ("delete_registered_model_alias", (self.name(), self.alias()))),
            (6, lambda: ("get_model_version_by_alias", (self.name(), self.alias()))),
            (6, lambda: ("get_registered_model", (self.name(),))),
            (6, lambda: ("get_model_version", (self.name(), self.version()))),
            (
                6,
                lambda: (
                    "get_latest_versions",
                    (self.name(), [self.stage() for _ in range(self.random.randint(0, 2))]),
                ),
            ),
            (8, lambda: ("search_registered_models", (self.model_filter(), 1000, self.model_order()))),
            (8, lambda: ("search_model_versions", (self.version_filter(), 1000, self.version_order()))),
        ]
        weights, made = zip(*choices, strict=True)
        return self.random.choices(made, weights)[0]()

    def create_version(self) -> Call:
        source = self.random.choice([self.source] * 5 + ["models:/a/1", "models:/b/99"])
        return "create_model_version", (self.name(), source, "r1", [self.version_tag()], "link", self.text())

    def transition(self) -> Call:
        archive = self.random.random() < 0.4
        return "transition_model_version_stage", (self.name(), self.version(), self.stage(), archive)

    def version_tag(self) -> ModelVersionTag:
        return ModelVersionTag(self.random.choice(["k", "K", "a.b"]), self.text())

    def model_filter(self) -> str:
        return self.random.choice(
            [
                "",
                "name = 'a'",
                "name LIKE '%_'",
                "name ILIKE 'c%'",
                "tags.k = 'text'",
                "tags.k != 'text'",
                "name != 'a'",
            ]
            + [
                "tags.`a.b` LIKE '%x%' AND name NOT IN ('b')",
                "name = a b",
                "stage = 'None'",
                "name = 'a' OR name = 'b'",
            ]
        )

    def version_filter(self) -> str:
        return self.random.choice(
            ["", "name = 'a'", "run_id = 'r1'", "run_id IN ('r1', 'r2')", "version_number > 1", "tags.k = 'text'"]
            + ["name LIKE '%' AND version_number <= 2", "version_number = 1.5", "name = 'a' AND tags.K ILIKE 'TEXT'"]
        )

    def model_order(self) -> list[str]:
        return self.random.choice([["name"], ["name DESC"], ["name", "name"], ["creation_timestamp"], ["name up"]])

    def version_order(self) -> list[str]:
        return self.random.choice(
            [["name", "version_number"], ["version_number DESC"], ["name DESC"], ["name", "name"], ["run_id"]]
        )


def plain(answer: Any, *, searched: bool = False) -> Any:
    """Return an answer without its times, its users and the place of its copy."""
    if isinstance(answer, ModelVersion):
        about = (answer.name, int(answer.version), answer.current_stage, answer.description or None, answer.source)
        # MLflow's searches leave the aliases out; ours don't.
        aliases = () if searched else tuple(sorted(answer.aliases))
        return (*about, answer.run_id, answer.run_link, answer.status, answer.tags, aliases)
    if isinstance(answer, RegisteredModel):
        latest = sorted((plain(version, searched=True) for version in answer.latest_versions or []), key=repr)
        return answer.name, answer.description or None, answer._tags, answer.aliases, latest
    if isinstance(answer, list):
        return [plain(each, searched=searched) for each in answer]
    return answer


def answered(store: Any, call: Call) -> tuple[str, Any]:
    """Return the code of a refusal, or the answer."""
    method, arguments = call
    try:
        answer = getattr(store, method)(*arguments)
    except MlflowException as error:
        return error.error_code, None
    if method == "get_latest_versions":
        answer = sorted(answer, key=lambda version: int(version.version))
    return "", plain(answer, searched=method.startswith("search"))


@pytest.fixture
def theirs(place: Path) -> Iterator[Any]:
    # Not at the head: it warns while it is imported.
    from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore

    store = SqlAlchemyStore(f"sqlite:///{place}/mlflow.db")
    yield store
    store.engine.dispose()


@pytest.mark.parametrize("seed", range(4))
def test_random_calls(store: RegistryStore, theirs: Any, place: Path, seed: int) -> None:
    source = place / "plain"
    source.mkdir()
    (source / "weights").write_bytes(b"1")
    caller = Caller(seed, source)
    done = set()
    for step in range(STEPS):
        call = caller.call()
        method, arguments = call
        if method in STRICTER and STRICTER[method](theirs, *arguments):
            assert answered(store, call)[0] == "INVALID_STATE", (step, call)
            continue
        code, expected = answered(theirs, call)
        assert answered(store, call) == (OTHER_CODES.get((method, code), code), expected), (step, call)
        done.add((method, code))
    assert len(done) > 30
    everything: Call = ("search_registered_models", ("", 1000, ["name"]))
    assert answered(store, everything) == answered(theirs, everything)
