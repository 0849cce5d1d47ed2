"""Edits as data: each is one thing that might happen to the market, with IRIs for names.

A ``day`` of None is the day that the market is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

#: Role on a channel -> the field of the record that holds who fills it.
ROLES: Mapping[str, str] = {
    "biller": "billers",
    "host": "hosts",
    "surface": "surfaces",
    "upstream": "upstream",
}
MODES = ("RawAPI", "Embedded", "ManagedAgent", "OpenWeights", "AccessUnstated")
STAGES = ("Preview", "GA", "Deprecated")


@dataclass(frozen=True, slots=True)
class OpenChannel:
    """A new road to an asset through a platform, from ``day`` up to, not including, ``end``."""

    asset: str
    platform: str
    billers: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    surfaces: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    mode: str = "AccessUnstated"
    stage: str = "GA"
    day: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class CloseChannel:
    """One channel is closed from the day on."""

    channel: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class CloseRoads:
    """Every channel of the asset through the platform is closed from the day on."""

    asset: str
    platform: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class ChangeRole:
    """Somebody gets a role on a channel, or (``drop``) loses it; ``role`` is of :data:`ROLES`."""

    role: str
    channel: str
    party: str
    drop: bool = False


@dataclass(frozen=True, slots=True)
class ChangeOperator:
    """An organisation begins to operate a platform, cloud or surface, or (``drop``) no longer."""

    thing: str
    party: str
    drop: bool = False


@dataclass(frozen=True, slots=True)
class Acquire:
    """The owner buys the whole organisation; whoever held a part of it holds none any more."""

    owner: str
    organisation: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Divest:
    """The owner, and all that it controls, gives up every stake that carries votes or control."""

    owner: str
    organisation: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class SetShare:
    """The holder's share of the votes becomes ``votes``, in [0, 1]; control follows from it."""

    holder: str
    issuer: str
    votes: Decimal
    day: date | None = None


@dataclass(frozen=True, slots=True)
class LoadFile:
    """A file is read as if it had been added; files come before all other edits."""

    path: str


Edit: TypeAlias = (
    OpenChannel
    | CloseChannel
    | CloseRoads
    | ChangeRole
    | ChangeOperator
    | Acquire
    | Divest
    | SetShare
    | LoadFile
)
