"""What is wrong with an entry of a catalog, said in one way by every reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from graph.errors import Finding

#: Catalogs write this where they know no date.
PLACEHOLDER = date(1970, 1, 1)
COARSE_DATE = re.compile(r"^\d{4}(?:-(?:0[1-9]|1[0-2]))?$")

Report = Callable[[Finding], None]


def broken(node: str, rule: str, value: str, fix: str = "") -> Finding:
    """A finding that stops the import."""
    return Finding("violation", node, rule, value, fix=fix)


def text_of(entry: Mapping[str, Any], key: str) -> str:
    """The text under the key; empty if there is none."""
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def read_date(value: Any, entry: str, key: str, report: Report) -> date | None:
    """The day a catalog gives; None for a month, a year, a placeholder or an impossible day."""
    if not isinstance(value, str) or not value or COARSE_DATE.match(value):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        report(
            broken(
                entry,
                f"{key} must be a date YYYY-MM-DD",
                value,
                "The listing is kept without it when you keep going.",
            )
        )
        return None
    if day == PLACEHOLDER:
        report(
            Finding(
                "warning",
                entry,
                f"{key} is a placeholder",
                value,
                fix="The listing is kept without it.",
            )
        )
        return None
    return day
