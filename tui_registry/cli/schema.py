"""`tui-registry json-schema`: what each verb answers with `--json`, as a JSON Schema made from `cli.shapes`."""

from __future__ import annotations

from argparse import SUPPRESS, Namespace
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, NotRequired, get_args, get_origin, get_type_hints, is_typeddict

from tui_registry.cli import shapes
from tui_registry.cli.output import write_json
from tui_registry.cli.parsing import Parser, UsageError, set_alone

Schema = dict[str, Any]

ANSWERS: Mapping[str, Any] = {
    "init": shapes.Founded,
    "register": shapes.Version,
    "model list": list[shapes.ModelSummary],
    **dict.fromkeys(
        (f"model {verb}" for verb in ("show", "create", "describe", "rename", "tag", "untag")), shapes.Model
    ),
    "model delete": shapes.Nothing,
    "version list": list[shapes.Version],
    "version show": shapes.VersionDetails,
    **dict.fromkeys((f"version {verb}" for verb in ("describe", "tag", "untag", "alias")), shapes.Version),
    "version unalias": shapes.Model,
    "version delete": shapes.Nothing,
    **dict.fromkeys(("download", "version download"), shapes.Place),
    "version compare": shapes.Comparison,
    **dict.fromkeys(("transition", "undo", "rollback"), shapes.Version),
    "request create": shapes.Request,
    "request list": list[shapes.Request],
    **dict.fromkeys((f"request {verb}" for verb in ("approve", "reject", "cancel")), shapes.Activity),
    **dict.fromkeys(("comment add", "comment edit"), shapes.Comment),
    "comment delete": shapes.Nothing,
    "comment list": list[shapes.Comment],
    "inbox": list[shapes.Request],
    **dict.fromkeys(("inbox --count", "inbox --count --max-age"), int),
    "history": list[shapes.Activity],
    "history --as-of": list[shapes.VersionAt],
    **dict.fromkeys((f"permission {verb}" for verb in ("list", "set", "remove")), list[shapes.Permission]),
    **dict.fromkeys((f"user {verb}" for verb in ("list", "add", "remove")), list[shapes.User]),
    **dict.fromkeys((f"group {verb}" for verb in ("list", "add", "remove")), list[shapes.Group]),
    **dict.fromkeys((f"access {verb}" for verb in ("add", "list", "remove", "sync")), list[shapes.AccessKey]),
    "token create": shapes.NewToken,
    "token list": list[shapes.Token],
    "token revoke": shapes.Token,
    "setting list": list[shapes.Setting],
    "setting set": shapes.Setting,
    "resolve": shapes.Place,
    "db upgrade": shapes.Upgrade,
    "db check": list[shapes.Problem],
    "db repair": list[shapes.Problem],
    **dict.fromkeys(("db backup", "db backup --with-artifacts"), shapes.Backup),
    "db restore": shapes.Restoration,
    "import mlflow": shapes.Import,
    "doctor": shapes.Health,
    "keys": list[shapes.Key],
    "refusal": shapes.Refusal,
}
"""The shape of each verb's answer on stdout; `refusal` is what stands on stderr instead."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SIMPLE: Mapping[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def build_json_schema(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of `json-schema`."""
    parser.add_argument(
        "words", metavar="VERB", nargs="*", help="such as: version show, or inbox --count; all of them unless given"
    )
    for option in dict.fromkeys(word for verb in ANSWERS for word in verb.split() if word.startswith("--")):
        parser.add_argument(option, dest="options", action="append_const", const=option, default=[], help=SUPPRESS)
    set_alone(parser, json_schema)


def json_schema(args: Namespace) -> int:
    """Print the schema of one verb's answer, or of an object that has every verb's answer by its name."""
    verb = " ".join([*args.words, *args.options])
    if verb and verb not in ANSWERS:
        near = [known for known in ANSWERS if known.split()[0] == verb.split()[0]] or list(ANSWERS)
        raise UsageError(f"No answer of {verb!r} is described. Say one of: {', '.join(near)}.")
    write_json(schema_of(verb) if verb else schema_of_all())
    return 0


def schema_of(verb: str) -> Schema:
    """Return the JSON Schema of one verb's answer."""
    answer = ANSWERS[verb]
    return {"$schema": _DIALECT, "title": verb, **_of(answer), "$defs": _definitions([answer])}


def schema_of_all() -> Schema:
    """Return the JSON Schema of an object that would hold the answers of all verbs."""
    properties = {verb: _of(answer) for verb, answer in ANSWERS.items()}
    definitions = _definitions(ANSWERS.values())
    return {
        "$schema": _DIALECT,
        "title": "tui-registry --json",
        "type": "object",
        "properties": properties,
        "$defs": definitions,
    }


def _definitions(answers: Iterable[Any]) -> Schema:
    """Return the schemas of every shape that these answers hold, by name."""
    found: Schema = {}
    pending = list(answers)
    while pending:
        shape = pending.pop()
        if not is_typeddict(shape):
            pending += [part for part in get_args(shape) if not isinstance(part, str)]
        elif shape.__name__ not in found:
            hints = get_type_hints(shape, include_extras=True)
            found[shape.__name__] = _object(shape.__doc__, hints)
            pending += hints.values()
    return dict(sorted(found.items()))


def _object(about: str, hints: Mapping[str, Any]) -> Schema:
    return {
        "type": "object",
        "description": about,
        "properties": {name: _of(hint) for name, hint in hints.items()},
        "required": [name for name, hint in hints.items() if get_origin(hint) is not NotRequired],
        "additionalProperties": False,
    }


def _of(hint: Any) -> Schema:
    """Return the schema of a type as `cli.shapes` writes them."""
    if is_typeddict(hint):
        return {"$ref": f"#/$defs/{hint.__name__}"}
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated(_of(parts[0]), parts[1:])
    if origin is NotRequired:
        return _of(parts[0])
    if origin is list:
        return {"type": "array", "items": _of(parts[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of(parts[1])}
    if origin is UnionType or len(parts) > 1:
        return {"anyOf": [_of(part) for part in parts]}
    return {"type": _SIMPLE[hint]}


def _annotated(schema: Schema, notes: Sequence[Any]) -> Schema:
    for note in notes:
        if isinstance(note, str):
            schema["description"] = note
        else:
            schema["enum"] = _words(note)
    return schema


def _words(words: type[Enum]) -> list[str]:
    """Return what an enumeration is called on the wire: levels go by their names."""
    return [str(word) if issubclass(words, StrEnum) else word.name for word in words]
