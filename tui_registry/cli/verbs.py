"""The verbs and nouns of the command line, and where each is kept; importing this imports none of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from tui_registry.cli.parsing import Parser, root_parser


@dataclass(frozen=True, slots=True)
class Entry:
    """A verb or noun: the module of its parser, the function that builds it, and a sentence of help."""

    module: str
    builder: str
    help: str
    room: str = "cli"
    """Where the module is: SSH stands on the command line, and brings verbs of its own."""


DESK = Entry("desk", "build_desk", "A model registry in a terminal. Without a verb it opens the desk.")

VERBS = {
    "demo": Entry("desk", "build_demo", "Open the desk on a registry full of sample data, in a folder of its own."),
    "init": Entry("founding", "build_init", "Make a registry; whoever runs this is its first administrator."),
    "register": Entry("registering", "build_register", "Register a logged model as the next version of a model."),
    "download": Entry("downloading", "build_download", "Send a version's artifacts as a tar archive."),
    "model": Entry("models", "build_model", "Registered models: list, show, create, describe, rename, delete, tag."),
    "version": Entry("versions", "build_version", "Model versions: list, show, describe, delete, tag, alias, compare."),
    "transition": Entry("transitions", "build_transition", "Move a version to another stage."),
    "undo": Entry("undoing", "build_undo", "Take back the last stage change of a version."),
    "rollback": Entry("undoing", "build_rollback", "Go back to the previous Production version of a model."),
    "request": Entry("requests", "build_request", "Transition requests: create, list, approve, reject, cancel."),
    "comment": Entry("comments", "build_comment", "Comments on a version: add, edit, delete, list."),
    "inbox": Entry("inbox", "build_inbox", "List the open requests that you may decide."),
    "history": Entry("history", "build_history", "Print what happened, oldest first."),
    "permission": Entry("permissions", "build_permission", "Who may do what: list, set, remove."),
    "user": Entry("people", "build_user", "Known users: list, add, remove."),
    "group": Entry("people", "build_group", "Groups of users: list, add, remove, with their members."),
    "access": Entry("access", "build_access", "Who comes in over SSH, by which key: add, list, remove.", room="ssh"),
    "server": Entry("server", "build_server", "Set up a machine that a team reaches over SSH: init, run.", room="ssh"),
    "token": Entry("tokens", "build_token", "Tokens that let programs in over HTTP: create, list, revoke."),
    "setting": Entry("settings", "build_setting", "What holds for the whole registry: list, set."),
    "resolve": Entry("transitions", "build_resolve", "Print the folder of a version's artifacts."),
    "import": Entry("importing", "build_import", "Take models over from a registry of MLflow's."),
    "db": Entry("db", "build_db", "Look after the registry as a whole: upgrade, check, repair, backup, restore."),
    "doctor": Entry("doctor", "build_doctor", "Say which registry this is, and whether all is well."),
    "completion": Entry("completion", "build_completion", "Print what lets bash, zsh or fish complete these words."),
    "json-schema": Entry("schema", "build_json_schema", "Print the JSON Schema of what a verb answers with --json."),
    "keys": Entry("desk", "build_keys", "Print the table of the desk's keys."),
}


def parser_of(entry: Entry, verb: str, words: Sequence[str] = ()) -> Parser:
    """Import a verb's module and return its parser; what is asked for may depend on the words that follow."""
    parser = root_parser(verb, entry.help)
    build = getattr(import_module(f"tui_registry.{entry.room}.{entry.module}"), entry.builder)
    build(parser, words)
    return parser
