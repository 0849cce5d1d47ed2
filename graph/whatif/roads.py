"""What happened to the roads of one asset between two markets, in words and as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph.market.columns import slug_of
from graph.market.gates import Owners, Route
from graph.market.market import Market
from graph.metrics.words import say_list

OPENED, CLOSED, REGATED = "opened", "closed", "regated"


@dataclass(frozen=True, slots=True)
class RoadChange:
    """A channel that opened, closed or is gated by others now; owners are gate sets as seen.

    ``stakes`` are those by which the owners who came or went have their say.
    """

    kind: str
    channel: str
    platform: str
    before: Owners | None
    after: Owners | None
    stakes: tuple[str, ...] = ()

    def to_row(self, market: Market) -> dict[str, Any]:
        """The change as plain JSON values; gate sets are lists of slugs, null where not open."""
        return {
            "change": self.kind,
            "channel": slug_of(self.channel),
            "channel_label": market.label(self.channel),
            "platform": slug_of(self.platform),
            "platform_label": market.label(self.platform),
            "owners_before": _slugs(self.before),
            "owners_after": _slugs(self.after),
            "stakes": [slug_of(stake) for stake in self.stakes],
        }


def _slugs(owners: Owners | None) -> list[str] | None:
    return None if owners is None else sorted(map(slug_of, owners))


def find_road_changes(before: Market, after: Market, asset: str) -> tuple[RoadChange, ...]:
    """The roads that opened, closed or changed owners, in the order of their channels."""
    old = {route.channel.iri: route for route in before.routes.get(asset, ())}
    new = {route.channel.iri: route for route in after.routes.get(asset, ())}
    changes = []
    for iri in sorted(old.keys() | new.keys()):
        was, now = old.get(iri), new.get(iri)
        if was is None or now is None or was.owners != now.owners:
            change = _make_change(was, now)
            if was is not None and now is not None:
                gained = _find_stakes(after, now, now.owners - was.owners)
                lost = _find_stakes(before, was, was.owners - now.owners)
                change = replace(change, stakes=tuple(sorted({*gained, *lost})))
            changes.append(change)
    return tuple(changes)


def _find_stakes(market: Market, route: Route, owners: Owners) -> Iterator[str]:
    """Yield the stakes by which the owners stand behind gates of the route."""
    for gate in route.gates:
        for owner in owners & gate.owners:
            yield from (stake.iri for stake in market.ownership.chain(gate.party, owner))


def _make_change(was: Route | None, now: Route | None) -> RoadChange:
    kind = OPENED if was is None else CLOSED if now is None else REGATED
    route = now or was
    assert route is not None  # noqa: S101 - one of them is there
    channel = route.channel
    return RoadChange(
        kind,
        channel.iri,
        channel.platform,
        None if was is None else was.owners,
        None if now is None else now.owners,
    )


def say_changes(market: Market, changes: Iterable[RoadChange]) -> list[str]:
    """What happened, as clauses that each have a verb; equal ones are told once."""
    found = list(changes)
    said: list[str] = []
    for kind, sentence in ((CLOSED, _say_closed), (OPENED, _say_opened), (REGATED, _say_regated)):
        of_kind = [change for change in found if change.kind == kind]
        if of_kind:
            said.extend(dict.fromkeys(sentence(market, of_kind)))
    return said


def _say_closed(market: Market, changes: Sequence[RoadChange]) -> list[str]:
    platforms = _platforms(market, changes)
    verb = "closes" if len(changes) == 1 else "close"
    noun = "road" if len(changes) == 1 else "roads"
    groups = {change.before or frozenset() for change in changes}
    if len(groups) == 1 and (owners := say_owners(market, next(iter(groups)))):
        return [f"{owners}'s {noun} through {platforms} {verb}"]
    return [f"the {noun} through {platforms} {verb}"]


def _say_opened(market: Market, changes: Sequence[RoadChange]) -> list[str]:
    said = []
    for owners in dict.fromkeys(change.after or frozenset() for change in changes):
        same = [change for change in changes if (change.after or frozenset()) == owners]
        noun = "a road" if len(same) == 1 else f"{len(same)} roads"
        verb = "opens" if len(same) == 1 else "open"
        who = say_owners(market, owners)
        gated = f"gated by {who}" if who else "which nobody can close"
        said.append(f"{noun} through {_platforms(market, same)} {verb}, {gated}")
    return said


def _say_regated(market: Market, changes: Sequence[RoadChange]) -> list[str]:
    said = []
    for gained, lost in dict.fromkeys(_difference(change) for change in changes):
        same = [change for change in changes if _difference(change) == (gained, lost)]
        noun = "the road" if len(same) == 1 else "the roads"
        road = f"{noun} through {_platforms(market, same)}"
        if gained and lost:
            verb = "replaces" if len(gained) == 1 else "replace"
            said.append(f"{say_owners(market, gained)} {verb} {say_owners(market, lost)} on {road}")
        elif gained:
            verb = "stands" if len(gained) == 1 else "stand"
            said.append(f"{say_owners(market, gained)} now {verb} on {road}")
        else:
            verb = "stands" if len(lost) == 1 else "stand"
            said.append(f"{say_owners(market, lost)} no longer {verb} on {road}")
    return said


def _difference(change: RoadChange) -> tuple[Owners, Owners]:
    before, after = change.before or frozenset(), change.after or frozenset()
    return after - before, before - after


def say_owners(market: Market, owners: Owners) -> str:
    """The owners by name as a list in a sentence; empty for none."""
    return say_list(sorted(map(market.label, owners), key=str.casefold))


def _platforms(market: Market, changes: Sequence[RoadChange]) -> str:
    return say_list(sorted({market.label(change.platform) for change in changes}))
