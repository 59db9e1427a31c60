"""The desk, the demo's desk, and the table of its keys: the only verbs that need Textual."""

from __future__ import annotations

import os
import sys
from argparse import Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui_registry.cli.caller import caller_of
from tui_registry.cli.config import Config, config_file, read_config, tracking_uri
from tui_registry.cli.confirming import is_terminal
from tui_registry.cli.opening import data_folder, is_read_only, open_registry
from tui_registry.cli.output import wants_json, write, write_array
from tui_registry.cli.parsing import PROGRAM, Parser, UsageError, set_alone
from tui_registry.cli.verbs import VERBS
from tui_registry.domain.errors import InvalidParameterValue, PermissionDenied

if TYPE_CHECKING:
    from tui_registry.cli import shapes
    from tui_registry.registry.registry import Registry


def build_desk(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of the command line without a verb."""
    width = max(map(len, VERBS))
    verbs = "\n".join(f"  {verb:{width}}  {entry.help}" for verb, entry in VERBS.items())
    parser.prog = PROGRAM
    parser.formatter_class = RawDescriptionHelpFormatter
    parser.epilog = f"verbs (each has --help):\n{verbs}"
    _add_view(parser)
    set_alone(parser, desk)


def build_demo(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `demo`."""
    _add_view(parser)
    parser.add_argument("--reset", action="store_true", help="begin again with fresh sample data")
    parser.add_argument("--path", metavar="DIR", help="the demo's folder; in your data folder unless given")
    set_alone(parser, demo)


def build_keys(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `keys`."""
    parser.add_argument("--ids", action="store_true", help="with the ids of the commands, which [keys] takes")
    set_alone(parser, keys)


def desk(args: Namespace) -> int:
    """Open the desk on the chosen registry."""
    _require_terminal(args)
    with open_registry(args) as registry:
        me = caller_of(args).user
        return _sit(registry, getattr(args, "user", me), me, args)


def demo(args: Namespace) -> int:
    """Open the desk on a registry full of sample data; it has no secrets, so one may be anybody in it."""
    _require_terminal(args)
    if getattr(args, "registry", None) is not None:
        raise UsageError("The demo has a registry of its own: leave --registry out, or name a folder with --path DIR.")
    if args.reset and is_read_only(args):
        raise PermissionDenied("--reset makes the demo anew, and --read-only forbids it. Leave one of them out.")
    from tui_registry.demo.build import ensure_demo
    from tui_registry.demo.personas import DEFAULT
    from tui_registry.registry.registry import Registry

    folder = data_folder() / "demo" if args.path is None else Path(args.path).absolute()
    with Registry.open(ensure_demo(folder, reset=args.reset), create=False, trust_everyone=True) as registry:
        return _sit(registry, getattr(args, "user", DEFAULT), "", args)


def keys(args: Namespace) -> int:
    """Print the table of the desk's keys."""
    _apply_config()
    if wants_json(args):
        write_array(_keys())
        return 0
    from tui_registry.tui.commands.table import key_table

    write(key_table(ids=args.ids))
    return 0


def _keys() -> Iterator[shapes.Key]:
    from tui_registry.tui.commands.catalog import by_page

    for page, commands in by_page().items():
        for command in commands:
            keys = list(command.key_names())
            yield {"page": page, "id": command.id, "keys": keys, "summary": command.summary()}


def _sit(registry: Registry, user: str, by: str, args: Namespace) -> int:
    """Open the desk of a user at whom `by` really sits; refused before the screen is taken."""
    registry.check_acting(user, by=by)
    config = _apply_config()
    from tui_registry.tui.app import run_desk

    return run_desk(
        registry,
        user,
        by=by,
        reference=args.reference,
        inbox=args.inbox,
        read_only=is_read_only(args),
        theme=config.theme,
        # GNU screen keeps esc back until the next key, once a program has asked for the mouse.
        mouse=config.mouse and not args.no_mouse and "STY" not in os.environ,
        tracking_uri=tracking_uri(config),
        is_remote=caller_of(args).is_remote,
    )


def _apply_config() -> Config:
    """Read the configuration, check it, and give the commands the user's keys."""
    config = read_config()
    try:
        if config.theme:
            from tui_registry.tui.theme import check_theme

            check_theme(config.theme)
        if config.keys:
            from tui_registry.tui.commands.keymap import apply_keymap

            apply_keymap(config.keys)
    except InvalidParameterValue as error:
        raise UsageError(f"{config_file()}: {error.message}") from error
    return config


def _add_view(parser: Parser) -> None:
    parser.add_argument("reference", metavar="REF", nargs="?", help="open this model (NAME) or version (NAME/3)")
    parser.add_argument("--inbox", action="store_true", help="begin with the requests that wait for you")
    parser.add_argument("--no-mouse", action="store_true", help="leave the mouse to your terminal, for marking text")


def _require_terminal(args: Namespace) -> None:
    """Refuse before anything is opened where nobody could see or press anything."""
    if wants_json(args):
        raise UsageError(f"The desk is for people; for JSON name a verb, such as `{PROGRAM} inbox --json`.")
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        raise UsageError(
            "The desk needs a terminal: over SSH say `ssh -t`, and in scripts use verbs such as "
            f"`{PROGRAM} inbox --json`."
        )
    term = os.environ.get("TERM", "")
    if term in ("", "dumb"):
        raise UsageError(
            f"The desk needs a terminal that can draw, and TERM is {'empty' if not term else repr(term)}. If this one "
            f"can, say so: TERM=xterm-256color {PROGRAM}; else use verbs such as `{PROGRAM} inbox`."
        )
