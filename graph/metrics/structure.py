"""The shape of a market: structural holes, betweenness and dominators, which describe and no more.

None of these says who can close an asset's roads; captivity does. Each is named with what it is
defined on and with what it hides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.market.gates import Owners
from graph.market.market import Market
from graph.metrics.holes import Holes, find_holes
from graph.metrics.layered import (
    DEVELOPERS,
    Place,
    build_layered,
    find_betweenness,
    find_immediate_dominators,
    list_dominators,
)

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Position:
    """One organisation in the vendor-owner network.

    Attributes
    ----------
    ties
        Every other organisation it is tied to -> the number of assets that make the tie.
    holes
        Its constraint and effective size; None without a tie, and then ``reason`` says why.
    """

    organisation: str
    is_vendor: bool
    is_owner: bool
    ties: Mapping[str, int]
    holes: Holes | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Dominated:
    """What every drawn road of an asset leads through, nearest to the asset first.

    ``veto`` are the owners who in truth stand on every road; the drawing may miss some of them.
    """

    asset: str
    dominators: tuple[Place, ...]
    veto: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """The shape of a market on one day in one view.

    Attributes
    ----------
    positions
        One per vendor and owner, most constrained first, those without a tie last.
    betweenness
        Place -> the mean over the live assets of the share of their drawn roads through it, in
        [0, 1]; largest first. Empty without a live channel.
    dominated
        One per live asset, in the order of the IRIs.
    """

    positions: tuple[Position, ...]
    betweenness: Mapping[Place, float]
    dominated: tuple[Dominated, ...]


def describe_structure(market: Market) -> Structure:
    """The shape of the market: who is tied to whom, and what lies between.

    Parameters
    ----------
    market
        The market on the day and in the view asked for; only its gates that count are drawn.
    """
    layered = build_layered(market)
    towards = layered.reverse(copy=False)
    assets = [Place("asset", asset) for asset in sorted(market.families)]
    shares = find_betweenness(towards, [DEVELOPERS], assets, "length")
    between = {p: x for p, x in shares.items() if p.layer not in {"asset", DEVELOPERS.layer}}
    immediate = find_immediate_dominators(towards, DEVELOPERS)
    return Structure(
        positions=_find_positions(market),
        betweenness=dict(sorted(between.items(), key=lambda pair: (-pair[1], pair[0]))),
        dominated=tuple(
            Dominated(place.iri, list_dominators(immediate, place), _find_veto(market, place.iri))
            for place in assets
        ),
    )


def build_vendor_owner(market: Market) -> nx.Graph[str]:
    """Vendors and owners, tied where the owner stands on a road of one of the vendor's assets.

    Both are ultimate owners, so a company that makes models and gates those of others is one node.
    ``assets`` on an edge counts the assets that make the tie, ``is_vendor`` and ``is_owner`` on a
    node say its parts. A vendor who gates its own assets is not tied to itself. Assets of unknown
    developers make no tie.
    """
    import networkx as nx

    network: nx.Graph[str] = nx.Graph()
    vendors = frozenset[str]().union(*market.vendors.values())
    gates = {asset: _find_owners(market, asset) for asset in market.families}
    owners = frozenset[str]().union(*gates.values())
    for organisation in sorted(vendors | owners):
        network.add_node(
            organisation, is_vendor=organisation in vendors, is_owner=organisation in owners
        )
    ties: Counter[tuple[str, str]] = Counter()
    for asset in sorted(gates):
        # An asset of two vendors who gate each other makes one tie between them, not two.
        makers = market.vendors.get(asset, frozenset())
        pairs = {(min(v, o), max(v, o)) for v in makers for o in gates[asset] if v != o}
        ties.update(sorted(pairs))
    for (one, other), count in ties.items():
        network.add_edge(one, other, assets=count)
    return network


def _find_positions(market: Market) -> tuple[Position, ...]:
    network = build_vendor_owner(market)
    live: defaultdict[str, set[str]] = defaultdict(set)
    for asset in market.families:
        for vendor in market.vendors.get(asset, frozenset()):
            live[vendor].add(asset)
    positions = []
    for organisation, holes in find_holes(network, "assets").items():
        node = network.nodes[organisation]
        ties = {other: data["assets"] for other, data in network[organisation].items()}
        reason = None if holes else _say_isolated(node["is_owner"], bool(live[organisation]))
        positions.append(
            Position(organisation, node["is_vendor"], node["is_owner"], ties, holes, reason)
        )
    return tuple(sorted(positions, key=_rank))


def _rank(position: Position) -> tuple[bool, float, str]:
    holes = position.holes
    return holes is None, -(holes.constraint if holes else 0.0), position.organisation


def _say_isolated(is_owner: bool, has_live_asset: bool) -> str:
    if not has_live_asset:
        return "gates only assets whose developers are not known" if is_owner else "no live channel"
    return "nobody else stands on the roads of its assets, and it stands on no other vendor's"


def _find_owners(market: Market, asset: str) -> Owners:
    return frozenset().union(*market.families[asset])


def _find_veto(market: Market, asset: str) -> tuple[str, ...]:
    return tuple(sorted(frozenset.intersection(*market.families[asset])))
