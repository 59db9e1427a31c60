"""Makes the demo registry: every story's steps, in the order of time, by the personas themselves."""

from __future__ import annotations

import os
import shutil
from functools import partial
from pathlib import Path

from tui_registry.demo.clock import ScriptedClock
from tui_registry.demo.place import build_place
from tui_registry.demo.steps import Scene
from tui_registry.demo.stories import STORIES
from tui_registry.demo.story import in_order
from tui_registry.domain.errors import SchemaMismatch
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.times import system_clock
from tui_registry.registry.registry import Registry

DATABASE = "registry.db"


def ensure_demo(folder: Path, *, reset: bool = False, now: int | None = None) -> str:
    """Return the URL of the demo registry in a folder, making it where it is not there.

    One with another schema is made anew. Everything but the dates is the same every time.

    Args:
        folder: Where it is, or will be: a new or empty folder, or that of a demo.
        reset: Make it anew in any case.
        now: When the story ends, in ms; by default the present.

    Raises:
        InvalidParameterValue: the folder holds something that is no demo.
        RegistryUnavailable: the folder can't be written, or the registry in it can't be read.
    """
    folder = Path(os.path.realpath(folder.expanduser()))
    if reset or not _is_there(folder):
        moment = system_clock() if now is None else now
        build_place(folder, lambda: reset or not _is_there(folder), partial(_play, home=folder, now=moment))
    return _url(folder)


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / DATABASE}"


def _is_there(folder: Path) -> bool:
    """Whether a folder holds a registry that this program can open."""
    if not os.path.isfile(folder / DATABASE):
        return False
    try:
        Registry.open(_url(folder), create=False, trust_everyone=True).close()
    except SchemaMismatch:
        return False
    return True


def _play(folder: Path, *, home: Path, now: int) -> None:
    """Play every story in a folder that will be `home` when it is whole."""
    events = in_order(STORIES)
    clock = ScriptedClock(now - events[0][1].age)
    mlruns = folder / "mlruns"
    comments: dict[str, int] = {}
    # Sample data has no secrets, wherever one puts it.
    with Registry.open(_url(folder), clock=clock, everyone=PermissionLevel.CAN_READ, trust_everyone=True) as registry:
        for model, event in events:
            clock.move_to(now - event.age)
            client = registry.acting_as(event.who)
            event.step.play(Scene(client, model, clock.moment, mlruns, home / mlruns.name, comments))
    shutil.rmtree(mlruns)
