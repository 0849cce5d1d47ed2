"""The votes that stakes carry, and when they are enough for control."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from graph.market.records import Stake

MAJORITY = Decimal("0.5")

#: Holder -> its stakes on the day.
Holdings = Mapping[str, list[Stake]]


def votes_of(stake: Stake) -> Decimal:
    """The share of votes that a stake proves, in [0, 1]: its lower bound.

    An upper bound alone is taken for the share. An economic share is no vote.
    """
    if stake.voting_min is not None:
        return stake.voting_min
    return stake.voting_max if stake.voting_max is not None else Decimal(0)


def take_best(held: dict[str, Stake], stake: Stake) -> None:
    """Keep the stronger of two statements of what one holder has; ``held`` is by holder."""
    best = held.get(stake.holder)
    if best is None or _strength(stake) > _strength(best):
        held[stake.holder] = stake


def find_enough(stakes: Iterable[Stake]) -> tuple[Stake, ...]:
    """The stakes that together give control; empty when they do not."""
    ordered = sorted(stakes, key=lambda s: (not s.confers_control, -votes_of(s), s.iri))
    if ordered[0].confers_control:
        return (ordered[0],)
    return tuple(ordered) if sum(map(votes_of, ordered)) > MAJORITY else ()


def _strength(stake: Stake) -> tuple[bool, Decimal]:
    return stake.confers_control, votes_of(stake)
