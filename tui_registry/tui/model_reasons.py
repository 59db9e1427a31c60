"""Why a command may not run on a model's page now, in words; the rules are asked, not written here."""

from __future__ import annotations

from tui_registry.domain.entities import RegisteredModel
from tui_registry.domain.stages import is_active


def still_active(model: RegisteredModel) -> str | None:
    """Return why the model can be neither renamed nor deleted (FT-H4, FT-I4), before its name is typed in vain."""
    if not model.active_count:
        return None
    held = [
        f"v{version.version} ({version.current_stage})"
        for version in model.latest_versions
        if is_active(version.current_stage)
    ]
    more = model.active_count - len(held)
    told = ", ".join(held) + (f" and {more} more" if more > 0 else "")
    return f"Versions are in Staging or Production: {told}. Transition them to Archived or None first."
