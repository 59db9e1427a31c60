"""`tui-registry access …`: who comes in over SSH, by which key, as it stands in the account's authorized_keys."""

from __future__ import annotations

import os
import pwd
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui_registry.cli.output import Column, answer, write, write_list
from tui_registry.cli.parsing import Parser, add_leaf, common_options, leaves_of, set_alone
from tui_registry.domain.addresses import holds_password
from tui_registry.domain.errors import InvalidParameterValue, InvalidState, ResourceAlreadyExists, ResourceDoesNotExist
from tui_registry.domain.text_rules import check_user
from tui_registry.ssh.key_file import KeyFile
from tui_registry.ssh.keys import LONGEST, parse_key
from tui_registry.ssh.line import AccessLine, holds_key, parse_line

if TYPE_CHECKING:
    from tui_registry.cli import shapes
    from tui_registry.registry.client import RegistryClient

_COLUMNS: Sequence[Column[AccessLine]] = (
    Column("USER", lambda row: row.user),
    Column("KEY", lambda row: row.key.kind),
    Column("FINGERPRINT", lambda row: row.key.fingerprint),
    Column("COMMENT", lambda row: row.key.comment),
)


def build_access(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of the noun."""
    leaves = leaves_of(parser)
    leaf = add_leaf(leaves, "add", add, "Let a key in as a user; an administrator's right.", mutates=True)
    # Not `user`: that is who acts.
    leaf.add_argument("user_name", metavar="USER", help="who comes in by it; known to the registry from now on")
    leaf.add_argument("key", metavar="FILE", help="the .pub file, or - for the standard input")
    _add_file(leaf)
    _add_file(add_leaf(leaves, "list", list_keys, "List the keys of this registry's users."))
    leaf = add_leaf(leaves, "remove", remove, "Shut a user's keys out, or one of them.", mutates=True)
    leaf.add_argument("user_name", metavar="USER")
    leaf.add_argument("fingerprint", metavar="FINGERPRINT", nargs="?", help="of one key; all unless given")
    _add_file(leaf)
    leaf = add_leaf(leaves, "sync", sync, "Shut out the keys of users who were removed.", mutates=True)
    _add_file(leaf)
    text = "Print the lines of keys, as sshd's AuthorizedKeysCommand wants them."
    leaf = leaves.add_parser("keys", help=text, description=text, parents=[common_options()], allow_abbrev=False)
    leaf.add_argument("account", metavar="ACCOUNT", help="who wants to log in: sshd's %%u")
    leaf.add_argument("fingerprints", metavar="FINGERPRINT", nargs="+", help="of the keys that are offered: sshd's %%f")
    _add_file(leaf)
    set_alone(leaf, print_keys)


def add(client: RegistryClient, args: Namespace) -> None:
    """Let a key in.

    Raises:
        ResourceAlreadyExists: the key lets somebody in already.
    """
    line = AccessLine(check_user(args.user_name), _address(client), parse_key(key_text(args.key)))
    file = _file(args)
    with file.locked():
        lines = file.lines()
        _refuse_known_key(lines, line)
        client.add_access(line.user, line.key.fingerprint, lambda: file.replace([*lines, line.text()]))
    _answer(args, client, file, f"{line.user} comes in by the key {line.key.fingerprint}.")


def list_keys(client: RegistryClient, args: Namespace) -> None:
    """Print the keys that let somebody in to this registry."""
    write_list(args, _ours(client, _file(args).lines()), _COLUMNS, _wire, "No key lets anybody in.")


def remove(client: RegistryClient, args: Namespace) -> None:
    """Shut a user's keys out.

    Raises:
        ResourceDoesNotExist: the user has no such key.
    """

    def is_meant(line: AccessLine) -> bool:
        return line.user == args.user_name and args.fingerprint in (None, line.key.fingerprint)

    file = _file(args)
    with file.locked():
        lines = file.lines()
        gone = [line for line in _ours(client, lines) if is_meant(line)]
        if not gone:
            raise ResourceDoesNotExist(f"No such key lets {args.user_name} in. `access list` shows them.")
        _remove(client, file, lines, gone)
    _answer(args, client, file, f"Shut out {len(gone)} key(s) of {args.user_name}.")


def sync(client: RegistryClient, args: Namespace) -> None:
    """Shut out the keys of everybody whom the registry does not know any more."""
    file = _file(args)
    with file.locked():
        lines = file.lines()
        known = {user.name for user in client.list_users()}
        gone = [line for line in _ours(client, lines) if line.user not in known]
        if gone:
            _remove(client, file, lines, gone)
    users = ", ".join(sorted({line.user for line in gone}))
    _answer(args, client, file, f"Shut out {len(gone)} key(s) of {users}." if gone else "Every key's user is known.")


def print_keys(args: Namespace) -> int:
    """Print lines for sshd: of the account whose file it is, and of nobody else."""
    file = _file(args)
    lines = file.lines()
    if not lines or file.path.stat().st_uid != _uid(args.account):
        return 0
    for text in lines:
        line = parse_line(text)
        if line is not None and line.key.fingerprint in args.fingerprints:
            # As it stands there: an administrator may have narrowed it further.
            write(text)
    return 0


def _remove(client: RegistryClient, file: KeyFile, lines: list[str], gone: Iterable[AccessLine]) -> None:
    leaving = list(gone)
    rest = [text for text in lines if parse_line(text) not in leaving]
    keys = [(line.user, line.key.fingerprint) for line in leaving]
    client.remove_access(keys, lambda: file.replace(rest))


def _ours(client: RegistryClient, lines: Iterable[str]) -> list[AccessLine]:
    """Return the lines that lead to this registry; others may share the file."""
    parsed = (parse_line(text) for text in lines)
    return [line for line in parsed if line is not None and line.registry == client.registry.url]


def _refuse_known_key(lines: Iterable[str], wanted: AccessLine) -> None:
    # sshd takes the first line that has the key: a second one would never be seen.
    for text in lines:
        if holds_key(text, wanted.key):
            line = parse_line(text)
            whom = "somebody, by a line that is not ours" if line is None else line.user
            raise ResourceAlreadyExists(
                f"The key {wanted.key.fingerprint} lets in {whom} already. One key, one person."
            )


def _address(client: RegistryClient) -> str:
    """Return the registry's address, which everybody on this machine may see in the list of processes."""
    if holds_password(client.registry.database.url):
        raise InvalidState("The registry's address holds a password. Leave it out, and keep it in ~/.pgpass.")
    return client.registry.url


def key_text(place: str) -> str:
    """Return what a file holds that should be a public key's; `-` is the standard input.

    Raises:
        InvalidParameterValue: it can't be read, or is no text.
    """
    try:
        if place == "-":
            data = sys.stdin.buffer.read(LONGEST + 1)
        else:
            with Path(place).open("rb") as stream:
                data = stream.read(LONGEST + 1)
        return data.decode("utf-8")
    except OSError as error:
        raise InvalidParameterValue(f"{place!r} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise InvalidParameterValue(f"{place!r} holds no public key. Give the .pub file.") from None


def _file(args: Namespace) -> KeyFile:
    if args.file is not None:
        return KeyFile(Path(args.file))
    # As the operating system knows it, and sshd with it; not as an environment variable says.
    return KeyFile(Path(pwd.getpwuid(os.getuid()).pw_dir, ".ssh", "authorized_keys"))


def _uid(account: str) -> int | None:
    try:
        return pwd.getpwnam(account).pw_uid
    except KeyError:
        return None


def _add_file(leaf: Parser) -> None:
    leaf.add_argument("--file", metavar="FILE", help="the account's keys; ~/.ssh/authorized_keys unless given")


def _answer(args: Namespace, client: RegistryClient, file: KeyFile, sentence: str) -> None:
    answer(args, [_wire(line) for line in _ours(client, file.lines())], sentence)


def _wire(line: AccessLine) -> shapes.AccessKey:
    return {
        "user_name": line.user,
        "key_type": line.key.kind,
        "fingerprint": line.key.fingerprint,
        "comment": line.key.comment,
    }
