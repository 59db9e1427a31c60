"""What the registry refuses, with MLflow's error codes.

Every error is a sentence that says what to do. Its `title` heads a dialog or a toast; its `code` is
the first word on the command line's stderr and the `error_code` of the wire format.
"""

from __future__ import annotations

from typing import ClassVar


class RegistryError(Exception):
    """Something the registry did not do, and why."""

    code: ClassVar[str] = "INTERNAL_ERROR"
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def what_ended(error: BaseException | None) -> str:
    """Return what ended something before its time, as a sentence for people: no class of Python's is named.

    Args:
        error: What was raised, or None where it was just left.
    """
    if isinstance(error, RegistryError):
        return error.message
    if isinstance(error, KeyboardInterrupt):
        return "Interrupted from the keyboard."
    if error is None or isinstance(error, SystemExit | GeneratorExit):
        return "The program that was at it ended before it was done."
    # Of any other its text is for whoever called: an address with a password may stand in it.
    why = error.strerror if isinstance(error, OSError) else None
    return f"The program that was at it failed: {why}." if why else "The program that was at it failed."


class InvalidParameterValue(RegistryError):
    """A value that no rule would accept: a bad name, stage, level, path."""

    code = "INVALID_PARAMETER_VALUE"
    title = "Not a valid value"


class ResourceDoesNotExist(RegistryError):
    """The model, version, request, comment or alias that was named is not there."""

    code = "RESOURCE_DOES_NOT_EXIST"
    title = "Not found"


class DecidedMeanwhile(ResourceDoesNotExist):
    """Somebody decided the request before the actor did; the message says who and when (U12)."""

    title = "Decided meanwhile"


class ResourceAlreadyExists(RegistryError):
    """The name is taken."""

    code = "RESOURCE_ALREADY_EXISTS"
    title = "Name taken"


class ResourceConflict(RegistryError):
    """What was asked for contradicts something that is open already, such as the same request."""

    code = "RESOURCE_CONFLICT"
    title = "Already open"


class InvalidState(RegistryError):
    """The thing is there, but not in a state that allows this."""

    code = "INVALID_STATE"
    title = "Not possible now"


class PermissionDenied(RegistryError):
    """The actor's level does not allow this."""

    code = "PERMISSION_DENIED"
    title = "Not permitted"


class Unauthenticated(RegistryError):
    """Whoever asks has not shown who they are."""

    code = "UNAUTHENTICATED"
    title = "Who is asking?"


class RegistryUnavailable(RegistryError):
    """The database can't be opened, or is not a registry."""

    code = "TEMPORARILY_UNAVAILABLE"
    title = "Registry unavailable"


class NotAnAddress(RegistryUnavailable, InvalidParameterValue):
    """No registry can be at such a URL; trying again later would not help."""

    code = InvalidParameterValue.code
    title = "Not a registry's address"


class SchemaMismatch(RegistryUnavailable):
    """The database was written by another version of tui-registry."""

    title = "Another schema version"


class ForeignDatabase(SchemaMismatch):
    """The database is another program's."""

    title = "Another program's database"


class SharedRegistry(RegistryUnavailable):
    """Several accounts can write the registry's file, and nobody said that all of them are trusted."""

    code = "PERMISSION_DENIED"
    title = "Not one account's"
