"""Look-through economic interest: who ends up with an organisation's worth through all holdings.

For display only. Control follows votes, never economic interest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from graph.errors import MetricUndefined
from graph.market.columns import slug_of
from graph.market.records import Stake, holds_on
from graph.metrics.linear import Equation, solve_equations

ZERO, ONE = Fraction(0), Fraction(1)

#: Holder -> issuer -> the share of the issuer's worth that it holds directly.
Holdings = Mapping[str, Mapping[str, Fraction]]


def look_through(holdings: Holdings) -> dict[str, dict[str, Fraction]]:
    """Holder -> issuer -> the share of the issuer's worth that ends with the holder's own owners.

    The shares of one issuer add up to 1, its own included: what nobody on record holds stays
    with its outside owners. Two firms that own half of each other end with 2/3 of themselves and
    1/3 of the other.

    Raises
    ------
    MetricUndefined
        More than all of an issuer is held, or a circle of holdings leaves no outside owner.

    References
    ----------
    Elliott, M., Golub, B. and Jackson, M. O. (2014), Financial networks and contagion, American
    Economic Review 104 (10), 3115-3153: the dependency matrix A.

    Examples
    --------
    >>> half = Fraction(1, 2)
    >>> look_through({"a": {"b": half}, "b": {"a": half}})["a"]
    {'a': Fraction(2, 3), 'b': Fraction(1, 3)}
    """
    held = {issuer for own in holdings.values() for issuer in own}
    firms = sorted(held.union(holdings))
    outside = {firm: ONE - _total_held(holdings, firm) for firm in firms}
    found: dict[str, dict[str, Fraction]] = {firm: {} for firm in firms}
    for issuer in firms:
        for holder, reached in _reach(holdings, firms, issuer).items():
            if interest := outside[holder] * reached:
                found[holder][issuer] = interest
    return found


def _total_held(holdings: Holdings, issuer: str) -> Fraction:
    total = sum((own.get(issuer, ZERO) for own in holdings.values()), ZERO)
    if total > 1:
        raise MetricUndefined(
            "No look-through interest in", f"{slug_of(issuer)}: {total} of it is held",
            "The shares that its holders have at the same time must not exceed 1.",
        )  # fmt: skip
    return total


def _reach(holdings: Holdings, firms: list[str], issuer: str) -> dict[str, Fraction]:
    """How much of the issuer's worth passes through each firm, circles summed up."""
    number = {firm: index for index, firm in enumerate(firms)}
    equations: list[Equation] = []
    for firm in firms:
        row: Equation = {number[firm]: ONE}
        for owned, share in holdings.get(firm, {}).items():
            row[number[owned]] = row.get(number[owned], ZERO) - share
        if firm == issuer:
            row[len(firms)] = ONE
        equations.append({column: factor for column, factor in row.items() if factor})
    solution = solve_equations(equations, len(firms))
    if not solution:
        raise MetricUndefined(
            "No look-through interest in", slug_of(issuer),
            "A circle of holdings owns itself whole: state who owns some of it from outside.",
        )  # fmt: skip
    return dict(zip(firms, solution, strict=True))


def read_holdings(stakes: Iterable[Stake], day: date) -> Holdings:
    """The economic shares that the stakes prove on that day, in [0, 1].

    The lower bound counts, or the upper one where it stands alone. Two stakes of one holder in
    one issuer are two statements of one holding, and the larger counts. A stake without an
    economic share is left out: a vote is no interest.
    """
    found: defaultdict[str, dict[str, Fraction]] = defaultdict(dict)
    for stake in stakes:
        stated = stake.economic_max if stake.economic_min is None else stake.economic_min
        if stated is None or stake.holder == stake.issuer:
            continue
        if holds_on(day, stake.valid_from, stake.valid_to):
            held = found[stake.holder]
            held[stake.issuer] = max(held.get(stake.issuer, ZERO), Fraction(stated))
    return {holder: dict(sorted(held.items())) for holder, held in sorted(found.items())}
