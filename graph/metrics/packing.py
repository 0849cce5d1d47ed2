"""The escape number as an exact fraction: the largest fractional packing of gate sets.

Give each gate set a volume of at least 0 so that no owner carries more than 1; the largest total
volume is the escape number. Its dual prices each owner so that every gate set costs at least 1;
the smallest total price is the same number. A volume and a price of equal total prove each other
optimal, and that proof is checked in exact fractions before a number is given out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from graph.metrics.gatesets import (
    GateSet,
    drop_weaker_owners,
    find_minimal,
    split_components,
)
from graph.metrics.simplex import solve_packing
from graph.metrics.vertex import sharpen

ZERO, ONE = Fraction(0), Fraction(1)

#: Up to this many sets exact pivoting is quicker than calling the floating-point solver.
SMALL = 24
MAX_PIVOTS = 2_000
MAX_DENOMINATOR = 10_000


@dataclass(frozen=True, slots=True)
class Packing:
    """Proved bounds of an escape number with their witnesses; equal bounds are the number itself.

    ``volumes`` on gate sets add up to ``low`` and overload no owner; ``prices`` on owners add up
    to ``high`` and charge every gate set at least 1.
    """

    low: Fraction
    high: Fraction
    volumes: Mapping[GateSet, Fraction]
    prices: Mapping[str, Fraction]

    @property
    def value(self) -> Fraction | None:
        """The escape number; None when only the bounds are proved."""
        return self.low if self.low == self.high else None

    def within(self, sets: Iterable[GateSet]) -> Packing:
        """The part of it on some of the sets, which share no owner with the others."""
        wanted = frozenset(sets)
        owners = frozenset[str]().union(*wanted)
        volumes = {gates: volume for gates, volume in self.volumes.items() if gates in wanted}
        prices = {owner: price for owner, price in self.prices.items() if owner in owners}
        low, high = sum(volumes.values(), ZERO), sum(prices.values(), ZERO)
        return Packing(low, high, volumes, prices)


def pack(sets: Iterable[GateSet]) -> Packing:
    """The escape number of these gate sets, none of which may be empty, with its proof.

    No sets give 0. Two sets of disjoint owners give 2; three sets that share owners in a
    triangle give 3/2.

    Examples
    --------
    >>> pack([frozenset("ab"), frozenset("bc"), frozenset("ca")]).value
    Fraction(3, 2)

    References
    ----------
    Scheinerman, E. R. and Ullman, D. H. (1997), Fractional Graph Theory, chapter 1: fractional
    packing and covering of hypergraphs are dual linear programs.
    """
    volumes: dict[GateSet, Fraction] = {}
    prices: dict[str, Fraction] = {}
    minimal = find_minimal(sets)
    reduced = drop_weaker_owners(minimal)
    for component in split_components(reduced):
        part_volumes, part_prices = _pack_component(component)
        volumes.update(part_volumes)
        prices.update(part_prices)
    restored = {reduced[gates]: volume for gates, volume in volumes.items()}
    return verify(minimal, restored, prices)


def verify(
    sets: Iterable[GateSet], volumes: Mapping[GateSet, Fraction], prices: Mapping[str, Fraction]
) -> Packing:
    """The bounds that a volume and a price really prove, whatever they came from.

    Negative amounts are dropped. A volume that overloads an owner is scaled down until it fits; a
    price that leaves a set below 1 is scaled up, and is of no use if it charges a set nothing (the
    price 1 for every owner then takes its place). Both are exact, so the bounds always hold.
    """
    required = tuple(sets)
    fitted = {gates: v for gates, v in volumes.items() if v > 0 and gates in set(required)}
    loads: dict[str, Fraction] = {}
    for gates, volume in fitted.items():
        for owner in gates:
            loads[owner] = loads.get(owner, ZERO) + volume
    if (overload := max(loads.values(), default=ONE)) > 1:
        fitted = {gates: volume / overload for gates, volume in fitted.items()}
    charged = {owner: p for owner, p in prices.items() if p > 0}
    cheapest = _cheapest(required, charged)
    if cheapest <= 0:
        charged = dict.fromkeys(frozenset().union(*required), ONE)
    elif cheapest < 1:
        charged = {owner: price / cheapest for owner, price in charged.items()}
    low, high = sum(fitted.values(), ZERO), sum(charged.values(), ZERO)
    return Packing(low, high, fitted, charged)


def _cheapest(sets: tuple[GateSet, ...], prices: Mapping[str, Fraction]) -> Fraction:
    costs = (sum((prices.get(owner, ZERO) for owner in gates), ZERO) for gates in sets)
    return min(costs, default=ONE)


Solution = tuple[dict[GateSet, Fraction], dict[str, Fraction]]


def _pack_component(sets: tuple[GateSet, ...]) -> Solution:
    if shared := frozenset.intersection(*sets):
        return {sets[0]: ONE}, {min(shared): ONE}
    if len(sets) > SMALL:
        return solve_many(sets)
    exact = solve_packing(sets, None)
    assert exact is not None  # noqa: S101 - without a limit on pivots it always ends
    return exact


def solve_many(sets: tuple[GateSet, ...]) -> Solution:
    """Volumes and prices that prove each other optimal, if any of three ways finds them."""
    x, y = solve_by_highs(sets)
    volumes = {gates: _nearby(volume) for gates, volume in x.items()}
    prices = {owner: _nearby(price) for owner, price in y.items()}
    if verify(sets, volumes, prices).value is not None:
        return volumes, prices
    corner = _sharpen(sets, x, y)
    if verify(sets, *corner).value is not None:
        return corner
    return solve_packing(sets, MAX_PIVOTS) or (volumes, prices)


def _sharpen(
    sets: tuple[GateSet, ...], x: Mapping[GateSet, float], y: Mapping[str, float]
) -> Solution:
    standing: defaultdict[str, list[GateSet]] = defaultdict(list)
    for gates in sets:
        for owner in gates:
            standing[owner].append(gates)
    return sharpen(x, list(standing.values())), sharpen(y, [list(gates) for gates in sets])


def solve_by_highs(sets: tuple[GateSet, ...]) -> tuple[dict[GateSet, float], dict[str, float]]:
    """Volumes and prices near the optimum in floating point; nothing is proved.

    HiGHS solves the linear program and gives the prices as the duals of the owners' limits.
    """
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    owners = sorted(frozenset().union(*sets))
    row_of = {owner: row for row, owner in enumerate(owners)}
    rows = [row_of[owner] for gates in sets for owner in sorted(gates)]
    columns = [column for column, gates in enumerate(sets) for _ in gates]
    shape = (len(owners), len(sets))
    limits = csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    result = linprog(-np.ones(len(sets)), A_ub=limits, b_ub=np.ones(len(owners)), method="highs")
    if result.x is None:
        return {}, {}
    volumes = {gates: float(x) for gates, x in zip(sets, result.x, strict=True)}
    duals = result.ineqlin.marginals
    return volumes, {owner: -float(y) for owner, y in zip(owners, duals, strict=True)}


def _nearby(number: float) -> Fraction:
    return Fraction(number).limit_denominator(MAX_DENOMINATOR)
