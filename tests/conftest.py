"""What every test stands on: no trace of the developer's machine, and time that only a test moves."""

from __future__ import annotations

import os
import signal

import pytest

# Both change what Textual paints, and it reads them when it is imported.
for name in ("NO_COLOR", "TEXTUAL_THEME", "TUI_REGISTRY_URL", "MLFLOW_TRACKING_URI", "COLORTERM"):
    os.environ.pop(name, None)


# What a shell runs in the background inherits that ^C means nothing, and with nohup that a lost terminal does not
# either. Both would be handed on to whatever a test starts, but a handler is not.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda *_: None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run two tests a core: those of the desk mostly wait for what is painted."""
    return 2 * (os.cpu_count() or 1)


START = 1_790_000_000_000
"""2026-09-21 14:13:20 UTC, when every test begins."""


class ScriptedClock:
    """Tells the moment it was set to (ms), a millisecond later at each asking."""

    def __init__(self, now: int = START) -> None:
        self.now = now

    def __call__(self) -> int:
        self.now += 1
        return self.now


@pytest.fixture
def clock() -> ScriptedClock:
    return ScriptedClock()


@pytest.fixture(autouse=True)
def _private_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for kind in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
