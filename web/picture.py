"""The market in one picture: which vendors' models go through which platforms, and who owns those.

An aggregate, never the whole network: the busiest nodes of each column, with what is hidden
counted. It is data; a page draws it as a canvas, as columns or as a table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.market.market import Market
from graph.metrics.captivity import CaptivityType, Score
from web.columns import Box, Drawings, Road, draw_both
from web.layout import order_columns, place_columns
from web.links import entity_url

ROLES = ("vendor", "platform", "owner")
SHOWN = {"vendor": 14, "platform": 16, "owner": 14}
HEADS = ("Vendors", "Platforms", "Controlling owners")
GROUPS = {"vendor": "organisation", "platform": "platform", "owner": "owner"}
UNKNOWN_VENDOR = "vendor unknown"
#: More roads than this between vendors and platforms are a thicket that nobody can read.
ROADS_SHOWN = 56
COLUMN_GAP, ROW_GAP = 430, 46


@dataclass(frozen=True, slots=True)
class Knot:
    """One node: its role, its IRI, how many assets pass through it, how many of them captive.

    At an owner only those count as captive that this very owner can shut out.
    """

    key: str
    role: str
    iri: str
    label: str
    models: int
    captive: int


@dataclass(frozen=True, slots=True)
class Tie:
    """One edge: the assets that use it, and how many of them one owner alone can shut out."""

    start: Knot
    end: Knot
    models: int
    captive: int

    @property
    def is_captive(self) -> bool:
        """Whether most of the assets on this road are captive."""
        return 2 * self.captive > self.models


@dataclass(frozen=True, slots=True)
class MarketPicture:
    """The nodes by role, the edges between them, and how much is left out.

    ``hidden`` counts the nodes of each role that are not drawn, ``thin`` the roads between drawn
    nodes that are not; ``total`` and ``drawn`` count assets with a live channel, all of them and
    those with a road in the picture.
    """

    columns: tuple[tuple[Knot, ...], ...]
    ties: tuple[Tie, ...]
    hidden: Mapping[str, int]
    thin: int
    total: int
    drawn: int
    captive: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw on this day."""
        return not self.ties


def make_picture(market: Market, scores: Iterable[Score]) -> MarketPicture:
    """The aggregated picture of a market, with positions left to who draws it."""
    scored = {score.asset: score for score in scores if score.type != CaptivityType.NO_CHANNEL}
    uses, shut = _collect(market, scored)
    passing, held = _gather(uses), _gather(shut)
    kept = _keep(passing, uses)
    knots = {
        key: _knot(key, market, len(passing[key]), len(held.get(key, ())))
        for keys in kept.values()
        for key in keys
    }
    every = [
        Tie(knots[start], knots[end], len(assets), len(shut[start, end]))
        for (start, end), assets in uses.items()
        if start in knots and end in knots
    ]
    ties = _choose_roads(every)
    ordered = order_columns(
        [kept[role] for role in ROLES], [(t.start.key, t.end.key, float(t.models)) for t in ties]
    )
    drawn = {asset for tie in ties for asset in uses[tie.start.key, tie.end.key]}
    return MarketPicture(
        columns=tuple(tuple(knots[key] for key in column) for column in ordered),
        ties=tuple(ties),
        hidden={
            role: sum(key.startswith(role) for key in passing) - len(kept[role]) for role in ROLES
        },
        thin=len(every) - len(ties),
        total=len(scored),
        drawn=len(drawn),
        captive=sum(bool(score.veto) for score in scored.values()),
    )


def _choose_roads(ties: list[Tie]) -> list[Tie]:
    """The roads to draw, widest first: all to owners, all captive ones, the widest of the rest.

    The widest road of each vendor and platform is always among them, so that nothing floats.
    """
    ordered = sorted(ties, key=lambda t: (-t.models, t.start.label, t.end.label))
    chosen: list[Tie] = []
    open_roads, met = 0, set[str]()
    for tie in ordered:
        is_inner = tie.start.role == "vendor"
        is_first = tie.start.key not in met or (is_inner and tie.end.key not in met)
        if is_inner and not is_first and not tie.is_captive and open_roads >= ROADS_SHOWN:
            continue
        open_roads += is_inner
        met |= {tie.start.key, tie.end.key} if is_inner else set()
        chosen.append(tie)
    return chosen


Uses = dict[tuple[str, str], set[str]]


def _collect(market: Market, scored: Mapping[str, Score]) -> tuple[Uses, Uses]:
    """Edge -> the assets on it, and edge -> those of them that are captive there."""
    uses, shut = defaultdict(set), defaultdict(set)
    for asset, score in scored.items():
        entity = market.records.entities.get(asset)
        vendors = (entity.developers if entity else ()) or (UNKNOWN_VENDOR,)
        for route in market.routes[asset]:
            platform = f"platform {route.channel.platform}"
            for vendor in vendors:
                edge = (f"vendor {vendor}", platform)
                uses[edge].add(asset)
                if score.veto:
                    shut[edge].add(asset)
            for owner in route.owners:
                edge = (platform, f"owner {owner}")
                uses[edge].add(asset)
                if owner in score.veto:
                    shut[edge].add(asset)
    return uses, shut


