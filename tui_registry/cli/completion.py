"""`tui-registry completion`: what lets a shell complete the words of the command line.

The script is made from the verbs' own parsers, so it can't say other than they do. It is static: pressing Tab
opens no registry, and no model's name, which is anybody's text, is ever expanded by a shell.
"""

from __future__ import annotations

from argparse import SUPPRESS, Action, Namespace, _SubParsersAction
from collections.abc import Callable, Iterator, Mapping, Sequence

from tui_registry.cli.completion_scripts import FILES, Option, Place, bash_script, fish_script, zsh_script
from tui_registry.cli.output import write
from tui_registry.cli.parsing import Parser, set_alone
from tui_registry.cli.verbs import DESK, VERBS, parser_of
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.permissions import NONE
from tui_registry.domain.stages import Stage

SCRIPTS: Mapping[str, Callable[[Sequence[Place]], str]] = {"bash": bash_script, "zsh": zsh_script, "fish": fish_script}
LEVELS = ("read", "edit", "staging", "production", "manage")

# By the name that the help gives to a value.
_VALUES: Mapping[str, Sequence[str]] = {
    "STAGE": tuple(Stage),
    "LEVEL": LEVELS,
    "LEVEL|none": (NONE, *LEVELS),
    "TYPE": tuple(kind.lower() for kind in ActivityType),
    **dict.fromkeys(("FILE", "DIR", "FILE|DIR", "DIR|URL", "BACKUP", "SOURCE", "URL"), (FILES,)),
}


def build_completion(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `completion`."""
    parser.add_argument("shell", choices=tuple(SCRIPTS), help='for bash: eval "$(tui-registry completion bash)"')
    set_alone(parser, completion)


def completion(args: Namespace) -> int:
    """Print the script for a shell."""
    write(SCRIPTS[args.shell](tuple(places())).rstrip("\n"))
    return 0


def places() -> Iterator[Place]:
    """Tell what can be said at each place of the command line: without a verb, after each, and after those below."""
    desk = _place((), parser_of(DESK, ""))
    yield Place((), tuple((verb, entry.help) for verb, entry in VERBS.items()), desk.options, ())
    for verb, entry in VERBS.items():
        yield from _places_below((verb,), parser_of(entry, verb))


def _places_below(path: tuple[str, ...], parser: Parser) -> Iterator[Place]:
    yield _place(path, parser)
    for action in _actions(parser):
        if isinstance(action, _SubParsersAction):
            for name, leaf in action.choices.items():
                yield from _places_below((*path, name), leaf)


def _place(path: tuple[str, ...], parser: Parser) -> Place:
    verbs: list[tuple[str, str]] = []
    options: list[Option] = []
    values: list[tuple[str, ...]] = []
    for action in _actions(parser):
        if isinstance(action, _SubParsersAction):
            verbs += [(choice.dest, choice.help or "") for choice in action._choices_actions]
        elif action.option_strings:
            options.append(_option(action))
        else:
            values.append(_values(action))
            # Some options are offered in the place of a name: NAME|--registry-wide.
            others = [word for word in _metavar(action).split("|") if word.startswith("--")]
            options += [Option((word,), action.help or "", None) for word in others]
    return Place(path, tuple(verbs), tuple(dict.fromkeys(options)), tuple(values))


def _option(action: Action) -> Option:
    return Option(tuple(action.option_strings), action.help or "", None if action.nargs == 0 else _values(action))


def _values(action: Action) -> tuple[str, ...]:
    if action.choices is not None:
        return tuple(str(choice) for choice in action.choices)
    return tuple(_VALUES.get(_metavar(action), ()))


def _metavar(action: Action) -> str:
    return action.metavar if isinstance(action.metavar, str) else ""


def _actions(parser: Parser) -> list[Action]:
    return [action for action in parser._actions if action.help != SUPPRESS]
