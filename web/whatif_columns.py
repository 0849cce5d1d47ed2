"""The roads of one asset before and after a scenario, as two pictures in columns."""

from __future__ import annotations

from graph.market.market import Market
from graph.metrics.captivity import score_asset
from web.columns import PHONE, Box, Drawings, Road, Shape, draw_columns
from web.links import entity_url

#: Two of these, of three columns each, stand side by side.
HALF = Shape(152, 36, 38, row=42, head=26, margin=6, room=17, lines=2)
ROWS = 10
HEADS = ("Asset", "Platforms", "Who can close it")


def draw_sides(
    before: Market, after: Market, asset: str, args: dict[str, str]
) -> tuple[Drawings, Drawings]:
    """Both pictures; a platform that only one of them has says so at its end."""
    sides = before, after
    offered = [_platforms(market, asset) for market in sides]
    notes = (
        dict.fromkeys(offered[0].keys() - offered[1].keys(), "closes"),
        dict.fromkeys(offered[1].keys() - offered[0].keys(), "new"),
    )
    drawn = [_draw(market, asset, note, args) for market, note in zip(sides, notes, strict=True)]
    return drawn[0], drawn[1]


def _platforms(market: Market, asset: str) -> dict[str, frozenset[str]]:
    """Platform -> who can close the roads of the asset through it."""
    found: dict[str, frozenset[str]] = {}
    for route in market.routes.get(asset, ()):
        platform = route.channel.platform
        found[platform] = found.get(platform, frozenset()) | route.owners
    return found


def _draw(market: Market, asset: str, notes: dict[str, str], args: dict[str, str]) -> Drawings:
    score = score_asset(market, asset)
    value = "no road" if score.captivity is None else str(score.captivity)
    focus = Box(asset, score.label, "asset", entity_url(asset, **args), value, is_focus=True)
    platforms: dict[str, Box] = {}
    owners: dict[str, Box] = {}
    roads: list[Road] = []
    found = _platforms(market, asset)
    # Those that differ first: they are what the picture is about.
    order = sorted(found, key=lambda iri: (iri not in notes, market.label(iri).casefold()))
    for iri in order[:ROWS]:
        label = market.label(iri)
        platforms[iri] = Box(iri, label, "platform", entity_url(iri, **args), notes.get(iri, ""))
        roads.append(Road(asset, iri, is_captive=bool(score.veto)))
        for owner in sorted(found[iri]):
            # In a column of its own a node is another box, whoever it is.
            key = f"owner {owner}"
            owners[key] = Box(key, market.label(owner), "owner", entity_url(owner, **args))
            roads.append(Road(iri, key, is_captive=owner in score.veto))
    if (more := len(order) - ROWS) > 0:
        platforms["more"] = Box("more", f"{more} more", "other")
    columns = [[focus], list(platforms.values()), list(owners.values())]
    wide = draw_columns(HEADS, columns, roads, HALF)
    # On a phone the heading names the asset.
    narrow = draw_columns(HEADS[1:], columns[1:], roads, PHONE)
    return Drawings(wide, (narrow,))
