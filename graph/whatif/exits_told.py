"""The exits of an asset in words and as data."""

from __future__ import annotations

from typing import Any

from graph.market.columns import slug_of
from graph.market.market import Market
from graph.metrics.captivity import CaptivityType, fraction_text
from graph.metrics.words import say_list, say_number
from graph.whatif.exits import Exit, Exits
from graph.whatif.roads import say_owners
from graph.whatif.told import VIEWED, say_value

FUTILE_SHOWN = 6


def tell_exits(market: Market, found: Exits) -> dict[str, Any]:
    """The exits as plain JSON values.

    Keys: those of a score that matter (``captivity``, ``type``, ``veto``), ``exits`` (each with its
    ``platforms``, ``owners``, ``captivity`` after, ``fall``, ``helps``, ``behind`` and ``why``),
    ``passing_on`` (platforms that only pass on a road that is there) and ``summary``.
    """
    score = found.score
    return {
        "name": slug_of(score.asset),
        "iri": score.asset,
        "label": score.label,
        "as_of": market.as_of.isoformat(),
        "view": str(market.view),
        "captivity": fraction_text(score.captivity),
        "type": str(score.type),
        "veto": [slug_of(owner) for owner in score.veto],
        "veto_labels": [market.label(owner) for owner in score.veto],
        "exits": [_tell_exit(market, one, found) for one in found.candidates],
        "passing_on": [slug_of(platform) for platform in found.passing_on],
        "summary": say_exits(market, found),
    }


def _tell_exit(market: Market, one: Exit, found: Exits) -> dict[str, Any]:
    owners = sorted(one.owners)
    return {
        "platforms": [slug_of(platform) for platform in one.platforms],
        "platform_labels": [market.label(platform) for platform in one.platforms],
        "owners": [slug_of(owner) for owner in owners],
        "owner_labels": [market.label(owner) for owner in owners],
        "captivity": fraction_text(one.captivity),
        "fall": fraction_text(one.fall),
        "helps": one.helps,
        "behind": [slug_of(owner) for owner in one.behind],
        "behind_labels": [market.label(owner) for owner in one.behind],
        "why": say_why(market, one, found),
    }


def say_why(market: Market, one: Exit, found: Exits) -> str:
    """Why the new road helps, or who stands behind it so that it does not."""
    behind = say_owners(market, frozenset(one.behind))
    if not one.owners:
        return "nobody else could close it"
    if found.score.captivity == 0:
        return "a road that nobody else can close is there already"
    if one.helps:
        return f"shares {behind} with roads there are" if one.behind else "no owner in common"
    verb = "stands" if len(one.behind) == 1 else "stand"
    many = found.score.channel_count > 1
    on = "every road" if found.score.veto and many else "a road" if many else "the only road"
    return f"{behind} {verb} behind it and on {on} there is"


def say_exits(market: Market, found: Exits) -> str:
    """The best exits and the futile ones in a few sentences, with the day and the view."""
    score = found.score
    where = f"on {market.as_of}{VIEWED[market.view]}"
    if score.type is CaptivityType.UNGATED:
        return (
            f"{score.label}: captivity 0 {where}. A road that nobody else can close is there: "
            "nothing is left to lower."
        )
    value = say_value(score)
    now = value if score.type is CaptivityType.NO_CHANNEL else f"captivity {value}"
    told = [f"{score.label}: {now} {where}.", say_best(market, found)]
    if found.futile:
        told.append(_say_futile(market, found.futile))
    if found.passing_on:
        count = say_number(len(found.passing_on), "other platform").capitalize()
        told.append(f"{count} would only pass on a road that is there.")
    return " ".join(told)


def say_best(market: Market, found: Exits) -> str:
    """What the best of the new roads would do, or that none would do anything."""
    best = found.best
    if not best:
        return "No single new road through a platform that is known would lower it."
    names = say_list([market.label(one.platforms[0]) for one in best], "or")
    captivity = best[0].captivity
    to = f"to {captivity}" if captivity is not None else f"by {best[0].fall}"
    return f"A road through {names} would lower it most, {to}."


def _say_futile(market: Market, futile: tuple[Exit, ...]) -> str:
    shown = [
        f"{say_list([market.label(platform) for platform in one.platforms])} "
        f"({say_owners(market, frozenset(one.behind))})"
        for one in futile[:FUTILE_SHOWN]
    ]
    if len(futile) > FUTILE_SHOWN:
        shown.append(f"{len(futile) - FUTILE_SHOWN} other groups of platforms")
    return f"Of no use, because of the owners behind them: {'; '.join(shown)}."
