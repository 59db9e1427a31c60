"""`tui-registry register`: a logged model becomes the next version (FT-A1, FT-A2)."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_registry.cli import wire
from tui_registry.cli.confirming import is_terminal
from tui_registry.cli.output import note, wants_json, write, write_json
from tui_registry.cli.parsing import Parser, add_message, add_tags, model_name, set_verb
from tui_registry.domain.display import one_line
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.references import PREFIX, model_uri

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient

LARGE = 64 << 20
"""From how many bytes on a copy shows how far it is."""


def build_register(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `register`."""
    parser.add_argument("name", metavar="NAME", type=model_name, help="the model; it is created if need be")
    parser.add_argument(
        "source", metavar="SOURCE", help="a folder that log_model wrote, or models:/NAME/… of this registry"
    )
    add_message(parser, "the version's description")
    add_tags(parser)
    set_verb(parser, register, mutates=True)


def register(client: RegistryClient, args: Namespace) -> None:
    """Register a version and print its URI."""
    client.registry.recover()
    progress = _Percentage() if is_terminal(sys.stderr) else None
    try:
        version = client.register_model(
            args.name, _folder(client, args.source), description=args.message, tags=dict(args.tags), progress=progress
        )
    finally:
        if progress is not None:
            progress.end()
    if wants_json(args):
        write_json(wire.version(version))
        return
    note(f"Registered version {version.version} of '{version.name}', {version.file_count} file(s).")
    uri = model_uri(version.name, version.version)
    # Exact, unless the name is one that nobody could have given by the registry's verbs.
    write(uri if uri.isprintable() else one_line(uri, len(uri)))


def _folder(client: RegistryClient, source: str) -> str:
    """Return the path of what is to be registered."""
    if source.startswith("runs:"):
        raise InvalidParameterValue(
            f"{source!r} names a run, and no tracking server is asked here. Give the folder that log_model wrote."
        )
    if not source.startswith(PREFIX):
        return source
    version = client.resolve(source)
    return client.get_model_version_download_uri(version.name, version.version)


class _Percentage:
    """Shows on one line how far the copy of something large is."""

    def __init__(self) -> None:
        self._line_is_open = False

    def __call__(self, copied: int, total: int) -> None:
        if total >= LARGE:
            sys.stderr.write(f"\r{copied / total:4.0%} of {total / (1 << 20):,.0f} MiB")
            sys.stderr.flush()
            self._line_is_open = True

    def end(self) -> None:
        """End the line, also where the copy did not come to its end: what is said next begins a new one."""
        if self._line_is_open:
            sys.stderr.write("\n")
