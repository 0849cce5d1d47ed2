"""Who stands on which road: assets gathered into boxes, and the roads between the boxes.

A box is named by a key such as ``platform:bedrock``; the keys stand in addresses, so an IRI of the
project is cut to its slug.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from graph.market.columns import slug_of
from graph.market.gates import Route
from graph.market.market import Market
from web.filters import Shown
from web.market.address import Unfolding

CAPTIVE, OPEN = "captive", "open"
UNKNOWN_VENDOR = ""

Edge = tuple[str, str]
Uses = Mapping[Edge, set[str]]


@dataclass(frozen=True, slots=True)
class Roads:
    """All roads of what is shown, before any is left out.

    ``uses`` says which assets use an edge, ``shut`` which of them are captive there: at an owner
    only those that this very owner can shut out. ``passing`` and ``held`` say the same of a box.
    ``origins`` is vendor -> its boxes in the second column, single models first.
    """

    uses: Uses
    shut: Uses
    passing: Mapping[str, set[str]]
    held: Mapping[str, set[str]]
    origins: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=65536)
def key_of(role: str, iri: str, tail: str = "") -> str:
    """The key of a box.

    >>> key_of("group", "https://w3id.org/captivity/id/openai", "captive")
    'group:openai:captive'
    """
    return f"{role}:{slug_of(iri)}{f':{tail}' if tail else ''}"


def role_of(key: str) -> str:
    """The role in a key: vendor, group, model, platform or owner."""
    return key.partition(":")[0]


def vendors_of(market: Market, asset: str) -> tuple[str, ...]:
    """The developers of an asset; the unknown vendor where nobody names one."""
    entity = market.records.entities.get(asset)
    return (entity.developers if entity else ()) or (UNKNOWN_VENDOR,)


def collect_roads(market: Market, shown: Shown, veto: Mapping[str, Collection[str]]) -> Roads:
    """The roads of the assets shown, every one of them in a group of its vendor.

    ``veto`` says who can shut out each asset.
    """
    uses, shut = defaultdict[Edge, set[str]](set), defaultdict[Edge, set[str]](set)

    def use(edge: Edge, asset: str, *, is_captive: bool) -> None:
        uses[edge].add(asset)
        if is_captive:
            shut[edge].add(asset)

    for asset, routes in shown.items():
        is_captive = bool(veto[asset])
        for edge in _iter_unit_edges(market, asset, routes, group_tail(veto[asset])):
            use(edge, asset, is_captive=is_captive)
        # Many channels of a model differ in nothing that the picture shows.
        for iri, owners in {(route.channel.platform, route.owners) for route in routes}:
            for owner in owners:
                edge = (key_of("platform", iri), key_of("owner", owner))
                use(edge, asset, is_captive=owner in veto[asset])
    return _finish(uses, shut)


def set_apart(
    roads: Roads,
    market: Market,
    shown: Shown,
    veto: Mapping[str, Collection[str]],
    unfolding: Unfolding,
) -> Roads:
    """The roads with boxes of their own for the models of opened vendors and the one in focus."""
    alone = dict.fromkeys(filter(shown.__contains__, [unfolding.wanted("model")]))
    for vendor in dict.fromkeys(unfolding.opened):
        inside = roads.passing.get(vendor, ()) if role_of(vendor) == "vendor" else ()
        alone |= dict.fromkeys(_busiest(market, inside, shown)[: unfolding.limit_of(vendor)])
    if not alone:
        return roads
    uses, shut = dict(roads.uses), dict(roads.shut)
    for asset in alone:
        old = _iter_unit_edges(market, asset, shown[asset], group_tail(veto[asset]))
        new = _iter_unit_edges(market, asset, shown[asset], "")
        for before, after in zip(old, new, strict=True):
            for edges in (uses, shut) if veto[asset] else (uses,):
                if left := edges.pop(before, set()) - {asset}:
                    edges[before] = left
                edges[after] = edges.get(after, set()) | {asset}
    return _finish(uses, shut)


def group_tail(veto: Collection[str]) -> str:
    """Which of its vendor's groups an asset is in."""
    return CAPTIVE if veto else OPEN


def _iter_unit_edges(
    market: Market, asset: str, routes: Iterable[Route], tail: str
) -> Iterator[Edge]:
    """Yield the edges at the box in which the asset is: a group, or itself without a tail."""
    platforms = sorted({route.channel.platform for route in routes})
    for vendor in vendors_of(market, asset):
        unit = key_of("group", vendor, tail) if tail else key_of("model", asset)
        yield key_of("vendor", vendor), unit
        for platform in platforms:
            yield unit, key_of("platform", platform)


def _finish(uses: Uses, shut: Uses) -> Roads:
    return Roads(uses, shut, _gather(uses), _gather(shut), _find_origins(uses))


def _busiest(market: Market, assets: Iterable[str], shown: Shown) -> list[str]:
    """The assets with the most channels first, of equals by name."""
    return sorted(assets, key=lambda a: (-len(shown[a]), market.label(a).casefold(), a))


def _gather(uses: Uses) -> dict[str, set[str]]:
    """Box -> the assets on any edge at it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for edge, assets in uses.items():
        for key in edge:
            found[key] |= assets
    return dict(found)


def _find_origins(uses: Uses) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for start, end in uses:
        if role_of(start) == "vendor":
            found[start].append(end)
    return {
        vendor: tuple(sorted(units, key=lambda unit: role_of(unit) != "model"))
        for vendor, units in found.items()
    }
