"""What an acquisition, a divestiture and a change of share mean for the stakes of a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from graph.errors import EditConflict
from graph.market.columns import slug_of
from graph.market.market import Market
from graph.market.ownership import Ownership, close_ownership, votes_of
from graph.market.records import Stake, holds_on
from graph.market.support import supported_stakes
from graph.whatif.edits import Acquire, Divest, SetShare
from graph.whatif.patch import Patch
from graph.whatif.reader import HYPOTHETICAL

WHOLE = Decimal(1)


def plan_acquire(edit: Acquire, market: Market) -> Patch:
    """The organisation is wholly the owner's; every other stake in it ends or never begins.

    Raises
    ------
    EditConflict
        The owner is the organisation, controls it already, or is controlled by it.
    """
    day = edit.day or market.as_of
    owner, organisation = edit.owner, edit.organisation
    ownership = ownership_on(market, day)
    name, other = market.label(owner), market.label(organisation)
    if owner == organisation:
        raise EditConflict("Nobody acquires itself", name, "Name another owner.")
    if ownership.controls(owner, organisation):
        raise EditConflict(f"{name} controls it already on {day}", other, "Leave the edit out.")
    if ownership.controls(organisation, owner):
        advice = f"Divest {slug_of(owner)} first."
        raise EditConflict(f"{other} controls its buyer on {day}", name, advice)
    stakes = end_stakes(stakes_in(market, organisation), day)
    new = _make_stake(market, owner, organisation, WHOLE, day)
    return Patch(stakes={**stakes, new.iri: replace(new, confers_control=True)})


def plan_divest(edit: Divest, market: Market) -> Patch:
    """Every stake with votes or control that the owner, or what it controls, has in it ends.

    Raises
    ------
    EditConflict
        The owner does not control the organisation, or is the organisation.
    """
    day = edit.day or market.as_of
    owner, organisation = edit.owner, edit.organisation
    ownership = ownership_on(market, day)
    name, other = market.label(owner), market.label(organisation)
    if owner == organisation:
        raise EditConflict("Nobody divests itself", name, "Name what it divests.")
    if not ownership.controls(owner, organisation):
        owners = sorted(ownership.controllers(organisation) - {organisation})
        held = ", ".join(map(market.label, owners)) or "nobody"
        advice = f"It is controlled by {held}; `share` changes a stake that gives no control."
        raise EditConflict(f"{name} does not control it on {day}", other, advice)
    group = {owner, *ownership.reach.get(owner, ())} - {organisation}
    held_stakes = [
        stake
        for stake in stakes_in(market, organisation)
        if stake.holder in group
        and (stake.confers_control or votes_of(stake) > 0)
        and holds_on(day, stake.valid_from, stake.valid_to)
    ]
    return Patch(stakes=end_stakes(held_stakes, day))


def plan_share(edit: SetShare, market: Market) -> Patch:
    """The holder's stakes in the issuer give way to one of that share of the votes.

    Raises
    ------
    EditConflict
        The holder is the issuer, or the votes of all holders would be more than there are.
    """
    day = edit.day or market.as_of
    if edit.holder == edit.issuer:
        raise EditConflict(
            "A share in oneself carries no vote", market.label(edit.holder), "Name another holder."
        )
    stakes = stakes_in(market, edit.issuer)
    rest: dict[str, Decimal] = {}
    for stake in supported_stakes(market.records, market.floor):
        if stake.issuer != edit.issuer or stake.holder == edit.holder:
            continue
        if holds_on(day, stake.valid_from, stake.valid_to):
            least = stake.voting_min or Decimal(0)
            rest[stake.holder] = max(rest.get(stake.holder, Decimal(0)), least)
    if (others := sum(rest.values(), Decimal(0))) + edit.votes > WHOLE:
        raise EditConflict(
            f"More votes than there are in {market.label(edit.issuer)}",
            f"{edit.votes} beside the {others} of others",
            f"At most {max(WHOLE - others, Decimal(0))} is left.",
        )
    own = end_stakes((stake for stake in stakes if stake.holder == edit.holder), day)
    new = _make_stake(market, edit.holder, edit.issuer, edit.votes, day)
    return Patch(stakes={**own, new.iri: new} if edit.votes else own)


def ownership_on(market: Market, day: date) -> Ownership:
    """Who controls whom on the day, by the market's records."""
    if day == market.as_of:
        return market.ownership
    return close_ownership(supported_stakes(market.records, market.floor), day, market.threshold)


def stakes_in(market: Market, issuer: str) -> list[Stake]:
    """The stakes of all dates in the organisation, sorted by IRI."""
    found = [stake for stake in market.records.stakes.values() if stake.issuer == issuer]
    return sorted(found, key=lambda stake: stake.iri)


def end_stakes(stakes: Iterable[Stake], day: date) -> dict[str, Stake | None]:
    """Each stake ended on the day; gone (None) where it begins no earlier."""
    ended: dict[str, Stake | None] = {}
    for stake in stakes:
        if stake.valid_to is not None and stake.valid_to <= day:
            continue
        is_later = stake.valid_from is not None and stake.valid_from >= day
        ended[stake.iri] = None if is_later else replace(stake, valid_to=day)
    return ended


def _make_stake(market: Market, holder: str, issuer: str, votes: Decimal, day: date) -> Stake:
    base = f"{HYPOTHETICAL}stake/{slug_of(holder)}--{slug_of(issuer)}"
    iri, number = base, 1
    while iri in market.records.stakes:
        number += 1
        iri = f"{base}-{number}"
    return Stake(iri, holder, issuer, voting_min=votes, voting_max=votes, valid_from=day)
