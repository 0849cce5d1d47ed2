"""The answers that mislead, computed for real so that tests can set them beside ours."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations

import networkx as nx

from graph.market.market import Family, Market
from graph.metrics.game import solve_game


def count_platforms(market: Market, asset: str) -> int:
    """How many platforms an asset is on: what a count without owners takes for independence."""
    return len({route.channel.platform for route in market.routes[asset]})


def cut_contracted(market: Market, asset: str) -> int:
    """The minimum node cut after each owner is contracted to one node, roads being chains."""
    network: nx.DiGraph[str] = nx.DiGraph()
    for route in market.routes[asset]:
        owners = dict.fromkeys(owner for gate in route.gates for owner in sorted(gate.owners))
        nx.add_path(network, [asset, *owners, "developers"])
    return len(nx.minimum_node_cut(network, asset, "developers"))


def score_brands(market: Market, asset: str) -> Fraction:
    """Captivity with the parties that fill the roles for owners: nobody controls anybody."""
    family = frozenset(
        frozenset(gate.party for gate in route.gates) for route in market.routes[asset]
    )
    captivity = solve_game(family).captivity
    assert captivity is not None
    return captivity


def compute_reliability(family: Family, availability: Fraction) -> Fraction:
    """The chance that some road is open when each owner agrees independently of the others."""
    owners = sorted(frozenset[str]().union(*family))
    subsets = chain.from_iterable(combinations(owners, n) for n in range(len(owners) + 1))
    return sum(
        (
            availability ** len(agreed) * (1 - availability) ** (len(owners) - len(agreed))
            for agreed in map(frozenset, subsets)
            if any(gates <= agreed for gates in family)
        ),
        Fraction(0),
    )


def merge(family: Family, one: str, other: str) -> Family:
    """The family after one owner has bought the other."""
    return frozenset(
        frozenset(one if owner == other else owner for owner in gates) for gates in family
    )
