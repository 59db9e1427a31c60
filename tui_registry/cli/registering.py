"""`tui-registry register`: a logged model becomes the next version (FT-A1, FT-A2)."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tui_registry.cli import wire
from tui_registry.cli.config import tracking_uri
from tui_registry.cli.confirming import is_terminal
from tui_registry.cli.output import note, wants_json, write, write_json
from tui_registry.cli.parsing import Parser, UsageError, add_message, add_tags, model_name, set_verb
from tui_registry.domain.display import one_line
from tui_registry.domain.references import PREFIX, model_uri
from tui_registry.domain.sources import STREAM
from tui_registry.tracking.sources import Brought, fetched, is_mlflow_s

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient

LARGE = 64 << 20
"""From how many bytes on a copy shows how far it is."""


def build_register(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `register`."""
    parser.add_argument("name", metavar="NAME", type=model_name, help="the model; it is created if need be")
    parser.add_argument(
        "source",
        metavar="SOURCE",
        help="a folder that log_model wrote, - for a tar archive of it on the standard input, models:/NAME/… of this "
        "registry, or, through MLflow, runs:/RUN/PATH",
    )
    add_message(parser, "the version's description")
    add_tags(parser)
    set_verb(parser, register, mutates=True)


def register(client: RegistryClient, args: Namespace) -> None:
    """Register a version and print its URI."""
    client.registry.recover()
    progress = _Percentage() if is_terminal(sys.stderr) else None
    with _at_hand(client, args.name, args.source) as found:
        try:
            version = client.register_model(
                args.name,
                found.folder,
                description=args.message,
                tags=dict(args.tags),
                progress=progress,
                origin=found.origin,
                run_id=found.run_id,
                run=found.run,
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


@contextmanager
def _at_hand(client: RegistryClient, name: str, source: str) -> Iterator[Brought]:
    """Have what is to be registered on this machine."""
    if source == STREAM:
        if is_terminal(sys.stdin):
            raise UsageError("- stands for a tar archive on the standard input: tar c -C MODEL . | … register NAME -")
        from tui_registry.cli.unpacking import unpacked

        client.check_may_register(name)
        with client.receiving() as place, unpacked(sys.stdin.buffer, place) as folder:
            yield Brought(folder, STREAM)
    elif is_mlflow_s(source):
        with fetched(source, tracking_uri()) as brought:
            yield brought
    elif source.startswith(PREFIX):
        version = client.resolve(source)
        folder = client.get_model_version_download_uri(version.name, version.version)
        yield Brought(folder, model_uri(version.name, version.version))
    else:
        # A person at a shell may climb; a text that a program was given may not.
        yield Brought(os.path.realpath(source) if ".." in source.split(os.sep) else source)


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
