"""Listings and their identities as assets and channels, the market that a catalog describes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import quote

from graph.catalogs.identity import UNRESOLVED, Identity, Resolver, canonicalise
from graph.catalogs.labs import load_labs, read_table
from graph.catalogs.listing import CatalogReading, Listing, Provider, RegistryModel
from graph.catalogs.models_dev import Interval
from graph.catalogs.organisations import Organisation, find_organisation, make_slug
from graph.catalogs.platforms import EMBEDDING, SET_ASIDE, Platform, PlatformTable

STAGES = {"deprecated": "Deprecated", "alpha": "Preview", "beta": "Preview"}
#: Models that hand-written files already name under a flat slug.
KNOWN_ASSETS = {"microsoft/mai-code-1-flash": "mai-code-1-flash"}
#: A model is open by its listings when at least this share of them says so.
OPEN_SHARE = 2 / 3
PARAMETERS = re.compile(r"(?<![a-z0-9.])(?:\d+x)?\d+(?:\.\d+)?b(?=-|$)")
IN_PARENTHESES = re.compile(r"\s*\([^)]*\)")
SQUARE_BRACKETS = re.compile(r"[\[\]]")


@dataclass(frozen=True, slots=True)
class CatalogAsset:
    """One model with everything that the catalog's listings of it agree on."""

    canonical: str
    label: str
    developer: Organisation
    released: date | None = None
    is_open: bool = False
    weights_url: str | None = None
    first_listed: date | None = None

    @property
    def slug(self) -> str:
        """The slug of the model."""
        return KNOWN_ASSETS.get(self.canonical, self.canonical)


@dataclass(frozen=True, slots=True)
class CatalogChannel:
    """One listing as a channel; ``stage`` and the modes are names of the code lists."""

    slug: str
    listing: Listing
    identity: Identity
    platform: Platform
    access_mode: str
    stage: str
    set_aside: str | None
    first_listed: date | None


@dataclass(frozen=True, slots=True)
class CatalogMarket:
    """What one catalog file says about the market, resolved."""

    assets: Mapping[str, CatalogAsset]
    channels: tuple[CatalogChannel, ...]
    new_platforms: tuple[Platform, ...]

    def only(self, keep: Callable[[CatalogChannel], bool]) -> CatalogMarket:
        """The market of these channels alone, with the models and platforms that they need."""
        channels = tuple(channel for channel in self.channels if keep(channel))
        models = {channel.identity.canonical for channel in channels}
        platforms = {channel.platform.slug for channel in channels}
        return CatalogMarket(
            {name: asset for name, asset in self.assets.items() if name in models},
            channels,
            tuple(platform for platform in self.new_platforms if platform.slug in platforms),
        )

    def count(self) -> dict[str, int]:
        """The figures of the report, in the order in which to print them."""
        methods = Counter(channel.identity.method for channel in self.channels)
        return {
            "providers": len({channel.listing.provider for channel in self.channels}),
            "platforms": len({channel.platform.slug for channel in self.channels}),
            "new platforms": len(self.new_platforms),
            "listings": len(self.channels),
            "models": len(self.assets),
            "labs": len({asset.developer.slug for asset in self.assets.values()}),
            "models with open weights": sum(a.is_open for a in self.assets.values()),
            **{
                f"resolved by {method}": methods[method]
                for method in sorted(methods)
                if method != UNRESOLVED
            },
            "unresolved": methods[UNRESOLVED],
            "set aside": sum(channel.set_aside is not None for channel in self.channels),
        }


def resolve_catalog(
    reading: CatalogReading,
    resolver: Resolver,
    table: PlatformTable,
    registry: Mapping[str, RegistryModel] | None = None,
    history: Iterable[Interval] = (),
    snapshot: date | None = None,
) -> CatalogMarket:
    """The market that the listings make; the order of the listings does not matter."""
    providers = {provider.key: provider for provider in reading.providers}
    began = {(i.provider, i.model_id): i.first_listed for i in history if i.last_listed is None}
    new: dict[str, Platform] = {}
    channels = []
    for listing in sorted(reading.listings, key=lambda item: (item.provider, item.model_id)):
        platform = table.find(listing.catalog, listing.provider)
        if platform is None:
            platform = new.setdefault(
                listing.provider, invent_platform(listing, providers[listing.provider], table)
            )
        since = began.get((listing.provider, listing.model_id), snapshot)
        channels.append(make_channel(listing, resolver.resolve(listing), platform, since))
    slugs = table.slugs | {platform.slug for platform in new.values()}
    assets = make_assets(channels, find_developers(channels, table, slugs), registry or {})
    return CatalogMarket(assets, tuple(channels), tuple(new.values()))


def invent_platform(listing: Listing, provider: Provider, table: PlatformTable) -> Platform:
    """A platform for a provider that nobody has mapped: run by a company of its name."""
    slug = make_slug(listing.provider)
    if slug in table.slugs:
        slug = make_slug(f"{listing.catalog} {listing.provider}")
    operator = Organisation(f"{slug}-org", provider.name)
    return Platform(
        slug,
        provider.name,
        operator=operator,
        owner=operator,
        keys=(f"{listing.catalog}:{listing.provider}",),
    )


def make_channel(
    listing: Listing, identity: Identity, platform: Platform, since: date | None
) -> CatalogChannel:
    """The channel of one listing; its IRI depends on catalog, provider and id alone."""
    model_id = quote(listing.model_id, safe="/:@~._+-")
    return CatalogChannel(
        slug=f"listing/{listing.catalog}/{listing.provider}/{model_id}",
        listing=listing,
        identity=identity,
        platform=platform,
        access_mode="Embedded" if platform.kind in EMBEDDING else "RawAPI",
        stage=STAGES.get(listing.status, "GA"),
        set_aside=SET_ASIDE.get(platform.kind),
        first_listed=since,
    )


