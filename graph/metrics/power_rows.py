"""The power of owners as rows of plain values: over one asset, or over a whole population."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from graph.market.columns import slug_of
from graph.market.market import Market
from graph.metrics.game import solve_game
from graph.metrics.gatekeepers import find_gatekeepers
from graph.metrics.power import Power, solve_coverage, solve_power


def asset_rows(market: Market, asset: str, population: str | None) -> list[dict[str, Any]]:
    """One row per owner of the asset's gates, most powerful first; none without a live channel."""
    family = market.families.get(asset, frozenset())
    game, found = solve_game(family), solve_power(family)
    head = _head(market, population) | {"asset": slug_of(asset), "asset_label": market.label(asset)}
    return [
        head | _owner(market, owner, found) | {"is_veto": owner in game.veto} | _extent(found)
        for owner in _ranked(market, game.owners, found.shapley)
    ]


def owner_rows(
    market: Market, members: Iterable[str], population: str | None
) -> list[dict[str, Any]]:
    """One row per owner that gates any of the members, most powerful first."""
    families = {asset: market.families[asset] for asset in members if asset in market.families}
    found = solve_coverage((1, family) for family in families.values()) or Power({}, {})
    keepers = find_gatekeepers(families, families)
    gates = (gates for family in families.values() for gates in family)
    owners = frozenset[str]().union(*gates)
    return [
        _head(market, population)
        | _owner(market, owner, found)
        | {
            "gatekeeper_share": str(keepers.shares.get(owner, 0)),
            "captive_count": len(keepers.captives.get(owner, ())),
            "live_count": int(keepers.whole),
        }
        | _extent(found)
        for owner in _ranked(market, owners, found.shapley)
    ]


def _ranked(market: Market, owners: Iterable[str], shapley: Mapping[str, Fraction]) -> list[str]:
    return sorted(owners, key=lambda o: (-shapley.get(o, 0), market.label(o).casefold(), o))


def _head(market: Market, population: str | None) -> dict[str, Any]:
    return {
        "as_of": market.as_of.isoformat(),
        "view": str(market.view),
        "population": population,
    }


def _owner(market: Market, owner: str, power: Power) -> dict[str, Any]:
    return {
        "owner": slug_of(owner),
        "owner_iri": owner,
        "owner_label": market.label(owner),
        "shapley": str(power.shapley.get(owner, 0)),
        "banzhaf": str(power.banzhaf_shares.get(owner, 0)),
        "banzhaf_absolute": str(power.banzhaf.get(owner, 0)),
    }


def _extent(power: Power) -> dict[str, Any]:
    """Whether the numbers are estimates, from how many samples and how far off at 99 %."""
    return {
        "sampled": power.is_sampled,
        "samples": power.samples,
        "error": None if power.error is None else f"{power.error:.4f}",
        "confidence": "99/100" if power.is_sampled else None,
    }
