"""The command line's entrance: which verb, and what its end means for the exit code.

A verb's module is imported when it is asked for: `--version` and the shell's paths pay for neither
Textual nor SQLModel.
"""

from __future__ import annotations

import io
import os
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from tui_registry.cli.caller import Caller
from tui_registry.cli.opening import is_read_only, opened
from tui_registry.cli.output import AnswerLostError, flush, note, to_json
from tui_registry.cli.parsing import PROGRAM, UsageError
from tui_registry.cli.verbs import DESK, VERBS, parser_of
from tui_registry.domain.display import one_line
from tui_registry.domain.errors import (
    InvalidParameterValue,
    PermissionDenied,
    RegistryError,
    RegistryUnavailable,
)

if TYPE_CHECKING:
    from tui_registry.cli import shapes

DONE, REFUSED, WRONG_USAGE, UNAVAILABLE, INTERRUPTED = 0, 1, 2, 3, 130

_MESSAGE_LIMIT = 10_000
_TAKES_A_WORD = ("--registry", "--as")


def main(argv: Sequence[str] | None = None, caller: Caller | None = None) -> int:
    """Do what the words of a command line ask, and return the exit code.

    Args:
        argv: The words; by default the process's own.
        caller: Who asks; by default the operating system's user.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    _open_what_is_closed()
    _tolerate_narrow_encodings()
    code = DONE
    try:
        code = _answer(words, caller)
        flush()
    except BrokenPipeError:
        # Whoever read our answer has seen enough.
        _let_go_of_stdout()
    except AnswerLostError as error:
        _let_go_of_stdout()
        done = " What was asked for is done all the same: don't ask again." if error.is_done else ""
        _complain(RegistryError.code, f"The answer can't be written: {error}.{done}", _wants_json(words))
        code = REFUSED
    except OSError as error:
        _let_go_of_stdout()
        _complain(RegistryError.code, f"The operating system refused: {error}.", _wants_json(words))
        code = REFUSED
    return code


def _answer(words: list[str], caller: Caller | None) -> int:
    """Do what is asked, say what is wrong, and return the exit code."""
    as_json = _wants_json(words)
    try:
        return _perform(_parse(words, caller))
    except SystemExit as end:
        # argparse ends --help and --version so.
        return end.code if isinstance(end.code, int) else DONE
    except KeyboardInterrupt:
        note("Interrupted.")
        return INTERRUPTED
    except UsageError as error:
        if error.usage and not as_json:
            note(error.usage.rstrip())
        _complain(InvalidParameterValue.code if as_json else f"{PROGRAM}:", error.message, as_json)
        return WRONG_USAGE
    except RegistryError as error:
        _complain(error.code, error.message, as_json)
        return UNAVAILABLE if isinstance(error, RegistryUnavailable) else REFUSED


def _wants_json(words: list[str]) -> bool:
    options = words[: words.index("--")] if "--" in words else words
    return "--json" in options or "--json-lines" in options


def _parse(words: list[str], caller: Caller | None) -> Namespace:
    if any("\ud800" <= character <= "\udfff" for word in words for character in word):
        raise InvalidParameterValue("An argument is not valid UTF-8. Write it in the terminal's encoding.")
    places = list(_places_of_words(words))
    verb = words[places[0]] if places and words[places[0]] in VERBS else ""
    if not verb and len(places) > 1:
        # The desk opens one thing: what was meant is a verb.
        raise UsageError(_no_verb(words[places[0]]))
    gate = None if caller is None else caller.gate
    if gate is not None:
        gate.check_verb(verb)
    rest = words[: places[0]] + words[places[0] + 1 :] if verb else words
    args = parser_of(VERBS[verb] if verb else DESK, verb, rest).parse_args(rest)
    if gate is not None:
        gate.check(f"{verb} {getattr(args, 'leaf', '')}".rstrip(), args)
    args.caller = caller
    return args


def _places_of_words(words: Sequence[str]) -> Iterator[int]:
    """Tell where the words stand that are neither options nor the values of those that may stand before a verb."""
    skip = False
    for place, word in enumerate(words):
        if skip:
            skip = False
        elif word == "--":
            return
        elif word.startswith("-"):
            skip = word in _TAKES_A_WORD
        else:
            yield place


def _no_verb(word: str) -> str:
    from difflib import get_close_matches

    near = "".join(f" Did you mean {verb}?" for verb in get_close_matches(word, VERBS, n=1))
    return f"There is no verb {word!r}.{near} `{PROGRAM} --help` lists all."


def _perform(args: Namespace) -> int:
    if args.mutates and is_read_only(args):
        raise PermissionDenied("This would change the registry, and --read-only forbids it. Leave --read-only out.")
    code = DONE
    try:
        if "alone" in args:
            code = int(args.alone(args))
        else:
            with opened(args) as client:
                args.verb(client, args)
        flush()
    except AnswerLostError as error:
        # A verb that changes something prints when it has done so.
        error.is_done = args.mutates
        raise
    return code


def _complain(code: str, message: str, as_json: bool) -> None:
    if as_json:
        refusal: shapes.Refusal = {"error_code": code, "message": message}
        sys.stderr.write(to_json(refusal) + "\n")
    else:
        sys.stderr.write(f"{code} {one_line(message, _MESSAGE_LIMIT)}\n")


def _open_what_is_closed() -> None:
    """Let a stream that was closed before the program began be an empty one, or one that goes nowhere (`>&-`)."""
    # In the order of their numbers, which the operating system gives out anew: else a database might get one of them.
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(os.devnull)))
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(io.FileIO(os.devnull, "w"))
    if sys.stderr is None:
        sys.stderr = io.TextIOWrapper(io.FileIO(os.devnull, "w"))


def _tolerate_narrow_encodings() -> None:
    """Let a terminal that can't show a name show its escapes instead of ending the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _let_go_of_stdout() -> None:
    """Let the interpreter's own flush at its end go nowhere."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