def make_assets(
    channels: Sequence[CatalogChannel],
    developers: Mapping[str, Organisation],
    registry: Mapping[str, RegistryModel],
) -> dict[str, CatalogAsset]:
    """One asset for each canonical model, sorted by its name, labels made distinct."""
    grouped: dict[str, list[CatalogChannel]] = defaultdict(list)
    for channel in channels:
        grouped[channel.identity.canonical].append(channel)
    curated: dict[str, list[RegistryModel]] = defaultdict(list)
    for key, model in sorted(registry.items()):
        curated[canonicalise(key) or key].append(model)
    labels = distinguish(
        {name: choose_label(name, grouped[name], curated.get(name, [])) for name in sorted(grouped)}
    )
    return {
        name: CatalogAsset(
            name,
            labels[name],
            developers[name.partition("/")[0]],
            released=agree(
                [m.released for m in curated.get(name, [])]
                or [c.listing.released for c in grouped[name]]
            ),
            is_open=is_open(name, grouped[name], curated.get(name, [])),
            weights_url=next((m.weights_url for m in curated.get(name, []) if m.weights_url), None),
            first_listed=min(
                (c.first_listed for c in grouped[name] if c.first_listed), default=None
            ),
        )
        for name in sorted(grouped)
    }


def choose_label(
    canonical: str, channels: Sequence[CatalogChannel], curated: Sequence[RegistryModel]
) -> str:
    """The display name that most agree on, without brackets and seller prefixes."""
    model = canonical.partition("/")[2]
    registered = Counter(tidy_name(entry.name) for entry in curated)
    listed = Counter(
        tidy_name(c.listing.name) for c in channels if c.listing.name != c.listing.model_id
    )
    for names in (registered, listed):
        exact = [name for name in names if make_slug(name) == make_slug(model)]
        if exact:
            return min(exact, key=lambda name: (name.islower(), -names[name], name))
    names = registered or listed
    return min(names, key=lambda name: (-names[name], len(name), name), default="") or model


def tidy_name(name: str) -> str:
    """The name without a seller's prefix and remarks in brackets.

    >>> tidy_name("OpenAI: GPT-4o (2024-11-20)")
    'GPT-4o'
    >>> tidy_name("FLUX.2 [max]")
    'FLUX.2 max'
    """
    return SQUARE_BRACKETS.sub("", IN_PARENTHESES.sub("", name.rpartition(": ")[2])).strip()


def distinguish(labels: Mapping[str, str]) -> dict[str, str]:
    """The labels with the model's own name added where two models share one."""
    shared = Counter(label.lower() for label in labels.values())
    distinct = {}
    for canonical, label in labels.items():
        model = canonical.partition("/")[2]
        is_exact = make_slug(label) == make_slug(model)
        distinct[canonical] = (
            label if shared[label.lower()] == 1 or is_exact else f"{label} ({model})"
        )
    again = Counter(label.lower() for label in distinct.values())
    return {
        canonical: label if again[label.lower()] == 1 else f"{label} ({canonical})"
        for canonical, label in distinct.items()
    }


def find_developers(
    channels: Sequence[CatalogChannel], table: PlatformTable, slugs: frozenset[str]
) -> dict[str, Organisation]:
    """The organisation behind each lab: curated, else a house brand's seller, else as spelt."""
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    sellers: dict[str, Organisation] = {}
    for channel in channels:
        listing, lab = channel.listing, channel.identity.lab
        for part in listing.model_id.split("/")[:-1]:
            if part.lstrip("~").lower() == lab:
                spelt[lab][part.lstrip("~")] += 1
        seller = table.find(listing.catalog, lab) or (
            channel.platform if make_slug(listing.provider) == make_slug(lab) else None
        )
        if seller is not None and seller.operator is not None:
            sellers[lab] = seller.operator
    developers = {}
    for lab in {channel.identity.lab for channel in channels}:
        best = min(spelt[lab], key=lambda part: (-spelt[lab][part], part), default=lab)
        own = Organisation(f"{make_slug(lab)}{'-org' if make_slug(lab) in slugs else ''}", best)
        curated = load_labs().get(lab)
        developers[lab] = (
            find_organisation(curated.organisation, slugs) if curated else sellers.get(lab, own)
        )
    return developers


def agree(days: Iterable[date | None]) -> date | None:
    """The one day that all who name a day agree on; None if they disagree."""
    named = {day for day in days if day is not None}
    return named.pop() if len(named) == 1 else None


def is_open(
    canonical: str, channels: Sequence[CatalogChannel], curated: Sequence[RegistryModel]
) -> bool:
    """Whether anybody may run the weights, by the best word there is on it.

    A curator's decision, then the registry's flag, then two thirds of the listings, or one of
    them when the name carries a number of parameters, as the names of published weights do.
    """
    if (decision := open_decisions().get(canonical)) is not None:
        return decision
    registered = [model.open_weights for model in curated if model.open_weights is not None]
    if registered:
        return any(registered)
    flags = [c.listing.open_weights for c in channels if c.listing.open_weights is not None]
    enough = 0 if PARAMETERS.search(canonical) else OPEN_SHARE * len(flags)
    return any(flags) and sum(flags) >= enough


@lru_cache(maxsize=1)
def open_decisions() -> dict[str, bool]:
    """What a curator decided about the weights of single models."""
    rows = read_table("open_weights.csv")
    return {row["canonical_model"]: row["open"] == "yes" for row in rows}
