"""What a verb may be given: its signature says it, and this is where callers are held to it.

Scripts pass whatever is at hand: a path, a number out of a DataFrame, None. Databases don't agree on what to make of
it (SQLite finds the model "5" by the number 5, PostgreSQL ends the connection), so they never see it.
"""

from __future__ import annotations

import operator
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from tui_registry.domain.display import shown
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.times import FIRST_MOMENT, LAST_MOMENT

P = ParamSpec("P")
T = TypeVar("T")
Check = Callable[[str, Any], Any]
"""Returns what was given for an argument of that name, as the verb takes it."""

MAX_FILTER = 5_000
"""Characters of a filter, or of a word that is searched for."""
MAX_PARTS = 100
"""Words and comparisons of one filter; each is a condition of its own, and SQLite nests no more than a thousand."""
MAX_COUNT = 2**62 - 1
"""Nothing has as many rows or bytes, and the sum of two such numbers still fits into 64 bits."""
MAX_WHOLE = 2**63 - 1
"""Beyond it the databases' numbers end."""

# No database keeps these, so nothing is found by them either.
_NEVER_STORED = re.compile("[\0\ud800-\udfff]")
_MANY = re.compile(r"(?:str \| )?(Iterable|Sequence|tuple)\[(\w+)(?:, \.\.\.)?\]\Z")


def is_storable(value: str) -> bool:
    """Whether a database can hold a text; and so, whether it could find it."""
    return "\0" not in value if value.isascii() else not _NEVER_STORED.search(value)


def text(name: str, value: Any) -> Any:
    """Return a text that a database can look for."""
    if type(value) is str and value.isascii() and "\0" not in value:
        return value
    if not isinstance(value, str):
        raise refusal(name, value, "a text")
    if not is_storable(value):
        found = cast(re.Match[str], _NEVER_STORED.search(value))
        raise InvalidParameterValue(
            f"Invalid {name}: there is U+{ord(found.group()):04X} at position {found.start() + 1}, "
            "which can't be stored, so nothing is found by it either. Remove it and try again."
        )
    return value


def whole(name: str, value: Any) -> int:
    """Return a number of something: an id, a version, an amount. NumPy's are as good as Python's."""
    return _between(name, value, 0, MAX_WHOLE, "a whole number")


def count(name: str, value: Any) -> int:
    """Return how many rows, or behind how many; a number that no list reaches is as good as any other such."""
    return min(whole(name, value), MAX_COUNT)


def moment(name: str, value: Any) -> int:
    """Return a time (ms) that is compared with others; any that is far away stands for always, or for never."""
    return _between(name, value, -MAX_WHOLE, MAX_WHOLE, "milliseconds since 1970,")


def date(name: str, value: Any) -> int:
    """Return a time (ms) that is shown as a date, which has to be in the calendar."""
    return _between(name, value, FIRST_MOMENT, LAST_MOMENT, "milliseconds since 1970,")


def flag(name: str, value: Any) -> bool:
    """Return whether or not."""
    if type(value) is not bool and not (type(value) is int and value in (0, 1)):
        raise refusal(name, value, "True or False")
    return bool(value)


def path(name: str, value: Any) -> str:
    """Return a path, given as a text or as a pathlib.Path."""
    found = os.fspath(value) if isinstance(value, os.PathLike) else value
    if not isinstance(found, str):
        raise refusal(name, value, "a path")
    return found


def refusal(name: str, value: object, wanted: str) -> InvalidParameterValue:
    """The refusal of an argument that is of another kind than the verb takes."""
    return InvalidParameterValue(f"Invalid {name}: {shown(value)}. Give {wanted}.")


def _between(name: str, value: Any, least: int, most: int, what: str) -> int:
    if isinstance(value, bool):
        # One, to Python; nobody means that by it.
        raise refusal(name, value, f"{what} from {least:,} to {most:,}")
    try:
        number = value if type(value) is int else operator.index(value)
    except TypeError:
        raise refusal(name, value, f"{what} from {least:,} to {most:,}") from None
    if not least <= number <= most:
        raise refusal(name, number, f"{what} from {least:,} to {most:,}")
    return number


def _member(kind: type[Enum]) -> Check:
    """Return the check for one of a few words, in any letter case."""
    by_word = {str(member.value).lower(): member for member in kind}

    def check(name: str, value: Any) -> Any:
        if isinstance(value, kind):
            return value
        found = by_word.get(value.lower()) if isinstance(value, str) else None
        if found is None:
            raise refusal(name, value, f"one of {', '.join(str(member.value) for member in kind)}")
        return found

    return check


