"""Which registry, and as whom."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tui_registry.cli.caller import caller_of
from tui_registry.cli.config import read_config
from tui_registry.domain.errors import SharedRegistry
from tui_registry.registry.identity import os_user as os_user

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient
    from tui_registry.registry.registry import Registry

ENVIRONMENT = "TUI_REGISTRY_URL"
_NAME = "tui-registry"
Done = TypeVar("Done")


def registry_url(args: Namespace) -> str:
    """Return the address of the registry: the option's, the environment's, the configuration's, or the default.

    Raises:
        RegistryUnavailable: the configuration file can't be understood.
    """
    caller = getattr(args, "caller", None)
    chosen = getattr(args, "registry", None) if caller is None else caller.registry or getattr(args, "registry", None)
    return chosen or os.environ.get(ENVIRONMENT) or read_config().registry or f"sqlite:///{default_file()}"


def default_file() -> Path:
    """Return where a registry is unless anybody says otherwise."""
    return data_folder() / "registry.db"


def data_folder() -> Path:
    """Return the user's data folder for this program."""
    from platformdirs import user_data_path

    return user_data_path(_NAME)


def open_registry(args: Namespace) -> Registry:
    """Open the chosen registry; it is not made where there is none.

    Raises:
        RegistryUnavailable: there is none, or it can't be opened.
        SharedRegistry: several accounts can write its file, and nobody said that they are trusted.
        PermissionDenied: whoever asks from elsewhere is not known to it any more.
    """
    from tui_registry.registry.registry import Registry

    url = registry_url(args)
    registry = trusting(args, lambda trust: Registry.open(url, create=False, trust_everyone=trust))
    caller = caller_of(args)
    if caller.is_remote:
        try:
            registry.check_known(caller.user)
        except BaseException:
            registry.close()
            raise
    return registry


def trusting(args: Namespace, do: Callable[[bool], Done]) -> Done:
    """Do what needs a registry, told whether everybody who can write its file is trusted.

    The option says so, or the configuration, which is read only where it matters.

    Raises:
        SharedRegistry: they would have to be, and are not.
    """
    said = bool(getattr(args, "trust_everyone", False))
    try:
        return do(said)
    except SharedRegistry:
        if said or not read_config().trust_everyone:
            raise
    return do(True)


def client_of(registry: Registry, args: Namespace) -> RegistryClient:
    """Return a client for whoever asks, or for whom `--as` names.

    Raises:
        PermissionDenied: `--as` names somebody else and the user is no administrator.
    """
    me = caller_of(args).user
    user = getattr(args, "user", None)
    return registry.acting_as(me) if user is None else registry.acting_as(user, by=me)


@contextmanager
def opened(args: Namespace) -> Iterator[RegistryClient]:
    """Open the chosen registry as the chosen user, for the length of a verb."""
    with open_registry(args) as registry:
        yield client_of(registry, args)


def is_read_only(args: Namespace) -> bool:
    """Whether nothing may be changed."""
    return bool(getattr(args, "read_only", False))
