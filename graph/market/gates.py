"""Who can close a channel alone: the parties in its roles, and behind each its ultimate owners.

Every role filled on a channel is a gate: the operator of the platform and of the clouds it runs
on, the biller, the operator of the inference host, the operator of a named surface, and all gates
of the channels upstream; where a role is filled by several, each of them is one. Open weights have
no gate. A party that nobody names, such as the operator of a platform of unknown operator, is
stood in for by the thing itself, and so is what stands upstream and is nowhere described, so that
missing data never looks like freedom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from graph.market.ownership import Ownership
from graph.market.records import Channel, Entity

OPEN_WEIGHTS = "OpenWeights"

Owners = frozenset[str]


class View(StrEnum):
    """Whose question is answered: every gate, those of others, or those of the biller only."""

    DEVELOPER = "developer"
    VENDOR = "vendor"
    PROCUREMENT = "procurement"


@dataclass(frozen=True, slots=True)
class Gate:
    """One role on a channel, who fills it, and who ultimately controls that party.

    ``role`` is a phrase that follows the party: ``"operates the platform"``, ``"bills"``.
    ``thing`` is the platform, cloud or surface operated (None for a biller); ``party`` its
    operator, or the thing itself when no operator is known. ``through`` is the upstream channel
    that the gate is inherited from.
    """

    role: str
    thing: str | None
    party: str
    owners: Owners
    is_known: bool = True
    through: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """A live channel with its gates; ``owners`` is the gate set as the view sees it."""

    channel: Channel
    gates: tuple[Gate, ...]
    owners: Owners


class Roles(NamedTuple):
    """Who fills the roles on a channel; channels that agree on all of them have equal gates."""

    platform: str
    billers: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    surfaces: tuple[str, ...] = ()


#: The roles of open weights, which nobody can close.
NO_ROLES = Roles("")


def roles_of(channel: Channel) -> Roles:
    """Who fills the roles on the channel; open weights have none to fill."""
    if channel.access_mode == OPEN_WEIGHTS:
        return NO_ROLES
    return Roles(channel.platform, channel.billers, channel.hosts, channel.surfaces)


class Gating(NamedTuple):
    """What decides the gates of a channel: its own roles first, those upstream, and strangers."""

    roles: tuple[Roles, ...]
    strangers: tuple[str, ...] = ()


class Needs(NamedTuple):
    """What stands upstream: IRIs of known channels, and IRIs that are no channel (strangers)."""

    channels: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()


def find_needs(channel: Channel, channels: Mapping[str, Channel]) -> Needs:
    """Everything that the channel needs upstream, directly or not; each once, itself never.

    Open weights need no other channel: whoever holds them can go on alone.
    """
    known: list[str] = []
    strangers: list[str] = []
    seen, waiting = {channel.iri}, [channel]
    while waiting:
        current = waiting.pop(0)
        if current.access_mode == OPEN_WEIGHTS:
            continue
        for iri in current.upstream:
            if iri in seen:
                continue
            seen.add(iri)
            if (upstream := channels.get(iri)) is None:
                strangers.append(iri)
            else:
                known.append(iri)
                waiting.append(upstream)
    return Needs(tuple(known), tuple(strangers))


@dataclass(slots=True)
class GateFinder:
    """Finds the gates of channels on one day; equal roles are worked out once."""

    entities: Mapping[str, Entity]
    channels: Mapping[str, Channel]
    ownership: Ownership
    view: View
    _by_roles: dict[Roles, tuple[Gate, ...]] = field(default_factory=dict)

    def find_gates(self, channel: Channel) -> tuple[Gate, ...]:
        """Every gate of the channel, its own first; empty for open weights."""
        own = self.find_own_gates(roles_of(channel))
        if self.view is View.PROCUREMENT:
            return own
        needs = find_needs(channel, self.channels)
        inherited = [
            replace(gate, through=iri)
            for iri in needs.channels
            for gate in self.find_own_gates(roles_of(self.channels[iri]))
        ]
        inherited += [gate for thing in needs.strangers for gate in self.find_stranger_gates(thing)]
        return own + tuple(inherited) if inherited else own

    def iter_gates(self, gating: Gating) -> Iterator[Gate]:
        """Yield every gate of the channels of one gating, as far as the view looks at it."""
        is_billing = self.view is View.PROCUREMENT
        for roles in gating.roles[:1] if is_billing else gating.roles:
            yield from self.find_own_gates(roles)
        for thing in () if is_billing else gating.strangers:
            yield from self.find_stranger_gates(thing)

    def find_own_gates(self, roles: Roles) -> tuple[Gate, ...]:
        """The gates that the roles of a channel make, without what stands upstream of it."""
        if roles not in self._by_roles:
            billing = self.view is View.PROCUREMENT
            gates = self._billing_gates(roles) if billing else self._all_gates(roles)
            self._by_roles[roles] = tuple(gates)
        return self._by_roles[roles]

    def find_stranger_gates(self, thing: str) -> tuple[Gate, ...]:
        """The gates of what stands upstream and is no channel: its operators, else the thing."""
        gates = list(self._operator_gates("stands upstream", thing))
        for cloud in self._grounds(thing):
            gates.extend(self._operator_gates("operates the cloud upstream", cloud))
        return tuple(gates)

    def _billing_gates(self, roles: Roles) -> Iterator[Gate]:
        if roles is NO_ROLES:
            return
        for biller in roles.billers:
            yield self._gate("bills", None, biller)
        if not roles.billers:
            yield from self._operator_gates("bills as operator of the platform", roles.platform)

    def _all_gates(self, roles: Roles) -> Iterator[Gate]:
        if roles is NO_ROLES:
            return
        yield from self._operator_gates("operates the platform", roles.platform)
        for cloud in self._grounds(roles.platform):
            yield from self._operator_gates("operates the cloud under the platform", cloud)
        for biller in roles.billers:
            yield self._gate("bills", None, biller)
        for host in roles.hosts:
            yield from self._operator_gates("hosts the inference", host)
            for cloud in self._grounds(host):
                yield from self._operator_gates("operates the cloud under the host", cloud)
        for surface in roles.surfaces:
            yield from self._operator_gates("operates the surface", surface)

    def _grounds(self, thing: str) -> list[str]:
        """What the thing runs on, and what that runs on in turn."""
        found: list[str] = []
        waiting = [thing]
        while waiting:
            entity = self.entities.get(waiting.pop(0))
            for cloud in entity.runs_on if entity is not None else ():
                if cloud not in found and cloud != thing:
                    found.append(cloud)
                    waiting.append(cloud)
        return found

    def _operator_gates(self, role: str, thing: str) -> Iterator[Gate]:
        entity = self.entities.get(thing)
        if entity is None or not entity.operators:
            yield Gate(role, thing, thing, frozenset({thing}), is_known=False)
            return
        for operator in entity.operators:
            yield self._gate(role, thing, operator)

    def _gate(self, role: str, thing: str | None, party: str) -> Gate:
        return Gate(role, thing, party, self.ownership.ultimate_owners(party))


def join_owners(gates: Iterable[Gate]) -> Owners:
    """The gate set: every ultimate owner behind any of the gates."""
    return frozenset().union(*(gate.owners for gate in gates))
