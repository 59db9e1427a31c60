"""Writing a text in the user's own editor, with the desk out of the way meanwhile."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from textual.app import App, SuspendNotSupported


def edit_text(app: App[int], text: str) -> tuple[str | None, str]:
    """Return the edited text or None, and what went wrong or the empty text.

    The file is the user's alone: on a shared server a draft is nobody else's business.
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        words = shlex.split(command) or ["vi"]
    except ValueError as error:
        return None, _not_started(command, error)
    with tempfile.TemporaryDirectory(prefix="tui-registry-") as folder:
        draft = Path(folder) / "draft.md"
        draft.write_text(text, encoding="utf-8")
        # Textual takes the variable away, and the editor is to have it.
        colours = {"NO_COLOR": "1"} if app.no_color else {}
        try:
            with app.suspend():
                # Nothing may be raised in here: Textual would not take the terminal back.
                end = _run([*words, str(draft)], os.environ | colours)
        except SuspendNotSupported:
            return None, "No editor can be opened from this kind of terminal."
        if isinstance(end, OSError):
            return None, _not_started(command, end)
        if end:
            return None, f"The editor {command!r} ended with {end}; the text is as it was."
        try:
            return draft.read_text(encoding="utf-8", errors="replace").rstrip("\n"), ""
        except OSError:
            return None, f"The editor {command!r} left no file; the text is as it was."


def _run(words: Sequence[str], env: dict[str, str]) -> int | OSError:
    """Return the editor's exit code, or why it could not be started; ctrl+c in it is for it alone."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        return subprocess.run(words, env=env, stdout=sys.__stderr__, check=False).returncode
    except OSError as error:
        return error
    finally:
        signal.signal(signal.SIGINT, before)


def _not_started(command: str, error: Exception) -> str:
    why = error.strerror if isinstance(error, OSError) else error
    return f"The editor {command!r} could not be started: {why}. Set VISUAL or EDITOR."
