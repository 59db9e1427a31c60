"""The disaster drill of the README: work goes on, a backup is made, all is killed and lost, restored and checked."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.support import environment, process
from tests.registry.support import write_model
from tui_registry import Registry
from tui_registry.domain.errors import ResourceDoesNotExist
from tui_registry.domain.stages import Stage
from tui_registry.registry.checking import check

# Registers, and moves, and deletes a version now and then; says every number once the registry has acknowledged it.
WRITER = """
import pathlib, sys
from tui_registry import Registry
client = Registry.open(sys.argv[1], create=False).acting_as("alice")
source = pathlib.Path(sys.argv[2])
while True:
    (source / "count").write_text(str(client.get_registered_model("work").last_updated_timestamp))
    number = client.register_model("work", str(source)).version
    client.transition_model_version_stage("work", number, "Staging")
    if number % 3 == 0:
        client.transition_model_version_stage("work", number, "None")
        client.delete_model_version("work", number)
    print(number, flush=True)
"""


@pytest.fixture
def writer(registry_file: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Somebody who works all the time."""
    with Registry.open(str(registry_file), create=False) as registry:
        registry.acting_as("alice").create_registered_model("work")
    words = [sys.executable, "-c", WRITER, str(registry_file), str(write_model(tmp_path / "source"))]
    with subprocess.Popen(words, env=environment(tmp_path), stdout=subprocess.PIPE, text=True) as child:
        yield child
        child.kill()


def acknowledged(writer: subprocess.Popen[str], more: int) -> list[int]:
    assert writer.stdout is not None
    return [int(writer.stdout.readline()) for _ in range(more)]


def test_the_drill(registry_file: Path, tmp_path: Path, writer: subprocess.Popen[str]) -> None:
    home, backup, place = environment(tmp_path), tmp_path / "backup", tmp_path / "restored"
    known: list[int] = []
    for _ in range(2):
        known += acknowledged(writer, 4)
        made = process("db", "backup", str(backup), "--with-artifacts", "--registry", str(registry_file), env=home)
        assert made.returncode == 0, made.stderr
    acknowledged(writer, 1)
    os.kill(writer.pid, signal.SIGKILL)
    shutil.rmtree(registry_file.parent)

    restored = process("db", "restore", str(backup), str(place), env=home)
    assert restored.returncode == 0, restored.stderr
    assert "no problem found" in restored.stderr
    checked = process("db", "check", "--registry", str(place / "registry.db"), env=home)
    assert (checked.returncode, checked.stdout) == (0, "")

    with Registry.open(str(place / "registry.db"), create=False) as registry:
        alice = registry.acting_as("alice")
        for number in known:
            if number % 3:
                assert alice.get_model_version("work", number).current_stage is Stage.STAGING
            else:
                with pytest.raises(ResourceDoesNotExist):
                    alice.get_model_version("work", number)
        # Work goes on, and so do the backups in the same folder.
        assert alice.register_model("work", str(tmp_path / "source")).version > max(known)
        assert list(check(registry)) == []
    again = process("db", "backup", str(backup), "--with-artifacts", "--registry", f"{place}/registry.db", env=home)
    assert again.returncode == 0, again.stderr
    assert "of which 1 new" in again.stderr
