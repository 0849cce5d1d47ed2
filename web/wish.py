"""What the address of the page to ask on says: a text or a question, a day, a way to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import current_app, request

from graph.asked.table import find_question
from graph.errors import InvalidInput
from web.query_protocol import read_day
from web.short_links import ShortLinks
from web.viewpoint import Viewpoint, read_viewpoint

if TYPE_CHECKING:
    from graph.asked.question import MarketQuestion
    from graph.questions import Question

PAGE = "/sparql"
#: Ways to show a result, with their names.
SHOWS = {"table": "Table", "chart": "Chart", "graph": "Graph"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks for: a text or a question with its values, a day, a way to show."""

    at: Viewpoint
    text: str = ""
    day: date | None = None
    question: Question | MarketQuestion | None = None
    given: Mapping[str, str] | None = None
    show: str = "table"

    def args(self, **changes: str) -> dict[str, str]:
        """The address that restores this page, with the changes."""
        if self.question is not None:
            given = {f"p.{name}": value for name, value in (self.given or {}).items()}
            found = {"question": self.question.name, **given, **self.at.args()}
        else:
            day = {"as-of": self.day.isoformat()} if self.day else {}
            found = {"query": self.text, **day}
        found |= {"show": self.show} if self.show != "table" else {}
        return {name: value for name, value in (found | changes).items() if value}


def read_wish(text: str) -> Wish:
    """What the address or the form asks for.

    Raises
    ------
    NotFound
        The short link or the question is not known.
    InvalidInput
        The day is none, or there is no such way to show a result.
    """
    show = request.values.get("show", "") or "table"
    if show not in SHOWS:
        advice = f"Take one of {', '.join(SHOWS)}."
        raise InvalidInput("A result cannot be shown that way", show[:40], advice)
    at = read_viewpoint({"as_of": request.args.get("as_of", "")})
    day = read_day(request)
    if not text and (name := request.args.get("q", "")):
        kept = short_links().find(name)
        text, day = kept.text, kept.day
    if text or not (name := request.args.get("question", "")):
        return Wish(at, text, day, show=show)
    question = find_question(name)
    given = {p.name: request.args.get(f"p.{p.name}", p.default or "") for p in question.parameters}
    return Wish(at, question=question, given=given, show=show)


def link_page(name: str, show: str | None) -> str:
    """The page of a kept query, shown in some way."""
    return f"{PAGE}?{urlencode({'q': name} | ({'show': show} if show else {}))}"


def short_links() -> ShortLinks:
    """The short links of the app that answers this request."""
    found: ShortLinks = current_app.extensions["captivity_links"]
    return found
