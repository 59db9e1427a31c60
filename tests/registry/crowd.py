"""Real processes at work on one registry: many at once, one that is killed, one that hangs in a copy.

Runs as a program of its own, which imports everything once and then forks: a crowd starts within
milliseconds of each other, before any of them has a connection.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from tests.registry.support import founder
from tui_registry import PermissionLevel, Registry, RegistryError
from tui_registry.registry import founding  # noqa: F401  (imported before the fork)
from tui_registry.registry.client import RegistryClient
from tui_registry.store import schema, tables  # noqa: F401
from tui_registry.store.postgresql_writer import WireWriter
from tui_registry.store.sqlite_writer import SqliteWriter

Verb = Callable[..., Any]


def call(verb: str, *arguments: object) -> Any:
    """Run a verb of this module in a program of its own, and return what it tells."""
    command = [sys.executable, "-m", __name__, verb, json.dumps(arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def start(verb: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a verb that talks by its standard input and output."""
    command = [sys.executable, "-m", __name__, verb, json.dumps(arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def at_once(count: int, verb: str, *arguments: object) -> list[Any]:
    """Do a verb of this module in many processes at once; return what each told, or its refusal's message."""
    return together(count, VERBS[verb], *arguments)


def together(count: int, verb: Verb, *arguments: object) -> list[Any]:
    """Call a function in many processes at once, with each one's number; return what each told, or its refusal.

    The processes are forked, so this one must not have a connection open.
    """
    gun_read, gun_write = os.pipe()
    children, told = [], []
    for number in range(count):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(gun_write)
            os.read(gun_read, 1)  # ends when the last writer closes it
            _tell(write, verb, number, *arguments)
        os.close(write)
        children.append(child)
        told.append(read)
    os.close(gun_write)
    os.close(gun_read)
    answers = []
    for read in told:
        with os.fdopen(read) as stream:
            answers.append(json.loads(stream.read() or '"died"'))
    for child in children:
        os.waitpid(child, 0)
    return answers


def register(number: int, url: str, name: str, source: str, times: int) -> list[int]:
    """Register some versions under a name that is new or everybody's, and return their numbers."""
    with Registry.open(url, create=False) as registry:
        client = registry.acting_as(f"user{number}")
        return [client.register_model(name, source).version for _ in range(times)]


def add_versions(_number: int, url: str, name: str, source: str, times: int) -> list[int]:
    """Add some versions to alice's model, and return their numbers."""
    with Registry.open(url, create=False) as registry:
        alice = registry.acting_as("alice")
        return [alice.create_model_version(name, source).version for _ in range(times)]


def create(number: int, url: str) -> str:
    """Create a model that others create as well."""
    with Registry.open(url, create=False) as registry:
        return registry.acting_as(f"user{number}").create_registered_model("new").user_id


def open_first(number: int, url: str, artifacts: str | None) -> str:
    """Open a registry that is not there, and use it."""
    with Registry.open(url, artifacts=artifacts) as registry:
        return registry.acting_as("alice").create_registered_model(f"model{number}").name


def found(number: int, url: str, artifacts: str) -> str:
    """Make a registry with a folder of artifacts like nobody else's, and return that."""
    with Registry.found(url, artifacts=f"{artifacts}-{number}") as registry:
        return str(registry.artifact_root)


def grant_everywhere(_number: int, url: str) -> str:
    """Give erin a level on the whole registry."""
    with Registry.open(url, create=False) as registry:
        registry.acting_as(founder()).set_permission(None, "erin", PermissionLevel.CAN_READ)
    return "erin"


def approve(number: int, url: str, versions: int) -> list[str]:
    """Approve the first versions of `churn` to Staging; return who did each, or the refusal."""
    with Registry.open(url, create=False) as registry:
        manager = registry.acting_as(f"manager{number}")
        return [_approved(manager, version) for version in range(1, versions + 1)]


def _approved(manager: RegistryClient, version: int) -> str:
    try:
        return manager.approve_transition_request("churn", version, "Staging").user_id
    except RegistryError as refusal:
        return f"{refusal.code}: {refusal.message}"


def promote_killed_everywhere(url: str) -> list[list[str]]:
    """Promote version 3 of `churn` with the archive option, killed by `kill -9` before each write in turn.

    Returns the stages of all versions after each killing, and at last after the time that was let through.
    """
    stages = []
    for step in range(1, 200):
        survived = _promote_in_a_fork(url, step)
        stages.append(at_once(1, "stages", url)[0])
        if survived:
            return stages
    raise AssertionError("the promotion never ended")


def _promote_in_a_fork(url: str, deadly_step: int) -> bool:
    child = os.fork()
    if child == 0:
        with Registry.open(url, create=False) as registry:
            steps = iter(range(1, 10_000))

            def die() -> None:
                if next(steps) == deadly_step:
                    os.kill(os.getpid(), signal.SIGKILL)

            for writer in (SqliteWriter, WireWriter):
                for step in ("write", "insert", "commit"):
                    setattr(writer, step, _after(die, getattr(writer, step)))
            registry.acting_as("alice").transition_model_version_stage("churn", 3, "Production", True)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL), status
    return status == 0


def _after(first: Callable[[], None], then: Callable[..., Any]) -> Callable[..., Any]:
    def both(*args: Any, **values: Any) -> Any:
        first()
        return then(*args, **values)

    return both


def stages(_number: int, url: str) -> list[str]:
    """Return the stages of all versions of `churn`, and how many activities there are."""
    from tui_registry.domain.ordering import HistoryQuery

    with Registry.open(url, create=False) as registry:
        alice = registry.acting_as("alice")
        found = [str(row.current_stage) for row in reversed(alice.list_versions("churn").rows)]
        return [*found, str(alice.search_history(HistoryQuery()).total)]


def hang_in_a_copy(url: str, name: str, source: str) -> NoReturn:
    """Register, say so when the first bytes are copied, and wait there for ever."""

    def hang(_done: int, _total: int) -> None:
        print("copying", flush=True)  # noqa: T201
        sys.stdin.read()

    with Registry.open(url, create=False) as registry:
        registry.acting_as("alice").register_model(name, source, progress=hang)
    raise SystemExit("the copy ended")


def hang_in_a_deletion(url: str, name: str) -> NoReturn:
    """Delete version 1, and hang between the commit and the removal of its files."""
    with Registry.open(url, create=False) as registry:

        def hang(*_: object) -> None:
            print("deleted", flush=True)  # noqa: T201
            sys.stdin.read()

        registry.artifacts.remove = hang  # type: ignore[method-assign, assignment]
        registry.acting_as("alice").delete_model_version(name, 1)
    raise SystemExit("the deletion ended")


def hang_in_a_backup(url: str, file: str) -> NoReturn:
    """Take a backup, and hang when all is copied and nothing is in its place yet."""
    from tui_registry.registry import backing_up

    def hang(*_: object) -> None:
        print("copied", flush=True)  # noqa: T201
        sys.stdin.read()

    setattr(backing_up, "drop_others", hang)  # noqa: B010  (mypy knows it for another function)
    with Registry.open(url, create=False) as registry:
        backing_up.back_up(registry, Path(file))
    raise SystemExit("the backup ended")


def hang_in_a_kept_read(url: str) -> NoReturn:
    """Keep what is deleted from now on, as a backup does."""
    with Registry.open(url, create=False) as registry, registry.artifacts.keeping():
        print("keeping", flush=True)  # noqa: T201
        sys.stdin.read()
    raise SystemExit("nothing is kept any more")


def _tell(write: int, verb: Verb, *arguments: object) -> NoReturn:
    try:
        told = verb(*arguments)
    except RegistryError as refusal:
        told = f"{refusal.code}: {refusal.message}"
    except BaseException as error:
        told = f"crashed: {error!r}"
    with os.fdopen(write, "w") as stream:
        json.dump(told, stream)
    os._exit(0)


VERBS: dict[str, Verb] = {
    verb.__name__: verb
    for verb in (
        at_once,
        register,
        add_versions,
        create,
        open_first,
        found,
        approve,
        grant_everywhere,
        promote_killed_everywhere,
        stages,
        hang_in_a_copy,
        hang_in_a_deletion,
        hang_in_a_backup,
        hang_in_a_kept_read,
    )
}

if __name__ == "__main__":
    print(json.dumps(VERBS[sys.argv[1]](*json.loads(sys.argv[2]))))  # noqa: T201
