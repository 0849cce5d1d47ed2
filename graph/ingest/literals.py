"""Which literals are taken: bounded, readable in every format, and safe to calculate with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from pyoxigraph import Literal

MAX_CHARACTERS = 1_000_000
# XML 1.0 has no way to write these, so a result that holds one cannot be read.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
XSD_BASE = "http://www.w3.org/2001/XMLSchema#"
DATE = re.compile(r"-?(\d{4,})-(\d{2})-(\d{2})(Z|[+-]\d{2}:\d{2})?")
ZONE = re.compile(r"(Z|[+-]\d{2}:\d{2})$")


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda text: compiled.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    match = DATE.fullmatch(text)
    if match is None:
        return False
    try:
        date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return False
    return True


def _is_date_time(text: str) -> bool:
    try:
        datetime.fromisoformat(ZONE.sub("", text))
    except ValueError:
        return False
    return "T" in text


#: Datatype -> what its text must be, and the words for it. Numbers are bounded because the text
#: 1e999999999 takes seconds and gigabytes once it becomes a decimal number.
RULES: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "decimal": (_matches(r"[+-]?(\d{1,60}(\.\d{0,60})?|\.\d{1,60})"), "a number like 0.85"),
    "integer": (_matches(r"[+-]?\d{1,60}"), "a whole number"),
    "nonNegativeInteger": (_matches(r"\+?\d{1,60}|-0{1,60}"), "a whole number from 0 up"),
    "double": (
        _matches(r"[+-]?(\d{1,60}(\.\d{0,60})?|\.\d{1,60})([eE][+-]?\d{1,3})?|[+-]?INF|NaN"),
        "a number like 1.5e3",
    ),
    "boolean": (_matches(r"true|false|0|1"), "true or false"),
    "date": (_is_date, "a day that exists, written YYYY-MM-DD"),
    "dateTime": (_is_date_time, "a time like 2026-06-02T12:00:00Z"),
}
RULES = {**RULES, "float": RULES["double"]}


def find_fault(literal: Literal) -> str | None:
    """Why a literal is not taken, in words; None for one that is.

    >>> from pyoxigraph import NamedNode
    >>> find_fault(Literal("2026-13-01", datatype=NamedNode(XSD_BASE + "date")))
    'is not a day that exists, written YYYY-MM-DD'
    >>> find_fault(Literal("fine")) is None
    True
    """
    text = literal.value
    if len(text) > MAX_CHARACTERS:
        return f"is longer than {MAX_CHARACTERS:,} characters"
    if CONTROL.search(text):
        return "holds a control character, which result formats cannot carry"
    name = literal.datatype.value.removeprefix(XSD_BASE)
    rule = RULES.get(name)
    if rule is not None and not rule[0](text):
        return f"is not {rule[1]}"
    return None
