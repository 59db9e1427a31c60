"""How far the copy of something large is, on a real terminal; FT-A1, FT-A11."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pexpect

from tests.cli.support import environment
from tests.registry.support import write_model
from tui_registry import Registry
from tui_registry.domain.entities import VersionStatus


def spawn(home: Path, *words: str) -> pexpect.spawn[str]:
    return pexpect.spawn(
        sys.executable,
        ["-m", "tui_registry", *words],
        env=environment(home, TERM="xterm"),
        encoding="utf-8",
        timeout=60,
        # The kernel may write its "^C" before or after the program's answer to it.
        echo=False,
    )


def sparse(folder: Path, size: int) -> Path:
    os.truncate(write_model(folder) / "model.pkl", size)
    return folder


def test_a_large_copy_counts_up_and_ends_its_line(registry_file: Path, tmp_path: Path) -> None:
    child = spawn(
        tmp_path, "register", "--registry", str(registry_file), "big", str(sparse(tmp_path / "big", 80 << 20))
    )
    child.expect(pexpect.EOF)
    child.wait()
    line, *rest = child.before.split("\n")
    shown = [int(number) for number in re.findall(r"\r *(\d+)% of 80 MiB", line)]
    assert shown == sorted(shown)
    assert (shown[0], shown[-1]) == (0, 100)
    assert [text.strip() for text in rest] == ["Registered version 1 of 'big', 2 file(s).", "models:/big/1", ""]
    assert child.exitstatus == 0


def test_an_interrupted_copy_ends_its_line_and_leaves_nothing(registry_file: Path, tmp_path: Path) -> None:
    source = sparse(tmp_path / "big", 4 << 30)
    child = spawn(tmp_path, "register", "--registry", str(registry_file), "big", str(source))
    child.expect("0% of 4,096 MiB")
    child.sendintr()
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 130
    assert child.before.split("\n")[-2].strip() == "Interrupted."
    with Registry.open(str(registry_file), create=False) as registry:
        version = registry.acting_as("alice").get_model_version("big", 1)
        assert version.status is VersionStatus.FAILED
        assert version.status_message == "Interrupted from the keyboard."
        assert registry.artifacts.incoming() == []
        assert not registry.artifacts.folder(version.model_id, 1).exists()


def test_a_small_copy_is_silent(registry_file: Path, tmp_path: Path) -> None:
    child = spawn(tmp_path, "register", "--registry", str(registry_file), "small", str(write_model(tmp_path / "small")))
    child.expect(pexpect.EOF)
    child.wait()
    assert "%" not in child.before
