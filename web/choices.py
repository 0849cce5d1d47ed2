"""Words and numbers of an address that must be among those there are."""

from __future__ import annotations

from collections.abc import Sequence

from graph.errors import InvalidInput


def one_of(what: str, value: str, known: Sequence[str]) -> str:
    """The value, if it is a known one; the empty one is never named in the advice.

    Raises
    ------
    InvalidInput
        It is not known.
    """
    if value not in known:
        raise InvalidInput(
            f"There is no such {what}", value[:60], f"Take one of {', '.join(filter(None, known))}."
        )
    return value


def read_page(text: str) -> int:
    """The number of a page, from 1.

    Raises
    ------
    InvalidInput
        The text is no such number.
    """
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= 100000):
        raise InvalidInput("There is no such page", text[:20], "Give a number from 1.")
    return int(text)
