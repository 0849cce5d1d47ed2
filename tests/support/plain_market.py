"""The market the plain NetworkX way: slow, short and written apart from the code that it checks.

One graph of everything that stands under or before something, one of who has a say in whom; every
asset is worked out by itself, and nothing is kept from one for the next. Meant to be read beside
``domain/metrics.md``, section 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import combinations
from math import ceil
from typing import Any

import networkx as nx

from graph.market.records import Channel, MarketRecords, Stake

LIVE = {"Preview", "GA", "Deprecated", "StageUnstated"}
Owners = frozenset[str]


def is_on(record: Any, day: date) -> bool:
    """Half-open dates."""
    return (record.valid_from or date.min) <= day < (record.valid_to or date.max)


def shares(stakes: Iterable[Stake]) -> dict[tuple[str, str], tuple[bool, Decimal]]:
    """(holder, issuer) -> flag and votes of the stronger of its statements."""
    found: dict[tuple[str, str], tuple[bool, Decimal]] = {}
    for stake in stakes:
        votes = stake.voting_min if stake.voting_min is not None else stake.voting_max
        row = (stake.confers_control, votes or Decimal(0))
        key = (stake.holder, stake.issuer)
        if stake.holder != stake.issuer:
            found[key] = max(found.get(key, row), row)
    return found


def control_graph(stakes: Iterable[Stake]) -> nx.DiGraph[str]:
    """Edges from who controls to what is controlled: the fixpoint, by trying every pair again."""
    held = shares(stakes)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(name for pair in held for name in pair)
    while True:
        new = []
        for o, x in ((o, x) for o in graph for x in graph if o != x and not graph.has_edge(o, x)):
            group = {o, *graph.successors(o)} - {x}
            rows = [held[m, x] for m in group if (m, x) in held]
            if any(flag for flag, _ in rows) or sum(votes for _, votes in rows) > Decimal("0.5"):
                new.append((o, x))
        if not new:
            return graph
        graph.add_edges_from(new)


def say_graph(stakes: list[Stake], threshold: Decimal) -> nx.DiGraph[str]:
    """Control, and below one half also every group that holds at least the threshold."""
    control, held = control_graph(stakes), shares(stakes)
    graph = control.copy()
    if threshold < Decimal("0.5"):
        for o in control:
            group = {o, *control.successors(o)}
            for x in set(control) - group:
                if sum(held[m, x][1] for m in group if (m, x) in held) >= threshold:
                    graph.add_edge(o, x)
    return graph


class PlainMarket:
    """The market of some records on a day; who has a say in whom is found once."""

    def __init__(
        self,
        records: MarketRecords,
        day: date,
        *,
        view: str = "developer",
        floor: Decimal = Decimal("0.5"),
        count_set_aside: bool = False,
        threshold: Decimal = Decimal("0.5"),
    ) -> None:
        self.records, self.day, self.view, self.floor = records, day, view, floor
        self.count_set_aside = count_set_aside
        stakes = [stake for stake in records.stakes.values() if is_on(stake, day)]
        self.control, self.say = control_graph(stakes), say_graph(stakes, threshold)
        self.groups, self.circles = nx.condensation(self.control), nx.condensation(self.say)
        mapping = self.groups.graph["mapping"]
        self.free = {x for x in self.control if not self.groups.in_degree(mapping[x])}
        self.ground: nx.DiGraph[str] = nx.DiGraph(
            (e.iri, cloud) for e in records.entities.values() for cloud in e.runs_on
        )
        self.above: nx.DiGraph[str] = nx.DiGraph(
            (c.iri, up)
            for c in records.channels.values()
            if c.access_mode != "OpenWeights"
            for up in c.upstream
        )

    def controllers(self, party: str) -> Owners:
        """The top of control over a party, circles named by their first member without a master."""
        if party not in self.control:
            return frozenset({party})
        groups, circles = self.groups.graph["mapping"], self.circles.graph["mapping"]
        above = nx.ancestors(self.groups, groups[party]) | {groups[party]}
        tops = [self.groups.nodes[g]["members"] for g in above if not self.groups.in_degree(g)]
        names = [self.circles.nodes[circles[min(members)]]["members"] for members in tops]
        return frozenset(min(circle & self.free) for circle in names)

    def owners(self, party: str) -> Owners:
        """The controllers of the party and of everybody who has a say in it."""
        above = nx.ancestors(self.say, party) if party in self.say else set()
        return frozenset().union(*map(self.controllers, {party, *above}))

    def operators(self, thing: str) -> Owners:
        """The owners of who operates a thing and all that it runs on; unknown: the thing itself."""
        found: set[str] = set()
        below = nx.descendants(self.ground, thing) if thing in self.ground else set()
        for part in {thing, *below}:
            entity = self.records.entities.get(part)
            parties = entity.operators if entity else ()
            found.update(*map(self.owners, parties))
            found.update(() if parties else {part})
        return frozenset(found)

    def own_gates(self, channel: Channel) -> Owners:
        """The gates of the roles on one channel."""
        if channel.access_mode == "OpenWeights":
            return frozenset()
        billers = frozenset().union(*map(self.owners, channel.billers))
        entity = self.records.entities.get(channel.platform)
        if self.view == "procurement":
            operators = entity.operators if entity else ()
            fallback = frozenset().union(*map(self.owners, operators)) or {channel.platform}
            return frozenset(billers or fallback)
        surfaces: set[str] = set()
        for surface in channel.surfaces:
            shown = self.records.entities.get(surface)
            parties = shown.operators if shown else ()
            surfaces.update(*map(self.owners, parties))
            surfaces.update(() if parties else {surface})
        return billers.union(
            self.operators(channel.platform), *map(self.operators, channel.hosts), surfaces
        )

    def gate_set(self, channel: Channel) -> Owners:
        """The gate set of a channel as the view sees it, with what stands upstream."""
        found = self.own_gates(channel)
        if self.view == "procurement" or channel.access_mode == "OpenWeights":
            return found
        for iri in self.upstream(channel):
            above = self.records.channels.get(iri)
            found |= self.own_gates(above) if above else self.operators(iri)
        if self.view == "vendor":
            entity = self.records.entities.get(channel.asset)
            makers = entity.developers if entity else ()
            found -= frozenset().union(*map(self.controllers, makers))
        return found

    def upstream(self, channel: Channel) -> set[str]:
        """Everything upstream of a channel."""
        known = channel.iri in self.above and channel.access_mode != "OpenWeights"
        return nx.descendants(self.above, channel.iri) if known else set()

    def is_live(self, channel: Channel) -> bool:
        """Whether a channel counts."""
        needed = {channel.iri, *self.upstream(channel)} & self.records.channels.keys()
        parts = [self.records.channels[iri] for iri in needed]
        return (
            all(part.stage in LIVE and is_on(part, self.day) for part in parts)
            and all(part.asserted >= max(part.denied, self.floor) for part in parts)
            and (self.count_set_aside or channel.set_aside is None)
        )

    def families(self) -> dict[str, frozenset[Owners]]:
        """Asset -> its distinct gate sets."""
        found: dict[str, set[Owners]] = {}
        for channel in self.records.channels.values():
            if self.is_live(channel):
                found.setdefault(channel.asset, set()).add(self.gate_set(channel))
        return {asset: frozenset(sets) for asset, sets in found.items()}


def smallest_cut(family: frozenset[Owners]) -> int | None:
    """The size of the smallest set of owners that meets every gate set; None when ungated."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp

    if frozenset() in family:
        return None
    if not family:
        return 0
    owners = sorted(frozenset().union(*family))
    rows = np.array([[owner in gates for owner in owners] for gates in family], float)
    ones = np.ones(len(owners))
    meets = LinearConstraint(rows, lb=1)
    return round(milp(ones, constraints=meets, integrality=ones, bounds=Bounds(0, 1)).fun)


