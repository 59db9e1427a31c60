"""FT-D8, and issue 3: writers are killed 50 times on each database, and nothing that was acknowledged is lost."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


@pytest.mark.parametrize("seed", [1, 2])
def test_of_killed_writers_everything_acknowledged_stays_and_the_check_is_clean(registry_url: str, seed: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.registry.killing", registry_url, "25", str(seed)],
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout)
    assert (outcome["lost"], outcome["problems"], outcome["crashes"]) == ([], [], [])
    assert outcome["kills"] == 25
    assert outcome["acknowledged"] > 5
