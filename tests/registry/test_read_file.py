"""Reading one file of a version: P13, and nothing that lies outside the version's own files."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from tests.registry.support import register, write_model
from tui_registry import Registry
from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, PermissionDenied, ResourceDoesNotExist
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage
from tui_registry.registry.client import RegistryClient

LIMIT = 1 << 16


@pytest.fixture
def model(alice: RegistryClient, tmp_path: Path) -> str:
    """A model with version 1, which has a folder, and version 2."""
    source = write_model(tmp_path / "nested")
    (source / "data").mkdir()
    (source / "data" / "train.csv").write_bytes(b"a,b\n1,2\n")
    (source / "empty.txt").write_bytes(b"")
    register(alice, "churn", source, Stage.NONE)
    register(alice, "churn", write_model(tmp_path / "other", b"secret"), Stage.NONE)
    return "churn"


def folder_of(client: RegistryClient, number: int = 1) -> Path:
    return Path(client.get_model_version_download_uri("churn", number))


def test_a_file_is_returned_whole(model: str, alice: RegistryClient) -> None:
    excerpt = alice.read_file(model, 1, "data/train.csv", LIMIT)
    assert excerpt.content == b"a,b\n1,2\n"
    assert (excerpt.is_whole, excerpt.is_as_registered) == (True, True)
    assert excerpt.file.sha256 == hashlib.sha256(excerpt.content).hexdigest()
    assert alice.read_file(model, "1", "empty.txt", LIMIT).content == b""


def test_no_more_than_the_limit_is_read(model: str, alice: RegistryClient) -> None:
    excerpt = alice.read_file(model, 1, "data/train.csv", 4)
    assert (excerpt.content, excerpt.is_whole, excerpt.is_as_registered) == (b"a,b\n", False, True)
    assert excerpt.file.size == 8
    assert alice.read_file(model, 1, "data/train.csv", 8).is_whole
    assert alice.read_file(model, 1, "data/train.csv", 2**63 - 1).is_whole
    with pytest.raises(InvalidParameterValue):
        alice.read_file(model, 1, "data/train.csv", -1)


def test_it_takes_can_read_p13(model: str, alice: RegistryClient, bob: RegistryClient) -> None:
    with pytest.raises(PermissionDenied):
        bob.read_file(model, 1, "MLmodel", LIMIT)
    alice.set_permission(model, "bob", PermissionLevel.CAN_READ)
    assert bob.read_file(model, 1, "MLmodel", LIMIT).is_whole


@pytest.mark.parametrize(
    "path",
    [
        "../2/model.pkl",
        "data/../../2/model.pkl",
        "/etc/passwd",
        "./MLmodel",
        "data",
        "data/",
        "data//train.csv",
        "",
        ".",
        "..",
        "MLmodel\0",
        "mlmodel",
        "no.txt",
    ],
)
def test_only_the_versions_own_files_are_read(model: str, alice: RegistryClient, path: str) -> None:
    with pytest.raises(ResourceDoesNotExist, match="has no file"):
        alice.read_file(model, 1, path, LIMIT)


@pytest.mark.parametrize("path", ["../2/model.pkl", "data/../../2/model.pkl", "data//train.csv"])
def test_a_manifest_that_was_tampered_with_leads_nowhere_else(
    model: str, registry: Registry, alice: RegistryClient, path: str
) -> None:
    """Even what the database names is opened folder by folder, without "..": the second wall."""
    from sqlmodel import select

    from tui_registry.store.evidence.codec import dump_manifest
    from tui_registry.store.tables import ModelVersionRow

    (file,) = (file for file in alice.list_files(model, 2) if file.path == "model.pkl")
    with registry.database.write() as writer:
        row = writer.session.exec(select(ModelVersionRow).where(ModelVersionRow.number == 1)).one()
        row.manifest = dump_manifest([type(file)(path, file.size, file.sha256)])
    with pytest.raises(InvalidState, match="missing"):
        alice.read_file(model, 1, path, LIMIT)


def test_a_link_is_not_followed(model: str, alice: RegistryClient) -> None:
    folder = folder_of(alice)
    (folder / "MLmodel").unlink()
    (folder / "MLmodel").symlink_to(folder_of(alice, 2) / "model.pkl")
    with pytest.raises(InvalidState, match="can't be read"):
        alice.read_file(model, 1, "MLmodel", LIMIT)
    (folder / "data" / "train.csv").rename(folder / "train.csv")
    (folder / "data").rmdir()
    (folder / "data").symlink_to(folder)
    with pytest.raises(InvalidState, match="can't be read"):
        alice.read_file(model, 1, "data/train.csv", LIMIT)


def test_what_is_no_file_any_more_is_not_waited_for(model: str, alice: RegistryClient) -> None:
    path = folder_of(alice) / "empty.txt"
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(InvalidState, match="not a file"):
        alice.read_file(model, 1, "empty.txt", LIMIT)
    path.unlink()
    path.mkdir()
    with pytest.raises(InvalidState):
        alice.read_file(model, 1, "empty.txt", LIMIT)


def test_a_file_that_is_gone_is_told(model: str, alice: RegistryClient) -> None:
    (folder_of(alice) / "MLmodel").unlink()
    with pytest.raises(InvalidState, match="'MLmodel' is missing"):
        alice.read_file(model, 1, "MLmodel", LIMIT)


def test_a_file_that_was_changed_is_told(model: str, alice: RegistryClient) -> None:
    path = folder_of(alice) / "data" / "train.csv"
    path.write_bytes(b"a,b\n1,3\n")
    assert not alice.read_file(model, 1, "data/train.csv", LIMIT).is_as_registered
    # Of a part of the file only the size can tell.
    assert alice.read_file(model, 1, "data/train.csv", 4).is_as_registered
    path.write_bytes(b"a,b\n")
    assert not alice.read_file(model, 1, "data/train.csv", 2).is_as_registered


def test_a_version_that_is_not_ready_has_no_files_to_read(model: str, alice: RegistryClient, tmp_path: Path) -> None:
    def stop(*_: int) -> None:
        raise InvalidParameterValue("enough")

    with pytest.raises(InvalidParameterValue):
        alice.create_model_version(model, str(write_model(tmp_path / "third")), progress=stop)
    assert alice.get_model_version(model, 3).status is VersionStatus.FAILED
    with pytest.raises(InvalidState, match="FAILED_REGISTRATION"):
        alice.read_file(model, 3, "MLmodel", LIMIT)
