"""`tui-registry init`: making a registry."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_registry.cli.opening import data_folder, default_file, os_user, registry_url, trusting
from tui_registry.cli.output import answer
from tui_registry.cli.parsing import Parser, UsageError, set_alone
from tui_registry.domain.errors import InvalidState
from tui_registry.domain.permissions import parse_level

if TYPE_CHECKING:
    from tui_registry.cli import shapes


def build_init(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `init`."""
    parser.add_argument(
        "--artifacts", metavar="DIR", help="where versions' files are kept; artifacts/ beside a SQLite file"
    )
    parser.add_argument("--everyone", metavar="LEVEL|none", help="everybody's level on every model; none unless given")
    set_alone(parser, init, mutates=True)


def init(args: Namespace) -> int:
    """Make a registry where there is none.

    Raises:
        ResourceAlreadyExists: there is one.
        RegistryUnavailable: it can't be made there.
    """
    from tui_registry.registry.registry import Registry

    if getattr(args, "user", None) is not None:
        raise UsageError("The operating system's user makes a registry; leave --as out.")
    everyone = None if args.everyone is None else parse_level(args.everyone, or_none=True)
    founder = os_user()
    url = registry_url(args)
    if url == f"sqlite:///{default_file()}":
        _make_data_folder()
    with trusting(
        args,
        lambda trust: Registry.found(url, artifacts=args.artifacts, everyone=everyone, trust_everyone=trust),
    ) as registry:
        made: shapes.Founded = {
            "registry": registry.url,
            "artifacts": str(registry.artifact_root),
            "administrator": founder,
        }
        sentence = (
            f"Made a registry at {registry.url}. {founder} is its administrator. "
            f"Its artifacts are kept in {registry.artifact_root}."
        )
    answer(args, made, sentence)
    return 0


def _make_data_folder() -> None:
    folder = data_folder()
    try:
        # Whatever the umask: nobody else may write where the registry is.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidState(f"The data folder {folder} can't be made: {error.strerror}.") from error
