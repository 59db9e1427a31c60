"""Sources by which MLflow's registry was attacked (the CVEs of the specification), each refused without a trace."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.registry.support import write_model
from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, RegistryError
from tui_registry.registry.client import RegistryClient

Attack = Callable[[Path, Path], str]
"""Given a harmless source and a secret beside it, returns what an attacker would pass."""


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A folder beside the source, whose bytes must never arrive."""
    return write_model(tmp_path / "secret", b"top secret")


@pytest.fixture
def model(alice: RegistryClient) -> str:
    return alice.create_registered_model("churn").name


def assert_no_trace(client: RegistryClient) -> None:
    """No version was numbered, and no file of any kind is in the artifact folder."""
    assert client.list_versions("churn").total == 0
    assert_no_files(client)


def assert_no_files(client: RegistryClient) -> None:
    assert [path for path in client.registry.artifact_root.rglob("*") if not path.is_dir()] == []


def literally(spelling: str) -> Attack:
    """An attack whose spelling is there as a folder too, so that only the rule can refuse it."""

    def attack(source: Path, _secret: Path) -> str:
        write_model(source.parent / spelling)
        return str(source.parent / spelling)

    return attack


def linked(target: Callable[[Path, Path], str]) -> Attack:
    """A harmless folder with a link in it that leaves it."""

    def attack(source: Path, secret: Path) -> str:
        (source / "weights").symlink_to(target(source, secret))
        return str(source)

    return attack


ATTACKS: dict[str, Attack] = {
    # CVE-2023-2356, CVE-2023-2780, CVE-2024-1558, CVE-2025-11201
    "..": lambda source, _: f"{source}/../secret",
    ".. at the end": lambda source, _: f"{source}/..",
    ".. relative": lambda *_: "../../../../etc",
    ".. by backslash": lambda source, _: f"{source}/\\..\\secret",
    ".. by backslash, there": literally("a\\..\\b"),
    # MLflow decodes before it looks
    "percent": lambda source, _: f"{source}/%2e%2e/secret",
    "percent, there": literally("%2e%2e"),
    "percent twice": lambda source, _: f"{source}/%252e%252e/secret",
    "percent twice, there": literally("%252e%252e"),
    "percent slash, there": literally("x%2f..%2fsecret"),
    "percent NUL, there": literally("model%00.pkl"),
    "percent NUL twice, there": literally("model%2500"),
    "NUL": lambda source, secret: f"{source}\0{secret}",
    "NUL at the end": lambda source, _: f"{source}\0",
    # CVE-2023-6909, CVE-2024-1483, CVE-2024-3848; CVE-2024-1593, CVE-2024-3573
    "fragment": lambda source, secret: f"{source}#{secret}",
    "fragment with ..": lambda source, _: f"{source}#/../secret",
    "params": lambda source, secret: f"{source};{secret}",
    "params with ..": lambda source, _: f"{source};/../secret",
    "query": lambda source, secret: f"{source}?{secret}",
    "query with ..": lambda source, _: f"{source}?/../secret",
    # CVE-2023-1177, CVE-2023-6977, CVE-2024-8859
    "file:": lambda _, secret: f"file://{secret}",
    "file: without slashes": lambda _, secret: f"file:{secret}",
    "file: with this host": lambda _, secret: f"file://localhost{secret}",
    "file: with another host": lambda _, secret: f"file://evil.example{secret}",
    "file: with percent": lambda *_: "file:///%2e%2e/",
    "file: with fragment": lambda _, secret: f"file:///x#{secret}",
    "FILE:": lambda _, secret: f"FILE://{secret}",
    "local-file:": lambda _, secret: f"local-file:{secret}",
    "dbfs:": lambda _, secret: f"dbfs:{secret}",
    "http:": lambda *_: "http://169.254.169.254/latest/meta-data",
    "ftp:": lambda *_: "ftp://evil.example/model",
    "models:": lambda *_: "models:/churn/1",
    "runs:": lambda *_: "runs:/0123/../../secret",
    "another host by slashes": lambda *_: "//evil.example/share/model",
    "/proc/self/environ": lambda *_: "/proc/self/environ",
    "/proc/self/root": lambda _, secret: f"/proc/self/root{secret}",
    "//proc/self/root": lambda _, secret: f"//proc/self/root{secret}",
    "/./proc/self/root": lambda _, secret: f"/./proc/self/root{secret}",
    "/proc/self/cwd": lambda *_: "/proc/self/cwd",
    "/dev/fd": lambda *_: "/dev/fd/0",
    "/sys": lambda *_: "/sys/kernel",
    "/dev/null": lambda *_: "/dev/null",
    "a link in it to a secret": linked(lambda _, secret: str(secret / "model.pkl")),
    "a link in it to a secret folder": linked(lambda _, secret: str(secret)),
    "a link in it that climbs": linked(lambda *_: "../secret/model.pkl"),
    "a link in it to /etc/passwd": linked(lambda *_: "/etc/passwd"),
    "a link in it to /proc": linked(lambda *_: "/proc/self/environ"),
    "a link in it to nowhere": linked(lambda *_: "nowhere"),
    "a link in it to all": linked(lambda *_: "/"),
}
AFTER_NUMBERING = "a link in it"
"""What is found out only while the folder is copied: the version has its number by then, and ends as failed."""


