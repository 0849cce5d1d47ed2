"""A what-if in words and as data: what moved, by how much, and why."""

from __future__ import annotations

from typing import Any

from graph.market.columns import slug_of
from graph.market.gates import View
from graph.market.market import Market
from graph.metrics.captivity import CaptivityType, Score, fraction_text
from graph.metrics.concentration import concentration_row
from graph.metrics.words import say_list, say_number
from graph.whatif.compare import (
    Comparison,
    MovedAsset,
    describe_closure,
    describe_owner,
    describe_score,
)
from graph.whatif.edits import LoadFile
from graph.whatif.roads import say_changes, say_owners

VIEWED = {
    View.DEVELOPER: "",
    View.VENDOR: ", as its vendor sees it",
    View.PROCUREMENT: ", counting billers only",
}


def tell_comparison(found: Comparison) -> dict[str, Any]:
    """The comparison as plain JSON values: fractions as texts, null where undefined.

    Keys: ``as_of``, ``view``, ``floor``, ``edits`` (each with its ``edit`` and the number of
    assets whose gate sets it changed), ``moved`` (assets, the largest move first), ``population``
    with ``before`` and ``after``, ``gatekeepers`` (owners whose count of captive assets changed)
    and ``summary``.
    """
    before, after = found.outcome.before, found.outcome.after
    population = found.closures[1].population
    return {
        "as_of": after.as_of.isoformat(),
        "view": str(after.view),
        "floor": str(after.floor),
        "edits": [{"edit": step.text, "changed": len(step.moved)} for step in found.outcome.steps],
        "moved": [tell_asset(before, after, moved) for moved in found.assets],
        "population": {
            "name": population.name,
            "definition": population.definition,
            "before": describe_closure(found.closures[0]),
            "after": describe_closure(found.closures[1]),
        },
        "gatekeepers": [describe_owner(after, owner) for owner in found.owners],
        "summary": say_summary(found),
    }


def tell_asset(before: Market, after: Market, moved: MovedAsset) -> dict[str, Any]:
    """One moved asset as plain JSON values."""
    return {
        "name": slug_of(moved.asset),
        "iri": moved.asset,
        "label": moved.after.label,
        "moved": list(moved.metrics),
        "captivity_before": fraction_text(moved.before.captivity),
        "captivity_after": fraction_text(moved.after.captivity),
        "before": describe_score(before, moved.before),
        "after": describe_score(after, moved.after),
        "roads": [
            change.to_row(before if change.after is None else after) for change in moved.roads
        ],
        "edits": list(moved.edits),
        "why": say_why(before, after, moved),
        "words": say_move(before, after, moved),
    }


def say_move(before: Market, after: Market, moved: MovedAsset) -> str:
    """The move in one or two sentences: ``Codex: 1/2 -> 1: ...``."""
    why = say_why(before, after, moved)
    numbers = say_value(moved.before), say_value(moved.after)
    if numbers[0] == numbers[1]:
        what = f"captivity stays {numbers[0]}{_say_other(before, after, moved)}"
    else:
        what = f"{numbers[0]} -> {numbers[1]}"
    return f"{moved.after.label}: {what}: {why}"


def _say_other(before: Market, after: Market, moved: MovedAsset) -> str:
    old, new = moved.before, moved.after
    if old.veto != new.veto:
        was = say_owners(before, frozenset(old.veto)) or "nobody"
        now = say_owners(after, frozenset(new.veto)) or "nobody"
        return f", held by {now} instead of {was}"
    parts = [
        f"{name} {getattr(old, name)} -> {getattr(new, name)}"
        for name in ("type", "cut", "routes")
        if getattr(old, name) != getattr(new, name)
    ]
    if "hhi" in moved.metrics:
        hhi = [concentration_row(side, moved.asset)["hhi"] for side in (before, after)]
        parts.append(f"HHI {hhi[0] or 'not known'} -> {hhi[1] or 'not known'}")
    if not parts and new.coalitions and old.coalitions != new.coalitions:
        return _say_coalitions(after, new)
    return f" ({', '.join(parts)})" if parts else ""


