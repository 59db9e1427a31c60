"""MLflow's prompts: registered models by their tables, and none to people who list models.

They are counted apart and taken off, so that a count of models costs what it did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui_registry.domain.search import EQUALITY, PROMPT_TAG, Comparison
from tui_registry.store.reader import Reader
from tui_registry.store.reads.conditions import Conditions

# With the beginning of the value, as the index of the tags holds it: they are read from the index alone.
_PROMPTS = f"SELECT t.model_id FROM model_tag t WHERE t.key = '{PROMPT_TAG}' AND substr(t.value, 1, 100) = 'true'"


def are_wanted(comparisons: Sequence[Comparison]) -> bool:
    """Return whether a filter speaks of the prompts' tag, and so decides about them itself."""
    return any(comparison.key == PROMPT_TAG and comparison.operator in EQUALITY for comparison in comparisons)


def is_one(reader: Reader, name: str) -> Callable[[], bool]:
    """Ask whether the model of a name is a prompt, and return what returns it."""
    found = reader.later(
        f"{_PROMPTS} AND t.model_id = (SELECT m.id FROM registered_model m WHERE m.name = :name)", name=name
    )
    return lambda: any(True for _ in found())


def are_any(reader: Reader) -> Callable[[], bool]:
    """Ask whether there is any prompt at all, and return what returns it."""
    found = reader.later(f"{_PROMPTS} LIMIT 1")
    return lambda: any(True for _ in found())


def count(reader: Reader, found: Conditions, *, but_first: str = "") -> int:
    """Return how many prompts are among the models asked for, with the tables of `but_first` before theirs."""
    # CROSS JOIN keeps SQLite to this order: the prompts, then their models.
    return reader.number(
        f"""SELECT count(*) AS n FROM {but_first}({_PROMPTS}) AS prompt CROSS JOIN registered_model m
            WHERE m.id = prompt.model_id AND {found.sql()}""",
        **found.parameters,
    )


def without(found: Conditions) -> Conditions:
    """Return the same conditions for models that are no prompts."""
    return Conditions([*found.parts, f"m.id NOT IN ({_PROMPTS})"], found.parameters, found.sets)
