"""What users may write: names, descriptions, comments, tags, aliases (N1 to N8).

The control characters refused here are those that a terminal would obey. Text that entered the
database some other way is still made harmless where it is shown (domain.display).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from os import PathLike, fspath

from tui_registry.domain.arguments import refusal
from tui_registry.domain.arguments import text as argument_text
from tui_registry.domain.display import one_line, shown
from tui_registry.domain.errors import InvalidParameterValue, InvalidState

MAX_NAME = 256
MAX_DESCRIPTION = 5_000
MAX_COMMENT = 20_000
MAX_TAG_KEY = 250
MAX_TAG_VALUE = 100_000
MAX_ALIAS = 255
MAX_USER = 256
MAX_RUN_ID = 64
MAX_LINK = 500
MAX_ORIGIN = 4_096
MAX_LABEL = 100
BECAME = 200
"""How many characters of a description that somebody else wrote meanwhile are told."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL_BUT_NEWLINE_AND_TAB = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Invisible characters that reorder or hide the text around them: one name could pose as another.
_SPOOFING = re.compile("[\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]")
# Lists and the history name groups so, in rows that are never changed.
_GROUP = re.compile(r"\s*group\s", re.IGNORECASE)
# All that Unicode lets a font leave out (Default_Ignorable_Code_Point), and what else is drawn as nothing at all.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
# Those that nobody could tell from the space bar's.
_ODD_BLANK = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]")
_BLANK_AT_AN_END = re.compile(r"\A | \Z")
_ALIAS = re.compile(r"[\w\-]+\Z")
_VERSION_LIKE_ALIAS = re.compile(r"v\d+\Z", re.IGNORECASE)
_TAG_KEY = re.compile(r"[/\w.\- :]+\Z")


def check_model_name(name: str) -> str:
    """Return a new model's name if it keeps the rules N2 to N6, and no name that looks like it can be another one.

    Raises:
        InvalidParameterValue: naming the rule that is broken.
    """
    if not name.strip():
        raise InvalidParameterValue("A registered model's name must not be empty.")
    if len(name) > MAX_NAME:
        raise InvalidParameterValue(
            f"A registered model's name may have {MAX_NAME} characters; this one has {len(name):,}."
        )
    for forbidden in "/:":
        if forbidden in name:
            raise InvalidParameterValue(f"A registered model's name must not contain {forbidden!r}.")
    if name in (".", ".."):
        raise InvalidParameterValue("A registered model's name must not be '.' or '..'.")
    _refuse(_CONTROL, name, "A registered model's name", "control characters")
    _refuse(_INVISIBLE, name, "A registered model's name", "invisible characters, nor emoji that are made with them")
    _refuse(_ODD_BLANK, name, "A registered model's name", "other blanks than the space bar's")
    _refuse(_BLANK_AT_AN_END, name, "A registered model's name", "blanks at its beginning or end")
    return name


def check_description(text: str | None) -> str:
    """Return a description: Markdown of up to 5,000 characters, empty to clear it (N6, N8)."""
    return _prose(text or "", "A description", MAX_DESCRIPTION)


def check_not_rewritten(now: str, expected: str | None) -> None:
    """Refuse to replace a description that is another by now than the actor saw; None stands for any."""
    if expected is not None and now != expected:
        became = f"It is now “{one_line(now, BECAME)}”." if now else "It is empty now."
        raise InvalidState(f"Somebody changed the description meanwhile. {became}")


def check_comment(text: str | None) -> str:
    """Return a comment on a version, which says something (C1)."""
    if not text or not text.strip():
        raise InvalidParameterValue("A comment must not be empty.")
    return _prose(text, "A comment", MAX_COMMENT)


def check_optional_comment(text: str | None) -> str:
    """Return the comment that goes with a transition or a decision; none is the empty text."""
    return _prose(text or "", "A comment", MAX_COMMENT)


def check_tag(key: str, value: object) -> tuple[str, str]:
    """Return a tag's key and value if they keep rule N6 and MLflow's set of key characters.

    A value of another kind, such as a number, is kept as it is written, as by MLflow's client.
    """
    key = argument_text("tag key", key)
    if not _TAG_KEY.match(key) or key.startswith("/") or "//" in key or ".." in key.split("/"):
        raise InvalidParameterValue(
            f"Invalid tag key: {shown(key)}. Use letters, digits, '_', '-', '.', ' ', ':' and single '/'."
        )
    if len(key) > MAX_TAG_KEY:
        raise InvalidParameterValue(f"A tag's key may have {MAX_TAG_KEY} characters; this one has {len(key):,}.")
    return key, _prose(str(value), "A tag's value", MAX_TAG_VALUE)


def check_tags(tags: Mapping[str, object] | None) -> dict[str, str]:
    """Return tags by their keys, each as `check_tag` does; None stands for no tags."""
    if tags is not None and not isinstance(tags, Mapping):
        raise refusal("tags", tags, "a mapping of keys to values")
    return dict(check_tag(key, value) for key, value in (tags or {}).items())


