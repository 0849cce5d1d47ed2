"""Rewriting rules: a pattern and its replacement, and how a list of them is applied."""

from __future__ import annotations

import re

Rule = tuple[re.Pattern[str], str]

#: A day at the end of a name, with or without dashes.
DATE = r"-20\d\d-?[01]\d-?[0-3]\d"


def rules(*pairs: tuple[str, str]) -> tuple[Rule, ...]:
    """The pairs with their patterns compiled."""
    return tuple((re.compile(pattern), replacement) for pattern, replacement in pairs)


def drop_suffix(words: str) -> tuple[str, str]:
    """A rule that drops any of these words from the end of a name."""
    return rf"-(?:{'|'.join(words.split())})$", ""


def rewrite(name: str, steps: tuple[Rule, ...]) -> str:
    """The name after each rule once, in order."""
    for pattern, replacement in steps:
        name = pattern.sub(replacement, name)
    return name
