"""What each edit of channels, roles and operators means on the market of a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from graph.errors import EditConflict
from graph.market.columns import slug_of
from graph.market.gates import find_needs
from graph.market.market import Market
from graph.market.records import Channel, Entity
from graph.market.support import find_doubt
from graph.whatif.edits import (
    ROLES,
    Acquire,
    ChangeOperator,
    ChangeRole,
    CloseChannel,
    CloseRoads,
    Divest,
    Edit,
    OpenChannel,
    SetShare,
)
from graph.whatif.patch import Patch
from graph.whatif.reader import HYPOTHETICAL
from graph.whatif.stakes import plan_acquire, plan_divest, plan_share


def plan_edit(edit: Edit, market: Market) -> Patch:
    """What the edit does to the records of the market.

    Parameters
    ----------
    edit
        Any edit but a file to load, which is read before the records are there.
    market
        The market before; "now" is its day.

    Raises
    ------
    EditConflict
        The edit contradicts the market: it closes what is not open, opens what is, and the like.
    """
    patch: Patch = _PLANNERS[type(edit)](edit, market)
    return patch


def inverse(edit: Edit, market: Market) -> Patch:
    """The patch that takes the edit back, after it was applied to the records of the market."""
    return plan_edit(edit, market).invert(market.records)


def _plan_open(edit: OpenChannel, market: Market) -> Patch:
    day = edit.day or market.as_of
    if edit.end is not None and edit.end <= day:
        raise EditConflict(
            "The road would end before it begins", str(edit.end), f"It begins on {day}."
        )
    for channel in _find_open(market, edit.asset, edit.platform, day):
        if _is_same(edit, channel) and _counts(channel, market, day):
            raise EditConflict(
                "This road is open already",
                f"{channel.label} ({slug_of(channel.iri)})",
                "Close it first, or state who else bills, hosts or shows the new one.",
            )
    iri = _new_iri(edit, market)
    return Patch(channels={iri: _make_channel(edit, market, iri, day)})


def _make_channel(edit: OpenChannel, market: Market, iri: str, day: date) -> Channel:
    return Channel(
        iri=iri,
        label=f"{market.label(edit.asset)} through {market.label(edit.platform)} (hypothetical)",
        asset=edit.asset,
        platform=edit.platform,
        billers=edit.billers,
        hosts=edit.hosts,
        surfaces=edit.surfaces,
        upstream=edit.upstream,
        access_mode=edit.mode,
        stage=edit.stage,
        valid_from=day,
        valid_to=edit.end,
    )


def _counts(channel: Channel, market: Market, day: date) -> bool:
    """Whether the channel, open on the day, counts: believed, not set aside, its needs open too."""
    channels = market.records.channels
    needs = [channels[iri] for iri in find_needs(channel, channels).channels]
    is_counted = market.count_set_aside or channel.set_aside is None
    return is_counted and all(
        part.is_live(day) and find_doubt(part.asserted, part.denied, market.floor) is None
        for part in (channel, *needs)
    )


def _is_same(edit: OpenChannel, channel: Channel) -> bool:
    """Whether the open channel is the one asked for; one without any role asked for is any."""
    roles = [tuple(sorted(getattr(edit, field))) for field in ROLES.values()]
    if edit.mode not in ("AccessUnstated", channel.access_mode):
        return False
    return not any(roles) or roles == [
        tuple(sorted(getattr(channel, field))) for field in ROLES.values()
    ]


def _new_iri(edit: OpenChannel, market: Market) -> str:
    base = f"{HYPOTHETICAL}{slug_of(edit.asset)}--{slug_of(edit.platform)}"
    iri, number = base, 1
    while iri in market.records.channels:
        number += 1
        iri = f"{base}-{number}"
    return iri


def _plan_close(edit: CloseChannel, market: Market) -> Patch:
    channel = _require_channel(edit.channel, market)
    day = edit.day or market.as_of
    if not channel.is_live(day):
        raise EditConflict(
            f"This road is not open on {day}",
            f"{channel.label} ({slug_of(channel.iri)})",
            _say_state(channel, day),
        )
    return _end([channel], day)


def _plan_close_roads(edit: CloseRoads, market: Market) -> Patch:
    day = edit.day or market.as_of
    found = _find_open(market, edit.asset, edit.platform, day)
    if not found:
        others = {c.platform for c in _channels_of(market, edit.asset) if c.is_live(day)}
        names = ", ".join(sorted(map(slug_of, others))) or "no platform"
        raise EditConflict(
            f"No road is open on {day}",
            f"{market.label(edit.asset)} through {market.label(edit.platform)}",
            f"On that day it is open on {names}.",
        )
    return _end(found, day)


def _end(channels: Iterable[Channel], day: date) -> Patch:
    return Patch(channels={c.iri: replace(c, valid_to=day) for c in channels})


def _say_state(channel: Channel, day: date) -> str:
    if channel.valid_from is not None and day < channel.valid_from:
        return f"It opens on {channel.valid_from}."
    if channel.valid_to is not None and channel.valid_to <= day:
        return f"It closed on {channel.valid_to}."
    return f"Its stage is {channel.stage}."


def _plan_role(edit: ChangeRole, market: Market) -> Patch:
    channel = _require_channel(edit.channel, market)
    parties = _change(getattr(channel, ROLES[edit.role]), edit, channel.label, market)
    changes: dict[str, Any] = {ROLES[edit.role]: parties}
    return Patch(channels={channel.iri: replace(channel, **changes)})


def _plan_operator(edit: ChangeOperator, market: Market) -> Patch:
    entity = market.records.entities.get(edit.thing)
    if entity is None:
        entity = Entity(edit.thing, slug_of(edit.thing), frozenset({"Platform"}))
    operators = _change(entity.operators, edit, entity.label, market)
    return Patch(entities={entity.iri: replace(entity, operators=operators)})


def _change(
    parties: tuple[str, ...], edit: ChangeRole | ChangeOperator, thing: str, market: Market
) -> tuple[str, ...]:
    """Those who fill the role after the edit."""
    role = edit.role if isinstance(edit, ChangeRole) else "operator"
    name = market.label(edit.party)
    if edit.drop and edit.party not in parties:
        known = ", ".join(map(market.label, parties)) or "nobody that is stated"
        raise EditConflict(f"{name} is no {role} of", thing, f"Its {role} is {known}.")
    if not edit.drop and edit.party in parties:
        raise EditConflict(f"{name} is {role} already of", thing, "Leave the edit out.")
    if edit.drop:
        return tuple(party for party in parties if party != edit.party)
    return tuple(sorted((*parties, edit.party)))


def _require_channel(iri: str, market: Market) -> Channel:
    channel = market.records.channels.get(iri)
    if channel is None:
        raise EditConflict("There is no such channel", slug_of(iri), "Open it first.")
    return channel


def _channels_of(market: Market, asset: str) -> list[Channel]:
    return [market.table.channels[row] for row in market.table.rows_of(asset).tolist()]


def _find_open(market: Market, asset: str, platform: str, day: date) -> list[Channel]:
    """The channels of the asset through the platform that are open on the day."""
    found = _channels_of(market, asset)
    return [c for c in found if c.platform == platform and c.is_live(day)]


_PLANNERS: Mapping[type, Callable[..., Patch]] = {
    OpenChannel: _plan_open,
    CloseChannel: _plan_close,
    CloseRoads: _plan_close_roads,
    ChangeRole: _plan_role,
    ChangeOperator: _plan_operator,
    Acquire: plan_acquire,
    Divest: plan_divest,
    SetShare: plan_share,
}
