"""Wrong use of a command, and what is checked of what a command line gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class UsageError(ValueError):
    """A command that was used wrongly; exit code 2."""


def is_text(text: str) -> bool:
    """False for a string with a lone surrogate, which no encoder reads."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def question_of(given: str) -> str:
    """A question of a command line.

    Raises:
        UsageError: if it holds bytes that are no text.
    """
    if not is_text(given):
        raise UsageError("the question holds bytes that are no UTF-8 text; type it again")
    return given


def known(named: Sequence[str], names: Iterable[str], flag: str) -> list[str]:
    """The names that a user means, whatever their capitals.

    Raises:
        UsageError: naming those that there are.
    """
    by_name = {name.lower(): name for name in names}
    for name in named:
        if name.lower() not in by_name:
            raise UsageError(f"{flag} {name!r} is none of {', '.join(by_name.values())}")
    return [by_name[name.lower()] for name in named]
