"""The search grammar: MLflow's filters, and what people type into a search box (F2 to F5, FT-G3, FT-G11).

A filter is comparisons joined by AND: `name ILIKE '%power%' AND tags.team = 'energy'`. Quotes may be
left out around a single word. Where plain words are allowed too, each has to be part of the name, and
AND may be left out: `power stage=Production`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from tui_registry.domain.arguments import MAX_FILTER, MAX_PARTS
from tui_registry.domain.display import shown
from tui_registry.domain.entities import VersionStatus
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.stages import Stage

CONTAINS = "CONTAINS"
"""What a plain word means: part of the name, in any letter case. No filter can spell it."""
EQUALITY = ("=", "!=")
MEMBERSHIP = ("IN", "NOT IN")
PATTERNS = ("LIKE", "ILIKE")
ORDERINGS = (">", ">=", "<", "<=")
_DIGITS = 18
_JOINING = ("AND", "OR", "NOT")
_JOINED = "comparisons are joined by AND; there is no OR, NOT or parenthesis"
PROMPT_TAG = "mlflow.prompt.is_prompt"
"""The tag by which MLflow tells its prompts from models; both are registered models with versions."""


class Kind(Enum):
    """What can be done with a field: the operators it knows."""

    TEXT = (*EQUALITY, *PATTERNS, *MEMBERSHIP)
    LABEL = (*EQUALITY, *PATTERNS)
    NUMBER = (*EQUALITY, *ORDERINGS)
    CHOICE = (*EQUALITY, *MEMBERSHIP)
    ONE = ("=",)
    SOME = ("=", "IN")
    # An enumeration takes equal values for one member; the last word sets these apart and is no operator.
    STAGE = (*EQUALITY, *MEMBERSHIP, "STAGE")
    STATUS = (*EQUALITY, *MEMBERSHIP, "STATUS")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is searched: its fields by name, each with its kind."""

    noun: str
    fields: dict[str, Kind]
    has_tags: bool = True


