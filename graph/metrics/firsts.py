"""When a lab's models first stood in the list of a platform, as the catalogs knew it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from graph.market.gates import OPEN_WEIGHTS
from graph.market.records import Channel, MarketRecords
from graph.terms import ID_BASE

#: The steps across the line between labs and clouds that the report follows: developer, platform.
WATCHED = (
    ("anthropic", "foundry"),
    ("openai", "bedrock"),
    ("xai", "bedrock"),
    ("anthropic", "vertex-ai"),
    ("openai", "vertex-ai"),
)


@dataclass(frozen=True, slots=True)
class First:
    """The first listing of a developer's models on a platform, and the first of a closed one."""

    developer: str
    platform: str
    first: Channel | None
    first_closed: Channel | None


def find_first(records: MarketRecords, developer: str, platform: str, until: date) -> First:
    """The earliest catalog listings up to and with the day ``until``.

    Parameters
    ----------
    developer, platform
        The IRIs of the lab and of the platform.
    until
        Later listings are not looked at.
    """
    offered = [
        channel
        for channel in records.channels.values()
        if channel.platform == platform
        and channel.listing_id is not None
        and channel.valid_from is not None
        and channel.valid_from <= until
        and _made_by(records, channel.asset, developer)
    ]
    offered.sort(key=lambda channel: (channel.valid_from or date.max, channel.iri))
    open_assets = {c.asset for c in records.channels.values() if c.access_mode == OPEN_WEIGHTS}
    closed = [channel for channel in offered if channel.asset not in open_assets]
    return First(developer, platform, next(iter(offered), None), next(iter(closed), None))


def find_watched(records: MarketRecords, until: date) -> list[First]:
    """The first listings of every watched pair that the records know both ends of."""
    pairs = [(ID_BASE + lab, ID_BASE + platform) for lab, platform in WATCHED]
    return [
        find_first(records, lab, platform, until)
        for lab, platform in pairs
        if platform in records.entities and lab in records.entities
    ]


def _made_by(records: MarketRecords, asset: str, developer: str) -> bool:
    entity = records.entities.get(asset)
    return entity is not None and developer in entity.developers
