"""The fewest contracts, billers or owners through whom a list of assets can be had on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from graph.market.columns import slug_of
from graph.market.gates import OPEN_WEIGHTS, Route
from graph.market.market import Market
from graph.metrics.words import say_list, say_number
from graph.whatif.covering import Covers, find_smallest_covers, is_covered

Option = frozenset[str]


class By(StrEnum):
    """What a buyer signs: with each biller, under a stated contract, or with an owner's group."""

    BILLER = "biller"
    CONTRACT = "contract"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Cover:
    """How a list of assets can be had with as few contracts as possible.

    Attributes
    ----------
    options
        Asset -> what has to be signed for each of its roads; an empty set where nothing has.
    covers
        The smallest sets for the assets that can be had.
    uncoverable
        The assets that cannot be had: no live road, or none with a stated contract.
    """

    by: By
    options: Mapping[str, tuple[Option, ...]]
    covers: Covers
    uncoverable: tuple[str, ...]

    @property
    def free(self) -> tuple[str, ...]:
        """The assets for which nothing has to be signed: their weights are open."""
        return tuple(asset for asset, found in self.options.items() if frozenset() in found)


def find_cover(market: Market, assets: Sequence[str], by: By, limit: int = 20) -> Cover:
    """The smallest sets of contracts, billers or owners that cover the assets.

    Parameters
    ----------
    market
        The market on the day asked for; only its live channels that count are roads.
    assets
        The IRIs of the assets; repeats count once.
    by
        Billers: the organisations that bill a road, all of them where several do. Contracts: any
        one of those under which a road is stated to be bought. Owners: those who ultimately
        control the billers.
    limit
        The most optimal sets to find.

    Raises
    ------
    MetricUndefined
        The solver needed too long.
    """
    options: dict[str, tuple[Option, ...]] = {}
    missing: list[str] = []
    for asset in dict.fromkeys(assets):
        routes = market.routes.get(asset, ())
        found = frozenset(option for route in routes for option in find_options(market, route, by))
        if found:
            options[asset] = tuple(sorted(found, key=sorted))
        else:
            missing.append(asset)
    covers = find_smallest_covers(list(options.values()), limit)
    return Cover(by, options, covers, tuple(missing))


def find_options(market: Market, route: Route, by: By) -> list[Option]:
    """What has to be signed for one road, each alternative a set; empty when nobody says."""
    channel = route.channel
    if channel.access_mode == OPEN_WEIGHTS:
        return [frozenset()]
    if by is By.CONTRACT:
        return [frozenset({vehicle}) for vehicle in channel.procured_under]
    entity = market.records.entities.get(channel.platform)
    parties = channel.billers or (entity.operators if entity is not None else ())
    billers = frozenset(parties or (channel.platform,))
    if by is By.OWNER:
        billers = frozenset[str]().union(*map(market.ownership.ultimate_owners, billers))
    return [billers]


def tell_cover(market: Market, found: Cover) -> dict[str, Any]:
    """The cover as plain JSON values.

    Keys: ``size`` (items in a smallest set), ``covers`` (every smallest set that was found, with
    what each item covers), ``complete`` (whether these are all), ``free``, ``uncoverable`` and
    ``summary``.
    """
    return {
        "as_of": market.as_of.isoformat(),
        "by": str(found.by),
        "assets": [_name(market, asset) for asset in (*found.options, *found.uncoverable)],
        "size": found.covers.size,
        "covers": [
            {
                "items": [slug_of(item) for item in chosen],
                "item_labels": [market.label(item) for item in chosen],
                "buys": [
                    {
                        **_name(market, item),
                        "assets": [slug_of(asset) for asset in assets_of(found, item, chosen)],
                    }
                    for item in chosen
                ],
            }
            for chosen in found.covers.sets
        ],
        "complete": found.covers.complete,
        "free": [_name(market, asset) for asset in found.free],
        "uncoverable": [_name(market, asset) for asset in found.uncoverable],
        "summary": say_cover(market, found),
    }


def assets_of(found: Cover, item: str, chosen: Iterable[str]) -> list[str]:
    """The assets that can be had with the chosen items by an option that this one is part of."""
    return [
        asset
        for asset, options in found.options.items()
        if frozenset() not in options
        and is_covered((option for option in options if item in option), tuple(chosen))
    ]


def _name(market: Market, iri: str) -> dict[str, str]:
    return {"name": slug_of(iri), "label": market.label(iri)}


NOUN = {By.BILLER: "biller", By.CONTRACT: "contract", By.OWNER: "owner"}


def say_cover(market: Market, found: Cover) -> str:
    """The smallest sets in words, with the day, and what cannot be had."""
    told = [_say_size(market, found)]
    if found.free:
        names = say_list([market.label(asset) for asset in found.free])
        told.append(f"Nothing has to be signed for {names}: the weights are open.")
    if found.uncoverable:
        names = say_list([market.label(asset) for asset in found.uncoverable])
        reason = "no live road is known"
        if found.by is By.CONTRACT:
            reason = "no live road states a contract under which it is bought (see --by biller)"
        told.append(f"Not covered: {names}; {reason}.")
    return " ".join(told)


def _say_size(market: Market, found: Cover) -> str:
    wanted = len(found.options) - len(found.free)
    if not wanted:
        return f"No {NOUN[found.by]} is needed on {market.as_of}."
    size, count = found.covers.size, len(found.covers.sets)
    needed = say_number(size, NOUN[found.by]).capitalize()
    verb = "covers" if size == 1 else "cover"
    assets = say_number(wanted, "asset")
    fewer = "; fewer are not enough" if size > 1 else ""
    if count == 1 and found.covers.complete:
        ways = f"{say_list([market.label(item) for item in found.covers.sets[0]])}, in no other way"
    else:
        ways = f"in {say_number(count, 'way')}"
        ways += "" if found.covers.complete else ", and in more that are not listed"
    return f"{needed} {verb} {assets} on {market.as_of}{fewer}: {ways}."
