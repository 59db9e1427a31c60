"""Draw `screenshots/` from the demo registry: `python -m tests.pictures`.

The demo is built at a fixed moment, so that a picture differs from the last one only where the desk does.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "screenshots"
NOW = 1_795_446_000_000
"""2026-11-23 15:00 UTC (ms)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A file, the size of the terminal, where the desk begins, and what is pressed."""

    name: str
    size: tuple[int, int]
    reference: str | None
    keys: tuple[str, ...]


PICTURES = (
    Picture("models", (120, 36), None, ("g", *("j",) * 10)),
    Picture("model", (120, 36), "scikit-learn-power-forecasting", ()),
    Picture("version", (120, 36), "scikit-learn-power-forecasting/7", ()),
    Picture("inbox", (120, 36), None, ("2", "j", "j")),
    Picture("approve", (120, 36), None, ("2", "j", "j", "a", *"The shadow run convinces me.".replace(" ", "␠"))),
    Picture("activity", (120, 36), None, ("3",)),
    Picture("inbox-80x24", (80, 24), None, ("2", "j", "j")),
    Picture("compare", (120, 36), "scikit-learn-power-forecasting", ("C",)),
    Picture("metric", (120, 30), "scikit-learn-power-forecasting", ("m",)),
    Picture("files", (120, 30), "scikit-learn-power-forecasting/7", ("]", "]", "j")),
    Picture("permissions", (120, 30), "churn-xgb", ("p",)),
    Picture("batch", (120, 36), None, ("2", "space", "space", "a")),
    Picture("as-of", (120, 30), None, ("3", "@", *"2026-11-01", "enter")),
    # The last, because it changes the demo.
    Picture("approved", (120, 36), None, ("2", "j", "j", "a", "ctrl+s")),
)


async def draw(picture: Picture, url: str) -> str:
    """Return a picture of the desk as SVG."""
    from tests.tui.desk import Sitter
    from tui_registry import Registry
    from tui_registry.domain.references import parse_reference
    from tui_registry.tui.app import Desk

    with Registry.open(url, create=False, clock=lambda: NOW) as registry:
        wanted = None if picture.reference is None else parse_reference(picture.reference)
        desk = Desk(registry, "alice", reference=wanted)
        async with desk.run_test(size=picture.size) as pilot:
            sitter = Sitter(desk, pilot)
            await sitter.settle()
            await sitter.press(*("space" if key == "␠" else key for key in picture.keys))
            # What stands beside a list is read once the cursor has rested.
            await pilot.pause(0.5)
            await sitter.settle()
            return desk.export_screenshot(title="tui-registry")


def main() -> int:
    """Draw every picture, or those whose names are given."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    os.environ.pop("NO_COLOR", None)
    from tui_registry.demo.build import ensure_demo

    wanted = sys.argv[1:]
    FOLDER.mkdir(exist_ok=True)
    # Always the same place: a version's page shows where it was registered from.
    place = Path(tempfile.gettempdir()) / "tui-registry-pictures"
    try:
        url = ensure_demo(place / "demo", reset=True, now=NOW)
        for picture in PICTURES:
            if not wanted or picture.name in wanted:
                (FOLDER / f"{picture.name}.svg").write_text(asyncio.run(draw(picture, url)), encoding="utf-8")
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
