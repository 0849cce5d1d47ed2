"""What a chart is drawn from: named numbers over days, bars, and what the figure is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import TypeAlias

#: A share of so many parts is written as people say it.
SIMPLE = 12

Number: TypeAlias = int | float | Fraction | Decimal | None


@dataclass(frozen=True, slots=True)
class About:
    """What stands on the figure: its title, the unit, the population counted and the date.

    ``definition`` of the population goes into a file, where no page beside it says it.
    ``is_count`` tells that values are whole numbers.
    """

    title: str
    unit: str
    population: str = ""
    date: str = ""
    note: str = ""
    definition: str = ""
    is_count: bool = False

    def facts(self) -> str:
        """Unit, date and population in a line."""
        population = f"population: {self.population}" if self.population else ""
        return " · ".join(filter(None, (self.unit, self.date, population)))


@dataclass(frozen=True, slots=True)
class Reading:
    """A value from a day on; ``href`` leads to why, ``why`` says it in a line."""

    day: date
    value: Number
    why: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of readings, in the order of their days."""

    name: str
    readings: Sequence[Reading]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A value that is marked right across, such as a threshold."""

    value: Number
    label: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A day that is marked from top to bottom, such as an announcement."""

    day: date
    label: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; ``note`` stands after its value, ``is_captive`` draws it in the colour of that."""

    label: str
    value: Number
    href: str = ""
    note: str = ""
    is_captive: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Some bars under one name, one for each name of the chart."""

    label: str
    values: Sequence[Number]
    href: str = ""


def real(value: Number) -> float | None:
    """The value to place it with; None for what has no place: nothing, infinite, not a number.

    >>> real(Fraction(1, 2)), real(float("nan")), real(None)
    (0.5, None, None)
    """
    if value is None:
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if isfinite(found) else None


def exact(value: Number) -> str:
    """The value in full, for a table; a share also as a decimal.

    >>> exact(Fraction(5, 6)), exact(1200), exact(None), exact(0.25)
    ('5/6 (0.833)', '1,200', '', '0.25')
    """
    if value is None:
        return ""
    if isinstance(value, Fraction) and value.denominator != 1:
        return f"{value} ({float(value):.3f})"
    if isinstance(value, (int, Fraction)):
        return f"{int(value):,}"
    return f"{value:,.6g}"


def short(value: Number) -> str:
    """The value in a few characters, for a label.

    >>> short(Fraction(5, 6)), short(Fraction(19, 96)), short(12345), short(0.5)
    ('5/6', '0.2', '12,345', '0.5')
    """
    number = real(value)
    if isinstance(value, Fraction) and 0 < value < 1 and value.denominator <= SIMPLE:
        return str(value)
    if number is None:
        return ""
    if abs(number) >= 1e6:
        return f"{number / 1e6:.4g} M"
    if number == int(number):
        return f"{int(number):,}"
    return f"{number:.2f}".rstrip("0").rstrip(".") if abs(number) >= 0.01 else f"{number:.2g}"
