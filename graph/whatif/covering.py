"""The smallest sets of items that cover everything, all of them, each proved.

A thing is covered when all items of one of its options are chosen. This is set cover, as a mixed
integer program: a variable for each item, and one for each option that needs several. The optimum
is proved by asking for less and being told that there is none; the other optimal sets are found by
forbidding each one found (a no-good cut) until nothing is left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graph.errors import MetricUndefined
from graph.metrics.gatesets import GateSet, find_minimal

#: How long one program may take, in seconds.
TIME_LIMIT_S = 30.0
_OPTIMAL, _INFEASIBLE = 0, 2


@dataclass(frozen=True, slots=True)
class Covers:
    """The smallest sets, sorted; all of them when ``complete``. None needed: one empty set."""

    sets: tuple[tuple[str, ...], ...]
    complete: bool

    @property
    def size(self) -> int:
        """The number of items in each set."""
        return len(self.sets[0])


def is_covered(options: Iterable[Collection[str]], chosen: Collection[str]) -> bool:
    """Whether all items of one of the options are chosen.

    >>> is_covered([{"a", "b"}, {"c"}], {"a", "c"}), is_covered([{"a", "b"}], {"a"})
    (True, False)
    """
    return any(set(option) <= set(chosen) for option in options)


def find_smallest_covers(things: Sequence[Collection[GateSet]], limit: int = 20) -> Covers:
    """The smallest sets of items that cover every thing, at most ``limit`` of them.

    Parameters
    ----------
    things
        The options of each thing; every thing has at least one.
    limit
        The most sets to find, at least 1.

    Raises
    ------
    MetricUndefined
        The solver needed more than its time.

    Examples
    --------
    >>> a, b, c = map(frozenset, "abc")
    >>> find_smallest_covers([[a, b], [b, c], [a, c]]).sets
    (('a', 'b'), ('a', 'c'), ('b', 'c'))

    References
    ----------
    Balas, E. and Jeroslow, R. (1972), Canonical cuts on the unit hypercube. Karp, R. M. (1972),
    Reducibility among combinatorial problems: set covering.
    """
    needed = dict.fromkeys(find_minimal(options) for options in things)
    wanted = [options for options in needed if frozenset() not in options]
    if not wanted:
        return Covers(((),), complete=True)
    program = _Program(wanted)
    first = program.solve()
    assert first is not None  # noqa: S101 - all items together cover everything
    # The solver works in floating point: its optimum stands when asking for less has no answer.
    while (less := program.solve(most=len(first) - 1)) is not None:
        first = less
    found = [first]
    while len(found) <= limit:
        other = program.solve(most=len(first), without=found)
        if other is None:
            return Covers(tuple(sorted(found)), complete=True)
        found.append(other)
    return Covers(tuple(sorted(found[:limit])), complete=False)


class _Program:
    """The mixed integer program of some things to cover."""

    def __init__(self, wanted: Sequence[tuple[GateSet, ...]]) -> None:
        self.wanted = wanted
        self.items = sorted(frozenset[str]().union(*(o for options in wanted for o in options)))
        self.place = {item: number for number, item in enumerate(self.items)}
        pairs = dict.fromkeys(o for options in wanted for o in options if len(o) > 1)
        self.joint = {option: len(self.items) + number for number, option in enumerate(pairs)}
        self.width = len(self.items) + len(self.joint)
        self.rows = [self._row(map(self._variable, options)) for options in wanted]
        self.rows += [
            self._row([self.place[item]], [variable])
            for option, variable in self.joint.items()
            for item in sorted(option)
        ]
        self.least = [1.0] * len(wanted) + [0.0] * (len(self.rows) - len(wanted))

    def _variable(self, option: GateSet) -> int:
        return self.place[min(option)] if len(option) == 1 else self.joint[option]

    def _row(self, plus: Iterable[int], minus: Iterable[int] = ()) -> list[float]:
        row = [0.0] * self.width
        for variable in plus:
            row[variable] = 1.0
        for variable in minus:
            row[variable] = -1.0
        return row

    def solve(
        self, most: int | None = None, without: Sequence[tuple[str, ...]] = ()
    ) -> tuple[str, ...] | None:
        """A smallest cover of at most so many items, none of those; None when there is none."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        rows, least = list(self.rows), list(self.least)
        if most is not None:
            rows.append([-1.0] * len(self.items) + [0.0] * len(self.joint))
            least.append(-float(most))
        for chosen in without:
            rows.append(self._row((), (self.place[item] for item in chosen)))
            least.append(1.0 - len(chosen))
        answer = milp(
            np.array([1.0] * len(self.items) + [0.0] * len(self.joint)),
            integrality=np.ones(self.width),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(np.array(rows), np.array(least), np.inf),
            options={"time_limit": TIME_LIMIT_S, "mip_rel_gap": 0.0},
        )
        return self._read(answer)

    def _read(self, answer: Any) -> tuple[str, ...] | None:
        if answer.status == _INFEASIBLE:
            return None
        if answer.status != _OPTIMAL:
            raise MetricUndefined(
                "No smallest set was found in time",
                f"{len(self.wanted)} things, {len(self.items)} items",
                "Name fewer assets.",
            )
        chosen = tuple(item for item, x in zip(self.items, answer.x, strict=False) if x > 0.5)
        if not all(is_covered(options, chosen) for options in self.wanted):
            raise MetricUndefined(
                "The solver's answer is no cover", ", ".join(chosen), "Report this as a fault."
            )
        return chosen
