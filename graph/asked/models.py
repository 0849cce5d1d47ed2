"""Questions about one model or assistant: who can shut it out, what is left, what would help."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from graph.asked.question import Asking, Row
from graph.errors import MetricUndefined
from graph.market.columns import slug_of
from graph.market.gates import View
from graph.market.market import Market
from graph.metrics.captivity import score_asset
from graph.metrics.concentration import measure_concentration
from graph.metrics.end_to_end import trace_assistant
from graph.metrics.explain import explain_asset
from graph.whatif.exits import find_exits
from graph.whatif.exits_told import tell_exits


def how_captive(asking: Asking) -> list[Row]:
    """Question 8: the number, its type, its veto owners and why."""
    market, asset = asking.market, asking.entity("asset", "Asset")
    return [
        _score(market, asset, "captivity", "escape", "type", "veto")
        | {"why": explain_asset(market, asset).reason}
    ]


def who_could_shut_out(asking: Asking) -> list[Row]:
    """Question 9: the fewest owners who close every road, each such coalition in a row."""
    market, asset = asking.market, asking.entity("asset", "Asset")
    row = score_asset(market, asset).to_row(market)
    head = {"name": row["name"], "cut": row["cut"]}
    coalitions = [
        {"coalition": owners, "labels": labels}
        for owners, labels in zip(row["coalitions"], row["coalition_labels"], strict=True)
    ]
    return [head | one for one in coalitions or [{"coalition": [], "labels": []}]]


def separate_routes(asking: Asking) -> list[Row]:
    """Question 10: the routes that share no owner, and the escape number beside them."""
    market, asset = asking.market, asking.entity("asset", "Asset")
    return [_score(market, asset, "routes", "escape", "cut", "owners", "channel_count")]


def best_exit(asking: Asking) -> list[Row]:
    """Question 17: what one more channel would do, best first, and who stands behind the rest."""
    market, asset = asking.market, asking.entity("asset", "Asset")
    keys = ("platforms", "owners", "captivity", "fall", "helps", "behind", "why")
    told = tell_exits(market, find_exits(market, asset))
    return [{"name": told["name"]} | {key: one[key] for key in keys} for one in told["exits"]]


def supply_of(asking: Asking) -> list[Row]:
    """Question 21: the owners from whom an assistant's models come, and who can cut them off."""
    market, assistant = asking.market, asking.entity("assistant", "Assistant")
    found = trace_assistant(market, assistant)
    owners = sorted({owner for route in found.supply for owner in route.owners})
    assets = {
        owner: sorted({r.channel.asset for r in found.supply if owner in r.owners})
        for owner in owners
    }
    return [
        {
            "owner": slug_of(owner),
            "label": market.label(owner),
            "can_cut_off_alone": owner in found.supply_game.veto,
            "models": [slug_of(asset) for asset in assets[owner]],
        }
        for owner in owners
    ]


def what_the_launch_changed(asking: Asking) -> list[Row]:
    """Question 12: the captivity of the asset before and after it opened on the platform."""
    asset, platform = asking.entity("asset", "Asset"), asking.entity("platform", "Platform")
    starts = [
        channel.valid_from
        for channel in asking.records.channels.values()
        if (channel.asset, channel.platform) == (asset, platform)
        and channel.valid_from is not None
        and channel.valid_from <= asking.as_of
    ]
    return list(_before_and_after(asking, asset, starts)) if starts else []


def _before_and_after(asking: Asking, asset: str, starts: list[Any]) -> Iterator[Row]:
    opened = max(starts)
    for view in (View.VENDOR, View.DEVELOPER):
        before = asking.compile(opened - timedelta(days=1), view)
        after = asking.compile(opened, view)
        rows = [_score(market, asset, "captivity", "veto") for market in (before, after)]
        yield {
            "name": slug_of(asset),
            "opened": opened.isoformat(),
            "view": str(view),
            "captivity_before": rows[0]["captivity"],
            "captivity_after": rows[1]["captivity"],
            "veto_before": rows[0]["veto"],
            "veto_after": rows[1]["veto"],
        }


def how_concentrated(asking: Asking) -> list[Row]:
    """Question 29: concentration of use by biller and by ultimate owner; null without weights."""
    asset = asking.entity("asset", "Asset")
    market = asking.market
    row: Row = {"name": slug_of(asset), "hhi_by_owner": None, "effective_number": None}
    try:
        found = measure_concentration(market, asset)
    except MetricUndefined as undefined:
        return [row | {"hhi_by_operator": None, "rise": None, "why": undefined.message}]
    apart = sum((share * share for share in _shares_by_operator(market, asset)), found.hhi * 0)
    return [
        row
        | {
            "hhi_by_owner": str(found.hhi),
            "effective_number": str(found.effective_number),
            "hhi_by_operator": str(apart),
            "rise": str(found.hhi - apart),
            "why": "The rise is what common ownership adds to the concentration by operator.",
        }
    ]


def _shares_by_operator(market: Market, asset: str) -> list[Any]:
    """The shares of the billing organisations as they stand, whoever owns them."""
    from fractions import Fraction

    weights: dict[str, Fraction] = {}
    for route in market.routes.get(asset, ()):
        channel = route.channel
        entity = market.records.entities.get(channel.platform)
        parties = channel.billers or (entity.operators if entity else ()) or (channel.platform,)
        for party in parties:
            share = Fraction(channel.weight or 0) / len(parties)
            weights[party] = weights.get(party, Fraction(0)) + share
    whole = sum(weights.values(), Fraction(0))
    return [weight / whole for weight in weights.values()]


def _score(market: Market, asset: str, *keys: str) -> Row:
    row = score_asset(market, asset).to_row(market)
    return {"name": row["name"], "label": row["label"]} | {key: row[key] for key in keys}