MODELS = Subject(
    "registered models",
    {
        "name": Kind.TEXT,
        "creator": Kind.TEXT,
        "description": Kind.LABEL,
        "stage": Kind.STAGE,
        "alias": Kind.CHOICE,
    },
)
VERSIONS = Subject(
    "model versions",
    {
        "name": Kind.TEXT,
        "version_number": Kind.NUMBER,
        "run_id": Kind.TEXT,
        "source_path": Kind.LABEL,
        "creator": Kind.TEXT,
        "description": Kind.LABEL,
        "status": Kind.STATUS,
        "stage": Kind.STAGE,
        "alias": Kind.CHOICE,
    },
)
_WORDS = {
    Kind.STAGE: ("stage", {stage.lower(): str(stage) for stage in Stage}),
    Kind.STATUS: ("status", {status.lower(): str(status) for status in VersionStatus}),
}
"""The fields that hold one of a few words, in any letter case: what such a word is called, and all of them."""
_SYNONYMS = {"user_id": "creator", "version": "version_number", "source": "source_path", "current_stage": "stage"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One condition: a field (`tags` with a key, or a field of the subject), an operator, what it is compared with."""

    field: str
    operator: str
    values: tuple[str | int, ...]
    key: str = ""


def asks_for_prompts(comparison: Comparison) -> bool:
    """Whether a comparison of the prompt tag asks for prompts; else it asks for models, which lack the tag."""
    return (comparison.operator, str(comparison.values[0]).casefold()) in (("=", "true"), ("!=", "false"))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int
    """Its place in the filter, from 0."""


# A quote that is never closed is a character like others, for a name may have one; no value begins with it.
_TOKENS = re.compile(
    r"""(?P<space>\s+)
      | (?P<quoted>'[^']*'|"[^"]*")
      | (?P<field>(?:attribute\.)?tags?\.(?:`[^`]*`|"[^"]*")|(?:attribute\.)?[A-Za-z_][\w.\-]*(?=\s*(?:!=|>=|<=|=|>|<|
            \s(?:NOT\s+IN|IN|LIKE|ILIKE)\b)))
      | (?P<operator>!=|<>|>=|<=|=|>|<)
      | (?P<mark>[(),])
      | (?P<word>[^\s()=!<>,]+|[!'"])""",
    re.VERBOSE | re.IGNORECASE,
)


def parse_filter(
    text: str | None, subject: Subject, *, words: bool = False, finished: bool = False
) -> tuple[Comparison, ...]:
    """Return the comparisons of a filter; the empty text, or None, has none.

    Args:
        text: The filter.
        subject: What is searched.
        words: Whether plain words are allowed, as in a search box.
        finished: Whether nobody is still typing: beside a comparison, OR, NOT, marks and a dangling AND are
            no parts of a name then.

    Raises:
        InvalidParameterValue: the filter can't be understood; the message points at the place.
    """
    text = text or ""
    if len(text) > MAX_FILTER:
        raise InvalidParameterValue(f"A filter may have {MAX_FILTER:,} characters; this one has {len(text):,}.")
    return _Parser(text, subject, words, finished).parse()


def may_become_field(text: str, subject: Subject) -> bool:
    """Whether a filter ends in what may be the beginning of a field's name, which somebody is still typing."""
    word = re.search(r"[\w.]+\Z", text)
    return word is not None and any(name.startswith(word[0].lower()) for name in subject.fields)


class _Parser:
    def __init__(self, text: str, subject: Subject, words: bool, finished: bool) -> None:
        self._text = text
        self._subject = subject
        self._words = words
        self._tokens = self._tokenize()
        self._is_strict = not words or (finished and any(token.kind == "field" for token in self._tokens))
        self._next = 0

    def parse(self) -> tuple[Comparison, ...]:
        found: list[Comparison] = []
        while (token := self._peek()) is not None:
            if found and self._is_word(token, "AND") and (self._is_strict or self._peek(1) is not None):
                self._take()
                token = self._peek()
                if token is None:
                    raise self._wrong(len(self._text), "something has to follow AND")
            elif found and not self._words:
                raise self._wrong(token.at, _JOINED)
            if len(found) == MAX_PARTS:
                raise self._wrong(token.at, f"a filter may have {MAX_PARTS} words and comparisons")
            found.append(self._term(token))
        return tuple(found)

    def _term(self, token: _Token) -> Comparison:
        if token.kind == "field":
            return self._comparison()
        if self._words and self._is_strict and self._joins(token):
            raise self._wrong(token.at, _JOINED)
        if self._words:
            self._take()
            return Comparison("name", CONTAINS, (_unquoted(token),))
        raise self._wrong(token.at, f"expected a comparison such as name = 'x', not {shown(token.text)}")

    def _comparison(self) -> Comparison:
        token = self._take()
        field, key, kind = self._field(token)
        operator = self._operator()
        if operator not in kind.value:
            known = ", ".join(name for name in kind.value if name != kind.name)
            raise self._wrong(token.at, f"{field} knows the operators {known}, not {operator}")
        if operator in MEMBERSHIP:
            return Comparison(field, operator, tuple(self._value(kind, value) for value in self._list()), key)
        return Comparison(field, operator, (self._value(kind, self._operand()),), key)

    def _known_field(self, text: str) -> tuple[str, str, Kind] | None:
        name = re.sub(r"^attribute\.", "", text, flags=re.IGNORECASE)
        tag = re.match(r"tags?\.(.+)", name, re.IGNORECASE | re.DOTALL)
        if tag and self._subject.has_tags:
            return "tags", tag[1].strip('`"') or tag[1], Kind.LABEL
        if name not in self._subject.fields:
            name = _SYNONYMS.get(name, name)
        return (name, "", self._subject.fields[name]) if name in self._subject.fields else None

    def _field(self, token: _Token) -> tuple[str, str, Kind]:
        field = self._known_field(token.text)
        if field is None:
            known = ", ".join([*self._subject.fields, *(["tags.KEY"] if self._subject.has_tags else [])])
            raise self._wrong(token.at, f"{self._subject.noun} have no field {shown(token.text)}; they have {known}")
        return field

    def _operator(self) -> str:
        token = self._take()
        word = token.text.upper()
        if word == "<>":
            raise self._wrong(token.at, "write != for what is not equal")
        if word == "NOT":
            self._take()
            return "NOT IN"
        return word

    def _operand(self) -> _Token:
        token = self._peek()
        if token is None or token.kind in ("operator", "mark"):
            raise self._wrong(len(self._text) if token is None else token.at, "a value has to follow the operator")
        if token.kind == "word" and token.text[0] in "'\"":
            raise self._wrong(token.at, "the quotation mark is left open")
        return self._take()

    def _list(self) -> list[_Token]:
        opening = self._peek()
        if opening is None or opening.text != "(":
            at = len(self._text) if opening is None else opening.at
            raise self._wrong(at, "IN takes a list such as ('a', 'b')")
        self._take()
        values = [self._operand()]
        while (token := self._peek()) is not None and token.text == ",":
            self._take()
            values.append(self._operand())
        if token is None or token.text != ")":
            raise self._wrong(len(self._text) if token is None else token.at, "the list has to end with )")
        self._take()
        return values

    def _value(self, kind: Kind, token: _Token) -> str | int:
        text = _unquoted(token)
        if kind in _WORDS:
            noun, words = _WORDS[kind]
            if text.lower() not in words:
                raise self._wrong(token.at, f"{shown(text)} is no {noun}; use one of {', '.join(words.values())}")
            return words[text.lower()]
        if kind is not Kind.NUMBER:
            return text
        if not re.fullmatch(r"-?[0-9]+", text):
            raise self._wrong(token.at, f"{shown(text)} is no whole number")
        if len(text) > _DIGITS:
            raise self._wrong(token.at, f"no number is so big; use up to {_DIGITS} digits")
        return int(text)

    def _peek(self, ahead: int = 0) -> _Token | None:
        at = self._next + ahead
        return self._tokens[at] if at < len(self._tokens) else None

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _is_word(self, token: _Token, word: str) -> bool:
        return token.kind in ("word", "field") and token.text.upper() == word

    def _joins(self, token: _Token) -> bool:
        """Whether a token between comparisons is meant to join them, rather than as part of a name."""
        is_word = token.kind == "word" and token.text[0] not in "'\";" and token.text.upper() not in _JOINING
        return not is_word and token.kind != "quoted"

    def _tokenize(self) -> list[_Token]:
        tokens = [
            _Token(match.lastgroup or "", match.group(), match.start())
            for match in _TOKENS.finditer(self._text)
            if match.lastgroup != "space"
        ]
        if self._words:
            for place, token in enumerate(tokens):
                if token.kind == "field" and self._is_no_field(token, tokens[place + 1 : place + 4]):
                    tokens[place] = replace(token, kind="word")
        return tokens

    def _is_no_field(self, token: _Token, behind: Sequence[_Token]) -> bool:
        """Whether no field is called so, nor can one be meant by what stands behind: `made in berlin`, `a<b`.

        A field that is misspelt (`stge = Production`) has to be told: as words it would quietly find nothing.
        """
        if self._known_field(token.text) is not None:
            return False
        operator, *operands = [each.text.upper() for each in behind]
        if operator == "NOT":
            operator, operands = "NOT IN", operands[1:]
        if operator in MEMBERSHIP:
            return operands[:1] != ["("]
        if operator in PATTERNS:
            return not operands or operands[0][0] not in "'\""
        return operator in ORDERINGS and all(operator not in kind.value for kind in self._subject.fields.values())

    def _wrong(self, at: int, what: str) -> InvalidParameterValue:
        near = self._text[at : at + 20]
        where = f"at position {at + 1}, near {near!r}" if near else "at its end"
        return InvalidParameterValue(f"Invalid filter {where}: {what}.")


def _unquoted(token: _Token) -> str:
    return token.text[1:-1] if token.kind == "quoted" else token.text


@dataclass(frozen=True, slots=True)
class OrderTerm:
    """A field to sort by."""

    field: str
    descending: bool


MODEL_ORDER = ("name", "last_updated_timestamp")
VERSION_ORDER = ("name", "version_number", "creation_timestamp", "last_updated_timestamp")


def parse_order(terms: Sequence[str], fields: Sequence[str]) -> tuple[OrderTerm, ...]:
    """Return what `order_by` asks for: `["name ASC", "last_updated_timestamp DESC"]`.

    Raises:
        InvalidParameterValue: a term is no field, is there twice, or has another word behind it than ASC or DESC.
    """
    found: list[OrderTerm] = []
    for term in terms:
        match = re.fullmatch(r"\s*(?:attribute\.)?[`\"]?(\w+)[`\"]?(?:\s+(asc|desc))?\s*", term, re.IGNORECASE)
        name = "" if match is None else {"timestamp": "last_updated_timestamp"}.get(match[1], match[1])
        if match is None or name not in fields:
            raise InvalidParameterValue(f"Invalid order_by {shown(term)}: use {', '.join(fields)}, with ASC or DESC.")
        if any(other.field == name for other in found):
            raise InvalidParameterValue(f"Invalid order_by: {name} is there twice.")
        found.append(OrderTerm(name, (match[2] or "").upper() == "DESC"))
    return tuple(found)
