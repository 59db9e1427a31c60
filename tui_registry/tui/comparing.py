"""Comparing versions from any page: which one stands on the other side, and the way to the comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_registry.domain.comparing import MOST_COMPARED, Side
from tui_registry.domain.errors import ResourceDoesNotExist
from tui_registry.domain.stages import Stage
from tui_registry.tui.commands.base import with_keys

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient
    from tui_registry.tui.screens.base import DeskScreen

_PREFERRED = (Stage.PRODUCTION, Stage.STAGING)


def opposite(client: RegistryClient, name: str, number: int, to_stage: Stage | None = None) -> int | None:
    """Return what a version is to be compared with (FT-B9): the one that holds the stage it is meant for, else the
    one in Production, else in Staging, else the version before it, or the next where it is the oldest.

    None stands for: the model has no other version.
    """
    wanted = [stage for stage in (to_stage, *_PREFERRED) if stage in _PREFERRED]
    held = {
        version.current_stage: version.version
        for version in client.get_latest_versions(name, _PREFERRED)
        if version.version != number
    }
    found = next((held[stage] for stage in wanted if stage in held), None)
    if found is not None:
        return found
    at = client.locate_version(name, number)
    around = client.list_versions(name, offset=max(0, (at or 0) - 1), limit=3).rows
    others = [summary.version for summary in around if summary.version != number]
    return min(others, key=lambda other: (other > number, abs(other - number)), default=None)


def load_sides(client: RegistryClient, name: str, numbers: Sequence[int]) -> list[Side]:
    """Read versions with what is known of them; those that are gone by now are left out.

    Raises:
        ResourceDoesNotExist: fewer than two are there.
    """
    sides = []
    gone: ResourceDoesNotExist | None = None
    for number in numbers:
        try:
            version = client.get_model_version(name, number)
            sides.append(Side(version, client.get_evidence(name, number), client.list_files(name, number)))
        except ResourceDoesNotExist as error:
            gone = error
    if gone is not None and len(sides) < 2:
        raise gone
    return sides


def why_not_these(numbers: Sequence[int], version_count: int) -> str | None:
    """Return why versions can't be compared, or None; one alone is compared with the one on the other side."""
    if not numbers:
        return "There is no version under the cursor."
    if version_count < 2:
        return "The model has only this version; comparing takes two."
    if len(numbers) > MOST_COMPARED:
        marked = f"{len(numbers):,} versions are marked; {MOST_COMPARED} at most stand side by side."
        return marked + with_keys(" {desk.back} clears the marks.")
    return None


def open_comparison(screen: DeskScreen, name: str, numbers: Sequence[int]) -> None:
    """Push the comparison; the others are told against the first."""
    from tui_registry.tui.screens.compare import CompareScreen

    screen.app.push_screen(CompareScreen(name, numbers))


def open_against(screen: DeskScreen, name: str, number: int, to_stage: Stage | None = None) -> None:
    """Push the comparison of a version with the one on the other side, once that is known."""

    def found(other: int | None) -> None:
        if other is None:
            screen.notify(f"v{number} is the only version of this model.", severity="warning", markup=False)
        else:
            open_comparison(screen, name, (other, number))

    screen.ask(lambda client: opposite(client, name, number, to_stage), found, group="opposite")
