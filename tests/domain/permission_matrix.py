"""The permission matrix of the specification, part (b), as data: who may do what.

The columns are No Permissions, Can Read, Can Edit, Can Manage Staging Versions, Can Manage Production
Versions and Can Manage; `x` is allowed, `-` refused, `s` allowed where neither side is Production.
"""

from __future__ import annotations

from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.stages import Stage

MATRIX = {
    "create a model": "xxxxxx",
    "view": "-xxxxx",
    "load the artifacts": "-xxxxx",
    "request a transition": "-xxxxx",
    "cancel one's own request": "-xxxxx",
    "comment": "-xxxxx",
    "edit or delete one's own comment": "-xxxxx",
    "add a version": "--xxxx",
    "update a description": "--xxxx",
    "change tags and aliases": "--xxxx",
    "transition a version": "---sxx",
    "approve or reject a request": "---sxx",
    "cancel another's request": "-----x",
    "delete another's comment": "-----x",
    "modify permissions": "-----x",
    "rename the model": "-----x",
    "delete the model or a version": "-----x",
}


def is_allowed(row: str, level: PermissionLevel, *stages: Stage) -> bool:
    """Whether the matrix allows a level something, between these stages where it depends on them (P10)."""
    cell = MATRIX[row][level]
    return cell == "x" or (cell == "s" and Stage.PRODUCTION not in stages)
