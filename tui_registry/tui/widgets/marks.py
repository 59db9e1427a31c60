"""The marks of a table: which rows are meant together, by what identifies them."""

from __future__ import annotations

from collections.abc import Iterable


class Marks:
    """Keys of rows, in the order in which they were marked."""

    def __init__(self) -> None:
        self._keys: dict[object, None] = {}

    @property
    def keys(self) -> tuple[object, ...]:
        """The keys, the one marked first first."""
        return tuple(self._keys)

    @property
    def last(self) -> object | None:
        """The key that was marked last, from which a range reaches; None where there is no mark."""
        return next(reversed(self._keys), None)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __len__(self) -> int:
        return len(self._keys)

    def toggle(self, key: object) -> None:
        """Mark a row, or take its mark away."""
        if key in self._keys:
            del self._keys[key]
        else:
            self._keys[key] = None

    def add(self, keys: Iterable[object]) -> None:
        """Mark rows; those that are marked already keep their place."""
        for key in keys:
            self._keys.setdefault(key, None)

    def drop(self, keys: Iterable[object]) -> bool:
        """Take marks away; return whether any of them was there."""
        before = len(self._keys)
        for key in list(keys):
            self._keys.pop(key, None)
        return len(self._keys) != before
