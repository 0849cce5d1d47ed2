"""The records that a market is made of, read from the store and free of any date.

Identifiers are IRIs as plain text, short to hash and the same in JSON, NetworkX and SPARQL.
Dates are half-open: a thing holds on ``valid_from`` and no longer on ``valid_to``; None is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

LIVE_STAGES = frozenset({"Preview", "GA", "Deprecated", "StageUnstated"})


def holds_on(day: date, valid_from: date | None, valid_to: date | None) -> bool:
    """Whether the half-open interval contains the day.

    >>> holds_on(date(2026, 6, 2), date(2026, 6, 2), None)
    True
    >>> holds_on(date(2026, 6, 2), None, date(2026, 6, 2))
    False
    """
    return (valid_from is None or valid_from <= day) and (valid_to is None or day < valid_to)


@dataclass(frozen=True, slots=True)
class Entity:
    """A named thing: asset, platform, organisation, cloud or surface.

    ``kinds`` are local names of the ontology's classes (``"Model"``, ``"Assistant"``); ``modality``
    is the local name of what an asset makes (``"Text"``), None where nobody says. Every one of
    several ``operators`` can close what it operates.
    ``captive_platforms`` are those that a source names as holding the asset captive.
    """

    iri: str
    label: str
    kinds: frozenset[str]
    alt_labels: tuple[str, ...] = ()
    developers: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    runs_on: tuple[str, ...] = ()
    modality: str | None = None
    captive_platforms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from."""

    iri: str
    title: str
    url: str | None = None
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement by one source about one or more nodes; ``confidence`` is in [0, 1]."""

    iri: str
    about: tuple[str, ...]
    statement: str
    kind: str
    polarity: str
    confidence: Decimal
    sources: tuple[str, ...]
    locator: str = ""
    recorded_on: date | None = None
    contests: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """One route by which one asset is reached through one platform over one period.

    ``set_aside`` names why a catalog channel is left out of captivity by default (``"Resale"``).
    ``access_mode``, ``stage`` and ``exclusivity`` are local names of the code lists. ``seller`` is
    the seller of record; it is told, but is no gate. ``precision`` says how well the dates are
    known (``"FirstListed"``, ``"SnapshotSeen"``). Every one of several ``billers``, ``hosts`` or
    ``surfaces`` is needed: what one channel states is "and", other channels are "or".
    ``asserted`` and ``denied`` are the best confidence of the claims for and against it, in [0, 1];
    a channel without any claim is asserted with confidence 1 by whoever wrote it.
    """

    iri: str
    label: str
    asset: str
    platform: str
    billers: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    surfaces: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    procured_under: tuple[str, ...] = ()
    access_mode: str = "AccessUnstated"
    stage: str = "StageUnstated"
    exclusivity: str = "ExclusivityUnknown"
    valid_from: date | None = None
    valid_to: date | None = None
    weight: Decimal | None = None
    set_aside: str | None = None
    listing_id: str | None = None
    sources: tuple[str, ...] = ()
    asserted: Decimal = Decimal(1)
    denied: Decimal = Decimal(0)
    seller: str | None = None
    precision: str | None = None

    def is_live(self, day: date) -> bool:
        """Whether developers could use it on that day."""
        return self.stage in LIVE_STAGES and holds_on(day, self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class Stake:
    """A holding of one organisation in another over one period; shares are in [0, 1]."""

    iri: str
    holder: str
    issuer: str
    voting_min: Decimal | None = None
    voting_max: Decimal | None = None
    economic_min: Decimal | None = None
    economic_max: Decimal | None = None
    confers_control: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A thesis with a test: what it watches, from which day, and by when it must show.

    ``confirm_if`` and ``deny_if`` are its conditions, ``predicts`` the outcome it announces, in
    words; ``min_stacks`` and ``max_stacks`` the number of bundled stacks in that outcome.
    """

    iri: str
    label: str
    watches: tuple[str, ...] = ()
    made_on: date | None = None
    horizon: date | None = None
    predicts: str = ""
    confirm_if: tuple[str, ...] = ()
    deny_if: tuple[str, ...] = ()
    min_stacks: int | None = None
    max_stacks: int | None = None


@dataclass(frozen=True, slots=True)
class MarketRecords:
    """Everything the store knows of the market at one revision, at all dates.

    ``collections`` are the named sets of entities (``skos:Collection``), each with
    what is stated to be part of it (``dcterms:isPartOf``).
    """

    revision: int
    entities: Mapping[str, Entity]
    channels: Mapping[str, Channel]
    stakes: Mapping[str, Stake]
    claims: Mapping[str, Claim]
    sources: Mapping[str, Source]
    collections: Mapping[str, frozenset[str]] = field(default_factory=dict)
    hypotheses: Mapping[str, Hypothesis] = field(default_factory=dict)
    #: What was worked out from these records and depends on no day, by name; never on a copy.
    derived: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
