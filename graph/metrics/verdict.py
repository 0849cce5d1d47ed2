"""The verdict of a watched hypothesis: whether a model left its captive set, and owners moved.

The captive set of a watched asset is what a source says holds it (``ctv:captivePlatform``); where
no source says so, the platforms of the channels that were live on the day the hypothesis was made.
The hypothesis is denied *literally* when, on some day from the one it was made on up to the day
asked about or its horizon, a watched asset could be had as a raw API or as open weights through a
platform outside that set. It is denied *owner-closed* when, on some such day, that channel lowered
captivity against the channels of the captive set alone: an API on the owner's own cloud denies
literally and moves no owner. History counts, so a channel that was withdrawn again still denies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from graph.market.compile import compile_market
from graph.market.gates import OPEN_WEIGHTS, Route
from graph.market.market import LeftOut, Market
from graph.market.narrowing import find_event_days, narrow_records
from graph.market.records import Channel, Hypothesis, MarketRecords
from graph.metrics.game import Game, solve_game

#: How the market of some records on some day is made.
Compiler = Callable[[MarketRecords, date], Market]

FREE_MODES = frozenset({"RawAPI", OPEN_WEIGHTS})
WITHDRAWN = "Withdrawn"
STATED, WHEN_MADE = "stated", "live-when-made"


class State(StrEnum):
    """Where a hypothesis stands: ``CONDITION_MET`` at its horizon when nothing denied it."""

    NOT_MADE = "not-made"
    HOLDING = "holding"
    DENIED = "denied"
    CONDITION_MET = "condition-met"


@dataclass(frozen=True, slots=True)
class CaptiveSet:
    """The platforms that hold a watched asset; ``basis`` is ``stated`` or ``live-when-made``."""

    asset: str
    platforms: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Breach:
    """A channel that denies the hypothesis, with the captivity that shows whether owners moved.

    Attributes
    ----------
    day
        The first day on which it denied; ``measured_on`` the day of the two captivities: the
        first on which it lowered captivity, else ``day``.
    within, joined
        The captivity of the asset by the captive set alone, and with this channel added; None
        where the captive set has no live channel.
    lowers
        Whether it denies by owners too. Where the captive set is closed, captivity must be below
        1, the worst value there is.
    """

    channel: Channel
    day: date
    measured_on: date
    within: Fraction | None
    joined: Fraction | None
    lowers: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """Both readings of a hypothesis on a day, with the channels that deny it or nearly do.

    ``short_of`` are channels outside the captive sets that do not deny, each with the reason.
    """

    hypothesis: Hypothesis
    as_of: date
    literal: State
    owner_closed: State
    captive_sets: tuple[CaptiveSet, ...]
    breaches: tuple[Breach, ...]
    short_of: tuple[LeftOut, ...]

    @property
    def days_left(self) -> int | None:
        """The days up to the horizon; 0 from it on, None without one."""
        if self.hypothesis.horizon is None:
            return None
        return max(0, (self.hypothesis.horizon - self.as_of).days)


def judge_hypothesis(
    records: MarketRecords,
    hypothesis: Hypothesis,
    as_of: date,
    compile_on: Compiler = compile_market,
) -> Verdict:
    """The verdict of a hypothesis on a day, in both readings.

    Parameters
    ----------
    records
        The records of all dates.
    hypothesis
        One of ``records.hypotheses``.
    as_of
        The day; what happens later is not looked at.
    compile_on
        Makes the market on a day: the view, floor and the rest of a viewpoint.
    """
    narrow = _with_withdrawn(narrow_records(records, hypothesis.watches))
    start = hypothesis.made_on or _first_day(narrow, as_of)
    sets = find_captive_sets(compile_on(narrow, start), hypothesis)
    breaches: dict[str, Breach] = {}
    for day in _watched_days(narrow, hypothesis, start, as_of):
        for breach in _find_breaches(compile_on(narrow, day), sets):
            known = breaches.get(breach.channel.iri)
            if known is None:
                breaches[breach.channel.iri] = breach
            elif breach.lowers and not known.lowers:
                breaches[breach.channel.iri] = replace(breach, day=known.day)
    found = tuple(sorted(breaches.values(), key=lambda b: (b.day, b.channel.iri)))
    return Verdict(
        hypothesis=hypothesis,
        as_of=as_of,
        literal=_state(hypothesis, as_of, is_denied=bool(found)),
        owner_closed=_state(hypothesis, as_of, is_denied=any(b.lowers for b in found)),
        captive_sets=sets,
        breaches=found,
        short_of=tuple(_iter_short(compile_on(narrow, as_of), hypothesis, sets, breaches)),
    )


def find_captive_sets(market: Market, hypothesis: Hypothesis) -> tuple[CaptiveSet, ...]:
    """The captive set of every watched asset; the market is that of the day it was made on."""
    sets = []
    for asset in hypothesis.watches:
        entity = market.records.entities.get(asset)
        if entity is not None and entity.captive_platforms:
            sets.append(CaptiveSet(asset, entity.captive_platforms, STATED))
        else:
            live = {route.channel.platform for route in market.routes.get(asset, ())}
            sets.append(CaptiveSet(asset, tuple(sorted(live)), WHEN_MADE))
    return tuple(sets)


def _state(hypothesis: Hypothesis, as_of: date, *, is_denied: bool) -> State:
    if hypothesis.made_on is not None and as_of < hypothesis.made_on:
        return State.NOT_MADE
    if is_denied:
        return State.DENIED
    if hypothesis.horizon is not None and as_of >= hypothesis.horizon:
        return State.CONDITION_MET
    return State.HOLDING


def _with_withdrawn(records: MarketRecords) -> MarketRecords:
    """The records with withdrawn channels open over their dates: they were, and history counts."""

    def reopen(channel: Channel) -> Channel:
        is_dated = channel.valid_from is not None or channel.valid_to is not None
        if channel.stage == WITHDRAWN and is_dated and channel.access_mode in FREE_MODES:
            return replace(channel, stage="StageUnstated")
        return channel

    return replace(records, channels={c.iri: reopen(c) for c in records.channels.values()})


def _first_day(records: MarketRecords, as_of: date) -> date:
    """The day before anything is known to happen, up to the day asked about."""
    days = find_event_days(records)
    if not days:
        return as_of
    # The first day of the calendar has none before it.
    return min(as_of, max(days[0], date.min + timedelta(days=1)) - timedelta(days=1))


def _watched_days(
    records: MarketRecords, hypothesis: Hypothesis, start: date, as_of: date
) -> list[date]:
    """The days of the test on which anything can differ from the day before."""
    end = as_of if hypothesis.horizon is None else min(as_of, hypothesis.horizon)
    days = {start, *find_event_days(records)}
    return sorted(day for day in days if start <= day <= end)


def _find_breaches(market: Market, sets: Iterable[CaptiveSet]) -> Iterator[Breach]:
    for captive in sets:
        inside: list[Route] = []
        outside: list[Route] = []
        for route in market.routes.get(captive.asset, ()):
            is_inside = route.channel.platform in captive.platforms
            (inside if is_inside else outside).append(route)
        family = frozenset(route.owners for route in inside)
        within = solve_game(family)
        for route in outside:
            if route.channel.access_mode in FREE_MODES:
                joined = solve_game(family | {route.owners})
                lowers = _worst(joined) < _worst(within)
                yield Breach(route.channel, market.as_of, market.as_of, within.captivity,
                             joined.captivity, lowers)  # fmt: skip


def _worst(game: Game) -> Fraction:
    """Captivity, or its proved upper limit; 1 where there is no road at all."""
    return game.bounds[1] if game.bounds is not None else Fraction(1)


def _iter_short(
    market: Market,
    hypothesis: Hypothesis,
    sets: Iterable[CaptiveSet],
    breaches: Mapping[str, Breach],
) -> Iterator[LeftOut]:
    """Yield the channels outside the captive sets that do not deny, with the reason."""
    for captive in sets:
        for left in market.left_out.get(captive.asset, ()):
            channel = left.channel
            if channel.iri not in breaches and channel.platform not in captive.platforms:
                yield left if channel.access_mode in FREE_MODES else _no_api(channel)
        for route in market.routes.get(captive.asset, ()):
            channel = route.channel
            if channel.iri in breaches or channel.platform in captive.platforms:
                continue
            if channel.access_mode not in FREE_MODES:
                yield _no_api(channel)
            elif hypothesis.made_on is not None and market.as_of < hypothesis.made_on:
                yield LeftOut(channel, "too-early", f"before the day of it, {hypothesis.made_on}")
            else:
                yield LeftOut(channel, "too-late", f"after the horizon, {hypothesis.horizon}")


MODES = {"Embedded": "embedded in an assistant", "ManagedAgent": "a managed agent"}


def _no_api(channel: Channel) -> LeftOut:
    said = MODES.get(channel.access_mode, "access not stated")
    return LeftOut(channel, "no-api", f"{said}: neither a raw API nor open weights")
