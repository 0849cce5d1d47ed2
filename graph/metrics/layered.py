"""The layered network of a market: what stands between each asset and its developers, in order.

An arc leads from the asset to the platform of each live channel, from there to the owners in the
gate set, one layer per role, and from the last of them to the developers. A node is a thing in its
layer: an owner who operates and bills is two nodes. Open weights lead straight to the developers.
Roads of different channels may share a node, so the drawing has roads that no channel offers:
good enough to describe the shape, not to measure captivity.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from graph.market.gates import Gate, Route
from graph.market.market import Market

if TYPE_CHECKING:
    import networkx as nx

Node = TypeVar("Node", bound=Hashable)


class Place(NamedTuple):
    """A thing in its layer: ``asset``, ``platform``, a role such as ``bills``, ``developers``."""

    layer: str
    iri: str


DEVELOPERS = Place("developers", "developers")


def build_layered(market: Market) -> nx.DiGraph[Place]:
    """The layered network of all live channels; free of cycles.

    Arcs carry ``length``, chosen so that all roads of an asset are equally long: no road counts as
    shorter than another because it has fewer gates.
    """
    import networkx as nx

    layers = _Layers(market)
    network: nx.DiGraph[Place] = nx.DiGraph()
    network.add_node(DEVELOPERS)
    for asset, routes in market.routes.items():
        for route in routes:
            for start, end in pairwise((Place("asset", asset), *layers.road(route), DEVELOPERS)):
                length = layers.position(end) - layers.position(start)
                network.add_edge(start, end, length=length)
    return network


class _Layers:
    """Gives every place a position that rises along each road."""

    def __init__(self, market: Market) -> None:
        routes = [route for found in market.routes.values() for route in found]
        roles = {
            (gate.through is not None, gate.role): _layer_of(gate)
            for route in routes
            for gate in route.gates
        }
        names = ("asset", "platform", *(roles[key] for key in sorted(roles)))
        self.layers = {layer: at for at, layer in enumerate(names)}
        owners = sorted({owner for route in routes for owner in route.owners})
        self.rank = {owner: at for at, owner in enumerate(owners)}

    def road(self, route: Route) -> Iterable[Place]:
        """The platform and the owners that count on the channel, in the order of the layers."""
        if not route.gates:
            return ()
        owners = {
            Place(_layer_of(gate), owner)
            for gate in route.gates
            for owner in gate.owners & route.owners
        }
        return Place("platform", route.channel.platform), *sorted(owners, key=self.position)

    def position(self, place: Place) -> int:
        """A number that rises along every road."""
        width = len(self.rank) + 1
        if place == DEVELOPERS:
            return len(self.layers) * width
        return self.layers[place.layer] * width + self.rank.get(place.iri, 0)


def _layer_of(gate: Gate) -> str:
    return gate.role if gate.through is None else f"{gate.role} upstream"


def find_betweenness(
    network: nx.Graph[Node] | nx.DiGraph[Node],
    sources: Iterable[Node] | None = None,
    targets: Iterable[Node] | None = None,
    length: str | None = None,
) -> dict[Node, float]:
    """Node -> the share of the shortest roads that lead through it, in [0, 1].

    Parameters
    ----------
    network
        A plain graph, directed or not.
    sources, targets
        Between whom; without them between all pairs of nodes, those that end at the node itself
        not counted. With them the share is taken of all pairs of one source and one target.
    length
        The edge attribute to measure roads by; None counts edges.

    References
    ----------
    Freeman, L. C. (1977), A set of measures of centrality based on betweenness, Sociometry 40 (1).
    Brandes, U. (2008), On variants of shortest-path betweenness centrality, Social Networks 30 (2).

    Examples
    --------
    >>> import networkx as nx
    >>> find_betweenness(nx.path_graph(3))
    {0: 0.0, 1: 1.0, 2: 0.0}
    """
    import networkx as nx

    if sources is None or targets is None:
        return dict(nx.betweenness_centrality(network, weight=length))
    starts, ends = list(sources), list(targets)
    found = nx.betweenness_centrality_subset(network, starts, ends, normalized=False, weight=length)
    # In an undirected graph NetworkX halves every sum, as if each pair came from both sides.
    pairs = len(starts) * len(ends) / (1 if network.is_directed() else 2)
    return {node: value / pairs if pairs else 0.0 for node, value in found.items()}


def find_immediate_dominators(network: nx.DiGraph[Node], start: Node) -> dict[Node, Node]:
    """Node -> the last node before it that every walk from the start leads through.

    The start and what cannot be reached from it are not in the result.

    References
    ----------
    Cooper, K. D., Harvey, T. J. and Kennedy, K. (2006), A simple, fast dominance algorithm, Rice
    University TR-06-33870.

    Examples
    --------
    >>> import networkx as nx
    >>> find_immediate_dominators(nx.DiGraph([(0, 1), (0, 2), (1, 3), (2, 3), (3, 4)]), 0)
    {1: 0, 2: 0, 3: 0, 4: 3}
    """
    import networkx as nx

    found: Mapping[Node, Any] = nx.immediate_dominators(network, start)
    return {node: found[node] for node in network if node in found and node != start}


def list_dominators(immediate: Mapping[Node, Node], node: Node) -> tuple[Node, ...]:
    """Every node that all walks from the start to this one lead through, nearest to it first.

    Neither the node itself nor the start is listed.

    >>> list_dominators({1: 0, 2: 1, 3: 2}, 3)
    (2, 1)
    """
    found: list[Node] = []
    while (node := immediate[node]) in immediate:
        found.append(node)
    return tuple(found)
