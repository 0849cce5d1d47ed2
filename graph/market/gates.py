"""Who can close a channel alone: the parties in its roles, and behind each its ultimate owners.

Every role filled on a channel is a gate: the operator of the platform and of the clouds it runs
on, the biller, the operator of the inference host, the operator of a named surface, and all gates
of the channels upstream. Open weights have no gate. A party that nobody names, such as the
operator of a platform of unknown operator, is stood in for by the thing itself, so that missing
data never looks like freedom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

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


@dataclass(slots=True)
class GateFinder:
    """Finds the gates of channels on one day; equal roles are worked out once."""

    entities: Mapping[str, Entity]
    channels: Mapping[str, Channel]
    ownership: Ownership
    view: View
    _by_roles: dict[tuple[str | None, ...], tuple[Gate, ...]] = field(default_factory=dict)

    def find_gates(self, channel: Channel) -> tuple[Gate, ...]:
        """Every gate of the channel, its own first; empty for open weights."""
        own = self._own_gates(channel)
        if self.view is View.PROCUREMENT:
            return own
        inherited = [
            replace(gate, through=upstream.iri)
            for upstream in self.find_required(channel)
            for gate in self._own_gates(upstream)
        ]
        return own + tuple(inherited) if inherited else own

    def find_required(self, channel: Channel) -> list[Channel]:
        """Every known channel that this one needs, directly or not; each once, itself never.

        Open weights need no other channel: whoever holds them can go on alone.
        """
        found: list[Channel] = []
        if not channel.upstream or channel.access_mode == OPEN_WEIGHTS:
            return found
        seen, waiting = {channel.iri}, list(channel.upstream)
        while waiting:
            iri = waiting.pop(0)
            if iri in seen or iri not in self.channels:
                continue
            seen.add(iri)
            upstream = self.channels[iri]
            found.append(upstream)
            if upstream.access_mode != OPEN_WEIGHTS:
                waiting.extend(upstream.upstream)
        return found

    def _own_gates(self, channel: Channel) -> tuple[Gate, ...]:
        if channel.access_mode == OPEN_WEIGHTS:
            return ()
        roles = (channel.platform, channel.biller, channel.host, channel.surface)
        if roles not in self._by_roles:
            billing = self.view is View.PROCUREMENT
            gates = self._billing_gates(channel) if billing else self._all_gates(channel)
            self._by_roles[roles] = tuple(gates)
        return self._by_roles[roles]

    def _billing_gates(self, channel: Channel) -> Iterator[Gate]:
        if channel.biller is not None:
            yield self._gate("bills", None, channel.biller)
        else:
            yield self._operator_gate("bills as operator of the platform", channel.platform)

    def _all_gates(self, channel: Channel) -> Iterator[Gate]:
        yield self._operator_gate("operates the platform", channel.platform)
        for cloud in self._grounds(channel.platform):
            yield self._operator_gate("operates the cloud under the platform", cloud)
        if channel.biller is not None:
            yield self._gate("bills", None, channel.biller)
        if channel.host is not None:
            yield self._operator_gate("hosts the inference", channel.host)
            for cloud in self._grounds(channel.host):
                yield self._operator_gate("operates the cloud under the host", cloud)
        if channel.surface is not None:
            yield self._operator_gate("operates the surface", channel.surface)

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

    def _operator_gate(self, role: str, thing: str) -> Gate:
        entity = self.entities.get(thing)
        if entity is None or entity.operator is None:
            return Gate(role, thing, thing, frozenset({thing}), is_known=False)
        return self._gate(role, thing, entity.operator)

    def _gate(self, role: str, thing: str | None, party: str) -> Gate:
        return Gate(role, thing, party, self.ownership.ultimate_owners(party))


def join_owners(gates: tuple[Gate, ...]) -> Owners:
    """The gate set: every ultimate owner behind any of the gates."""
    return frozenset().union(*(gate.owners for gate in gates))
