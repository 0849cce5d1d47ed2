"""Made-up markets of any size, shaped like the shipped one: for benchmarks and growth."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

from graph.market.records import Channel, Entity, MarketRecords, Source, Stake

FIRST = date(2025, 1, 1)
#: A generated market has channels that open and close over 18 months from :data:`FIRST`.
LAST = date(2026, 7, 1)
#: How many models have so many channels, in hundredths: most have few, some have a great many.
CHANNELS_PER_MODEL = {1: 33, 2: 26, 3: 10, 4: 5, 5: 4, 6: 3, 8: 4, 12: 5, 16: 3, 24: 4, 36: 3}
ONE = Decimal(1)


def large_records(
    channel_count: int, seed: int = 7, *, platforms: int = 300, owners: int = 40
) -> MarketRecords:
    """A market of exactly so many channels; the same seed gives the same market.

    Models have from one to 36 channels on platforms of very different size. Platforms belong to
    subsidiaries of the owners and a third run on somebody's cloud; some have no known operator. A
    third of the channels are resale, some need another one upstream, some are open weights.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret
    entities = {e.iri: e for e in _make_entities(chance, platforms, owners)}
    names = [f"platform/{number}" for number in range(platforms)]
    weights = list(accumulate(1 / (rank + 1) for rank in range(platforms)))
    channels: dict[str, Channel] = {}
    model = 0
    sizes, shares = list(CHANNELS_PER_MODEL), list(CHANNELS_PER_MODEL.values())
    while len(channels) < channel_count:
        asset = f"lab/{model % owners}/model-{model}"
        entities[asset] = Entity(
            asset, asset, frozenset({"Model"}), developers=(f"firm/{model % owners}.0",)
        )
        size = min(chance.choices(sizes, shares)[0], channel_count - len(channels))
        chosen = chance.choices(names, cum_weights=weights, k=size)
        for channel in _make_channels(chance, asset, chosen):
            channels[channel.iri] = channel
        model += 1
    stakes = {stake.iri: stake for stake in _make_stakes(chance, owners)}
    return MarketRecords(1, entities, channels, stakes, {}, {"source": Source("source", "None")})


def _make_entities(chance: random.Random, platforms: int, owners: int) -> Iterator[Entity]:
    clouds = [f"cloud/{number}" for number in range(owners // 2)]
    for number, cloud in enumerate(clouds):
        yield Entity(cloud, cloud, frozenset({"Cloud"}), operators=(f"firm/{number}.1",))
    for number in range(platforms):
        name = f"platform/{number}"
        firm = f"firm/{chance.randrange(owners)}.{chance.randrange(3)}"
        known = (firm,) if chance.random() < 0.95 else ()
        below = (chance.choice(clouds),) if chance.random() < 0.33 else ()
        yield Entity(name, name, frozenset({"Platform"}), operators=known, runs_on=below)


def _make_stakes(chance: random.Random, owners: int) -> Iterator[Stake]:
    """Firm ``n.0`` holds ``n.1`` and ``n.2``; every tenth pair of owners holds a minority."""
    for number in range(owners):
        for part in (1, 2):
            bought = FIRST + timedelta(chance.randrange(540)) if chance.random() < 0.2 else None
            yield Stake(
                f"stake/{number}.{part}", f"firm/{number}.0", f"firm/{number}.{part}",
                voting_min=Decimal("0.8"), valid_from=bought,
            )  # fmt: skip
        other = chance.randrange(owners)
        yield Stake(
            f"minority/{number}", f"firm/{other}.0", f"firm/{number}.0", voting_min=Decimal("0.2")
        )


def _make_channels(chance: random.Random, asset: str, platforms: list[str]) -> Iterator[Channel]:
    first = ""
    for number, platform in enumerate(platforms):
        iri, luck = f"{asset}/{number}", chance.random()
        begins = FIRST + timedelta(chance.randrange(540))
        ends = begins + timedelta(chance.randrange(1, 400)) if luck < 0.15 else None
        open_weights = number == 0 and chance.random() < 0.1
        yield Channel(
            iri,
            iri,
            asset,
            platform,
            hosts=(f"cloud/{chance.randrange(20)}",) if 0.3 < luck < 0.34 else (),
            upstream=(first,) if first and 0.4 < luck < 0.43 else (),
            access_mode="OpenWeights" if open_weights else "RawAPI",
            stage="GA",
            valid_from=begins,
            valid_to=ends,
            set_aside="Resale" if luck > 0.66 else None,
            asserted=ONE,
        )
        first = first or iri
