"""Writing a text in the user's own editor, with the desk out of the way meanwhile."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from textual.app import App, SuspendNotSupported


def edit_text(app: App[int], text: str) -> tuple[str | None, str]:
    """Return the edited text or None, and what went wrong or the empty text.

    The file is the user's alone: on a shared server a draft is nobody else's business.
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory(prefix="tui-registry-") as folder:
        draft = Path(folder) / "draft.md"
        draft.write_text(text, encoding="utf-8")
        try:
            with app.suspend():
                done = subprocess.run([*shlex.split(command), str(draft)], check=False)
            if done.returncode:
                return None, f"The editor {command!r} ended with {done.returncode}; the text is as it was."
            return draft.read_text(encoding="utf-8", errors="replace").rstrip("\n"), ""
        except SuspendNotSupported:
            return None, "No editor can be opened from this kind of terminal."
        except (OSError, ValueError) as error:
            return None, f"The editor {command!r} could not be started: {error}. Set VISUAL or EDITOR."
