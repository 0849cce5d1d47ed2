"""What follows from a score, in words: who would have to act together, and what would free it."""

from __future__ import annotations

from collections.abc import Sequence

from graph.market.columns import slug_of
from graph.market.market import Market
from graph.metrics.captivity import Score
from graph.metrics.uncertainty import captivity_interval
from graph.metrics.words import say_list, say_number

COALITIONS_SHOWN = 3


def say_shut_out(market: Market, score: Score) -> str | None:
    """Which owners can shut the asset out, alone or together; None where nobody can or need."""
    if score.cut is None and score.cut_bounds is not None:
        low, high = score.cut_bounds
        return f"At least {low} owners, and {high} are enough, would have to refuse together."
    if not score.cut:
        return None
    groups = [_labels(market, group) for group in score.coalitions]
    if score.cut == 1:
        return f"One refusal shuts it out: that of {say_list([g[0] for g in groups], 'or')}."
    if len(groups) == 1 and score.coalitions_complete:
        if score.routes == score.cut == len(frozenset().union(*score.gate_sets)):
            every = "both" if score.cut == 2 else f"all {say_number(score.cut)}"
            return f"To shut it out, {every} would have to refuse together."
        return f"To shut it out, {say_list(groups[0])} would have to refuse together."
    ways = say_number(len(groups))
    if not score.coalitions_complete:
        ways = f"more than {ways}"
    shown = "; ".join(say_list(group) for group in groups[:COALITIONS_SHOWN])
    more = "; and others" if len(groups) > COALITIONS_SHOWN else ""
    refusals = f"{say_number(score.cut).capitalize()} refusals together shut it out"
    return f"{refusals}, in {ways} ways: {shown}{more}."


def say_apart(score: Score) -> str | None:
    """How many roads share no owner, beside the escape and cut numbers; None where undefined."""
    if score.captivity is None or score.escape is None or score.routes is None:
        return None
    numbers = f"disjoint routes {score.routes}, escape number {score.escape}"
    if score.cut is not None:
        numbers += f", cut number {score.cut}"
    if len(score.gate_sets) == 1:
        return None
    if score.routes == 1:
        return f"Any two of its roads have an owner in common ({numbers})."
    if score.routes == len(score.gate_sets):
        return f"No two of these roads share an owner ({numbers})."
    return f"At most {say_number(score.routes)} of its roads share no owner ({numbers})."


def say_way_out(market: Market, score: Score) -> str | None:
    """What one more road would do, and where to look for it; None where it is free or unknown.

    A road through an owner who stands on none of the others adds exactly 1 to the escape number.
    """
    if not score.escape or not score.captivity:
        return None
    after = 1 / (score.escape + 1)
    search = f"`captivity exits {slug_of(score.asset)}` looks for one."
    road = "through an owner who stands on none of these"
    if score.veto:
        names = say_list(_labels(market, score.veto), "or")
        another = f"another road through {names} would change nothing"
        return f"A road {road} would bring it down to {after}; {another}. {search}"
    return f"One more road, {road}, would bring it to {after}; {search}"


def say_doubt(market: Market, score: Score) -> str | None:
    """How far the number hangs on owners whom nobody names; None where it does not."""
    interval = captivity_interval(market, score.asset)
    if interval is None or interval.optimistic == interval.pessimistic:
        return None
    things = say_list([market.label(thing) for thing in interval.unknown], "or")
    most = "as much as " if interval.is_exact else "at most "
    return (
        f"Nobody is known to stand behind {things}: where that is one of the other owners, "
        f"captivity is {most}{interval.pessimistic}."
    )


def _labels(market: Market, owners: Sequence[str]) -> list[str]:
    return sorted((market.label(owner) for owner in owners), key=str.casefold)
