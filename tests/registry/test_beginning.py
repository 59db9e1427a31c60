"""Registrations whose artifacts come later, and what a tracking server tells of their runs (R7)."""

from __future__ import annotations

import threading
from dataclasses import replace
from math import inf, nan
from pathlib import Path

import pytest

from tests.registry.support import grant
from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, PermissionDenied, ResourceDoesNotExist
from tui_registry.domain.evidence import RunRecord
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.registry.client import RegistryClient

RUN = RunRecord({"alpha": "1"}, {"mae": 0.5}, {"team": "wind"}, ("october",), "train.py", "c0ffee")


@pytest.fixture(autouse=True)
def churn(alice: RegistryClient) -> None:
    alice.create_registered_model("churn")


def test_a_version_is_pending_until_its_artifacts_are_there_r7(alice: RegistryClient, source: Path) -> None:
    with alice.begin_model_version("churn", "s3://bucket/model", tags={"k": "v"}) as registration:
        pending = registration.version
        assert (pending.version, pending.status) == (1, VersionStatus.PENDING)
        assert (pending.source, pending.tags) == ("s3://bucket/model", {"k": "v"})
        assert alice.registry.recover() == 0
        done = registration.complete(str(source))
    assert (done.status, done.source, done.file_count) == (VersionStatus.READY, "s3://bucket/model", 2)
    assert done.run_id == "0123456789abcdef0123456789abcdef"
    assert alice.get_model_version("churn", 1) == done


def test_another_thread_may_complete_it(alice: RegistryClient, source: Path) -> None:
    registration = alice.begin_model_version("churn", "s3://bucket/model")

    def complete() -> None:
        with registration:
            registration.complete(str(source))

    thread = threading.Thread(target=complete)
    thread.start()
    thread.join()
    assert alice.get_model_version("churn", 1).status is VersionStatus.READY


@pytest.mark.parametrize("error", [InvalidState("The bucket is gone."), KeyError("x"), None])
def test_whatever_leaves_early_fails_the_version_r7(alice: RegistryClient, error: Exception | None) -> None:
    reason = "The bucket is gone." if isinstance(error, InvalidState) else "The program that was at it "
    try:
        with alice.begin_model_version("churn", "s3://bucket/model"):
            if error is not None:
                raise error
    except (InvalidState, KeyError) as raised:
        assert raised is error
    failed = alice.get_model_version("churn", 1)
    assert failed.status is VersionStatus.FAILED
    assert reason in failed.status_message
    assert alice.registry.artifacts.incoming() == []


def test_what_is_known_to_be_wrong_leaves_no_version(alice: RegistryClient, bob: RegistryClient, source: Path) -> None:
    grant(alice, "churn", "bob", PermissionLevel.CAN_READ)
    with pytest.raises(PermissionDenied):
        bob.begin_model_version("churn", "s3://bucket/model")
    with pytest.raises(ResourceDoesNotExist):
        alice.begin_model_version("nothing", "s3://bucket/model")
    for bad in ("", " ", "a\x1bb", "x" * 5_000):
        with pytest.raises(InvalidParameterValue):
            alice.begin_model_version("churn", bad)
    with pytest.raises(InvalidParameterValue):
        alice.begin_model_version("churn", "runs:/x/model", folder=str(source / "nowhere"))
    assert alice.list_versions("churn").total == 0


def test_others_artifacts_are_no_folder_either_p13(alice: RegistryClient, bob: RegistryClient, source: Path) -> None:
    alice.create_model_version("churn", str(source))
    theirs = alice.get_model_version_download_uri("churn", 1)
    bob.create_registered_model("bobs")
    with pytest.raises(PermissionDenied), bob.begin_model_version("bobs", "x") as registration:
        registration.complete(theirs)
    assert bob.get_model_version("bobs", 1).status is VersionStatus.FAILED


def test_what_a_tracking_server_tells_is_kept(alice: RegistryClient, source: Path) -> None:
    with alice.begin_model_version("churn", "runs:/r/model", folder=str(source), run_id="r") as registration:
        registration.complete(run=replace(RUN, metrics={"mae": 0.5, "nan": nan, "inf": inf}))
    evidence = alice.get_evidence("churn", 1)
    assert evidence.run == replace(RUN, metrics={"mae": 0.5, "nan": nan, "inf": inf})
    assert evidence.run_id == "r"
    assert evidence.signature is not None


def test_a_strangers_words_are_cut(alice: RegistryClient, source: Path) -> None:
    long = RunRecord(
        params={f"p{index:04}": "x" * 600 for index in range(1_100)},
        tags={"k" * 600: "v"},
        datasets=("d" * 600,) * 1_100,
        source_name="s" * 600,
        git_commit="c" * 600,
    )
    with alice.begin_model_version("churn", "x", folder=str(source)) as registration:
        registration.complete(run=long)
    kept = alice.get_evidence("churn", 1).run
    assert (len(kept.params), len(kept.datasets)) == (1_000, 1_000)
    texts = [*kept.params.values(), *kept.tags, *kept.datasets, kept.source_name, kept.git_commit]
    assert {len(text) for text in texts} == {500}


def test_prompts_are_found_only_by_those_who_ask(alice: RegistryClient, source: Path) -> None:
    """A model without the tag is no prompt, so `!=` has to find it."""
    tag = "mlflow.prompt.is_prompt"
    alice.create_registered_model("greeting", tags={tag: "true"})
    for name, tags in (("churn", {}), ("greeting", {tag: "true"})):
        alice.create_model_version(name, str(source), tags=tags)
    for text, found in (
        ("", ["churn", "greeting"]),
        (f"tags.`{tag}` != 'true'", ["churn"]),
        (f"tags.`{tag}` = 'false'", ["churn"]),
        (f"tags.`{tag}` = 'True'", ["greeting"]),
        (f"tags.`{tag}` != 'false'", ["greeting"]),
        (f"tags.`{tag}` = 'true' AND name = 'churn'", []),
    ):
        assert [model.name for model in alice.search_registered_models(text).rows] == found, text
        rows = alice.search_model_versions(text, order_by=["name"]).rows
        assert [version.name for version in rows] == found, text
