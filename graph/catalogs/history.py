"""The periods over which a catalog listed a model id, worked out from its history or one copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph.catalogs.listing import Interval, Listing
from graph.catalogs.models_dev import find_kind

FIRST_LISTED, SNAPSHOT_SEEN, DAY_STATED = "FirstListed", "SnapshotSeen", "DayStated"

Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """One listing over one half-open period; ``number`` counts the periods of one id from 0.

    ``is_detailed`` is false where the file no longer holds the listing, so that only the id is
    known of it.
    """

    listing: Listing
    number: int
    valid_from: date | None
    valid_to: date | None = None
    precision: str = FIRST_LISTED
    is_detailed: bool = True


def make_spans(
    catalog: str, listings: Sequence[Listing], intervals: Iterable[Interval], snapshot: date | None
) -> list[Span]:
    """Every period of every id, sorted by provider, id and first day.

    A listing without an open interval begins on the day of the file. An interval that the history
    leaves open and the file does not list ends on that day. Intervals of less than a day hold on
    no day and are left out.
    """
    listed = {(item.provider, item.model_id): item for item in listings}
    by_name = group(intervals)
    spans = []
    for name in sorted(listed.keys() | by_name.keys()):
        current = listed.get(name)
        spans += list(spans_of(catalog, name, current, by_name.get(name, ()), snapshot))
    return spans


def group(intervals: Iterable[Interval]) -> Mapping[Name, list[Interval]]:
    """The intervals that hold on some day, by what they are intervals of, earliest first."""
    by_name: dict[Name, list[Interval]] = defaultdict(list)
    for item in intervals:
        if item.last_listed is None or item.first_listed < item.last_listed:
            by_name[item.provider, item.model_id].append(item)
    for found in by_name.values():
        found.sort(key=lambda item: item.first_listed)
    return by_name


def spans_of(
    catalog: str,
    name: Name,
    listing: Listing | None,
    intervals: Sequence[Interval],
    snapshot: date | None,
) -> Iterable[Span]:
    """Yield the periods of one id in their order."""
    known = listing or recall(catalog, name)
    number = 0
    for item in intervals:
        end = item.last_listed or (None if listing is not None else snapshot)
        if end is None or item.first_listed < end:
            yield Span(known, number, item.first_listed, end, is_detailed=listing is not None)
            number += 1
    if listing is None or any(item.last_listed is None for item in intervals):
        return
    if snapshot is not None and listing.retires is not None and listing.retires <= snapshot:
        # The file says when it ended and nobody says when it began.
        yield Span(listing, number, None, listing.retires, DAY_STATED)
    else:
        precision = FIRST_LISTED if intervals or catalog == "models.dev" else SNAPSHOT_SEEN
        yield Span(listing, number, snapshot, None, precision)


def recall(catalog: str, name: Name) -> Listing:
    """A listing of which only provider and id are left."""
    provider, model_id = name
    return Listing(catalog, provider, model_id, kind=find_kind(model_id, None))


def count_intervals(intervals: Sequence[Interval]) -> dict[str, int]:
    """The figures of a history for the report."""
    brief = sum(item.last_listed is not None and item.first_listed >= item.last_listed
                for item in intervals)  # fmt: skip
    return {
        "intervals of the history": len(intervals),
        "intervals of less than a day, left out": brief,
    }
