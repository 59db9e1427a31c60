"""`tui-registry setting …`: what holds for the whole registry."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_registry.cli import wire
from tui_registry.cli.output import Column, answer, write_list
from tui_registry.cli.parsing import Parser, add_leaf, leaves_of
from tui_registry.domain.settings import DEFAULTS, Setting

if TYPE_CHECKING:
    from tui_registry.registry.client import RegistryClient

_COLUMNS: Sequence[Column[Setting]] = (
    Column("SETTING", lambda row: row.key),
    Column("VALUE", lambda row: row.value),
    Column("MEANING", lambda row: row.explanation),
)


def build_setting(parser: Parser, _words: Sequence[str]) -> None:
    """Fill in the parser of the noun."""
    leaves = leaves_of(parser)
    add_leaf(leaves, "list", list_settings, "List the settings of the registry.")
    leaf = add_leaf(
        leaves, "set", set_setting, "Change a setting; an administrator's right, and recorded.", mutates=True
    )
    leaf.add_argument("key", metavar="SETTING", help=", ".join(DEFAULTS))
    leaf.add_argument("value", metavar="VALUE", help="on or off, a level, or none")


def list_settings(client: RegistryClient, args: Namespace) -> None:
    """Print every setting."""
    write_list(args, client.get_settings(), _COLUMNS, wire.setting, "There are no settings.")


def set_setting(client: RegistryClient, args: Namespace) -> None:
    """Change a setting."""
    setting = client.set_setting(args.key, args.value)
    answer(args, wire.setting(setting), f"{setting.key} is {setting.value}.")
