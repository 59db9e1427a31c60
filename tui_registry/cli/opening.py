"""Which registry, and as whom."""

from __future__ import annotations

import os
import pwd
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tui_registry.domain.errors import PermissionDenied, RegistryUnavailable

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient
    from tui_registry.registry.registry import Registry

ENVIRONMENT = "TUI_REGISTRY_URL"
_NAME = "tui-registry"


def registry_url(args: Namespace) -> str:
    """Return the address of the registry: the option's, the environment's, the configuration's, or the default.

    Raises:
        RegistryUnavailable: the configuration file can't be understood.
    """
    chosen = getattr(args, "registry", None)
    return chosen or os.environ.get(ENVIRONMENT) or _configured() or f"sqlite:///{default_file()}"


def default_file() -> Path:
    """Return where a registry is unless anybody says otherwise."""
    return data_folder() / "registry.db"


def data_folder() -> Path:
    """Return the user's data folder for this program."""
    from platformdirs import user_data_path

    return user_data_path(_NAME)


def config_file() -> Path:
    """Return where the configuration file is, or would be."""
    from platformdirs import user_config_path

    return user_config_path(_NAME) / "config.toml"


def os_user() -> str:
    """Return who runs this process, by its uid: never what an environment variable says.

    Raises:
        PermissionDenied: the operating system knows no name for the uid.
    """
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        raise PermissionDenied(
            f"The operating system has no name for user id {os.getuid()}. Add the user to its accounts first."
        ) from None


def open_registry(args: Namespace) -> Registry:
    """Open the chosen registry; it is not made where there is none.

    Raises:
        RegistryUnavailable: there is none, or it can't be opened.
    """
    from tui_registry.registry.registry import Registry

    return Registry.open(registry_url(args), create=False)


def client_of(registry: Registry, args: Namespace) -> RegistryClient:
    """Return a client for the operating system's user, or for whom `--as` names.

    Raises:
        PermissionDenied: `--as` names somebody else and the user is no administrator.
    """
    me = os_user()
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


def _configured() -> str | None:
    import tomllib

    path = config_file()
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get("registry")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise RegistryUnavailable(f"The configuration file {path} can't be read: {error}.") from error
    if found is None or (isinstance(found, str) and found):
        return found
    raise RegistryUnavailable(f'In the configuration file {path}, `registry` must be text: registry = "URL".')
