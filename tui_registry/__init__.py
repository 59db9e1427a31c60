"""A model registry in a terminal: review, approve and promote the models that MLflow logged.

`Registry`, `Stage` and the errors are loaded on first use, so that `--version` pays for nothing.
"""

from __future__ import annotations

# Not from typing, whose import is longer than all that the shadow of a session over SSH needs.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from tui_registry.domain.errors import (
        InvalidParameterValue,
        InvalidState,
        PermissionDenied,
        RegistryError,
        RegistryUnavailable,
        ResourceAlreadyExists,
        ResourceConflict,
        ResourceDoesNotExist,
        SchemaMismatch,
        SharedRegistry,
    )
    from tui_registry.domain.permissions import PermissionLevel
    from tui_registry.domain.stages import Stage
    from tui_registry.registry.registry import Registry

__version__ = "0.1.0"

__all__ = [
    "InvalidParameterValue",
    "InvalidState",
    "PermissionDenied",
    "PermissionLevel",
    "Registry",
    "RegistryError",
    "RegistryUnavailable",
    "ResourceAlreadyExists",
    "ResourceConflict",
    "ResourceDoesNotExist",
    "SchemaMismatch",
    "SharedRegistry",
    "Stage",
    "__version__",
]

_HOMES = {
    "Registry": "tui_registry.registry.registry",
    "Stage": "tui_registry.domain.stages",
    "PermissionLevel": "tui_registry.domain.permissions",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "tui_registry.domain.errors")), name)
