"""A story: who did what to one model, and how long before the end of the month."""

from __future__ import annotations

from dataclasses import dataclass

from tui_registry.demo.clock import parse_age
from tui_registry.demo.steps import Step


@dataclass(frozen=True, slots=True)
class Event:
    """One step of one persona; the age is in ms before the present."""

    age: int
    who: str
    step: Step


@dataclass(frozen=True, slots=True)
class Story:
    """What happened to a model, oldest first."""

    model: str
    events: tuple[Event, ...]


def at(age: str, who: str, step: Step) -> Event:
    """Return an event of so long ago: `at("3d 2:05", ALICE, Say(…))` is 3 days, 2 hours and 5 minutes."""
    return Event(parse_age(age), who, step)


def in_order(stories: tuple[Story, ...]) -> list[tuple[str, Event]]:
    """Return the events of all stories with their models, oldest first."""
    events = [(story.model, event) for story in stories for event in story.events]
    return sorted(events, key=lambda found: -found[1].age)
