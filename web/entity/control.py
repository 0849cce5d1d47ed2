"""Who is behind a thing: each party, the stakes above it one by one, and the last owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from graph.market.kinds import is_kind
from graph.market.market import Market
from graph.market.records import Entity, Stake, holds_on
from graph.metrics.control import Control, find_control, say_chain
from web.entity.nodes import describe_sources, name_node, name_nodes, span_of, text_of
from web.state import State
from web.viewpoint import Viewpoint


def find_owners(state: State, at: Viewpoint, entity: Entity) -> frozenset[str]:
    """Who ultimately controls an organisation, or those who operate or else develop a thing."""
    ownership = state.market(at).ownership
    is_organisation = is_kind(entity.kinds, "Organization")
    parties = (entity.iri,) if is_organisation else entity.operators or entity.developers
    return frozenset[str]().union(*map(ownership.ultimate_owners, parties))


def trace_control(state: State, at: Viewpoint, things: Iterable[str]) -> dict[str, Any]:
    """Who ultimately stands behind some things, on the day.

    ``chains`` has one entry for each party and owner that stakes connect, ``alone`` the parties
    above whom nobody is recorded, with ``others``, the stakes too small to control.
    """
    market = state.market(at)
    chains: dict[tuple[str, str], dict[str, Any]] = {}
    alone: dict[str, dict[str, Any]] = {}
    for thing in dict.fromkeys(things):
        for control in find_control(market, thing):
            if control.chain:
                key = control.party, control.owner
                chains.setdefault(key, _chain(state, at, market, control))
            else:
                alone.setdefault(control.party, _alone(state, at, control))
    held = {party for party, _ in chains}
    return {
        "threshold": str(market.threshold),
        "chains": list(chains.values()),
        "alone": [told for party, told in alone.items() if party not in held],
    }


def _chain(state: State, at: Viewpoint, market: Market, control: Control) -> dict[str, Any]:
    """One chain: the party, then each holder above it with the stake by which it holds."""
    return {
        "thing": name_node(state, control.thing),
        "role": control.role,
        "party": name_node(state, control.party),
        "owner": name_node(state, control.owner),
        "group": name_nodes(state, control.group if len(control.group) > 1 else ()),
        "is_controller": control.is_controller,
        "why": say_chain(market, control),
        "steps": [describe_stake(state, at, stake) for stake in control.chain],
    }


def _alone(state: State, at: Viewpoint, control: Control) -> dict[str, Any]:
    return {
        "thing": name_node(state, control.thing),
        "role": control.role,
        "party": name_node(state, control.party),
        "is_known": control.is_known,
        "others": [describe_stake(state, at, stake) for stake in control.others],
    }


def describe_stake(state: State, at: Viewpoint, stake: Stake) -> dict[str, Any]:
    """A stake with its shares, its period, whether it holds on the day, and its sources."""
    cited = [*stake.sources]
    for claim in state.claims_about().get(stake.iri, ()):
        cited += claim.sources
    return {
        "iri": stake.iri,
        "holder": name_node(state, stake.holder),
        "issuer": name_node(state, stake.issuer),
        "voting": span_of(stake.voting_min, stake.voting_max),
        "economic": span_of(stake.economic_min, stake.economic_max),
        "confers_control": stake.confers_control,
        "says": say_share(stake),
        "valid_from": text_of(stake.valid_from),
        "valid_to": text_of(stake.valid_to),
        "holds": holds_on(at.as_of, stake.valid_from, stake.valid_to),
        "sources": describe_sources(state, cited),
    }


def say_share(stake: Stake) -> str:
    """What the stake gives, in a few words: votes, stated control, or interest alone."""
    votes = _percent(stake.voting_min, stake.voting_max)
    interest = _percent(stake.economic_min, stake.economic_max)
    parts = [f"{votes} of the votes"] if votes else []
    if stake.confers_control:
        parts.append("stated control")
    if not parts and interest:
        parts.append(f"{interest} of the economic interest, no votes stated")
    return ", ".join(parts) or "no share stated"


def _percent(low: object, high: object) -> str:
    ends: Sequence[str] = [f"{float(str(end)) * 100:.6g}" for end in (low, high) if end is not None]
    return f"{' to '.join(dict.fromkeys(ends))} %" if ends else ""
