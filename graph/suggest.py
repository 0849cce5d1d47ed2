"""Which of the known names was meant? Suggestions for people, never a decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from graph.errors import UnknownEntity

Value = TypeVar("Value")

CLOSE_ENOUGH = 72.0


def find_similar(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """The known names most like this one, best first; empty when none is close.

    >>> find_similar("codx", ["codex", "copilot", "bedrock"])
    ['codex']
    """
    from rapidfuzz import fuzz, process, utils

    matches = process.extract(
        name,
        list(known),
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=limit,
        score_cutoff=CLOSE_ENOUGH,
    )
    return [str(match[0]) for match in matches]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The suggestion as a sentence; empty when there is none.

    >>> did_you_mean("codx", ["codex", "copilot"])
    'Did you mean codex?'
    """
    similar = find_similar(name, known)
    return f"Did you mean {' or '.join(similar)}?" if similar else ""


def require_known(name: str, known: Mapping[str, Value], what: str) -> Value:
    """The value of that name, in any case; ``what`` says in the message what it is a name of.

    Raises
    ------
    UnknownEntity
        There is none; the message says which was meant, or which there are.
    """
    if (found := known.get(name.strip().lower())) is None:
        advice = did_you_mean(name, known) or f"Known are {', '.join(known)}."
        raise UnknownEntity(f"No {what} has the name", name, advice)
    return found
