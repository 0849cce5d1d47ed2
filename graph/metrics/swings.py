"""How many coalitions of each size one more owner turns from losing to winning, counted exactly.

The tables are whole numbers of 2^n bits, one bit for each coalition. Owners in every gate set and
parts without a common owner are split off first, so that only what is truly entangled is counted
in this way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb

from graph.metrics.gatesets import GateSet, find_minimal, split_components

#: The most owners of an entangled part that is counted, 2^20 coalitions.
MAX_OWNERS = 20

Sizes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Swings:
    """The losing coalitions and the swings of a game, by size.

    ``losing[k]`` counts the losing coalitions of k owners, k from 0 to n. ``swings[owner][k]``
    counts those of k others that the owner turns into winning ones.
    """

    losing: Sizes
    swings: Mapping[str, Sizes]

    @property
    def winning(self) -> Sizes:
        """The winning coalitions by size."""
        players = len(self.losing) - 1
        return tuple(comb(players, k) - lost for k, lost in enumerate(self.losing))


def count_swings(minimal: Sequence[GateSet]) -> Swings | None:
    """The swings of the owners in these minimal gate sets; None when too many are entangled.

    One empty gate set is the game that everybody wins, in which there are no swings.

    Examples
    --------
    >>> found = count_swings([frozenset("ab"), frozenset("ac")])
    >>> found.losing, found.swings["a"], found.swings["b"]
    ((1, 3, 1, 0), (0, 2, 1), (0, 1, 0))
    """
    if veto := frozenset.intersection(*minimal):
        rest = find_minimal(gates - veto for gates in minimal)
        inner = count_swings(rest) if rest != (frozenset(),) else Swings((0,), {})
        return None if inner is None else _require(veto, inner)
    parts = split_components(minimal)
    if len(parts) > 1:
        counted = [count_swings(part) for part in parts]
        known = [part for part in counted if part is not None]
        return _join(known) if len(known) == len(parts) else None
    if len(frozenset().union(*minimal)) > MAX_OWNERS:
        return None
    return _enumerate(minimal)


def _require(veto: frozenset[str], inner: Swings) -> Swings:
    """The game that is won by winning the inner one with all veto owners present."""
    number = len(veto)
    padding = (0,) * number
    players = len(inner.losing) - 1 + number
    won = padding + inner.winning
    losing = tuple(comb(players, k) - wins for k, wins in enumerate(won))
    # Coalitions without one owner have one member fewer at most, so the last size goes.
    swings = {owner: padding + sizes for owner, sizes in inner.swings.items()}
    swings |= dict.fromkeys(sorted(veto), won[1:])
    return Swings(losing, swings)


def _join(parts: Sequence[Swings]) -> Swings:
    """The game that is won by winning any of the parts, which share no owner."""
    before: list[Sizes] = [(1,)]
    for part in parts:
        before.append(_convolve(before[-1], part.losing))
    after: Sizes = (1,)
    swings: dict[str, Sizes] = {}
    for index in range(len(parts) - 1, -1, -1):
        others = _convolve(before[index], after)
        for owner, sizes in parts[index].swings.items():
            swings[owner] = _convolve(sizes, others)
        after = _convolve(after, parts[index].losing)
    return Swings(before[-1], swings)


def _convolve(left: Sizes, right: Sizes) -> Sizes:
    total = [0] * (len(left) + len(right) - 1)
    for i, x in enumerate(left):
        for j, y in enumerate(right):
            total[i + j] += x * y
    return tuple(total)


def _enumerate(minimal: Sequence[GateSet]) -> Swings:
    """Every coalition looked at: bit m of a table is the coalition whose members are m's bits."""
    owners = sorted(frozenset().union(*minimal))
    players = len(owners)
    bit_of = {owner: index for index, owner in enumerate(owners)}
    winning = 0
    for gates in minimal:
        winning |= 1 << sum(1 << bit_of[owner] for owner in gates)
    absent = [_absent(index, players) for index in range(players)]
    for index in range(players):
        # A coalition also wins with one more member.
        winning |= (winning & absent[index]) << (1 << index)
    layers = _layers(players)
    swings = {
        owner: tuple(
            (turned & layer).bit_count()
            for turned in ((winning >> (1 << bit_of[owner])) & ~winning & absent[bit_of[owner]],)
            for layer in layers[:-1]
        )
        for owner in owners
    }
    losing = tuple((layer & ~winning).bit_count() for layer in layers)
    return Swings(losing, swings)


@lru_cache(maxsize=512)
def _absent(index: int, players: int) -> int:
    """The table of the coalitions without one member: runs of 2^index ones and zeros in turn."""
    width = 1 << index
    table = (1 << width) - 1
    filled = 2 * width
    while filled < 1 << players:
        table |= table << filled
        filled *= 2
    return table


@lru_cache(maxsize=32)
def _layers(players: int) -> tuple[int, ...]:
    """For each size from 0 the table of the coalitions of that many members."""
    if players == 0:
        return (1,)
    smaller = _layers(players - 1)
    shift = 1 << (players - 1)
    return tuple(
        (smaller[k] if k < players else 0) | ((smaller[k - 1] << shift) if k else 0)
        for k in range(players + 1)
    )
