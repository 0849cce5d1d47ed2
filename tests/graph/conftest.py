"""Small markets written down by hand: a book of records that tests fill and compile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from graph.market.compile import compile_market
from graph.market.market import Market
from graph.market.records import Channel, Claim, Entity, MarketRecords, Source, Stake

DAY = date(2026, 6, 2)


@dataclass
class RecordBook:
    """Records under short names instead of IRIs; every method returns the book for chaining."""

    entities: dict[str, Entity] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    stakes: dict[str, Stake] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)

    def asset(self, name: str, *developers: str) -> RecordBook:
        self.entities[name] = Entity(name, name, frozenset({"Model"}), developers=developers)
        return self

    def platform(self, name: str, operator: str | None, *runs_on: str) -> RecordBook:
        kinds = frozenset({"Platform"})
        operators = (operator,) if operator else ()
        self.entities[name] = Entity(name, name, kinds, operators=operators, runs_on=runs_on)
        return self

    def cloud(self, name: str, operator: str | None) -> RecordBook:
        operators = (operator,) if operator else ()
        self.entities[name] = Entity(name, name, frozenset({"Cloud"}), operators=operators)
        return self

    def channel(self, name: str, asset: str, platform: str, **fields: Any) -> RecordBook:
        self.channels[name] = Channel(name, name, asset, platform, **fields)
        return self

    def stake(
        self, holder: str, issuer: str, votes: str | None = None, **fields: Any
    ) -> RecordBook:
        name = f"{holder}>{issuer}{len(self.stakes)}"
        share = None if votes is None else Decimal(votes)
        self.stakes[name] = Stake(
            name, holder, issuer, voting_min=share, voting_max=share, **fields
        )
        return self

    def claim(self, about: str, confidence: str, polarity: str = "Asserts") -> RecordBook:
        name = f"claim{len(self.claims)}"
        self.claims[name] = Claim(
            name, (about,), "said so", "Fact", polarity, Decimal(confidence), ("source",)
        )
        return self

    def gates(self, channel: str, asset: str, owners: Iterable[str], **fields: Any) -> RecordBook:
        """A channel of the asset whose gate set is exactly these owners (at least one)."""
        first, *others = owners
        clouds = tuple(f"cloud of {owner}" for owner in others)
        for cloud, owner in zip(clouds, others, strict=True):
            self.cloud(cloud, owner)
        self.platform(f"platform of {channel}", first, *clouds)
        return self.channel(channel, asset, f"platform of {channel}", **fields)

    def records(self) -> MarketRecords:
        return MarketRecords(
            1, self.entities, self.channels, self.stakes, self.claims,
            {"source": Source("source", "A source")},
        )  # fmt: skip

    def market(self, day: date = DAY, **options: Any) -> Market:
        return compile_market(self.records(), day, **options)


@pytest.fixture(scope="session")
def new_book() -> Callable[[], RecordBook]:
    """Makes an empty book of records."""
    return RecordBook


@pytest.fixture(scope="session")
def gate_book() -> Callable[..., RecordBook]:
    """Makes a book with one asset ``x`` whose channels have the gate sets given."""

    def make(families: Iterable[Iterable[str]], developers: tuple[str, ...] = ()) -> RecordBook:
        book = RecordBook().asset("x", *developers)
        for number, owners in enumerate(families):
            book.gates(f"channel {number}", "x", sorted(owners))
        return book

    return make


LISTING = "https://w3id.org/captivity/id/listing/models.dev"
REGISTRY = "https://w3id.org/captivity/id/registry/models.dev"


@pytest.fixture(scope="session")
def listed_records() -> MarketRecords:
    """Six models of one lab on four platforms; every figure about them can be counted by hand.

    ``left`` and ``right`` belong to Xco, the latter through its subsidiary; ``other`` to Zed and
    ``router``, a reseller, to Rco. ``twice``: left, right, router. ``both``: left, other.
    ``free``: left, and open weights. ``aging``: left (deprecated), other. ``resold``: router only.
    ``strange``: left, but it is not in the registry. ``painter``: left, and makes images.
    """
    book = RecordBook().stake("Xco", "sub", "1.0")
    for platform, operator in (
        ("left", "Xco"), ("right", "sub"), ("other", "Zed"), ("router", "Rco"), ("hub", "Hub"),
    ):  # fmt: skip
        book.platform(platform, operator)
    offers = (
        "twice left", "twice right", "twice router", "both left", "both other", "free left",
        "aging left", "aging other", "resold router", "strange left", "painter left",
    )  # fmt: skip
    for offer in offers:
        asset, platform = offer.split()
        book.asset(asset, "lab")
        book.channel(
            f"{LISTING}/{platform}/{asset}", asset, platform, access_mode="RawAPI",
            stage="Deprecated" if offer == "aging left" else "GA", listing_id=asset,
            set_aside="Resale" if platform == "router" else None, valid_from=date(2026, 1, 1),
        )  # fmt: skip
    book.channel("weights of free", "free", "hub", access_mode="OpenWeights")
    book.entities["painter"] = replace(book.entities["painter"], modality="Image")
    core = frozenset(book.entities) & {"twice", "both", "free", "aging", "resold", "painter"}
    return replace(book.records(), collections={REGISTRY: core})