@pytest.mark.parametrize("name", ATTACKS)
def test_a_source_that_attacks_is_refused_and_leaves_no_files(
    alice: RegistryClient, model: str, source: Path, secret: Path, name: str
) -> None:
    attack = ATTACKS[name](source, secret)
    with pytest.raises(InvalidParameterValue) as refusal:
        alice.create_model_version(model, attack)
    assert refusal.value.message.endswith(".")
    if name.startswith(AFTER_NUMBERING):
        failed = alice.get_model_version(model, 1)
        assert (failed.status, failed.status_message) == (VersionStatus.FAILED, refusal.value.message)
        assert_no_files(alice)
    else:
        assert_no_trace(alice)


@pytest.mark.parametrize("spelling", ["C# model", "a;b", "why?", "100%", "50%25", "notes:1", "..hidden", "a..b"])
def test_a_folder_of_an_odd_name_is_no_attack(alice: RegistryClient, model: str, tmp_path: Path, spelling: str) -> None:
    folder = write_model(tmp_path / spelling, b"weights")
    write_model(tmp_path / "C", b"what stands before the sign")
    version = alice.create_model_version(model, str(folder))
    assert version.source == str(folder)
    copied = Path(alice.get_model_version_download_uri(model, version.version))
    assert (copied / "model.pkl").read_bytes() == b"weights"


def replaced_by_link(path: Path, target: Path) -> None:
    path.rename(path.with_name("moved"))
    path.symlink_to(target)


SWAPS: dict[str, Callable[[Path, Path], None]] = {
    "a file for a link": lambda source, secret: replaced_by_link(source / "model.pkl", secret / "model.pkl"),
    "a file for a link to /proc": lambda source, _: replaced_by_link(source / "model.pkl", Path("/proc/self/environ")),
    "a folder for a link": lambda source, secret: replaced_by_link(source / "zdata", secret),
    "a file for another": lambda source, secret: os.replace(secret / "model.pkl", source / "model.pkl"),
}


@pytest.mark.parametrize("swap", SWAPS)
def test_a_link_swapped_in_while_it_is_copied_is_refused_and_leaves_no_files(
    alice: RegistryClient, model: str, source: Path, secret: Path, swap: str
) -> None:
    write_model(source / "zdata")
    done: list[str] = []

    def act(_copied: int, _total: int) -> None:
        if not done:
            done.append(swap)
            SWAPS[swap](source, secret)

    with pytest.raises(InvalidState, match="changed while") as refusal:
        alice.create_model_version(model, str(source), progress=act)
    failed = alice.get_model_version(model, 1)
    assert (failed.status, failed.status_message) == (VersionStatus.FAILED, refusal.value.message)
    assert_no_files(alice)
    with pytest.raises(RegistryError, match="FAILED_REGISTRATION"):
        alice.get_model_version_download_uri(model, 1)
