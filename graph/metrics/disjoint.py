"""Disjoint routes: the most gate sets of which no two share an owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, lcm

from graph.metrics.gatesets import (
    GateSet,
    drop_weaker_owners,
    find_minimal,
    is_disjoint,
    split_components,
)
from graph.metrics.packing import Packing, pack

#: How many looks at a set the search may take on one component before only bounds are told.
MAX_STEPS = 1_000_000
#: How long the integer program may run after that.
SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Disjoint:
    """Proved bounds of the number of disjoint routes, and ``low`` sets that share no owner."""

    low: int
    high: int
    routes: tuple[GateSet, ...]

    @property
    def value(self) -> int | None:
        """The number of disjoint routes; None when only its bounds are proved."""
        return self.low if self.low == self.high else None


def find_disjoint(
    sets: Iterable[GateSet], packing: Packing | None = None, max_steps: int = MAX_STEPS
) -> Disjoint:
    """The largest number of these gate sets that share no owner, with such sets.

    Parameters
    ----------
    sets
        The gate sets, none empty; no sets at all give 0.
    packing
        What :func:`graph.metrics.packing.pack` gave for these sets, if it is known already.
    max_steps
        How many looks at a set the exhaustive search may take on one component.

    Examples
    --------
    >>> find_disjoint([frozenset("ab"), frozenset("bc"), frozenset("ca"), frozenset("d")]).value
    2

    References
    ----------
    Berge, C. (1989), Hypergraphs, chapter 2: the matching number.
    """
    minimal = find_minimal(sets)
    if is_disjoint(minimal):
        return Disjoint(len(minimal), len(minimal), minimal)
    # Two sets that share an owner also share the stronger one who stands in all the same sets.
    reduced = drop_weaker_owners(minimal)
    packing = packing or pack(minimal)
    parts = [
        _find_in_component(part, packing.within(part), max_steps)
        for part in split_components(reduced)
    ]
    return Disjoint(
        sum(part.low for part in parts),
        sum(part.high for part in parts),
        tuple(reduced[gates] for part in parts for gates in part.routes),
    )


def _find_in_component(sets: tuple[GateSet, ...], packing: Packing, max_steps: int) -> Disjoint:
    if frozenset.intersection(*sets):
        return Disjoint(1, 1, sets[:1])
    search = _Search(sets, packing, max_steps)
    found = search.run()
    if not search.is_exhausted:
        return Disjoint(len(found), len(found), found)
    found = max(found, solve_by_highs(sets), key=len)
    return Disjoint(len(found), floor(packing.high), found)


def solve_by_highs(sets: Sequence[GateSet], seconds: float = SECONDS) -> tuple[GateSet, ...]:
    """Many sets that share no owner, checked; nothing is proved of their number."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    owners = sorted(frozenset().union(*sets))
    row_of = {owner: row for row, owner in enumerate(owners)}
    columns = [column for column, gates in enumerate(sets) for _ in gates]
    rows = [row_of[owner] for gates in sets for owner in sorted(gates)]
    stands = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(owners), len(sets)))
    result = milp(
        -np.ones(len(sets)),
        constraints=LinearConstraint(stands, ub=1),
        integrality=np.ones(len(sets)),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds},
    )
    picked = () if result.x is None else result.x
    kept: list[GateSet] = []
    for gates, x in zip(sets, picked, strict=False):
        if x > 0.5 and not any(gates & other for other in kept):
            kept.append(gates)
    return tuple(kept)


class _Search:
    """An exhaustive search for the most sets without a common owner.

    Of the sets left, the one with the fewest conflicts or one of those in conflict with it can be
    taken without loss. The prices of the owners left, of which every set costs at least 1, limit
    how many sets can still be added.
    """

    def __init__(self, sets: Sequence[GateSet], packing: Packing, max_steps: int) -> None:
        self.sets = sets
        owners = sorted(frozenset().union(*sets))
        bit_of = {owner: 1 << index for index, owner in enumerate(owners)}
        self.masks = [sum(bit_of[owner] for owner in gates) for gates in sets]
        self.conflicts = [
            sum(1 << j for j, other in enumerate(self.masks) if j != i and mask & other)
            for i, mask in enumerate(self.masks)
        ]
        self.unit = lcm(*(price.denominator for price in packing.prices.values()))
        self.prices = [int(packing.prices.get(o, Fraction(0)) * self.unit) for o in owners]
        self.most = floor(packing.high)
        self.best: list[int] = []
        self.steps_left = max_steps

    @property
    def is_exhausted(self) -> bool:
        """Whether the steps ran out before the best was proved."""
        return self.steps_left < 0 and len(self.best) < self.most

    def run(self) -> tuple[GateSet, ...]:
        """The largest collection found: the best there is unless the steps ran out."""
        self._extend((1 << len(self.sets)) - 1, [])
        return tuple(self.sets[index] for index in self.best)

    def _extend(self, left: int, taken: list[int]) -> None:
        if len(taken) > len(self.best):
            self.best = taken
        self.steps_left -= left.bit_count() + 1
        if self.steps_left < 0 or len(taken) + self._limit(left) <= len(self.best):
            return
        indices = list(_bits(left))
        first = min(indices, key=lambda i: (self.conflicts[i] & left).bit_count())
        for index in (first, *_bits(self.conflicts[first] & left)):
            if len(self.best) == self.most:
                return
            self._extend(left & ~self.conflicts[index] & ~(1 << index), [*taken, index])
            # Taken once is enough: the branches after this one do without the set.
            left &= ~(1 << index)

    def _limit(self, left: int) -> int:
        """No more sets than this can be added: what their owners cost in all."""
        owners = 0
        for index in _bits(left):
            owners |= self.masks[index]
        return min(left.bit_count(), sum(self.prices[bit] for bit in _bits(owners)) // self.unit)


def _bits(mask: int) -> list[int]:
    """The positions of the set bits, lowest first."""
    found: list[int] = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found