def _instance(kinds: tuple[type, ...]) -> Check:
    what = " or ".join("a text" if kind is str else f"a {kind.__name__}" for kind in kinds)

    def check(name: str, value: Any) -> Any:
        if not isinstance(value, kinds):
            raise refusal(name, value, what)
        return text(name, value) if isinstance(value, str) else value

    return check


def _many(check: Check, as_what: Callable[[Iterable[Any]], Any], *, of_texts: bool) -> Check:
    def check_all(name: str, value: Any) -> Any:
        if of_texts and isinstance(value, str):
            # One name is not meant letter by letter.
            value = (value,)
        try:
            return as_what(check(name, each) for each in iter(value))
        except TypeError:
            raise refusal(name, value, "a list") from None

    return check_all


def _optional(check: Check) -> Check:
    return lambda name, value: None if value is None else check(name, value)


def _any(_name: str, value: Any) -> Any:
    return value


_BY_NAME: dict[str, Check] = {
    **dict.fromkeys(("limit", "offset"), count),
    **dict.fromkeys(("moment", "since", "until"), moment),
    "expires": date,
}
_BY_ANNOTATION: dict[str, Check] = {
    "str": text,
    "int": whole,
    "bool": flag,
    "str | PathLike[str]": path,
    # Clients write these in several ways; those who read them refuse the others: references.parse_number,
    # stages.parse_archive_option, permissions.as_level, and text_rules for a tag's value, and for tags.
    **dict.fromkeys(("int | str", "bool | str", "PermissionLevel | str", "object", "Mapping[str, object]"), _any),
}

_OF_FIELDS: dict[type, list[tuple[str, Check]]] = {}
"""The checks of the dataclasses that were met: working them out takes longer than making one."""


def check_of(name: str, annotation: str, known: Mapping[str, Any]) -> Check | None:
    """Return the check of an argument by its annotation, None for one that is not understood.

    Args:
        name: The argument's.
        annotation: As it is written in the signature.
        known: The module's names, among them the classes that annotations may name.
    """
    plain = annotation.removesuffix(" | None")
    check = _BY_NAME.get(name) or _BY_ANNOTATION.get(plain) or _by_classes(plain, known)
    many = _MANY.match(plain)
    if many and (of := check_of("", many[2], known)):
        check = _many(of, tuple if many[1] == "tuple" else list, of_texts=many[2] == "str")
    return _optional(check) if check and plain != annotation else check


def _by_classes(annotation: str, known: Mapping[str, Any]) -> Check | None:
    kinds = [str if word == "str" else known.get(word) for word in annotation.split(" | ")]
    if not all(isinstance(kind, type) and not getattr(kind, "_is_protocol", False) for kind in kinds):
        return None
    first = cast(type, kinds[0])
    return _member(first) if issubclass(first, Enum) else _instance(tuple(cast(list[type], kinds)))


def checked(verb: Callable[P, T]) -> Callable[P, T]:
    """Let a method refuse arguments of another kind than its signature names.

    Raises:
        InvalidParameterValue: naming the argument.
    """
    call = cast(Any, verb)
    code, known = call.__code__, call.__globals__
    names = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
    checks = {name: check_of(name, verb.__annotations__.get(name, ""), known) or _any for name in names}
    in_order = [*checks.values()][: code.co_argcount - 1]

    @wraps(verb)
    def asked(self: Any, *given: Any, **named: Any) -> Any:
        # What is too many, or of no name, Python refuses as always.
        if given and len(given) <= len(in_order):
            given = tuple([check(name, value) for check, name, value in zip(in_order, names, given, strict=False)])
        for name in named:
            if name in checks:
                named[name] = checks[name](name, named[name])
        return call(self, *given, **named)

    return cast(Callable[P, T], asked)


def check_verbs(kind: type) -> None:
    """Let every public method of a class be `checked`."""
    for name, verb in list(vars(kind).items()):
        if callable(verb) and hasattr(verb, "__code__") and not name.startswith("_"):
            setattr(kind, name, checked(verb))


def check_fields(value: Any) -> None:
    """Hold the fields of a frozen dataclass to their annotations, and let them be as a verb takes them.

    Raises:
        InvalidParameterValue: naming the field.
    """
    kind = type(value)
    if kind not in _OF_FIELDS:
        known = vars(sys.modules[kind.__module__])
        found = [(name, check_of(name, annotation, known)) for name, annotation in kind.__annotations__.items()]
        _OF_FIELDS[kind] = [(name, check) for name, check in found if check is not None]
    for name, check in _OF_FIELDS[kind]:
        object.__setattr__(value, name, check(name, getattr(value, name)))
