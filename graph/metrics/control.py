"""Who ultimately controls an organisation, platform, cloud or surface, and by which stakes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graph.market.columns import slug_of
from graph.market.compile import supported_stakes
from graph.market.kinds import is_kind
from graph.market.market import Market
from graph.market.records import Stake, holds_on
from graph.metrics.plain import RecordWriter


@dataclass(frozen=True, slots=True)
class Control:
    """One ultimate owner of one party of a thing, on the market's day at its threshold.

    Attributes
    ----------
    role, thing, party
        What the party does with the thing, as in ``"operates the platform"``; the party is the
        thing itself for an organisation, and where no operator is known.
    owner, group
        The ultimate owner, and the organisations that control each other with it.
    chain
        The stakes by which the owner has its say, nearest to the party first; empty where the
        party is its own owner.
    is_controller
        Whether it controls; a holder from the threshold on has a say without.
    others
        The live stakes in the party that are in no such chain: too small, or without votes.
    """

    role: str
    thing: str
    party: str
    owner: str
    group: tuple[str, ...]
    chain: tuple[Stake, ...]
    is_known: bool
    is_controller: bool
    others: tuple[Stake, ...]


def find_control(market: Market, iri: str) -> tuple[Control, ...]:
    """Everybody who ultimately has a say in a thing, the controllers of each party first.

    Of a platform, cloud or surface: who is behind each operator, and behind the operators of the
    clouds below. Of an organisation: who is behind it. Of a model: behind its developers.

    Parameters
    ----------
    market
        The market on the day and at the threshold asked for.
    iri
        The thing.
    """
    return tuple(
        control
        for role, thing, party, is_known in _iter_parties(market, iri)
        for control in _find_owners(market, role, thing, party, is_known=is_known)
    )


def _iter_parties(market: Market, iri: str) -> Iterator[tuple[str, str, str, bool]]:
    entity = market.records.entities.get(iri)
    if entity is None or not (entity.operators or entity.runs_on or entity.developers):
        kinds = entity.kinds if entity is not None else frozenset[str]()
        is_operated = any(is_kind(kinds, kind) for kind in ("Platform", "Cloud", "Surface"))
        yield "operator not known" if is_operated else "itself", iri, iri, not is_operated
        return
    for operator in entity.operators:
        yield "operates it", iri, operator, True
    if not entity.operators and entity.runs_on:
        yield "operator not known", iri, iri, False
    yield from _iter_grounds(market, iri)
    if not (entity.operators or entity.runs_on):
        yield from (("develops it", iri, maker, True) for maker in entity.developers)


def _iter_grounds(market: Market, iri: str) -> Iterator[tuple[str, str, str, bool]]:
    """Yield the operators of the clouds that the thing runs on, and of those below."""
    seen, waiting = {iri}, [iri]
    while waiting:
        entity = market.records.entities.get(waiting.pop(0))
        for cloud in entity.runs_on if entity is not None else ():
            if cloud in seen:
                continue
            seen.add(cloud)
            waiting.append(cloud)
            below = market.records.entities.get(cloud)
            operators = below.operators if below is not None else ()
            yield from (("operates the cloud below", cloud, party, True) for party in operators)
            if not operators:
                yield "operator of the cloud below not known", cloud, cloud, False


def _find_owners(
    market: Market, role: str, thing: str, party: str, *, is_known: bool
) -> list[Control]:
    ownership = market.ownership
    controllers = ownership.controllers(party)
    owners = sorted(ownership.ultimate_owners(party), key=lambda o: (o not in controllers, o))
    chains = {owner: ownership.chain(party, owner) for owner in owners}
    told = {stake.iri for chain in chains.values() for stake in chain}
    others = tuple(
        stake
        for stake in supported_stakes(market.records, market.floor)
        if stake.issuer == party
        and stake.iri not in told
        and holds_on(market.as_of, stake.valid_from, stake.valid_to)
    )
    return [
        Control(role, thing, party, owner, ownership.group_of(owner), chain, is_known,
                owner in controllers, others)
        for owner, chain in chains.items()
    ]  # fmt: skip


def describe_control(market: Market, control: Control, writer: RecordWriter) -> dict[str, Any]:
    """The control as plain JSON values; each stake of the chain comes with claims and sources."""
    label = market.label
    return {
        "thing": slug_of(control.thing),
        "thing_label": label(control.thing),
        "role": control.role,
        "party": slug_of(control.party),
        "party_label": label(control.party),
        "is_known": control.is_known,
        "owner": slug_of(control.owner),
        "owner_label": label(control.owner),
        "group": [slug_of(member) for member in control.group],
        "is_controller": control.is_controller,
        "as_of": market.as_of.isoformat(),
        "threshold": str(market.threshold),
        "why": say_chain(market, control),
        "chain": [writer.describe_stake(stake) for stake in control.chain],
        "others": [writer.describe_stake(stake) for stake in control.others],
    }


def say_chain(market: Market, control: Control) -> str:
    """The chain in words, nearest to the party first; says so where there is none."""
    if not control.is_known:
        return "no operator is stated, so it stands for whoever it is"
    parts = [_say_stake(market, stake) for stake in control.chain]
    if not parts:
        parts = ["nobody controls it" if control.others else "nobody is recorded above it"]
        parts += [f"{_say_stake(market, stake)}, which is not enough" for stake in control.others]
    return "; ".join(parts)


def _say_stake(market: Market, stake: Stake) -> str:
    votes = _say_share(stake.voting_min, stake.voting_max)
    interest = _say_share(stake.economic_min, stake.economic_max)
    grounds = [f"{votes} of the votes"] if votes else []
    if stake.confers_control:
        grounds.append("stated control")
    if not grounds and interest:
        grounds.append(f"{interest} of the economic interest, no votes stated")
    since = f", from {stake.valid_from}" if stake.valid_from else ""
    held = " and ".join(grounds) or "no share stated"
    return f"{market.label(stake.holder)} holds {market.label(stake.issuer)} ({held}{since})"


def _say_share(low: Decimal | None, high: Decimal | None) -> str:
    """A share or a range of them in per cent; empty where neither end is stated.

    >>> _say_share(Decimal("0.26"), Decimal("0.28")), _say_share(None, Decimal("1.0"))
    ('26 to 28 %', '100 %')
    """
    ends = [f"{float(end) * 100:.6g}" for end in (low, high) if end is not None]
    return f"{' to '.join(dict.fromkeys(ends))} %" if ends else ""
