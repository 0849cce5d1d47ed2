"""Stacks: who bundles the closed assets, and through whose invoices the live channels run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from graph.market.gates import NO_ROLES, Roles, roles_of
from graph.market.market import Market
from graph.market.records import Channel
from graph.metrics.closure import Closure


@dataclass(frozen=True, slots=True)
class Stack:
    """The closed assets that have exactly these veto owners, both sorted."""

    owners: tuple[str, ...]
    assets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BillingStack:
    """One ultimate biller, with the live channels that it bills and the assets on them, sorted."""

    biller: str
    assets: tuple[str, ...]
    channels: tuple[str, ...]


def find_stacks(closure: Closure) -> tuple[Stack, ...]:
    """The distinct veto sets of the closed assets with their members, largest first."""
    members: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for asset, owners in closure.closed.items():
        members[owners].append(asset)
    stacks = [Stack(owners, tuple(sorted(assets))) for owners, assets in members.items()]
    return tuple(sorted(stacks, key=lambda stack: (-len(stack.assets), stack.owners)))


def find_billing_stacks(market: Market, assets: Iterable[str]) -> tuple[BillingStack, ...]:
    """The distinct ultimate billers of the live channels of these assets, largest first.

    Where no biller is stated, the operator of the platform bills; where no operator is known, the
    platform stands for whoever it is. Open weights are not billed.
    """
    found: defaultdict[str, list[Channel]] = defaultdict(list)
    billers: dict[Roles, frozenset[str]] = {}
    members = frozenset(assets)
    for row in market.live.counted.nonzero()[0].tolist():
        channel = market.table.channels[row]
        roles = roles_of(channel)
        if roles is NO_ROLES or channel.asset not in members:
            continue
        if roles not in billers:
            billers[roles] = find_billers(market, roles)
        for biller in billers[roles]:
            found[biller].append(channel)
    stacks = [
        BillingStack(
            biller,
            tuple(sorted({channel.asset for channel in channels})),
            tuple(sorted(channel.iri for channel in channels)),
        )
        for biller, channels in found.items()
    ]
    return tuple(sorted(stacks, key=lambda stack: (-len(stack.assets), stack.biller)))


def find_billers(market: Market, roles: Roles) -> frozenset[str]:
    """Who controls whoever bills a channel of these roles; large holders send no invoices."""
    platform = market.records.entities.get(roles.platform)
    parties = roles.billers or (platform.operators if platform is not None else ())
    if not parties:
        return frozenset({roles.platform})
    return frozenset().union(*map(market.ownership.controllers, parties))
