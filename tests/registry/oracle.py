"""A small model of the rules, in sets and dictionaries, for the property-based tests to compare with."""

from __future__ import annotations

from dataclasses import dataclass, field

from tui_registry import (
    InvalidParameterValue,
    InvalidState,
    PermissionDenied,
    PermissionLevel,
    RegistryError,
    ResourceConflict,
    ResourceDoesNotExist,
    Stage,
)

Refusal = type[RegistryError] | None
ACTIVE = (Stage.STAGING, Stage.PRODUCTION)
NONE, READ, EDIT, STAGING, PRODUCTION, MANAGE = PermissionLevel


@dataclass
class Shelf:
    """One registered model: its versions' stages, its open requests (version, target, requester), who may what."""

    levels: dict[str, PermissionLevel]
    stages: dict[int, Stage] = field(default_factory=dict)
    asked: set[tuple[int, Stage, str]] = field(default_factory=set)
    next_number: int = 1

    def level(self, user: str) -> PermissionLevel:
        """Return a user's level."""
        return self.levels.get(user, NONE)

    def may_move(self, user: str, number: int, target: Stage) -> bool:
        """Whether a user may make this transition (P10)."""
        needed = PRODUCTION if Stage.PRODUCTION in (self.stages[number], target) else STAGING
        return self.level(user) >= needed

    def why_not(self, user: str, number: int | None, least: PermissionLevel) -> Refusal:
        """Return the refusal that comes before any rule of a verb: no right to see, no such version."""
        if self.level(user) < least:
            return PermissionDenied
        if number is not None and number not in self.stages:
            return ResourceDoesNotExist
        return None

    def transition(self, user: str, number: int, target: Stage, archive: bool) -> Refusal:
        """Move a version (S4, U2)."""
        if archive and target not in ACTIVE:
            return InvalidParameterValue
        refusal = self.why_not(user, number, READ)
        if refusal is not None:
            return refusal
        if not self.may_move(user, number, target):
            return PermissionDenied
        self._move(number, target, archive)
        return None

    def request(self, user: str, number: int, target: Stage) -> Refusal:
        """Ask for a transition (U8, Q9)."""
        refusal = self.why_not(user, number, READ)
        if refusal is not None:
            return refusal
        if self.stages[number] is target:
            return InvalidState
        if (number, target, user) in self.asked:
            return ResourceConflict
        self.asked.add((number, target, user))
        return None

    def decide(self, user: str, number: int, target: Stage, approve: bool, archive: bool) -> Refusal:
        """Approve or reject a question (U1, U3, U12)."""
        if approve and archive and target not in ACTIVE:
            return InvalidParameterValue
        refusal = self.why_not(user, number, READ)
        if refusal is not None:
            return refusal
        if not self.may_move(user, number, target):
            return PermissionDenied
        if not self._askers(number, target):
            return ResourceDoesNotExist
        if approve:
            self._move(number, target, archive)
        else:
            self._close(number, target)
        return None

    def cancel(self, user: str, number: int, target: Stage, requester: str) -> Refusal:
        """Withdraw somebody's asking (Q7, U9)."""
        refusal = self.why_not(user, number, READ)
        if refusal is not None:
            return refusal
        if user != requester and self.level(user) < MANAGE:
            return PermissionDenied
        if (number, target, requester) not in self.asked:
            return ResourceDoesNotExist
        self.asked.remove((number, target, requester))
        return None

    def register(self, user: str) -> Refusal:
        """Add a version (R1, R2)."""
        if self.level(user) < EDIT:
            return PermissionDenied
        self.stages[self.next_number] = Stage.NONE
        self.next_number += 1
        return None

    def delete_version(self, user: str, number: int) -> Refusal:
        """Delete a version (D1, U5)."""
        refusal = self.why_not(user, number, MANAGE)
        if refusal is not None:
            return refusal
        if self.stages[number] in ACTIVE:
            return InvalidState
        del self.stages[number]
        self.asked = {request for request in self.asked if request[0] != number}
        return None

    def delete(self, user: str) -> Refusal:
        """Delete the model, or rename it: both need all versions inactive (D2, D6)."""
        if self.level(user) < MANAGE:
            return PermissionDenied
        return InvalidState if any(stage in ACTIVE for stage in self.stages.values()) else None

    def _move(self, number: int, target: Stage, archive: bool) -> None:
        self._close(number, target)
        if archive:
            for other, stage in self.stages.items():
                if other != number and stage is target:
                    self._close(other, Stage.ARCHIVED)
                    self.stages[other] = Stage.ARCHIVED
        self.stages[number] = target

    def _close(self, number: int, target: Stage) -> None:
        self.asked -= self._askers(number, target)

    def _askers(self, number: int, target: Stage) -> set[tuple[int, Stage, str]]:
        return {request for request in self.asked if request[:2] == (number, target)}