def smallest_coalitions(family: frozenset[Owners]) -> list[tuple[str, ...]]:
    """Every smallest set of owners that meets every gate set: search from the escape number up."""
    owners = sorted(frozenset().union(*family))
    escape = largest_packing(family)
    found: list[tuple[str, ...]] = []
    size = ceil((escape or 0) - 1e-6)
    while escape and not found:
        tried = combinations(owners, size)
        found = [cut for cut in tried if all(not gates.isdisjoint(cut) for gates in family)]
        size += 1
    return found


def most_disjoint(family: frozenset[Owners]) -> int | None:
    """The most pairwise disjoint gate sets, as the largest clique; None when ungated."""
    if frozenset() in family:
        return None
    graph: nx.Graph[Owners] = nx.Graph()
    graph.add_nodes_from(family)
    graph.add_edges_from((a, b) for a, b in combinations(family, 2) if not a & b)
    return nx.max_weight_clique(graph, weight=None)[1] if family else 0


def largest_packing(family: frozenset[Owners]) -> float | None:
    """The escape number by linear programming in floating point; None when ungated."""
    import numpy as np
    from scipy.optimize import linprog

    if frozenset() in family:
        return None
    if not family:
        return 0.0
    sets = sorted(family, key=sorted)
    owners = sorted(frozenset().union(*sets))
    rows = np.array([[owner in gates for gates in sets] for owner in owners], float)
    return -linprog(-np.ones(len(sets)), A_ub=rows, b_ub=np.ones(len(owners))).fun
