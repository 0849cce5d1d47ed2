"""Days: the one form in which people write them, and which day it is."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from graph.errors import InvalidDate

_FORM = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def today() -> date:
    """The day it is, in UTC, so that the command line and the server agree."""
    return datetime.now(UTC).date()


def parse_date(text: str, what: str = "Not a date") -> date:
    """The day that a text of the form YYYY-MM-DD names; ``what`` begins the message if it is none.

    >>> parse_date("2026-06-02")
    datetime.date(2026, 6, 2)

    Raises
    ------
    InvalidDate
        It has another form, or there is no such day.
    """
    try:
        # The library alone would take week dates such as 2026-W23-2 too.
        if not _FORM.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        advice = "Give a day of the calendar as YYYY-MM-DD: 2026-06-02."
        raise InvalidDate(what, repr(text[:40]), advice) from error
