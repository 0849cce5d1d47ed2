"""What a store holds of one catalog: its listings over time and the day of the last copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import unquote

from graph.catalogs.channels import listing_slug
from graph.catalogs.quads import source_stem
from graph.market import columns
from graph.market.columns import Readable, slug_of
from graph.terms import CTV, DCTERMS, ID_BASE

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class KnownListing:
    """One channel of a listing in the store, as all its loads together describe it."""

    iri: str
    key: Key
    asset: str
    platform: str
    stage: str
    access_mode: str
    set_aside: str | None
    valid_from: date | None
    valid_to: date | None
    confidence: Decimal

    def is_open_on(self, day: date) -> bool:
        """Whether the store says that it still stands on that day."""
        return self.valid_to is None or day < self.valid_to


@dataclass(frozen=True, slots=True)
class KnownCatalog:
    """Every channel that the store holds of one catalog, by IRI and by what it lists."""

    by_iri: Mapping[str, KnownListing]
    by_key: Mapping[Key, tuple[KnownListing, ...]]
    last_snapshot: date | None

    def find_open(self, key: Key, day: date) -> KnownListing | None:
        """The channel of that listing that is open on the day."""
        found = [known for known in self.by_key.get(key, ()) if known.is_open_on(day)]
        return max(found, key=lambda known: (str(known.valid_from), known.iri), default=None)


def read_known(store: Readable, catalog: str) -> KnownCatalog:
    """What the store holds of the catalog; of several ends of a channel the earliest counts."""
    base = f"{ID_BASE}listing/{catalog}/"
    ids = columns.read_text(store, CTV.listingId)
    assets = columns.read_link(store, CTV.asset)
    platforms = columns.read_link(store, CTV.platform)
    stages = columns.read_codes(store, CTV.stage)
    modes = columns.read_codes(store, CTV.accessMode)
    set_aside = columns.read_codes(store, CTV.setAside)
    starts = columns.read_dates(store, CTV.validFrom, latest=True)
    ends = columns.read_dates(store, CTV.validTo)
    confidence = columns.read_numbers(store, CTV.identityConfidence, share=True)
    found = [
        KnownListing(
            iri,
            key_of(catalog, slug_of(iri), ids[iri]),
            assets.get(iri, ""),
            platforms.get(iri, ""),
            stages.get(iri, ""),
            modes.get(iri, ""),
            set_aside.get(iri),
            starts.get(iri),
            ends.get(iri),
            confidence.get(iri, Decimal(0)),
        )
        for iri in ids
        if iri.startswith(base)
    ]
    return KnownCatalog({item.iri: item for item in found}, group(found), last_day(store, catalog))


def key_of(catalog: str, slug: str, model_id: str) -> Key:
    """Provider, model id and, where the catalog names several hosts, the host of a channel.

    >>> key_of("models.dev", "listing/models.dev/acme/~x~aws@2026-08-01", "~x")
    ('acme', '~x', 'aws')
    """
    provider = unquote(slug.removeprefix(f"listing/{catalog}/").partition("/")[0])
    rest = slug.removeprefix(listing_slug(catalog, provider, model_id))
    return provider, model_id, rest[1:].partition("@")[0] if rest.startswith("~") else ""


def read_openness(store: Readable) -> dict[str, bool]:
    """Of every model in the store, by its canonical name, whether its weights are open."""
    weights = f"{ID_BASE}weights/"
    channels = columns.read_link(store, CTV.asset)
    openly = {asset: iri for iri, asset in channels.items() if iri.startswith(weights)}
    return {
        openly[asset].removeprefix(weights) if asset in openly else slug_of(asset): asset in openly
        for asset in channels.values()
    }


def group(found: Iterable[KnownListing]) -> dict[Key, tuple[KnownListing, ...]]:
    """The channels by what they list."""
    by_key: dict[Key, list[KnownListing]] = defaultdict(list)
    for known in found:
        by_key[known.key].append(known)
    return {key: tuple(items) for key, items in by_key.items()}


def last_day(store: Readable, catalog: str) -> date | None:
    """The day of the newest copy of the catalog in the store."""
    base = ID_BASE + source_stem(catalog)
    issued = columns.read_dates(store, DCTERMS.issued, latest=True)
    return max((day for iri, day in issued.items() if iri.startswith(base)), default=None)
