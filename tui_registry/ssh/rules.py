"""What may be said over SSH: one table; what is not in it is refused."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tui_registry.domain.errors import PermissionDenied
from tui_registry.domain.references import PREFIX
from tui_registry.domain.sources import STREAM

Objection = Callable[[object], str | None]
"""Returns why a value is refused, or None."""

_ADMINISTRATION = "That is for whoever administers the server, at its own command line."
_FOUNDED = "The registry that you are connected to is the one there is."
_KEYS = "Keys are let in at the server's own command line."
_TREES = "A path here would be one on the server's disk."
_OWN_TOKEN = "Over SSH you make tokens for yourself alone; leave --user out."
_OWN_CACHE = "What is remembered would be the account's and not yours; leave --max-age out."


@dataclass(frozen=True, slots=True)
class Rule:
    """What a verb may be told: names of arguments, as its parser keeps them."""

    takes: frozenset[str]
    refuses: Mapping[str, str] = field(default_factory=dict)
    """The sentence for arguments that are refused."""
    objects: Mapping[str, Objection] = field(default_factory=dict)
    """Arguments of which some values are refused."""


def _takes(names: str = "", **refuses: str) -> Rule:
    return Rule(frozenset(names.split()), refuses)


def _only_stream(value: object) -> str | None:
    if value == STREAM:
        return None
    return f"{_TREES} Say download REF > model.tar: over SSH the files come as a tar archive."


def _only_stream_or_version(value: object) -> str | None:
    from tui_registry.tracking.sources import is_mlflow_s

    text = str(value)
    if is_mlflow_s(text):
        # It would look for them as the server.
        return "Over SSH nothing is fetched from MLflow: download the model there, and send it as a tar archive."
    if text == STREAM or text.startswith(PREFIX):
        return None
    return f"{_TREES} From your machine: tar c -C MODEL . | ssh HOST register NAME -"


REFUSED_VERBS: Mapping[str, str] = {
    "demo": "The demo is for your own machine: tui-registry demo.",
    "init": _FOUNDED,
    "access": _KEYS,
    "import": _ADMINISTRATION,
    "server": _ADMINISTRATION,
    "db": _ADMINISTRATION,
    "doctor": _ADMINISTRATION,
    "resolve": f"{_TREES} Say download REF > model.tar to have the files.",
}
"""Verbs that nobody may say over SSH, and why; not even an administrator of the registry."""

RULES: Mapping[str, Rule] = {
    "": _takes("reference inbox no_mouse"),
    "register": Rule(frozenset({"name", "message", "tags"}), objects={"source": _only_stream_or_version}),
    "download": Rule(frozenset({"reference"}), objects={"folder": _only_stream}),
    "model list": _takes("text order_by limit"),
    "model show": _takes("name"),
    "model create": _takes("name message tags"),
    "model describe": _takes("name text"),
    "model rename": _takes("name new_name"),
    "model delete": _takes("name yes"),
    "model tag": _takes("name tags"),
    "model untag": _takes("name keys"),
    "version list": _takes("name filter_string"),
    "version show": _takes("reference"),
    "version describe": _takes("reference text"),
    "version delete": _takes("reference yes"),
    "version tag": _takes("reference tags"),
    "version untag": _takes("reference keys"),
    "version alias": _takes("reference alias"),
    "version unalias": _takes("name alias"),
    "version download": Rule(frozenset({"reference"}), objects={"folder": _only_stream}),
    "version compare": _takes("candidate current"),
    "transition": _takes("reference stage message archive_existing"),
    "undo": _takes("reference message"),
    "rollback": _takes("name message"),
    "request create": _takes("reference stage message"),
    "request list": _takes("reference"),
    "request approve": _takes("reference stage message archive_existing"),
    "request reject": _takes("reference stage message"),
    "request cancel": _takes("reference stage message requester"),
    "comment add": _takes("reference text"),
    "comment edit": _takes("comment_id text"),
    "comment delete": _takes("comment_id yes"),
    "comment list": _takes("reference"),
    "inbox": _takes("count", max_age=_OWN_CACHE),
    "history": _takes("reference as_of stage since until by types json_lines"),
    "permission list": _takes("name"),
    "permission set": _takes("level name user_name group_name"),
    "permission remove": _takes("name user_name group_name"),
    "user list": _takes(),
    "user add": _takes("user_name"),
    "user remove": _takes("user_name yes"),
    "group list": _takes(),
    "group add": _takes("group_name users"),
    "group remove": _takes("group_name users yes"),
    "token create": _takes("label expires", owner=_OWN_TOKEN),
    "token list": _takes("owner"),
    "token revoke": _takes("token_id"),
    "setting list": _takes(),
    "setting set": _takes("key value"),
    "completion": _takes("shell"),
    "json-schema": _takes("words options"),
    "keys": _takes("ids"),
}
"""What may be said, by the verb and the verb below it; the desk is the empty text."""

OF_EVERY_VERB: Mapping[str, str] = {
    "registry": f"{_FOUNDED} Leave --registry out.",
    "user": "Over SSH you are whom your key belongs to. Leave --as out.",
    "trust_everyone": f"{_ADMINISTRATION} Leave --i-trust-everyone out.",
}
"""Options of every verb that are refused."""

HARMLESS = frozenset({"json", "read_only", "version"})
"""Options of every verb that may be said."""

_NOT_SAID = frozenset({"verb", "alone", "mutates", "leaf"})


class SshGate:
    """Holds what was said against the table."""

    def check_verb(self, verb: str) -> None:
        """Refuse a verb before anything of it is imported."""
        if verb in REFUSED_VERBS:
            raise PermissionDenied(f"`{verb}` can't be said over SSH. {REFUSED_VERBS[verb]}")
        if not any(path.split(" ")[0] == verb for path in RULES):
            raise PermissionDenied(f"`{verb}` can't be said over SSH.")

    def check(self, path: str, args: Namespace) -> None:
        """Refuse an argument that is not in the table, or whose value it refuses."""
        rule = RULES.get(path)
        if rule is None:
            raise PermissionDenied(f"`{path}` can't be said over SSH.")
        for name, value in vars(args).items():
            if name in _NOT_SAID or name in HARMLESS or name in rule.takes or value in (None, False, [], ""):
                continue
            objection = _objection(rule, name, value)
            if objection is not None:
                raise PermissionDenied(objection)


def _objection(rule: Rule, name: str, value: object) -> str | None:
    if name in rule.objects:
        return rule.objects[name](value)
    unknown = f"{name.replace('_', '-')} can't be given over SSH."
    return OF_EVERY_VERB.get(name) or rule.refuses.get(name, unknown)
