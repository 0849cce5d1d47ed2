"""The game of one asset, solved: everything that follows from its gate sets alone.

Assets with equal families of gate sets play the same game, so each is solved once and kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from graph.market.market import Family
from graph.metrics.cutting import Coalition, cut
from graph.metrics.disjoint import find_disjoint
from graph.metrics.gatesets import GateSet, find_minimal, is_disjoint
from graph.metrics.packing import Packing, pack

Bounds = tuple[Fraction, Fraction]
CountBounds = tuple[int, int]
ZERO, ONE = Fraction(0), Fraction(1)

#: How many different games are kept.
KEPT = 1 << 17


@dataclass(frozen=True, slots=True)
class Game:
    """What a family of gate sets is worth.

    Attributes
    ----------
    captivity, escape
        K in [0, 1] and E = 1/K, exact. Without a channel K is None and E is 0; with an ungated
        route K is 0 and E is None (no limit). Both None when only ``bounds`` are proved.
    bounds
        Proved limits of K; both equal to it where it is known, None without a channel.
    veto
        The owners in every gate set, sorted: each can close all roads alone.
    cut, coalitions
        The fewest owners that close every road together, and such coalitions, sorted; all of them
        when ``coalitions_complete``. 0 and () without a channel, None and () with an ungated one.
    routes
        The most roads that share no owner; 0 without a channel, None with an ungated one.
    cut_bounds, routes_bounds
        Proved limits of ``cut`` and ``routes``, which are None where these differ.
    minimal
        The gate sets that contain no other.
    owners
        Every owner in any gate set, sorted.
    """

    captivity: Fraction | None
    escape: Fraction | None
    bounds: Bounds | None
    veto: tuple[str, ...]
    cut: int | None
    coalitions: tuple[Coalition, ...]
    coalitions_complete: bool
    routes: int | None
    minimal: tuple[GateSet, ...]
    owners: tuple[str, ...]
    cut_bounds: CountBounds | None
    routes_bounds: CountBounds | None


NO_CHANNEL = Game(None, ZERO, None, (), 0, (), True, 0, (), (), (0, 0), (0, 0))


@lru_cache(maxsize=KEPT)
def solve_game(family: Family) -> Game:
    """The captivity and its relatives of a family of gate sets, exact and with proved bounds.

    Parameters
    ----------
    family
        The distinct gate sets of the live channels; the empty set among them is an ungated route,
        no set at all means that no channel is known.

    Examples
    --------
    >>> game = solve_game(frozenset({frozenset("ab"), frozenset("bc"), frozenset("ca")}))
    >>> game.captivity, game.routes, game.escape, game.cut
    (Fraction(2, 3), 1, Fraction(3, 2), 2)

    References
    ----------
    von Neumann, J. and Morgenstern, O. (1944), Theory of Games and Economic Behavior: simple games
    and the minimax value. Scheinerman and Ullman (1997), Fractional Graph Theory: packing.
    """
    if not family:
        return NO_CHANNEL
    owners = tuple(sorted(frozenset[str]().union(*family)))
    if frozenset() in family:
        free = (frozenset[str](),)
        return Game(ZERO, None, (ZERO, ZERO), (), None, (), True, None, free, owners, None, None)
    minimal = find_minimal(family)
    if veto := tuple(sorted(frozenset.intersection(*minimal))):
        return _solve_captive(veto, minimal, owners)
    return _solve_open(minimal, owners)


def _solve_captive(
    veto: tuple[str, ...], minimal: tuple[GateSet, ...], owners: tuple[str, ...]
) -> Game:
    """One owner is enough, and each veto owner is one."""
    alone = cut([frozenset(veto)])
    return Game(
        captivity=ONE,
        escape=ONE,
        bounds=(ONE, ONE),
        veto=veto,
        cut=1,
        coalitions=alone.coalitions,
        coalitions_complete=alone.complete,
        routes=1,
        minimal=minimal,
        owners=owners,
        cut_bounds=(1, 1),
        routes_bounds=(1, 1),
    )


def _solve_open(minimal: tuple[GateSet, ...], owners: tuple[str, ...]) -> Game:
    """Nobody can close every road alone.

    Who the owners are does not matter to the numbers: games of one shape are solved once.
    """
    players = sorted(frozenset[str]().union(*minimal))
    numbers = {player: f"{number:06}" for number, player in enumerate(players)}
    shape = _solve_shape(tuple(frozenset(map(numbers.__getitem__, gates)) for gates in minimal))
    named = tuple(tuple(players[int(n)] for n in coalition) for coalition in shape.coalitions)
    return replace(shape, coalitions=named, minimal=minimal, owners=owners)


@lru_cache(maxsize=KEPT)
def _solve_shape(minimal: tuple[GateSet, ...]) -> Game:
    """The game of owners who are called by their rank among the players."""
    packing = _pack(minimal)
    escape = packing.value
    smallest, apart = cut(minimal, packing), find_disjoint(minimal, packing)
    return Game(
        captivity=None if escape is None else 1 / escape,
        escape=escape,
        bounds=(1 / packing.high, 1 / packing.low),
        veto=(),
        cut=smallest.value,
        coalitions=smallest.coalitions,
        coalitions_complete=smallest.complete,
        routes=apart.value,
        minimal=minimal,
        owners=(),
        cut_bounds=(smallest.low, smallest.high),
        routes_bounds=(apart.low, apart.high),
    )


def _pack(minimal: tuple[GateSet, ...]) -> Packing:
    if is_disjoint(minimal):
        volumes, prices = dict.fromkeys(minimal, ONE), {min(gates): ONE for gates in minimal}
        return Packing(Fraction(len(minimal)), Fraction(len(minimal)), volumes, prices)
    return pack(minimal)
