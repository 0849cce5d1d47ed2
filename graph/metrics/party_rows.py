"""Vendors and platforms as rows of plain values: what each has, and who could take it away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from graph.market.market import Market
from graph.metrics.captivity import CaptivityType, classify, fraction_text
from graph.metrics.closure import LiveSet
from graph.metrics.dependence import DependenceFinder
from graph.metrics.matrix import Columns, Rows, cross_market


def vendor_rows(market: Market, population: LiveSet) -> list[dict[str, Any]]:
    """One row per developer of a live member, largest first.

    ``models`` counts its live members; ``captive`` those that one owner can close, of which
    ``own`` are closed by nobody but its own group. ``outlet`` is the owner outside its group who
    can close most of them alone, of equals the one who offers most of them: ``sold`` is the share
    offered there, ``needs`` is D(v, o), ``needed`` D(o, v), ``asymmetry`` their difference.
    """
    types = {asset: _type(market, asset) for asset in population.assets}
    made: defaultdict[str, list[str]] = defaultdict(list)
    for asset in population.assets:
        entity = market.records.entities.get(asset)
        for vendor in entity.developers if entity is not None else ():
            made[vendor].append(asset)
    matrix = cross_market(market, population.assets, Rows.VENDORS, Columns.PLATFORMS)
    platforms: defaultdict[str, int] = defaultdict(int)
    for vendor, _ in matrix.cells:
        platforms[vendor] += 1
    finder = DependenceFinder(market, population)
    rows = [
        {
            "iri": vendor,
            "label": market.label(vendor),
            "models": len(assets),
            "captive": sum(types[a] in CAPTIVE for a in assets),
            "own": sum(types[a] is CaptivityType.SELF_CAPTIVE for a in assets),
            "platforms": platforms[vendor],
            **_need(finder, vendor),
        }
        for vendor, assets in made.items()
    ]
    return sorted(rows, key=lambda row: (-row["models"], row["label"].casefold(), row["iri"]))


CAPTIVE = frozenset(
    (CaptivityType.SELF_CAPTIVE, CaptivityType.THIRD_PARTY_CAPTIVE, CaptivityType.JOINTLY_CAPTIVE)
)


def platform_rows(market: Market, members: Iterable[str]) -> list[dict[str, Any]]:
    """One row per platform with a live member, largest first.

    ``models`` counts the members there, ``share`` is their share of all live ones, ``only`` counts
    those on no other platform; ``owners`` are the ultimate owners of who operates it.
    """
    matrix = cross_market(market, members, Rows.VENDORS, Columns.PLATFORMS)
    vendors: defaultdict[str, int] = defaultdict(int)
    for _, platform in matrix.cells:
        vendors[platform] += 1
    return [
        {
            "iri": line.iri,
            "label": line.label,
            "models": line.total,
            "share": str(Fraction(line.total, matrix.assets)),
            "only": line.captive,
            "vendors": vendors[line.iri],
            "owners": _owners_of(market, line.iri),
        }
        for line in matrix.columns
    ]


def _type(market: Market, asset: str) -> CaptivityType:
    family = market.families[asset]
    veto = tuple(sorted(frozenset.intersection(*family)))
    return classify(family, veto, market.vendors.get(asset, frozenset()))


def _need(finder: DependenceFinder, vendor: str) -> Mapping[str, Any]:
    """The owner that the vendor would miss most; nothing where nobody else offers anything."""
    found = [finder.find(vendor, owner) for owner in finder.find_owners(vendor)]
    if not found:
        return dict.fromkeys(("sold", "needs", "needed", "asymmetry")) | {"outlet": []}
    most = max(found, key=lambda one: (len(one.lost), len(one.supplied), one.owner))
    return {
        "outlet": [most.owner],
        "sold": fraction_text(Fraction(len(most.supplied), len(most.made))),
        "needs": fraction_text(most.of_vendor),
        "needed": fraction_text(most.of_owner),
        "asymmetry": fraction_text(most.asymmetry),
    }


def _owners_of(market: Market, platform: str) -> list[str]:
    entity = market.records.entities.get(platform)
    parties = entity.operators if entity is not None else ()
    return sorted(frozenset[str]().union(*map(market.ownership.ultimate_owners, parties)))
