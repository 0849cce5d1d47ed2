"""The fewest owners that can close every road together, and every such smallest coalition.

A coalition closes the roads when it stands in every gate set: the cut number is the least size of
a hitting set. Finding it is hard in general, so the search starts at the escape number, which it
cannot undercut, and prunes by the volumes that prove that number; what it reports is proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from math import ceil, lcm

from graph.metrics.gatesets import GateSet, find_minimal, is_disjoint, split_components
from graph.metrics.packing import Packing, pack

Coalition = tuple[str, ...]

#: How many smallest coalitions are listed.
LIMIT = 64
#: How many looks at an open gate set one exhaustive search may take before only bounds are told.
MAX_STEPS = 1_000_000
#: How long the integer program may run after that.
SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Cut:
    """Proved bounds of a cut number, and smallest coalitions; equal bounds are the number itself.

    ``coalitions`` all have ``high`` members and close every road. They are smallest when the
    bounds are equal, and all of the smallest when ``complete``.
    """

    low: int
    high: int
    coalitions: tuple[Coalition, ...]
    complete: bool

    @property
    def value(self) -> int | None:
        """The cut number; None when only its bounds are proved."""
        return self.low if self.low == self.high else None


def cut(
    sets: Iterable[GateSet],
    packing: Packing | None = None,
    limit: int = LIMIT,
    max_steps: int = MAX_STEPS,
) -> Cut:
    """The cut number of these gate sets, none of which may be empty, with the coalitions.

    Parameters
    ----------
    sets
        The gate sets; no sets at all give the cut number 0.
    packing
        What :func:`graph.metrics.packing.pack` gave for these sets, if it is known already.
    limit
        How many smallest coalitions to list, at least 1.
    max_steps
        How many looks at an open gate set an exhaustive search may take on one component.

    Examples
    --------
    >>> found = cut([frozenset("ab"), frozenset("bc"), frozenset("ca")])
    >>> found.value, found.coalitions, found.complete
    (2, (('a', 'b'), ('a', 'c'), ('b', 'c')), True)

    References
    ----------
    Berge, C. (1989), Hypergraphs, chapter 2: the transversal number.
    """
    minimal = find_minimal(sets)
    if not minimal:
        return Cut(0, 0, (), complete=True)
    if is_disjoint(minimal):
        return _join([_cut_road(gates, limit) for gates in minimal], limit)
    packing = packing or pack(minimal)
    parts = [
        _cut_component(part, packing.within(part), limit, max_steps)
        for part in split_components(minimal)
    ]
    return _join(parts, limit)


def _cut_road(gates: Iterable[str], limit: int) -> Cut:
    """Any one of these owners is enough."""
    alone = tuple((owner,) for owner in sorted(gates))
    return Cut(1, 1, alone[:limit], complete=len(alone) <= limit)


def _join(parts: Sequence[Cut], limit: int) -> Cut:
    """The cut of parts without a common owner: sizes add up, coalitions combine freely."""
    combined = product(*(part.coalitions for part in parts))
    chosen = sorted(tuple(sorted(sum(pick, ()))) for pick in islice(combined, limit + 1))
    complete = len(chosen) <= limit and all(part.complete for part in parts)
    low, high = sum(part.low for part in parts), sum(part.high for part in parts)
    return Cut(low, high, tuple(chosen[:limit]), complete)


def _cut_component(sets: tuple[GateSet, ...], packing: Packing, limit: int, max_steps: int) -> Cut:
    if shared := frozenset.intersection(*sets):
        return _cut_road(shared, limit)
    size = ceil(packing.low)
    while True:
        search = _Search(sets, packing, max_steps)
        found = list(islice(search.coalitions(size), limit + 1))
        if found:
            # What was found is smallest whether or not the list came to its end.
            whole = len(found) <= limit and not search.is_exhausted
            return Cut(size, size, tuple(sorted(found)[:limit]), whole)
        if search.is_exhausted:
            # Every smaller size is excluded; how much larger it must be is not proved.
            coalition = solve_by_highs(sets)
            return Cut(size, len(coalition), (coalition,), complete=False)
        size += 1


def solve_by_highs(sets: Sequence[GateSet], seconds: float = SECONDS) -> Coalition:
    """A small coalition that stands in every gate set, checked; nothing is proved of its size.

    HiGHS solves the integer program. Should it fail, an owner of each set left open is added.
    """
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    owners = sorted(frozenset().union(*sets))
    column_of = {owner: column for column, owner in enumerate(owners)}
    rows = [row for row, gates in enumerate(sets) for _ in gates]
    columns = [column_of[owner] for gates in sets for owner in sorted(gates)]
    stands = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(sets), len(owners)))
    result = milp(
        np.ones(len(owners)),
        constraints=LinearConstraint(stands, lb=1),
        integrality=np.ones(len(owners)),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds},
    )
    picked = () if result.x is None else result.x
    chosen = {owner for owner, x in zip(owners, picked, strict=False) if x > 0.5}
    for gates in sets:
        if not chosen & gates:
            chosen.add(min(gates))
    return tuple(sorted(chosen))


class _Search:
    """An exhaustive search for coalitions of one size; each is found once.

    The owners of the open gate set with the fewest choices are tried in turn; one that was tried
    is barred from the branches after it. A branch ends when the volumes of the open sets, of which
    no owner carries more than 1, show that the members left cannot close them.
    """

    def __init__(self, sets: Sequence[GateSet], packing: Packing, max_steps: int) -> None:
        self.owners = sorted(frozenset().union(*sets))
        bit_of = {owner: 1 << index for index, owner in enumerate(self.owners)}
        self.sets = [sum(bit_of[owner] for owner in gates) for gates in sets]
        self.weights, self.unit = _whole_volumes(sets, packing.volumes)
        self.steps_left = max_steps

    @property
    def is_exhausted(self) -> bool:
        """Whether the steps ran out, so that coalitions may have been missed."""
        return self.steps_left < 0

    def coalitions(self, size: int) -> Iterator[Coalition]:
        """The coalitions of exactly that size, when none is smaller."""
        for chosen in self._extend(range(len(self.sets)), 0, 0, size):
            yield tuple(o for index, o in enumerate(self.owners) if chosen >> index & 1)

    def _extend(self, open_: Sequence[int], chosen: int, barred: int, left: int) -> Iterator[int]:
        if not open_:
            if not left:
                yield chosen
            return
        self.steps_left -= len(open_)
        if self.is_exhausted or self._needs_more(open_, barred, left):
            return
        gates = min((self.sets[i] & ~barred for i in open_), key=int.bit_count)
        while gates:
            owner = gates & -gates
            gates ^= owner
            still_open = [i for i in open_ if not self.sets[i] & owner]
            yield from self._extend(still_open, chosen | owner, barred, left - 1)
            barred |= owner

    def _needs_more(self, open_: Sequence[int], barred: int, left: int) -> bool:
        """Whether the open sets cannot be closed by so few more owners."""
        if left < 1 or sum(self.weights[i] for i in open_) > left * self.unit:
            return True
        apart = taken = 0
        for i in open_:
            gates = self.sets[i] & ~barred
            if not gates & taken:
                taken |= gates
                apart += 1
        return apart > left


def _whole_volumes(
    sets: Sequence[GateSet], volumes: Mapping[GateSet, Fraction]
) -> tuple[list[int], int]:
    """The volumes as whole numbers of a common unit, and how many units make 1."""
    unit = lcm(*(volume.denominator for volume in volumes.values()))
    return [int(volumes.get(gates, Fraction(0)) * unit) for gates in sets], unit
