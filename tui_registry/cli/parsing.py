"""What every verb's parser stands on: options that may stand anywhere, and the types of arguments."""

from __future__ import annotations

import argparse
import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NoReturn

from tui_registry import __version__
from tui_registry.cli.output import write_text
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.references import PREFIX
from tui_registry.domain.text_rules import check_tag, split_tag

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient

    Verb = Callable[[RegistryClient, Namespace], None]
    """Does what was asked on an open registry."""
    Alone = Callable[[Namespace], int]
    """Does what was asked without a registry, or opens one itself; returns the exit code."""
    Leaves = argparse._SubParsersAction["Parser"]

PROGRAM = "tui-registry"


class UsageError(Exception):
    """The command line was not understood, or can't work here: exit code 2."""

    def __init__(self, message: str, usage: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.usage = usage
        """How the verb is used, or the empty text."""


class Parser(ArgumentParser):
    """A parser that raises UsageError, so that hostile words are printed in one place, safely."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # No option of ours begins with a number: -1h is a value, which its own rule refuses with a reason.
        self._negative_number_matcher = re.compile(r"-[0-9.]")

    def error(self, message: str) -> NoReturn:
        """Raise the complaint with the usage."""
        raise UsageError(message, self.format_usage())

    def _print_message(self, message: str, *_: object) -> None:
        """Print a help or a version; argparse would keep it to itself that it can't."""
        write_text(message)


class _Leaf(Parser):
    """The parser of a verb below a noun."""

    def parse_known_args(self, args: Iterable[str] | None = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """Complain of what is not known here: argparse would leave that to the noun, and show the noun's usage."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown


def common_options() -> Parser:
    """Return the options that may stand before or after the verb, as a parent of other parsers."""
    parser = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    group = parser.add_argument_group("options of every verb")
    group.add_argument(
        "--registry",
        metavar="URL",
        type=_registry,
        help="sqlite:////abs/registry.db, postgresql://user@host/db, or path",
    )
    group.add_argument("--as", dest="user", metavar="USER", help="act as somebody else; an administrator's right")
    group.add_argument("--read-only", action="store_true", help="refuse whatever would change the registry")
    group.add_argument(
        "--i-trust-everyone",
        dest="trust_everyone",
        action="store_true",
        help="open a file that several accounts can write; permissions in it are only advice",
    )
    group.add_argument("--json", action="store_true", help="answer in JSON")
    group.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    return parser


def root_parser(verb: str, description: str) -> Parser:
    """Return the parser of one verb; what stands before the verb is parsed by it as well."""
    prog = f"{PROGRAM} {verb}"
    return Parser(prog=prog, description=description, parents=[common_options()], allow_abbrev=False)


def leaves_of(parser: Parser) -> Leaves:
    """Let a parser be that of a noun, with verbs below it."""
    return parser.add_subparsers(title="verbs", dest="leaf", metavar="VERB", required=True, parser_class=_Leaf)


def add_leaf(leaves: Leaves, name: str, verb: Verb, description: str, *, mutates: bool = False) -> Parser:
    """Add a verb to a noun and return its parser."""
    leaf = leaves.add_parser(
        name, help=description, description=description, parents=[common_options()], allow_abbrev=False
    )
    set_verb(leaf, verb, mutates=mutates)
    return leaf


def set_verb(parser: Parser, verb: Verb, *, mutates: bool = False) -> None:
    """Say what a parser's arguments are for, on an open registry."""
    parser.set_defaults(verb=verb, mutates=mutates)


def set_alone(parser: Parser, alone: Alone, *, mutates: bool = False) -> None:
    """Say what a parser's arguments are for, where the verb opens the registry itself."""
    parser.set_defaults(alone=alone, mutates=mutates)


def add_message(parser: Parser, what: str) -> None:
    """Add `-m TEXT`."""
    parser.add_argument("-m", "--message", metavar="TEXT", default="", help=what)


def add_tags(parser: Parser) -> None:
    """Add `--tag KEY=VALUE`, which may be repeated."""
    parser.add_argument("--tag", dest="tags", metavar="KEY=VALUE", type=tag, action="append", default=[], help="a tag")


def tag(text: str) -> tuple[str, str]:
    """Return the key and value of `KEY=VALUE`; checked here, so that of several tags all are set or none.

    Raises:
        InvalidParameterValue: a rule for tags is broken.
    """
    try:
        key, value = split_tag(text)
    except InvalidParameterValue as error:
        raise ArgumentTypeError(error.message) from None
    return check_tag(key, value)


def model_name(text: str) -> str:
    """Return a model's name, given with or without `models:/`; no name has a ":" of its own (N3)."""
    return text.removeprefix(PREFIX)


def somebody(text: str) -> str:
    """Return the name of a user or group; an empty one is a variable that a script forgot to set, and is nobody's."""
    return _not_empty(text, "names nobody")


def positive(text: str) -> int:
    """Return a whole number above 0."""
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise ArgumentTypeError(f"{text!r} is no whole number above 0")
    return int(text)


def _registry(text: str) -> str:
    return _not_empty(text, "is no registry's address")


def _not_empty(text: str, wrong: str) -> str:
    if not text.strip():
        raise ArgumentTypeError(f"{text!r} {wrong}: leave the option out, or write something")
    return text
