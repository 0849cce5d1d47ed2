"""Queries in another form, where the engine takes long over the one that they were written in."""

from __future__ import annotations

import re

STEP = r"(?:<[^>\s]*>|[\w-]*:[\w-]+|a)"
TERM = rf"{STEP}(?:\s*/\s*{STEP})*"
#: What every join that reads everything has somewhere and look-ups have not: two patterns, one
#: after the other, that give no term but a class. A tokenizer would take longer than a look-up.
WHOLE_JOIN = re.compile(
    rf"\?\w+\s+(?:{TERM}\s+\?\w+|a\s+(?:<[^>\s]*>|[\w-]*:[\w-]+))\s*"
    rf"(?:,\s*\?\w+|[;.]\s*(?:\?\w+\s+)?{TERM}\s+\?\w+)"
)


def rewrite(text: str, *, may_scan: bool) -> str:
    """The text as the engine gets it.

    ``may_scan`` says whether the store is small enough to be read through.
    """
    # Imported late: few queries need them.
    if "exists" in text.lower():
        from graph.store.negation import rewrite_negation

        text = rewrite_negation(text, may_scan=may_scan)
    if may_scan and WHOLE_JOIN.search(text):
        from graph.store.scans import spread_joins

        text = spread_joins(text)
    return text


def preload() -> None:
    """Import now what few queries need, but those 20 ms sooner."""
    import graph.store.negation  # noqa: F401
