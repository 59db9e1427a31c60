"""Who may do what, in words: rows and cards of levels."""

from __future__ import annotations

import textwrap

from textual.content import Content

from tui_registry.domain.display import one_line
from tui_registry.domain.entities import Group, KnownUser, PermissionEntry
from tui_registry.domain.permissions import GRANTABLE_LEVELS, PermissionLevel
from tui_registry.domain.standings import EffectiveLevel, Standing
from tui_registry.registry.registry import ADMINS
from tui_registry.tui.display import content
from tui_registry.tui.views.parts import NEWLINE, blocks, facts, heading, muted
from tui_registry.tui.widgets.columns import Column
from tui_registry.tui.widgets.row_cache import TableRow

LEVEL_COLUMNS = (
    Column("who", "Who", fraction=1, min_width=13),
    Column("kind", "Kind", width=5),
    Column("level", "Level", width=30),
    Column("from", "From", width=21),
)
NAMES_LISTED = 30
SIDE_WIDTH = "34%"
"""Of the pane beside the levels: their columns need the rest at 120 columns."""
HERE, WIDE, INHERITED = "here", "registry-wide", "inherited"
NOTHING = PermissionLevel.NO_PERMISSIONS


def refusal(message: str) -> str:
    """Return why a list can't be read, as it stands in the list's place at 80 columns."""
    return textwrap.fill(one_line(message, 500), 72)


def kind(is_group: bool) -> str:
    """Return what a principal is."""
    return "group" if is_group else "user"


def who(principal: str, is_group: bool) -> str:
    """Return a principal as it is called in a sentence."""
    return f"group {principal}" if is_group else principal


def origin(standing: Standing, place: str | None) -> str:
    """Return where the level that counts comes from, as seen from a model, or from the whole registry (P8)."""
    if standing.is_group and standing.principal == ADMINS:
        return "fixed" if place is None else f"{INHERITED}, fixed"
    if place is None:
        return WIDE
    if not standing.inherited:
        return HERE
    if not standing.direct:
        return INHERITED
    return f"{HERE}, above {INHERITED}" if standing.direct > standing.inherited else f"{INHERITED}, above {HERE}"


def standing_row(standing: Standing, place: str | None) -> TableRow:
    """Return a row of the list of levels; what can only be changed registry-wide stands back."""
    is_inherited = place is not None and not standing.direct
    return TableRow(
        standing.key,
        (
            standing.principal,
            (kind(standing.is_group), "$foreground-muted"),
            standing.level.label,
            (origin(standing, place), "$foreground-muted"),
        ),
        dim=is_inherited,
    )


def source(entry: PermissionEntry | None, place: str | None, principal: str) -> str:
    """Return which entry gives somebody their level: `here`, `group energy, inherited`; registry-wide no place."""
    if entry is None:
        return ""
    where = [] if place is None else [INHERITED if entry.is_inherited else HERE]
    is_own = entry.principal == principal and not entry.is_group
    return ", ".join(where if is_own else [f"group {entry.principal}", *where])


def level_and_source(found: EffectiveLevel, place: str | None, principal: str) -> str:
    """Return `Can Edit (group energy, inherited)`."""
    told = source(found.source, place, principal)
    return f"{found.level.label} ({told})" if told else found.level.label


def removal(standing: Standing, left: EffectiveLevel, place: str | None) -> str:
    """Return what a principal is left with once its entry is gone, in a sentence."""
    entry = left.source
    by_itself = entry is not None and (entry.is_group, entry.principal) == standing.key
    told = INHERITED if by_itself else source(entry, place, standing.principal)
    subject = (
        f"Its members are left with {left.level.label}"
        if standing.is_group
        else f"{standing.principal} is left with {left.level.label}"
    )
    if not left.level:
        more = " unless they have a level of their own" if standing.is_group else ""
        return f"{subject}{more}. {NOTHING.explanation}"
    return f"{subject} ({told})." if told else f"{subject}."


def standing_card(
    standing: Standing, counts: EffectiveLevel, belongs: KnownUser | Group, place: str | None, width: int
) -> Content:
    """Return who a principal is, and which of its levels counts."""
    given = [("Here", standing.direct), ("Inherited", standing.inherited)]
    if place is None:
        given = [("Registry-wide", standing.direct)]
    lines = [(where, content(level.label if level else "–")) for where, level in given]
    lines.append(("Counts", content(level_and_source(counts, place, standing.principal))))
    return blocks(
        [
            Content.assemble(content(standing.principal).stylize("b"), "  ", muted(kind(standing.is_group))),
            facts(lines, width),
            allowed(counts.level),
            belonging(belongs),
        ]
    )


def allowed(level: PermissionLevel) -> Content:
    """Return all that a level allows, with what it has from those before it, a line each."""
    included = [each for each in GRANTABLE_LEVELS if each <= level] or [level]
    return NEWLINE.join([content(each.explanation) for each in included])


def belonging(one: KnownUser | Group) -> Content:
    """Return the groups of a user, or the members of a group."""
    if isinstance(one, KnownUser):
        return names("Groups", one.groups, "In no group by name.")
    if one.name == "users" and one.is_built_in:
        return names("Members", (), "Everybody belongs to it.")
    return names(f"Members {len(one.members):,}", one.members, "It has no members.")


def names(title: str, found: tuple[str, ...], otherwise: str) -> Content:
    """Return names below one another, or what stands there while there are none."""
    if not found:
        return muted(otherwise)
    more = len(found) - NAMES_LISTED
    lines = [content(name) for name in found[:NAMES_LISTED]]
    return NEWLINE.join([heading(title), *lines, *([muted(f"and {more:,} more")] if more > 0 else [])])
