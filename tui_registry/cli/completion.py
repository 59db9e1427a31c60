"""`tui-registry completion`: what lets a shell complete the words of the command line.

The script is made from the verbs' own parsers, so it can't say other than they do. It is static: pressing Tab
opens no registry, and no model's name, which is anybody's text, is ever expanded by a shell.
"""

from __future__ import annotations

from argparse import SUPPRESS, Action, Namespace, _SubParsersAction
from collections.abc import Callable, Iterator, Mapping, Sequence

from tui_registry.cli.completion_scripts import FILES, Option, Place, bash_script, fish_script, zsh_script
from tui_registry.cli.output import wants_json, write
from tui_registry.cli.parsing import Parser, UsageError, set_alone
from tui_registry.cli.schema import ANSWERS
from tui_registry.cli.verbs import DESK, VERBS, parser_of
from tui_registry.domain.activities import ActivityType
from tui_registry.domain.ordering import ModelOrder
from tui_registry.domain.permissions import NONE
from tui_registry.domain.settings import DEFAULTS, OFF, ON
from tui_registry.domain.stages import Stage

_SCHEMA = "json-schema"
SCRIPTS: Mapping[str, Callable[[Sequence[Place]], str]] = {"bash": bash_script, "zsh": zsh_script, "fish": fish_script}
LEVELS = ("read", "edit", "staging", "production", "manage")

LONGEST_HELP = 80

# By the name that the help gives to a value.
_VALUES: Mapping[str, Sequence[str]] = {
    "STAGE": tuple(Stage),
    "LEVEL": LEVELS,
    "LEVEL|none": (NONE, *LEVELS),
    "SETTING": tuple(DEFAULTS),
    "VALUE": (ON, OFF, NONE, *LEVELS),
    "FIELD": tuple(ModelOrder),
    "TYPE": tuple(kind.lower() for kind in ActivityType),
    **dict.fromkeys(("FILE", "DIR", "FILE|DIR", "DIR|URL", "BACKUP", "SOURCE", "URL"), (FILES,)),
}


def build_completion(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `completion`."""
    parser.add_argument("shell", choices=tuple(SCRIPTS), help='for bash: eval "$(tui-registry completion bash)"')
    set_alone(parser, completion)


def completion(args: Namespace) -> int:
    """Print the script for a shell."""
    if wants_json(args):
        raise UsageError("A shell's script is no JSON: leave --json out.")
    write(SCRIPTS[args.shell](tuple(places())).rstrip("\n"))
    return 0


def places() -> Iterator[Place]:
    """Tell what can be said at each place of the command line: without a verb, after each, and after those below."""
    made = tuple(_parsed_places())
    for place in made:
        if place.path == (_SCHEMA,):
            yield from _schema_places(place.options, made)
        else:
            yield place


def _schema_places(options: tuple[Option, ...], made: Sequence[Place]) -> Iterator[Place]:
    """Tell what can be said after `json-schema`: the verbs whose answers are described, with the options that count."""
    described = [tuple(answer.split()) for answer in ANSWERS]
    for place in made:
        depth = len(place.path)
        following = {answer[depth] for answer in described if answer[:depth] == place.path and answer[depth:]}
        flags = {word for answer in described if answer[:depth] == place.path for word in answer if word[:1] == "-"}
        verbs = tuple(verb for verb in place.verbs if verb[0] in following)
        if verbs or place.path in described:
            chosen = tuple(Option((flag,), "", None) for flag in sorted(flags)) if place.path in described else ()
            yield Place((_SCHEMA, *place.path), verbs, options + chosen, ())


def _parsed_places() -> Iterator[Place]:
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
    return Option(
        tuple(action.option_strings), _short(action.help or ""), None if action.nargs == 0 else _values(action)
    )


def _values(action: Action) -> tuple[str, ...]:
    if action.choices is not None:
        return tuple(str(choice) for choice in action.choices)
    return tuple(_VALUES.get(_metavar(action), ()))


def _metavar(action: Action) -> str:
    """Return the name of an action's value, or of the first of them."""
    name = action.metavar[:1] if isinstance(action.metavar, tuple) else (action.metavar,)
    return name[0] or ""


def _short(text: str) -> str:
    """Return as much of a help as stands beside a word in a list of them."""
    return text if len(text) <= LONGEST_HELP else f"{text[:LONGEST_HELP].rpartition(' ')[0].rstrip(',;:')} …"


def _actions(parser: Parser) -> list[Action]:
    return [action for action in parser._actions if action.help != SUPPRESS]
