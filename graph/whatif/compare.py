"""Every number that a scenario moves: of assets, of a population, and of the owners who gate it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from graph.market.columns import slug_of
from graph.market.market import Market
from graph.metrics.captivity import Score, fraction_text, score_asset
from graph.metrics.closure import Closure, find_live, measure_closure
from graph.metrics.concentration import concentration_row
from graph.metrics.uncertainty import interval_row
from graph.whatif.roads import RoadChange, find_road_changes
from graph.whatif.scenario import Outcome, find_changed

#: The numbers of an asset that are compared; they are attributes of a score and keys of its row.
METRICS = ("captivity", "escape", "type", "veto", "cut", "coalitions", "routes")
#: How far captivity rests on unknown parties, and how concentrated use is, where weights say.
MORE = ("interval", "hhi", "effective_number")
#: An asset without a road is worse off than one that a single owner holds.
NO_ROAD = Fraction(2)


@dataclass(frozen=True, slots=True)
class MovedAsset:
    """One asset of which a number moved, with what happened to its roads.

    ``metrics`` names what moved, ``edits`` the edits that moved it, as statements.
    """

    asset: str
    before: Score
    after: Score
    metrics: tuple[str, ...]
    roads: tuple[RoadChange, ...]
    edits: tuple[str, ...]

    @property
    def rise(self) -> Fraction:
        """How much captivity rose; negative for a fall. No road at all counts as 2."""
        return _height(self.after) - _height(self.before)


@dataclass(frozen=True, slots=True)
class MovedOwner:
    """An owner who alone can close more assets than before, or fewer.

    ``shares`` are of the live assets of the population, before and after; None of none.
    """

    owner: str
    counts: tuple[int, int]
    shares: tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a scenario moves: assets, the largest move first, a population's closure, and owners.

    ``unmoved`` are the assets whose gate sets changed and whose numbers did not.
    """

    outcome: Outcome
    assets: tuple[MovedAsset, ...]
    unmoved: tuple[str, ...]
    closures: tuple[Closure, Closure]
    owners: tuple[MovedOwner, ...]


def compare(
    outcome: Outcome, population: str | None = None, *, before: Closure | None = None
) -> Comparison:
    """Every number that moved between the market before a scenario and after it.

    Parameters
    ----------
    outcome
        What :func:`graph.whatif.scenario.apply_scenario` made of it.
    population
        The set of assets that is looked at; every asset with a live channel when none is named.
        Closure and gatekeeper shares are of its live members in each of the two markets.
    before
        The closure of the population before, where it is known already.

    Raises
    ------
    UnknownEntity
        There is no population of that name.
    """
    closures = (
        before or measure_closure(outcome.before, find_live(outcome.before, population)),
        measure_closure(outcome.after, find_live(outcome.after, population)),
    )
    changed = {*find_changed(outcome.before, outcome.after), *find_weighed(outcome)}
    if population is not None:
        changed &= {asset for closure in closures for asset in closure.population.assets}
    moved = sorted(_iter_moved(outcome, changed), key=_rank)
    still = changed.difference(one.asset for one in moved)
    unmoved = sorted(asset for asset in still if has_moved_roads(outcome, asset))
    owners = sorted(_iter_owners(closures), key=_owner_rank)
    return Comparison(outcome, tuple(moved), tuple(unmoved), closures, tuple(owners))


def _iter_moved(outcome: Outcome, changed: Iterable[str]) -> Iterator[MovedAsset]:
    before, after = outcome.before, outcome.after
    for asset in changed:
        old, new = score_asset(before, asset), score_asset(after, asset)
        moved = [name for name in METRICS if getattr(old, name) != getattr(new, name)]
        if old.bounds != new.bounds and "captivity" not in moved:
            moved.insert(0, "captivity")
        rows = find_more(before, asset), find_more(after, asset)
        moved += [name for name in MORE if rows[0][name] != rows[1][name]]
        if moved:
            roads = find_road_changes(before, after, asset)
            yield MovedAsset(asset, old, new, tuple(moved), roads, outcome.edits_behind(asset))


def find_more(market: Market, asset: str) -> dict[str, Any]:
    """The numbers of :data:`MORE` as plain JSON values; null where they are undefined."""
    return interval_row(market, asset) | concentration_row(market, asset)


def find_weighed(outcome: Outcome) -> set[str]:
    """The assets with a channel that states how much it is used: shares can move with no gate."""
    return {
        channel.asset
        for market in (outcome.before, outcome.after)
        for channel in market.records.channels.values()
        if channel.weight is not None
    }


def has_moved_roads(outcome: Outcome, asset: str) -> bool:
    """Whether other owners can close the roads of the asset than before."""
    return outcome.before.families.get(asset) != outcome.after.families.get(asset)


def _rank(moved: MovedAsset) -> tuple[Fraction, bool, str, str]:
    """The largest move first, a rise before a fall of the same size."""
    return -abs(moved.rise), moved.rise < 0, moved.after.label.casefold(), moved.asset


def _height(score: Score) -> Fraction:
    if score.captivity is not None:
        return score.captivity
    return NO_ROAD if score.bounds is None else score.bounds[1]


def _iter_owners(closures: tuple[Closure, Closure]) -> Iterator[MovedOwner]:
    old, new = (count_captives(closure.closed) for closure in closures)
    for owner in sorted(old.keys() | new.keys()):
        if old[owner] != new[owner]:
            shares = [_share(n[owner], c) for n, c in zip((old, new), closures, strict=True)]
            yield MovedOwner(owner, (old[owner], new[owner]), (shares[0], shares[1]))


def count_captives(closed: Mapping[str, Iterable[str]]) -> Counter[str]:
    """Owner -> the number of assets that it can close alone; 0 for anybody else."""
    return Counter(owner for veto in closed.values() for owner in veto)


def _share(count: int, closure: Closure) -> Fraction | None:
    live = len(closure.population.assets)
    return Fraction(count, live) if live else None


def _owner_rank(moved: MovedOwner) -> tuple[int, str]:
    return -abs(moved.counts[1] - moved.counts[0]), moved.owner


def describe_score(market: Market, score: Score) -> dict[str, Any]:
    """The numbers of one side of a move as plain JSON values."""
    row = score.to_row(market) | find_more(market, score.asset)
    more = ("veto_labels", "coalition_labels", "bounds", "channel_count")
    return {name: row[name] for name in (*METRICS, *MORE, *more)}


def describe_closure(closure: Closure) -> dict[str, Any]:
    """The closure of a population as plain JSON values: the index is closed over live assets."""
    return {
        "index": fraction_text(closure.index),
        "closed": len(closure.closed),
        "live": len(closure.population.assets),
    }


def describe_owner(market: Market, moved: MovedOwner) -> dict[str, Any]:
    """One owner's gatekeeper share before and after as plain JSON values."""
    return {
        "name": slug_of(moved.owner),
        "label": market.label(moved.owner),
        "assets_before": moved.counts[0],
        "assets_after": moved.counts[1],
        "share_before": fraction_text(moved.shares[0]),
        "share_after": fraction_text(moved.shares[1]),
    }
