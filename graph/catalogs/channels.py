"""Listings and their identities as assets and channels, the market that catalogs describe."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import quote

from graph.catalogs.assets import make_assets
from graph.catalogs.history import Span, make_spans
from graph.catalogs.hosts import find_hosts
from graph.catalogs.identity import Resolver
from graph.catalogs.labs import load_labs
from graph.catalogs.listing import CatalogReading, Interval, Listing, Provider, RegistryModel
from graph.catalogs.organisations import Organisation, find_organisation, make_slug
from graph.catalogs.passing_on import mark_passings
from graph.catalogs.platforms import EMBEDDING, SET_ASIDE, Platform, PlatformTable
from graph.catalogs.readers import CatalogSnapshot
from graph.catalogs.records import ENDED, CatalogChannel, CatalogMarket
from graph.catalogs.selling import mark_sellers

STAGES = {"deprecated": "Deprecated", "alpha": "Preview", "beta": "Preview", "preview": "Preview"}
#: Catalogs of one product: whatever they list is offered inside that product.
PRODUCTS = {
    "github-copilot": Platform("copilot", "GitHub Copilot", kind="CodingToolKind"),
    "codex": Platform("codex", "Codex", kind="CodingToolKind"),
}


def resolve_catalog(
    reading: CatalogReading,
    resolver: Resolver,
    table: PlatformTable,
    registry: Mapping[str, RegistryModel] | None = None,
    history: Iterable[Interval] = (),
    snapshot: date | None = None,
) -> CatalogMarket:
    """The market of one catalog that has been read; see :func:`resolve_catalogs`."""
    catalog = reading.listings[0].catalog if reading.listings else "models.dev"
    spans = make_spans(catalog, standing(reading.listings), tuple(history), snapshot)
    return make_market([(spans, reading.providers)], resolver, table, registry or {})


def resolve_catalogs(
    snapshots: Sequence[CatalogSnapshot],
    resolver: Resolver,
    table: PlatformTable,
    openness: Mapping[str, bool] | None = None,
) -> CatalogMarket:
    """The market that all listings of the catalogs make together.

    A listing becomes one channel for each period in which it stood, and for each of the hosts
    that may serve it. Searches, price tiers and hidden entries become none. The order of the
    listings does not matter; that of the catalogs decides only who describes a new platform.
    ``openness`` says of models, by their canonical names, what is already decided about their
    weights.
    """
    read = [
        (
            make_spans(item.catalog, standing(item.listings), item.intervals, item.snapshot_date),
            item.providers,
        )
        for item in snapshots
    ]
    registry: dict[str, RegistryModel] = {}
    for item in snapshots:
        registry.update(item.registry or {})
    return make_market(read, resolver, table, registry, openness or {})


def standing(listings: Iterable[Listing]) -> list[Listing]:
    """The listings that are models offered to users."""
    return [listing for listing in listings if listing.is_model and not listing.hidden]


def make_market(
    read: Sequence[tuple[Sequence[Span], Sequence[Provider]]],
    resolver: Resolver,
    table: PlatformTable,
    registry: Mapping[str, RegistryModel],
    openness: Mapping[str, bool] | None = None,
) -> CatalogMarket:
    """The market of the spans of each catalog."""
    new: dict[str, Platform] = {}
    channels: list[CatalogChannel] = []
    for spans, named in read:
        providers = {provider.key: provider for provider in named}
        for span in spans:
            platform = find_platform(span.listing, providers, table, new)
            channels += make_channels(span, resolver, platform)
    slugs = table.slugs | {platform.slug for platform in new.values()}
    developers = find_developers(channels, table, slugs)
    assets = make_assets(channels, developers, registry, openness or {})
    marked = mark_sellers(mark_passings(channels, assets))
    best = choose_best(developers.values())
    invented = tuple(name_operator(platform, best) for platform in new.values())
    return CatalogMarket(assets, tuple(marked), invented)


def find_platform(
    listing: Listing,
    providers: Mapping[str, Provider],
    table: PlatformTable,
    new: dict[str, Platform],
) -> Platform:
    """The platform of a listing; one that nobody has mapped is invented once."""
    if (platform := table.find(listing.catalog, listing.provider)) is not None:
        return platform
    if (product := PRODUCTS.get(listing.catalog)) is not None:
        return product
    provider = providers.get(listing.provider) or Provider(listing.provider, listing.provider)
    slug = make_slug(provider.key)
    if slug in table.slugs or slug in RESERVED:
        slug = make_slug(f"{listing.catalog} {provider.key}")
    if slug not in new:
        new[slug] = invent_platform(slug, listing.catalog, provider)
    return new[slug]


RESERVED = frozenset(product.slug for product in PRODUCTS.values())


def invent_platform(slug: str, catalog: str, provider: Provider) -> Platform:
    """A platform for a provider that nobody has mapped: run by a company of its name."""
    operator = Organisation(f"{slug}-org", provider.name)
    return Platform(
        slug,
        provider.name,
        operator=operator,
        owner=operator,
        keys=(f"{catalog}:{provider.key}",),
    )


def make_channels(span: Span, resolver: Resolver, platform: Platform) -> Iterator[CatalogChannel]:
    """Yield the channels of one listing over one period: one, or one for each host."""
    listing = span.listing
    identity = resolver.resolve(listing)
    for host in find_hosts(listing.hosts) or (None,):
        yield CatalogChannel(
            slug=make_slug_of(listing, host, span),
            listing=listing,
            identity=identity,
            platform=platform,
            access_mode="Embedded" if platform.kind in EMBEDDING else "RawAPI",
            stage=choose_stage(span),
            set_aside=SET_ASIDE.get(platform.kind),
            valid_from=span.valid_from,
            valid_to=span.valid_to,
            precision=span.precision if span.valid_from or span.valid_to else None,
            host=host,
            alternative=host or "",
            is_detailed=span.is_detailed,
        )


def make_slug_of(listing: Listing, host: str | None, span: Span) -> str:
    """The slug of a channel: catalog, provider and id, the host if named, and when it reopened."""
    slug = listing_slug(listing.catalog, listing.provider, listing.model_id)
    slug += f"~{host}" if host else ""
    return f"{slug}@{span.valid_from}" if span.number else slug


def listing_slug(catalog: str, provider: str, model_id: str) -> str:
    """The slug of the first channel of a listing.

    >>> listing_slug("models.dev", "acme", "gpt 5")
    'listing/models.dev/acme/gpt%205'
    """
    path = "/".join(quote(part, safe="/:@~._+-") for part in (provider, model_id))
    return f"listing/{catalog}/{path}"


def choose_stage(span: Span) -> str:
    """The stage of a listing in a period; of a past one nobody knows."""
    if span.valid_from is None and span.valid_to is not None:
        return ENDED
    if span.valid_to is not None:
        return "StageUnstated"
    stage = STAGES.get(span.listing.status.lower(), "GA")
    return "Deprecated" if span.listing.retires is not None else stage


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
    for lab in sorted({channel.identity.lab for channel in channels}):
        best = min(spelt[lab], key=lambda part: (-spelt[lab][part], part), default=lab)
        own = Organisation(f"{make_slug(lab)}{'-org' if make_slug(lab) in slugs else ''}", best)
        curated = load_labs().get(lab)
        developers[lab] = (
            find_organisation(curated.organisation, slugs) if curated else sellers.get(lab, own)
        )
    best_known = choose_best(developers.values())
    return {lab: best_known[found.slug] for lab, found in developers.items()}


def choose_best(organisations: Iterable[Organisation]) -> dict[str, Organisation]:
    """One organisation for each slug: a checked one first, then one spelt with capitals."""
    best: dict[str, Organisation] = {}
    for found in organisations:
        known = best.setdefault(found.slug, found)
        if rank(found) < rank(known):
            best[found.slug] = found
    return best


def rank(organisation: Organisation) -> tuple[bool, bool, str]:
    """How well an organisation is described, the best first."""
    return not organisation.checked, organisation.label.islower(), organisation.label


def name_operator(platform: Platform, known: Mapping[str, Organisation]) -> Platform:
    """An invented platform with its operator named as labs name it, if the operator is one."""
    operator = platform.operator
    better = known.get(operator.slug) if operator else None
    return platform if better is None else replace(platform, operator=better, owner=better)
