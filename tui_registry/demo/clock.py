"""The demo's clock: it stands where the script puts it, and never goes back."""

from __future__ import annotations

import re

TICK = 400
"""How long a transaction seems to take, in ms."""

_AGE = re.compile(r"(\d+)d (\d+):(\d\d)\Z")


class ScriptedClock:
    """Tells a moment (ms) that the script moves, a tick later at each asking."""

    def __init__(self, moment: int) -> None:
        self.moment = moment

    def move_to(self, moment: int) -> None:
        """Move on to a moment; to the next millisecond where that is past already."""
        self.moment = max(moment, self.moment + 1)

    def __call__(self) -> int:
        """Return the present moment in ms."""
        self.moment += TICK
        return self.moment


def parse_age(text: str) -> int:
    """Return how many ms before the end of the story `3d 2:05` is: 3 days, 2 hours and 5 minutes.

    Raises:
        ValueError: the text is no age.
    """
    found = _AGE.match(text)
    if found is None:
        raise ValueError(f"{text!r} is not an age such as '3d 2:05'")
    days, hours, minutes = map(int, found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60_000
