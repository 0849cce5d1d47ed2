"""Which captivities differ between two states of the market: a pure function of both."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from graph.market.columns import slug_of
from graph.market.market import Market
from graph.metrics.captivity import Score, fraction_text, score_market


@dataclass(frozen=True, slots=True)
class Move:
    """One asset whose captivity or veto owners differ; None where it is not in that market."""

    asset: str
    label: str
    before: Score | None
    after: Score | None
    veto_before: tuple[str, ...]
    veto_after: tuple[str, ...]

    def to_row(self) -> dict[str, Any]:
        """The move as plain JSON values: fractions as texts, owners by label."""
        return {
            "name": slug_of(self.asset),
            "label": self.label,
            "captivity_before": fraction_text(self.before.captivity) if self.before else None,
            "captivity_after": fraction_text(self.after.captivity) if self.after else None,
            "veto_before": list(self.veto_before),
            "veto_after": list(self.veto_after),
        }


def find_moves(before: Market, after: Market) -> list[Move]:
    """The assets whose captivity or veto owners change, the largest rise first, then by label.

    Assets that are in neither market with a channel are left out, and so is a new asset: it has
    not moved.
    """
    old = {score.asset: score for score in score_market(before)}
    moves = []
    for score in score_market(after):
        was = old.get(score.asset)
        if was is not None and (was.captivity, was.veto) != (score.captivity, score.veto):
            moves.append(
                Move(
                    score.asset,
                    score.label,
                    was,
                    score,
                    tuple(before.label(owner) for owner in was.veto),
                    tuple(after.label(owner) for owner in score.veto),
                )
            )
    return sorted(moves, key=lambda move: (-rise(move), move.label.casefold(), move.asset))


def rise(move: Move) -> Fraction:
    """How much captivity rises; an asset without a channel counts as beyond 1."""
    lost = Fraction(2)
    values = [
        lost if score is None or score.captivity is None else score.captivity
        for score in (move.after, move.before)
    ]
    return values[0] - values[1]
