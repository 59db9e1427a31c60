"""`tui-registry inbox`: what waits for the user; `--count --max-age` for shell prompts, which must not wait for it.

Nothing of the registry is imported here: a count that is remembered costs the interpreter's start and little more.
"""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from collections.abc import Sequence

from tui_registry.cli.caller import caller_of
from tui_registry.cli.opening import opened, registry_url
from tui_registry.cli.output import write
from tui_registry.cli.parsing import Parser, UsageError, set_alone
from tui_registry.domain.errors import InvalidParameterValue


def build_inbox(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `inbox`."""
    parser.add_argument("--count", action="store_true", help="print how many there are, and nothing else")
    parser.add_argument(
        "--max-age", metavar="SPAN", type=_span, help="with --count: a number that was counted 60s ago, say, will do"
    )
    set_alone(parser, inbox)


def inbox(args: Namespace) -> int:
    """Print the open requests that the user may decide, or how many there are (FT-E15)."""
    if args.max_age is not None:
        if not args.count:
            raise UsageError("--max-age is about how many there are: say --count too.")
        write(str(_remembered_count(args)))
    elif args.count:
        write(str(_count(args)))
    else:
        from tui_registry.cli.requests import list_inbox

        with opened(args) as client:
            list_inbox(client, args)
    return 0


def _remembered_count(args: Namespace) -> int:
    from tui_registry.cli import remembering

    me = caller_of(args).user
    place = remembering.place("inbox", registry_url(args), me, getattr(args, "user", None) or me)
    known = remembering.recall(place, args.max_age)
    if known is None:
        known = _count(args)
        remembering.remember(place, known)
    return known


def _count(args: Namespace) -> int:
    with opened(args) as client:
        return client.count_inbox()


def _span(text: str) -> float:
    from tui_registry.domain.times import parse_span

    try:
        return parse_span(text) / 1000
    except InvalidParameterValue as error:
        raise ArgumentTypeError(error.message) from None
