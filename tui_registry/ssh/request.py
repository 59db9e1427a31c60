"""What the client asked for: words, by the rules of a shell's quotes, and never by a shell."""

from __future__ import annotations

import shlex

from tui_registry.domain.errors import InvalidParameterValue

LONGEST = 64_000
"""Characters of a command; a description of 20,000 characters fits three times."""


def words_of(command: str) -> list[str]:
    """Return the words of `SSH_ORIGINAL_COMMAND`, or none where the client asked for nothing but the desk.

    Raises:
        InvalidParameterValue: it is too long, or its quotes don't close.
    """
    if len(command) > LONGEST:
        raise InvalidParameterValue(f"A command over SSH may have {LONGEST:,} characters, and this one has more.")
    if "\0" in command:
        raise InvalidParameterValue("A command must not hold the character NUL.")
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise InvalidParameterValue(
            f"The command can't be taken apart into words: {error}. Over SSH quote twice, as in "
            "ssh HOST \"comment add churn/3 'looks good'\"."
        ) from None
    # `ssh -- HOST -- inbox`: the client takes only one of them away.
    return words[1:] if words[:1] == ["--"] else words
