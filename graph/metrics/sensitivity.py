"""What changes in the whole market when influence starts below a majority."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from graph.market.columns import slug_of
from graph.market.market import Market
from graph.metrics.captivity import fraction_text
from graph.metrics.closure import Closure, find_live, measure_closure
from graph.metrics.game import solve_game


@dataclass(frozen=True, slots=True)
class Moved:
    """An asset whose captivity differs between two thresholds, with both values."""

    asset: str
    before: Fraction | None
    after: Fraction | None
    veto: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """One population at two thresholds of votes: how closed it is at each, and what moves.

    ``regated`` are the assets with other gate sets, of which ``moved`` have another captivity.
    """

    before: Market
    after: Market
    closed_before: Closure
    closed_after: Closure
    regated: tuple[str, ...]
    moved: tuple[Moved, ...]

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain JSON values."""
        population = self.closed_before.population
        return {
            "population": population.name,
            "population_definition": population.definition,
            "thresholds": [str(self.before.threshold), str(self.after.threshold)],
            "live_count": len(population.assets),
            "closure_index": [
                fraction_text(self.closed_before.index),
                fraction_text(self.closed_after.index),
            ],
            "closed_count": [len(self.closed_before.closed), len(self.closed_after.closed)],
            "regated_count": len(self.regated),
            "moved_count": len(self.moved),
            "moved": [
                {
                    "name": slug_of(moved.asset),
                    "label": self.before.label(moved.asset),
                    "captivity": [fraction_text(moved.before), fraction_text(moved.after)],
                    "veto": [slug_of(owner) for owner in moved.veto],
                }
                for moved in self.moved
            ],
        }

    def to_text(self) -> str:
        """The comparison in a sentence or two."""
        low, high = self.after.threshold, self.before.threshold
        live = len(self.closed_before.population.assets)
        closed = len(self.closed_before.closed), len(self.closed_after.closed)
        return (
            f"From {high} down to {low} of the votes, over the population "
            f"{self.closed_before.population.name} on {self.before.as_of}: {len(self.regated)} of "
            f"{live} live assets get other gates and {len(self.moved)} another captivity; one "
            f"owner can close {closed[0]} at {high} and {closed[1]} at {low} "
            f"(closure index {fraction_text(self.closed_before.index) or 'undefined'} and "
            f"{fraction_text(self.closed_after.index) or 'undefined'})."
        )


def compare_thresholds(before: Market, after: Market, population: str | None = None) -> Sensitivity:
    """What changes from one market to the same at another threshold of votes.

    Parameters
    ----------
    before, after
        Markets of the same records, day and view.
    population
        A named population, else every asset with a live channel.

    Raises
    ------
    UnknownEntity
        There is no population of that name.
    """
    live = find_live(before, population)
    regated = [a for a in live.assets if before.families[a] != after.families.get(a)]
    moved = []
    for asset in regated:
        old, new = solve_game(before.families[asset]), solve_game(after.families[asset])
        if old.bounds != new.bounds:
            moved.append(Moved(asset, old.captivity, new.captivity, new.veto))
    return Sensitivity(
        before,
        after,
        measure_closure(before, live),
        measure_closure(after, live),
        tuple(regated),
        tuple(moved),
    )
