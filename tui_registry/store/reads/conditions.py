"""The parts of a WHERE, and the sets of ids that hold what they ask for."""

from __future__ import annotations

from dataclasses import dataclass, field

from tui_registry.store.reader import Parameter


@dataclass(frozen=True, slots=True)
class Ids:
    """A SELECT of ids, column `id`, that an index answers; it holds at least the rows that one condition asks for."""

    sql: str
    is_all: bool = False
    """Whether it holds no others: the condition and the set are the same."""
    is_unique: bool = False
    """Whether it holds no id twice."""

    def once(self) -> str:
        """Return the SELECT with each id once."""
        return self.sql if self.is_unique else f"SELECT DISTINCT id FROM ({self.sql}) AS many"


@dataclass(slots=True)
class Conditions:
    """Parts of a WHERE, all of which must hold, with their parameters and the sets that they were put into."""

    parts: list[str] = field(default_factory=list)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    sets: list[Ids] = field(default_factory=list)

    def name(self, value: Parameter) -> str:
        """Add a parameter and return how SQL names it."""
        key = f"filter_{len(self.parameters)}"
        self.parameters[key] = value
        return f":{key}"

    def sql(self) -> str:
        """Return the WHERE."""
        return " AND ".join(self.parts) or "1 = 1"

    def only_set(self) -> Ids | None:
        """Return the set that says the same as all conditions together, if there is one."""
        is_said = len(self.parts) == 1 and len(self.sets) == 1 and self.sets[0].is_all
        return self.sets[0] if is_said else None
