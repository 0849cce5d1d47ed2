"""Which period and which of its changes an address asks for, and what is told of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from urllib.parse import urlencode

from graph.days import parse_date, today
from graph.errors import InvalidDate
from graph.market.changes import (
    CHANGED,
    CLOSED,
    HANDS,
    OPENED,
    RENAMED,
    Change,
    Changes,
    find_changes,
)
from web.choices import one_of, read_page
from web.state import State

KINDS = (OPENED, CLOSED, RENAMED, CHANGED, HANDS)
USUAL_DAYS = 30
#: The day before the first must be a day too.
FIRST_DAY = date(1, 1, 2)

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Period:
    """From ``since`` up to, not including, ``until``; ``is_usual`` when the address gives none."""

    since: date
    until: date
    is_usual: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes of the period the reader wants to see; every field stands in the address."""

    kind: str = ""
    platform: str = ""
    vendor: str = ""
    resale: bool = False
    page: int = 1

    def args(self) -> dict[str, str]:
        """The part of an address that restores this, without the page."""
        pairs = {"kind": self.kind, "platform": self.platform, "vendor": self.vendor,
                 "resale": "1" if self.resale else ""}  # fmt: skip
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True, slots=True)
class Told:
    """The changes that fit, all that happened in the period, and what there is to choose from."""

    period: Period
    wanted: Wanted
    found: Changes
    changes: Sequence[Change]
    platforms: Sequence[Option]
    vendors: Sequence[Option]

    @property
    def counts(self) -> Mapping[str, int]:
        """Kind -> how many of the changes that fit."""
        return Counter(change.kind for change in self.changes)

    def args(self) -> dict[str, str]:
        """The part of an address that restores this, without the page."""
        ends = {"since": self.period.since.isoformat(), "until": self.period.until.isoformat()}
        return ({} if self.period.is_usual else ends) | self.wanted.args()

    def query(self) -> str:
        """The same as the query of an address."""
        return urlencode(self.args())

    def found_wanted(self) -> Changes:
        """The changes that fit, as what was found."""
        return replace(self.found, changes=tuple(self.changes))

    def pages(self, rows: int) -> int:
        """The number of pages, at least one."""
        return max(1, -(-len(self.changes) // rows))

    def days(self, rows: int) -> list[tuple[date, list[Change]]]:
        """The changes of the chosen page, day by day."""
        shown = self.changes[(self.wanted.page - 1) * rows :][:rows]
        return [(day, list(group)) for day, group in groupby(shown, lambda change: change.day)]


def read_wanted(args: Mapping[str, str]) -> Wanted:
    """The choice that an address makes.

    Raises
    ------
    InvalidInput
        A kind or page that there is not.
    """
    return Wanted(
        one_of("kind of change", args.get("kind", ""), ("", *KINDS)),
        args.get("platform", ""),
        args.get("vendor", ""),
        args.get("resale", "") == "1",
        read_page(args.get("page", "") or "1"),
    )


def read_period(state: State, args: Mapping[str, str], resale: bool) -> Period:
    """The period that an address gives, else the 30 days that end with the newest change.

    Without ``until`` it goes up to today; without ``since`` it is the 30 days before ``until``.

    Raises
    ------
    InvalidDate
        A day that is none, or a period that ends before it begins.
    """
    since, until = args.get("since", ""), args.get("until", "")
    if not since and not until:
        last = find_newest(state, resale) + timedelta(days=1)
        return Period(last - timedelta(days=USUAL_DAYS), last, is_usual=True)
    end = parse_date(until) if until else today() + timedelta(days=1)
    start = parse_date(since) if since else days_before(end, USUAL_DAYS)
    if end <= start:
        raise InvalidDate(
            "The period ends before it begins",
            f"{start} to {end}",
            "The second day must come after the first.",
        )
    return Period(max(start, FIRST_DAY), max(end, FIRST_DAY))


def days_before(day: date, days: int) -> date:
    """The day so many days before, or the first that there is.

    >>> days_before(date(2026, 6, 30), 29)
    datetime.date(2026, 6, 1)
    """
    return date.fromordinal(max(1, day.toordinal() - days))


def find_newest(state: State, resale: bool) -> date:
    """The latest day up to today on which anything happened; today when nothing ever did."""
    end = today() + timedelta(days=1)
    return state.kept(
        ("newest change", end, resale),
        lambda: next(
            (change.day for change in find_in(state, FIRST_DAY, end, resale).changes), today()
        ),
    )


def find_in(state: State, since: date, until: date, resale: bool) -> Changes:
    """What happened in a period, with or without what catalogs set aside."""
    return find_changes(state.records(), since, until, count_set_aside=resale)


def tell_changes(state: State, period: Period, wanted: Wanted) -> Told:
    """The changes of the period that fit, and the platforms and vendors of all of them."""
    found = find_in(state, period.since, period.until, wanted.resale)
    vendors = {iri for change in found.changes for iri in vendors_of(state, change)}
    platforms = {change.platform for change in found.changes if change.platform}
    fitting = [change for change in found.changes if fits(state, wanted, change)]
    return Told(
        period,
        wanted,
        found,
        fitting,
        name_options(state, platforms, wanted.platform),
        name_options(state, vendors, wanted.vendor),
    )


def fits(state: State, wanted: Wanted, change: Change) -> bool:
    """Whether the change is of the kind, the platform and the vendor that are wanted."""
    return (
        wanted.kind in ("", change.kind)
        and wanted.platform in ("", change.platform)
        and (not wanted.vendor or wanted.vendor in vendors_of(state, change))
    )


def vendors_of(state: State, change: Change) -> Sequence[str]:
    """The developers of the asset that the change is about."""
    entity = state.records().entities.get(change.asset or "")
    return () if entity is None else entity.developers


def name_options(state: State, found: Iterable[str], chosen: str) -> list[Option]:
    """The nodes as (IRI, label), by label; the chosen one too, though nothing of it happened."""
    names = state.names()
    options = [(iri, names.label(iri)) for iri in {*found, chosen} - {""}]
    return sorted(options, key=lambda option: (option[1].casefold(), option[0]))