def parse_tags(text: str) -> dict[str, str]:
    """Return tags written as people type them, `team=energy note="two words"`.

    Raises:
        InvalidParameterValue: a word is no KEY=VALUE, or a quotation mark is left open.
    """
    import shlex

    try:
        words = shlex.split(text)
    except ValueError as error:
        raise InvalidParameterValue(f"These tags can't be read: {error}. Write them as KEY=VALUE.") from None
    return dict(split_tag(word) for word in words)


def format_tags(tags: Mapping[str, str]) -> str:
    """Return tags as people type them, one a line; `parse_tags` gives them back."""
    import shlex

    lines = []
    for key, value in sorted(tags.items()):
        if shlex.quote(key) == key:
            lines.append(f"{key}={shlex.quote(value) if value else ''}")
        else:
            lines.append(shlex.quote(f"{key}={value}"))
    return "\n".join(lines)


def split_tag(word: str) -> tuple[str, str]:
    """Return the key and value of `KEY=VALUE`, not yet checked.

    Raises:
        InvalidParameterValue: there is no "=".
    """
    key, equals, value = word.partition("=")
    if not equals:
        raise InvalidParameterValue(f"{shown(word)} is no tag. Write it as KEY=VALUE.")
    return key, value


def check_alias(alias: str) -> str:
    """Return an alias of a version: letters, digits, '_' and '-', but neither `latest` nor `v3`."""
    if not _ALIAS.match(alias) or len(alias) > MAX_ALIAS:
        raise InvalidParameterValue(
            f"Invalid alias: {shown(alias)}. Use up to {MAX_ALIAS} letters, digits, '_' and '-'."
        )
    # Some letters, such as the filler of Hangul, are drawn as nothing.
    _refuse(_INVISIBLE, alias, "An alias", "invisible characters")
    if alias.casefold() == "latest" or _VERSION_LIKE_ALIAS.match(alias):
        raise InvalidParameterValue(f"The alias {shown(alias)} is reserved: it reads like a version. Use another word.")
    return alias


def check_user(name: str) -> str:
    """Return the name of a user or group: one line, nothing invisible, no user that reads as a group."""
    if not name.strip() or len(name) > MAX_USER:
        raise InvalidParameterValue(f"A user's or group's name must have 1 to {MAX_USER} characters.")
    if _GROUP.match(name):
        raise InvalidParameterValue("A user's or group's name must not begin with 'group ': lists would be misread.")
    _refuse(_CONTROL, name, "A user's or group's name", "control characters")
    _refuse(_SPOOFING, name, "A user's or group's name", "invisible formatting characters")
    return name


def check_run_id(run_id: str | None) -> str:
    """Return the id of a source run, or the empty text."""
    return _line(run_id or "", "A run id", MAX_RUN_ID)


def check_run_link(run_link: str | None) -> str:
    """Return the link to a run on another server, or the empty text (R8)."""
    return _line(run_link or "", "A run link", MAX_LINK)


def check_origin(text: str | PathLike[str]) -> str:
    """Return what is kept as a version's source: a URI or a path, as whoever registers wrote it."""
    text = fspath(text)
    if not text.strip():
        raise InvalidParameterValue("A version's source must not be empty.")
    return _line(text, "A source", MAX_ORIGIN)


def check_label(text: str | None) -> str:
    """Return what its owner calls a token, or the empty text."""
    text = text or ""
    _refuse(_SPOOFING, text, "A token's label", "invisible formatting characters")
    return _line(text, "A token's label", MAX_LABEL)


def _line(text: str, what: str, limit: int) -> str:
    if len(text) > limit:
        raise InvalidParameterValue(f"{what} may have {limit:,} characters; this one has {len(text):,}.")
    _refuse(_CONTROL, text, what, "control characters")
    return text


def _prose(text: str, what: str, limit: int) -> str:
    # Windows line ends are line ends; a lone carriage return would overwrite the line on a terminal.
    text = text.replace("\r\n", "\n")
    if len(text) > limit:
        raise InvalidParameterValue(f"{what} may have {limit:,} characters; this one has {len(text):,}.")
    _refuse(_CONTROL_BUT_NEWLINE_AND_TAB, text, what, "control characters other than line breaks and tabs")
    return text


def _refuse(pattern: re.Pattern[str], text: str, what: str, kind: str) -> None:
    found = pattern.search(text)
    if found:
        raise InvalidParameterValue(
            f"{what} must not contain {kind}; there is U+{ord(found.group()):04X} "
            f"at position {found.start() + 1}. Remove it and try again."
        )


def fold_for_search(text: str) -> str:
    """Return a text in the form in which names are searched and sorted: letter case and width don't count (N5)."""
    return unicodedata.normalize("NFKC", text).casefold()
