"""Writers that are killed at any moment by `kill -9`, and what must hold afterwards.

Runs as a program of its own, which imports everything once and then forks its writers. Every writer says what it
was told is done, a line each, in a pipe that survives it.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from tests.registry.support import write_model
from tui_registry import PermissionLevel, Registry, RegistryError
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.entities import VersionStatus
from tui_registry.registry import checking, founding, recovery  # noqa: F401  (imported before the fork)
from tui_registry.registry.client import RegistryClient
from tui_registry.store import tables  # noqa: F401

MODELS = ("churn", "power", "risk")
WRITERS = 4
MOST_LINES = 8
LONGEST_WAIT = 0.05
"""A writer is killed after as many lines as this at the most, and after as many seconds as this beyond them."""
NOTHING = {"verb": "nothing"}

Acknowledged = dict[str, Any]


@dataclass
class Outcome:
    """What many kills came to."""

    kills: int = 0
    acknowledged: int = 0
    recovered: int = 0
    lost: list[str] = field(default_factory=list)
    """What was acknowledged and is not there."""
    problems: list[str] = field(default_factory=list)
    """What `check` told after a recovery."""
    crashes: list[str] = field(default_factory=list)
    """How writers ended that were not killed."""


@dataclass
class _Writer:
    """A process that writes until it is killed."""

    child: int
    reading: int
    lines: int
    wait: float
    said: bytes = b""
    due_at: float = 0
    """When to kill it; 0 while it has not said its lines, -1 when it was killed."""


def kill_writers(url: str, times: int, seed: int, told: Callable[[Outcome], None] | None = None) -> Outcome:
    """Let writers work on a registry and kill them, `WRITERS` at a time; recover and check after each round."""
    outcome = Outcome()
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        source = write_model(Path(folder) / "source", b"weights" * 20_000)
        with Registry.open(url, create=False) as registry:
            _prepare(registry.acting_as("alice"))
        while outcome.kills < times:
            count = min(WRITERS, times - outcome.kills)
            acknowledged = _round(url, str(source), count, chance, outcome)
            _judge(url, acknowledged, outcome)
            if told is not None:
                told(outcome)
    return outcome


def _prepare(alice: RegistryClient) -> None:
    for name in MODELS:
        alice.create_registered_model(name)
        for user in ("bob", "carol"):
            alice.set_permission(name, user, PermissionLevel.CAN_MANAGE)


def _round(url: str, source: str, count: int, chance: random.Random, outcome: Outcome) -> list[Acknowledged]:
    """Start some writers, kill each at a moment of its own, and return what they said was done."""
    writers = []
    for _ in range(count):
        reading, writing = os.pipe()
        seed, lines, wait = chance.getrandbits(32), chance.randint(1, MOST_LINES), chance.random() * LONGEST_WAIT
        child = os.fork()
        if child == 0:
            os.close(reading)
            _write_until_killed(writing, url, source, seed)
        os.close(writing)
        writers.append(_Writer(child, reading, lines, wait))
    _kill_all(writers, outcome)
    acknowledged = []
    for writer in writers:
        # The last line may have been cut by the kill.
        for line in writer.said.decode().split("\n")[:-1]:
            entry = json.loads(line)
            if "crashed" in entry:
                outcome.crashes.append(entry["crashed"])
            elif entry != NOTHING:
                acknowledged.append(entry)
    outcome.acknowledged += len(acknowledged)
    return acknowledged


def _kill_all(writers: list[_Writer], outcome: Outcome) -> None:
    """Listen to writers, and kill each when it has said its lines and a little later."""
    running = {writer.reading: writer for writer in writers}
    while running:
        for reading in select.select(list(running), [], [], 0.002)[0]:
            writer = running[reading]
            data = os.read(reading, 1 << 16)
            writer.said += data
            if writer.due_at == 0 and writer.said.count(b"\n") >= writer.lines:
                writer.due_at = time.monotonic() + writer.wait
            if not data:
                os.waitpid(writer.child, 0)
                os.close(reading)
                del running[reading]
        for writer in running.values():
            if 0 < writer.due_at <= time.monotonic():
                os.kill(writer.child, signal.SIGKILL)
                writer.due_at = -1
                outcome.kills += 1


def _write_until_killed(writing: int, url: str, source: str, seed: int) -> NoReturn:
    def say(entry: Acknowledged) -> None:
        os.write(writing, json.dumps(entry).encode() + b"\n")

    try:
        chance = random.Random(seed)
        with Registry.open(url, create=False) as registry:
            say(NOTHING)
            registry.recover()
            for step in range(1_000_000):
                try:
                    say(_step(registry, chance, source, f"{seed:x}-{step}"))
                except RegistryError:
                    say(NOTHING)
    except BaseException as error:
        say({"crashed": repr(error)})
    os._exit(0)


def _step(registry: Registry, chance: random.Random, source: str, mark: str) -> Acknowledged:
    """Do one verb on one of the versions that are there; return what was done, known by its mark."""
    client = registry.acting_as(chance.choice(("alice", "bob", "carol")))
    name = chance.choice(MODELS)
    newest = client.list_versions(name, limit=1).rows
    number = chance.randint(1, newest[0].version) if newest else 0
    verb = chance.choices(("register", "transition", "request", "approve", "delete"), (4, 4, 3, 4, 1))[0]
    if verb == "register" or not number:
        return {"verb": "register", "name": name, "version": client.register_model(name, source).version}
    stage = chance.choice(("Staging", "Production", "Archived"))
    archive = stage != "Archived" and chance.random() < 0.7
    if verb == "transition":
        seen = client.get_model_version(name, number).current_stage
        if seen == stage:
            # Nothing would be changed, so nothing would be written.
            return NOTHING
        client.transition_model_version_stage(name, number, stage, archive, comment=mark, expected_stage=seen)
    elif verb == "request":
        client.create_transition_request(name, number, stage, mark)
    elif verb == "approve":
        asked = client.list_model_requests(name)
        if not asked:
            return NOTHING
        request = chance.choice(asked)
        number, stage = request.version, request.to_stage
        client.approve_transition_request(name, number, stage, archive and stage != "Archived", mark)
    else:
        client.delete_model_version(name, number)
    return {"verb": verb, "name": name, "version": number, "mark": mark}


def _judge(url: str, acknowledged: list[Acknowledged], outcome: Outcome) -> None:
    with Registry.open(url, create=False) as registry:
        outcome.recovered += registry.recover()
        with registry.database.read() as reader:
            rows = reader.rows("SELECT type, model_name, version, comment FROM activity")
            alive = reader.rows(
                "SELECT m.name, v.number, v.status FROM model_version v JOIN registered_model m ON m.id = v.model_id"
            )
        marks = {row["comment"] for row in rows}
        deleted = {
            (row["model_name"], row["version"]) for row in rows if row["type"] == ActivityType.DELETED_MODEL_VERSION
        }
        status = {(row["name"], row["number"]): row["status"] for row in alive}
        for entry in acknowledged:
            if not _is_there(entry, marks, status, deleted):
                outcome.lost.append(json.dumps(entry))
        for name in MODELS:
            made = [
                row["version"]
                for row in rows
                if row["model_name"] == name and row["type"] == ActivityType.CREATED_MODEL_VERSION
            ]
            if sorted(made) != list(range(1, len(made) + 1)):
                outcome.lost.append(f"the numbers of {name} are not dense: {sorted(made)}")
        outcome.problems += [str(problem) for problem in checking.check(registry)]


def _is_there(
    entry: Acknowledged, marks: set[str], status: dict[tuple[str, int], str], deleted: set[tuple[str, int]]
) -> bool:
    version = (entry["name"], entry["version"])
    if entry["verb"] == "register":
        return version in deleted or status.get(version) == VersionStatus.READY
    if entry["verb"] == "delete":
        return version in deleted and version not in status
    return entry["mark"] in marks


if __name__ == "__main__":
    print(json.dumps(asdict(kill_writers(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))))  # noqa: T201
