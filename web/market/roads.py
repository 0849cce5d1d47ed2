"""Who stands on which road: assets gathered into boxes, and the roads between the boxes.

A box is named by a key such as ``platform:bedrock``; the keys stand in addresses, so an IRI of the
project is cut to its slug.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from graph.market.columns import slug_of
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


def collect_roads(
    market: Market, shown: Shown, veto: Mapping[str, Collection[str]], unfolding: Unfolding
) -> Roads:
    """The roads of the assets shown; ``veto`` says who can shut out each of them."""
    uses, shut = defaultdict[Edge, set[str]](set), defaultdict[Edge, set[str]](set)

    def use(edge: Edge, asset: str, *, is_captive: bool) -> None:
        uses[edge].add(asset)
        if is_captive:
            shut[edge].add(asset)

    units = _assign_units(market, shown, veto, unfolding)
    for asset, routes in shown.items():
        is_captive = bool(veto[asset])
        own = [(vendor, units[vendor, asset]) for vendor in vendors_of(market, asset)]
        for vendor, unit in own:
            use((key_of("vendor", vendor), unit), asset, is_captive=is_captive)
        # Many channels of a model differ in nothing that the picture shows.
        for iri, owners in {(route.channel.platform, route.owners) for route in routes}:
            platform = key_of("platform", iri)
            for _, unit in own:
                use((unit, platform), asset, is_captive=is_captive)
            for owner in owners:
                edge = (platform, key_of("owner", owner))
                use(edge, asset, is_captive=owner in veto[asset])
    return Roads(uses, shut, _gather(uses), _gather(shut), _find_origins(uses))


def _assign_units(
    market: Market, shown: Shown, veto: Mapping[str, Collection[str]], unfolding: Unfolding
) -> dict[tuple[str, str], str]:
    """(vendor, asset) -> the box of the second column in which the asset is."""
    by_vendor: defaultdict[str, list[str]] = defaultdict(list)
    for asset in shown:
        for vendor in vendors_of(market, asset):
            by_vendor[vendor].append(asset)
    focus = unfolding.wanted("model")
    units: dict[tuple[str, str], str] = {}
    for vendor, assets in by_vendor.items():
        limit = unfolding.limit_of(key_of("vendor", vendor))
        busiest = _busiest(market, assets, shown)[:limit] if limit else ()
        alone = {focus, *busiest}
        for asset in assets:
            sort = CAPTIVE if veto[asset] else OPEN
            is_alone = asset in alone
            unit = key_of("model", asset) if is_alone else key_of("group", vendor, sort)
            units[vendor, asset] = unit
    return units


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
