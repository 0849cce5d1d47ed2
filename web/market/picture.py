"""The market as a road map: vendors, their models in groups, platforms, controlling owners.

An aggregate, never the whole network: the busiest boxes of each column, with what is hidden
counted, and more of it only where the reader opens it. It is data; a page draws it as a map, on a
canvas or as a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.market.market import Market
from web.filters import Shown, full_iri
from web.market.address import MAP_ROWS, STEP, Unfolding
from web.market.knots import Knot, Tie, find_lit
from web.market.layering import order_layers
from web.market.roads import (
    UNKNOWN_VENDOR,
    Roads,
    collect_roads,
    key_of,
    role_of,
    set_apart,
    vendors_of,
)

#: The columns; the second holds groups of models, and single models where a vendor is opened.
ROLES = ("vendor", "group", "platform", "owner")
#: More roads than this between two columns, captive ones and others, are a thicket.
ROADS_SHOWN = {True: 40, False: 54}
#: The picture as it is first seen.
FOLDED = Unfolding()
SORTS = {"captive": "captive", "open": "can leave"}


@dataclass(frozen=True, slots=True)
class MarketPicture:
    """The boxes by column, the roads between them, and how much is left out.

    Attributes
    ----------
    hidden
        Role -> the boxes that are not drawn; ``"group"`` counts models of vendors not drawn.
    thin
        The roads between drawn boxes that are not drawn.
    total, captive, drawn
        The assets with a live channel that fit the filters; those of them that one owner can shut
        out; those with a road in the picture.
    lit
        The keys of the boxes and roads on the way through what is in focus.
    inside
        Key of an owner -> its platforms that are not drawn.
    assets
        Key of a box or road -> the assets on it.
    """

    columns: tuple[tuple[Knot, ...], ...]
    ties: tuple[Tie, ...]
    hidden: Mapping[str, int]
    thin: int
    total: int
    captive: int
    drawn: int
    lit: frozenset[str]
    inside: Mapping[str, int]
    assets: Mapping[str, frozenset[str]]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.total

    @property
    def knots(self) -> Mapping[str, Knot]:
        """Key -> box."""
        return {knot.key: knot for column in self.columns for knot in column}


def make_picture(
    market: Market,
    shown: Shown,
    veto: Mapping[str, Collection[str]],
    unfolding: Unfolding = FOLDED,
    folded: Roads | None = None,
) -> MarketPicture:
    """The road map of what is shown, as far as it is folded out.

    Parameters
    ----------
    market
        The market of the day.
    shown
        Asset -> those of its channels that the reader wants to see.
    veto
        Asset -> the owners that can shut it out, by the whole market.
    unfolding
        How many boxes a column may have, what is opened, what is in focus.
    folded
        What :func:`web.market.roads.collect_roads` gives, where somebody has it already.
    """
    folded = folded or collect_roads(market, shown, veto)
    roads = set_apart(folded, market, shown, veto, unfolding)
    kept = _keep(market, shown, roads, unfolding)
    knots = {key: _knot(key, market, roads) for keys in kept.values() for key in keys}
    every = [
        Tie(knots[start], knots[end], len(assets), len(roads.shut.get((start, end), ())))
        for (start, end), assets in roads.uses.items()
        if start in knots and end in knots
    ]
    ties = [] if unfolding.only else _choose_roads(every, unfolding)
    columns = order_layers(
        [kept[role] for role in ROLES],
        [(t.start.key, t.end.key, float(t.models)) for t in ties],
        roads.origins,
    )
    drawn = {
        asset
        for tie in ties
        if tie.end.role == "platform"
        for asset in roads.uses[tie.start.key, tie.end.key]
    }
    return MarketPicture(
        columns=tuple(tuple(knots[key] for key in column) for column in columns),
        ties=tuple(ties),
        hidden=_count_hidden(roads, kept),
        thin=0 if unfolding.only else len(every) - len(ties),
        total=len(shown),
        captive=sum(bool(veto[asset]) for asset in shown),
        drawn=len(drawn),
        lit=find_lit(knots, ties, unfolding),
        inside=_count_inside(roads, kept),
        assets={
            **{key: frozenset(roads.passing[key]) for key in knots},
            **{tie.key: frozenset(roads.uses[tie.start.key, tie.end.key]) for tie in ties},
        },
    )


def _keep(market: Market, shown: Shown, roads: Roads, unfolding: Unfolding) -> dict[str, list[str]]:
    """The boxes to draw: the busiest of each column, what is opened, what is in focus."""
    platforms = _busiest(roads, "platform", unfolding, _around(market, shown, unfolding))
    for owner in (key for key in dict.fromkeys(unfolding.opened) if role_of(key) == "owner"):
        own = {start for start, end in roads.uses if end == owner}
        platforms += _rank(roads, own - set(platforms))[: unfolding.limit_of(owner)]
    around = _around(market, shown, unfolding)
    vendors = _busiest(roads, "vendor", unfolding, around)
    near = {end for start, end in roads.uses if start in set(platforms)}
    opened = [key for key in unfolding.opened if key in roads.passing and role_of(key) == "owner"]
    owners = _busiest(roads, "owner", unfolding, [*around, *opened], among=near)
    units = list(dict.fromkeys(u for vendor in vendors for u in roads.origins[vendor]))
    only = {"model": "group"}.get(unfolding.only, unfolding.only)
    kept = {"vendor": vendors, "group": units, "platform": platforms, "owner": owners}
    return {role: keys if only in ("", role) else [] for role, keys in kept.items()}


def _busiest(
    roads: Roads,
    role: str,
    unfolding: Unfolding,
    wanted: Iterable[str],
    among: Collection[str] | None = None,
) -> list[str]:
    """The busiest boxes of a column, and in any case those wanted."""
    count = MAP_ROWS if unfolding.only else unfolding.counts[role]
    keys = {key for key in (roads.passing if among is None else among) if role_of(key) == role}
    ranked = _rank(roads, keys)[:count]
    opened = unfolding.opened if role == "vendor" else ()
    extra = [k for k in (*opened, *wanted) if role_of(k) == role and k in roads.passing]
    return [*ranked, *(key for key in dict.fromkeys(extra) if key not in ranked)]


def _rank(roads: Roads, keys: Iterable[str]) -> list[str]:
    return sorted(keys, key=lambda key: (-len(roads.passing[key]), key))


def _around(market: Market, shown: Shown, unfolding: Unfolding) -> list[str]:
    """The boxes that the focus needs: itself, and of an asset everything on its roads."""
    found = [key_of(role, iri) for role in ROLES if (iri := unfolding.wanted(role))]
    found += [k for k in unfolding.focus.split() if ":" in k]
    asset = unfolding.wanted("model")
    for route in shown.get(asset, ())[:STEP]:
        found.append(key_of("platform", route.channel.platform))
        found += [key_of("owner", owner) for owner in sorted(route.owners)]
    if asset in shown:
        found += [key_of("vendor", vendor) for vendor in vendors_of(market, asset)]
    return found


def _choose_roads(ties: list[Tie], unfolding: Unfolding) -> list[Tie]:
    """The roads to draw, widest first: those of vendors to their models, and a number of others.

    In any case the widest of each box to either side, so that nothing floats.
    """
    asset = key_of("model", unfolding.wanted("model"))
    # Single models were asked for, so theirs come first, those to the busiest platforms.
    ordered = sorted(
        ties,
        key=lambda t: (
            t.start.key != asset,
            (0, -t.end.models) if t.start.role == "model" else (1, -t.models),
            t.start.label,
            t.end.label,
        ),
    )
    chosen: list[Tie] = []
    counts, met = Counter[tuple[str, bool]](), set[tuple[str, str]]()
    for tie in ordered:
        lane = tie.end.role
        ends = {(lane, tie.start.key), (lane, tie.end.key)}
        is_needed = lane in ("group", "model") or not ends <= met or tie.start.key == asset
        if not is_needed and counts[lane, tie.is_captive] >= ROADS_SHOWN[tie.is_captive]:
            continue
        counts[lane, tie.is_captive] += 1
        met |= ends
        chosen.append(tie)
    return chosen


def _count_hidden(roads: Roads, kept: Mapping[str, Sequence[str]]) -> dict[str, int]:
    hidden = {
        role: sum(role_of(key) == role for key in roads.passing) - len(kept[role])
        for role in ("vendor", "platform", "owner")
    }
    inside = {asset for key in kept["group"] for asset in roads.passing[key]}
    every = {asset for assets in roads.uses.values() for asset in assets}
    return hidden | {"group": len(every - inside)}


def _count_inside(roads: Roads, kept: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Owner -> its platforms that are not drawn, where there are any."""
    drawn, found = set(kept["platform"]), dict[str, int]()
    owners = set(kept["owner"])
    for start, end in roads.uses:
        if end in owners and start not in drawn:
            found[end] = found.get(end, 0) + 1
    return found


def _knot(key: str, market: Market, roads: Roads) -> Knot:
    role, _, rest = key.partition(":")
    sort = ""
    if role == "group":
        rest, _, sort = rest.rpartition(":")
    iri = full_iri(rest)
    label = market.label(iri) if iri != UNKNOWN_VENDOR else "Vendor unknown"
    models, captive = len(roads.passing[key]), len(roads.held.get(key, ()))
    if not sort:
        return Knot(key, role, iri, label, label, models, captive)
    return Knot(key, role, iri, f"{label}: {SORTS[sort]}", SORTS[sort], models, captive)
