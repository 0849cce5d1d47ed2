"""From where a page looks at the market: a day, a perspective, and whether resale counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from graph.days import parse_date, today
from graph.errors import InvalidInput
from graph.market.gates import View


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """One way of looking; equal viewpoints give equal pages at one revision."""

    as_of: date
    view: View = View.DEVELOPER
    resale: bool = False
    is_today: bool = False

    def args(self) -> dict[str, str]:
        """The part of an address that restores this viewpoint; what is usual is left out."""
        args = {} if self.is_today else {"as_of": self.as_of.isoformat()}
        if self.view is not View.DEVELOPER:
            args["view"] = self.view.value
        return args | ({"resale": "1"} if self.resale else {})


def read_viewpoint(args: Mapping[str, str]) -> Viewpoint:
    """The viewpoint that the address asks for: today, as a developer, unless it says otherwise.

    Raises
    ------
    InvalidDate
        ``as_of`` is no day of the form YYYY-MM-DD.
    InvalidInput
        ``view`` is none of the three.
    """
    text, view = args.get("as_of", ""), args.get("view", "") or View.DEVELOPER
    if view not in set(View):
        raise InvalidInput("There is no such view", view, f"Take one of {', '.join(View)}.")
    day = parse_date(text) if text else today()
    return Viewpoint(day, View(view), args.get("resale", "") == "1", day == today())
