"""A score in the words of an analyst: one or two sentences that say why it is what it is."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from graph.market.gates import View
from graph.market.market import Market
from graph.metrics.captivity import CaptivityType, Score
from graph.metrics.gatesets import is_disjoint

NAMES_SHOWN = 8
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_PARTS = ("", "", "half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth",
          "tenth")  # fmt: skip

_VIEW = {
    View.DEVELOPER: "",
    View.VENDOR: ", as its vendor sees it (the vendor's own gates taken out)",
    View.PROCUREMENT: ", counting billers only",
}


def say_number(number: int, noun: str = "") -> str:
    """A small number in words, with its noun in the right form.

    >>> say_number(2, "owner"), say_number(1, "road"), say_number(41, "channel")
    ('two owners', 'one road', '41 channels')
    """
    word = _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)
    if not noun:
        return word
    return f"{word} {noun}" if number == 1 else f"{word} {noun}s"


def say_fraction(number: Fraction) -> str:
    """A fraction as a figure, and in words where people have a word for it.

    >>> say_fraction(Fraction(1, 2)), say_fraction(Fraction(2, 3)), say_fraction(Fraction(1))
    ('1/2 (one half)', '2/3 (two thirds)', '1')
    """
    above, below = number.numerator, number.denominator
    if below == 1 or below >= len(_PARTS) or above >= len(_NUMBERS):
        return str(number)
    part = "halves" if below == 2 and above > 1 else _PARTS[below] + ("s" if above > 1 else "")
    return f"{number} ({say_number(above)} {part})"


def say_list(names: Sequence[str], last: str = "and") -> str:
    """The names as a list in a sentence; long lists end in a count.

    >>> say_list(["Amazon", "OpenAI"]), say_list(["A", "B", "C"])
    ('Amazon and OpenAI', 'A, B and C')
    """
    shown = list(names)
    if len(shown) > NAMES_SHOWN:
        rest = len(shown) - NAMES_SHOWN + 1
        shown = [*shown[: NAMES_SHOWN - 1], f"{rest} more"]
    return f" {last} ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def say_score(market: Market, score: Score) -> str:
    """The number, its day and its reason: ``Codex: captivity 1/2 (one half) on ... . Two ...``."""
    if score.captivity is not None:
        number = f"captivity {say_fraction(score.captivity)}"
    elif score.bounds is not None:
        number = f"captivity between {score.bounds[0]} and {score.bounds[1]}"
    else:
        number = "captivity undefined"
    reason = say_reason(market, score)
    return f"{score.label}: {number} on {market.as_of}{_VIEW[market.view]}. {reason}"


def say_reason(market: Market, score: Score) -> str:
    """Why: who stands where, and what one refusal can do."""
    if score.type is CaptivityType.NO_CHANNEL:
        return _say_no_channel(market, score)
    if score.type is CaptivityType.UNGATED:
        return _say_ungated(market, score)
    if score.type is CaptivityType.MULTI_HOMED:
        return _say_multi_homed(market, score)
    return _say_captive(market, score)


def _labels(market: Market, owners: Sequence[str]) -> list[str]:
    return sorted((market.label(owner) for owner in owners), key=str.casefold)


def _say_no_channel(market: Market, score: Score) -> str:
    left_out = len(market.left_out.get(score.asset, ()))
    known = (
        f" {say_number(left_out, 'channel').capitalize()} known and left out." if left_out else ""
    )
    return (
        "No live channel is asserted on that day; this says what the graph knows, not that there "
        f"is no road.{known}"
    )


def _say_ungated(market: Market, score: Score) -> str:
    free = [route for route in market.routes[score.asset] if not route.owners]
    of_all = f"{say_number(len(free)).capitalize()} of {say_number(score.channel_count, 'channel')}"
    if score.channel_count == 1:
        of_all = "Its only channel"
    has = "has" if len(free) == 1 else "have"
    if all(not route.gates for route in free):
        return f"{of_all} {has} no gate: the weights are open, so nobody can close the road."
    return f"{of_all} {has} no gate outside its vendor's own group, so nobody else can hold it up."


def _say_captive(market: Market, score: Score) -> str:
    names = _labels(market, score.veto)
    count = score.channel_count
    verb = "bill" if market.view is View.PROCUREMENT else "stand on"
    if count == 1:
        roads, them = "its only road", "it"
    else:
        roads, them = f"{'both' if count == 2 else f'all {say_number(count)}'} of its roads", "them"
    if len(names) > 1:
        every, each = ("both", "either") if len(names) == 2 else ("all", "any of them")
        return f"{say_list(names)} {every} {verb} {roads}; {each} can close {them} alone."
    single = "bills" if market.view is View.PROCUREMENT else "stands on"
    role = _say_role(market, score)
    return f"{names[0]}, {role}, {single} {roads} and can close {them} alone."


def _say_role(market: Market, score: Score) -> str:
    owner = score.veto[0]
    entity = market.records.entities.get(score.asset)
    developers = entity.developers if entity else ()
    if not developers:
        return "whose part in developing it is not known"
    if score.type is CaptivityType.SELF_CAPTIVE:
        return "its developer" if owner in developers else "which controls its developer"
    return "which does not develop it"


def _say_multi_homed(market: Market, score: Score) -> str:
    if not is_disjoint(score.gate_sets):
        return _say_overlap(score)
    roads = len(score.gate_sets)
    neither = "neither alone can close both" if roads == 2 else "none of them alone can close all"
    if all(len(gates) == 1 for gates in score.gate_sets):
        names = say_list(_labels(market, [min(gates) for gates in score.gate_sets]))
        own = "one independent road"
        if score.channel_count != roads:
            through = say_number(score.platform_count, "platform")
            channels = say_number(score.channel_count, "channel")
            own = f"a road of their own ({channels} through {through} in all)"
        return f"{say_number(roads, 'owner').capitalize()}, {names}, each hold {own}; {neither}."
    groups = "; ".join(say_list(_labels(market, sorted(gates))) for gates in score.gate_sets)
    return (
        f"{say_number(roads, 'road').capitalize()} share no owner, gated by: {groups}. "
        f"No owner stands on more than one, so one refusal closes at most 1/{roads}."
    )


def _say_overlap(score: Score) -> str:
    sets, owners = len(score.gate_sets), score.owner_count
    low = score.bounds[0] if score.bounds else Fraction(0)
    worth = f"{score.escape}" if score.escape is not None else f"at most {1 / low}"
    return (
        f"No owner stands on every road, but the {sets} smallest gate sets share some of their "
        f"{owners} owners: they are worth {worth} independent roads. However the volume is spread, "
        f"some single owner holds at least {low} of it."
    )