def _keep(passing: Mapping[str, set[str]], uses: Uses) -> dict[str, list[str]]:
    """The nodes to draw: the busiest platforms, then the busiest that touch them."""

    def busiest(role: str, keys: Iterable[str]) -> list[str]:
        fitting = sorted(keys, key=lambda key: (-len(passing[key]), key))
        return [key for key in fitting if key.startswith(f"{role} ")][: SHOWN[role]]

    platforms = busiest("platform", passing)
    near = {k for edge in uses for k in edge if edge[0] in platforms or edge[1] in platforms}
    return {
        "vendor": busiest("vendor", near),
        "platform": platforms,
        "owner": busiest("owner", near),
    }


def _gather(uses: Uses) -> dict[str, set[str]]:
    """Node -> the assets on any edge at it."""
    found: dict[str, set[str]] = defaultdict(set)
    for edge, assets in uses.items():
        for key in edge:
            found[key] |= assets
    return dict(found)


def _knot(key: str, market: Market, models: int, captive: int) -> Knot:
    role, _, iri = key.partition(" ")
    label = "Vendor unknown" if iri == UNKNOWN_VENDOR else market.label(iri)
    return Knot(key, role, iri, label, models, captive)


def knot_url(knot: Knot, args: Mapping[str, str]) -> str:
    """The page behind a node, from the same viewpoint; empty for the unknown vendor."""
    return "" if knot.iri == UNKNOWN_VENDOR else entity_url(knot.iri, **args)


def draw_market(picture: MarketPicture, args: Mapping[str, str]) -> Drawings:
    """The picture as columns of linked boxes: all three, and in pairs for narrow screens."""
    columns = [
        [Box(k.key, k.label, GROUPS[k.role], knot_url(k, args), f"{k.models:,}") for k in column]
        for column in picture.columns
    ]
    roads = [
        Road(
            t.start.key,
            t.end.key,
            t.models,
            t.is_captive,
            f"{t.models} models, {t.captive} captive",
        )
        for t in picture.ties
    ]
    return draw_both(HEADS, columns, roads)


def make_network(
    picture: MarketPicture, args: Mapping[str, str], *, linked: bool = True
) -> dict[str, object]:
    """The picture as vis-network data: nodes with fixed positions, edges, options; no physics.

    ``linked=False`` leaves out the addresses, for a page that stands alone.
    """
    # Imported here: pyvis pulls in IPython, a fifth of a second that no other page should pay.
    from pyvis.network import Network

    net = Network(directed=True, cdn_resources="local")
    places = place_columns([[k.key for k in c] for c in picture.columns], COLUMN_GAP, ROW_GAP)
    most = max((tie.models for tie in picture.ties), default=1)
    for knot in (knot for column in picture.columns for knot in column):
        x, y = places[knot.key]
        net.add_node(
            knot.key,
            label=knot.label,
            shape="dot",
            x=float(x),
            y=float(y),
            size=round(6 + 14 * (knot.models / max(picture.total, 1)) ** 0.5, 1),
            role=knot.role,
            models=knot.models,
            captive=knot.captive,
            url=knot_url(knot, args) if linked else "",
        )
    for tie in picture.ties:
        net.add_edge(
            tie.start.key,
            tie.end.key,
            width=round(1 + 7 * (tie.models / most) ** 0.5, 2),
            models=tie.models,
            captive=tie.captive,
            gated=tie.is_captive,
        )
    for edge in net.edges:
        # pyvis writes an arrow on every edge of a directed network, which beats the options.
        edge.pop("arrows", None)
    return {"nodes": net.nodes, "edges": net.edges, "options": NETWORK_OPTIONS}


#: Smoothing would add a hidden support node to every edge.
NETWORK_OPTIONS: Mapping[str, object] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "edges": {"smooth": False, "arrows": {"to": {"enabled": False}}},
    "interaction": {"hover": True, "keyboard": False, "zoomSpeed": 0.6, "tooltipDelay": 100000},
}


def summarise(picture: MarketPicture) -> str:
    """What is drawn and what is not, in one or two sentences."""
    if picture.is_empty:
        return "No model has a live channel on this day, so there is nothing to draw."
    shown = [f"{len(c)} {_plural(r, len(c))}" for r, c in zip(ROLES, picture.columns, strict=True)]
    text = (
        f"Drawn: {_join(shown)} with {len(picture.ties)} roads, which carry {picture.drawn:,} of "
        f"the {picture.total:,} models and assistants with a live channel."
    )
    hidden = [f"{n} {_plural(role, n)}" for role, n in picture.hidden.items() if n]
    if picture.thin:
        hidden.append(f"{picture.thin} thin {_plural('road', picture.thin)}")
    return f"{text} Hidden, because fewer models use them: {_join(hidden)}." if hidden else text


def _plural(role: str, number: int) -> str:
    return role if number == 1 else f"{role}s"


def _join(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
