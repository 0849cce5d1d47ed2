"""From where a page looks at the market: a day, a perspective, and what counts as a road."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from graph.days import parse_date, today
from graph.errors import InvalidInput
from graph.market.gates import View
from graph.market.support import DEFAULT_FLOOR


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """One way of looking; equal viewpoints give equal pages at one revision.

    ``floor`` is the confidence in [0, 1] that a channel must reach to count.
    """

    as_of: date
    view: View = View.DEVELOPER
    resale: bool = False
    is_today: bool = False
    floor: Decimal = DEFAULT_FLOOR

    def args(self) -> dict[str, str]:
        """The part of an address that restores this viewpoint; what is usual is left out."""
        args = {} if self.is_today else {"as_of": self.as_of.isoformat()}
        if self.view is not View.DEVELOPER:
            args["view"] = self.view.value
        if self.floor != DEFAULT_FLOOR:
            args["floor"] = str(self.floor)
        return args | ({"resale": "1"} if self.resale else {})


def read_viewpoint(args: Mapping[str, str]) -> Viewpoint:
    """The viewpoint that the address asks for: today, as a developer, unless it says otherwise.

    Raises
    ------
    InvalidDate
        ``as_of`` is no day of the form YYYY-MM-DD.
    InvalidInput
        ``view`` is none of the three, or ``floor`` no number from 0 to 1.
    """
    text, view = args.get("as_of", ""), args.get("view", "") or View.DEVELOPER
    if view not in set(View):
        raise InvalidInput("There is no such view", view, f"Take one of {', '.join(View)}.")
    day = parse_date(text) if text else today()
    floor = read_floor(args.get("floor", ""))
    return Viewpoint(day, View(view), args.get("resale", "") == "1", day == today(), floor)


def read_floor(text: str) -> Decimal:
    """The confidence that a text names; the usual one for an empty text.

    >>> read_floor("0.8"), read_floor("")
    (Decimal('0.8'), Decimal('0.5'))

    Raises
    ------
    InvalidInput
        It is no number from 0 to 1.
    """
    if not text:
        return DEFAULT_FLOOR
    try:
        floor = Decimal(text[:12])
    except InvalidOperation:
        floor = Decimal(-1)
    if len(text) > 12 or not 0 <= floor <= 1:
        advice = "Give a number from 0 to 1, such as 0.8."
        raise InvalidInput("Not a confidence", text[:20], advice)
    return floor