def _say_coalitions(market: Market, score: Score) -> str:
    """Who would have to act together now; only how many, where there are several such groups."""
    if len(score.coalitions) == 1:
        together = say_owners(market, frozenset(score.coalitions[0]))
        return f", and {together} can close it together"
    return f", and other groups of {say_number(score.cut or 0, 'owner')} can close it together"


def say_value(score: Score) -> str:
    """Captivity as people say it: the fraction, its proved limits, or that there is no road.

    >>> from types import SimpleNamespace
    >>> say_value(SimpleNamespace(captivity=None, bounds=None))
    'no road'
    """
    if score.captivity is not None:
        return str(score.captivity)
    return "no road" if score.bounds is None else f"{score.bounds[0]} to {score.bounds[1]}"


def say_why(before: Market, after: Market, moved: MovedAsset) -> str:
    """What happened to the roads, and what is left, as a sentence."""
    told = [
        *say_changes(before, (change for change in moved.roads if change.after is None)),
        *say_changes(after, (change for change in moved.roads if change.after is not None)),
    ]
    if not told:
        told = ["its developer belongs to others now" if _has_new_vendor(before, after, moved)
                else "its use is billed by others now"]  # fmt: skip
    return f"{_capital('; '.join(told))}; {_say_left(after, moved.after)}."


def _has_new_vendor(before: Market, after: Market, moved: MovedAsset) -> bool:
    return before.vendors.get(moved.asset) != after.vendors.get(moved.asset)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _say_left(market: Market, score: Score) -> str:
    if score.type is CaptivityType.NO_CHANNEL:
        return "no road is left"
    if score.type is CaptivityType.UNGATED:
        return "a road is left that nobody else can close"
    if score.veto:
        owners = say_owners(market, frozenset(score.veto))
        if score.channel_count == 1:
            return f"only {owners}'s road is left"
        verb = "stands" if len(score.veto) == 1 else "each stand"
        count = score.channel_count
        roads = "both roads" if count == 2 else f"all {say_number(count)} roads"
        return f"{owners} {verb} on {roads}"
    if score.escape is not None and score.escape.denominator == 1:
        return f"{say_number(int(score.escape), 'independent road')} now"
    worth = score.escape if score.escape is not None else "several"
    return f"the roads are worth {worth} independent ones"


def say_summary(found: Comparison) -> str:
    """How much moved, in a sentence or two, with the day, the view and the population."""
    market = found.outcome.after
    where = f"on {market.as_of}{VIEWED[market.view]}"
    if not found.assets:
        return f"Nothing moves {where}. {_say_nothing(found)}"
    before, after = (closure for closure in found.closures)
    count = say_number(len(found.assets), "asset").capitalize()
    verb = "moves" if len(found.assets) == 1 else "move"
    closed = (
        f"closed by one owner: {len(before.closed):,} of {len(before.population.assets):,} live "
        f"assets before, {len(after.closed):,} of {len(after.population.assets):,} after "
        f"(population {after.population.name})"
    )
    return f"{count} {verb} {where}; {closed}."


def _say_nothing(found: Comparison) -> str:
    """Why an edit without effect may have none."""
    market = found.outcome.after
    late = [
        step.text
        for step in found.outcome.steps
        if (day := getattr(step.edit, "day", None)) is not None and day > market.as_of
    ]
    if late:
        return f"{say_list(late)} begins later: ask for that day with --as-of."
    if found.unmoved:
        names = say_list([market.label(asset) for asset in found.unmoved])
        return (
            f"The roads of {names} change, but they have others beside them on which no more "
            "owners stand."
        )
    if found.outcome.steps and all(isinstance(s.edit, LoadFile) for s in found.outcome.steps):
        return "What the files say is known already, is of other days, or makes no road."
    return (
        "The roads that change have the same owners behind them, or do not count: set aside, or "
        "claimed with less confidence than the floor."
    )
